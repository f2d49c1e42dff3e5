import { describe, expect, it } from 'vitest'
import { changeSentence, runLength } from './run-state.ts'

const none = { created: 0, changed: 0, removed: 0 }
const quiet = {
  customers: none,
  contacts: none,
  accountManagers: { assigned: 0, changed: 0, cleared: 0 },
  usersCreated: 0,
  matches: {},
  skippedContacts: 0,
}

describe('a run in words', () => {
  it('names only what changed', () => {
    expect(changeSentence({ ...quiet, contacts: { created: 1204, changed: 0, removed: 1 } })).toBe(
      '1,204 contacts added, 1 contact removed',
    )
    expect(changeSentence(quiet)).toBe('No changes')
    expect(changeSentence(null)).toBe('')
  })

  it('has a length only once it has ended', () => {
    const startedAt = '2026-03-10T12:00:00Z'
    expect(runLength({ startedAt, finishedAt: '2026-03-10T12:01:05Z' })).toBe('1 min 5 s')
    expect(runLength({ startedAt, finishedAt: null })).toBeNull()
  })
})
