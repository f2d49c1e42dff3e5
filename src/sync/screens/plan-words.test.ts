import { describe, expect, it } from 'vitest'
import { settingsSentences } from '../previews/screens/settings-words.ts'
import { readRunSearch } from './run-search.ts'
import { changeParts, isPlan, stateOf } from './run-state.ts'

const plan = { kind: 'sync', state: 'held', applied: false, decision: null } as const
const by = { by: 'Noor', at: '2026-03-10T12:00:00Z' }

describe('a stored plan in words', () => {
  it('stands as a person decided, else as it ended', () => {
    expect(stateOf(plan).word).toBe('Held for a person')
    expect(stateOf({ ...plan, decision: { what: 'discarded', ...by } }).word).toBe('Discarded')
    expect(stateOf({ ...plan, kind: 'preview', state: 'complete' }).word).toBe('Preview ready')
    expect(stateOf({ ...plan, state: 'complete', applied: true }).word).toBe('Complete')
  })

  it('is a plan while nothing of it was carried out', () => {
    expect(isPlan(plan)).toBe(true)
    expect(isPlan({ kind: 'preview', state: 'partial', applied: false })).toBe(true)
    expect(isPlan({ kind: 'preview', state: 'failed', applied: false })).toBe(false)
    expect(isPlan({ kind: 'preview', state: 'running', applied: false })).toBe(false)
    expect(isPlan({ kind: 'sync', state: 'complete', applied: true })).toBe(false)
  })

  it('names the settings it was made with, and none when they are those in force', () => {
    expect(settingsSentences(null)).toEqual([])
    expect(settingsSentences({ contacts: true, accountManagers: false, whenOff: 'clear' })).toEqual([
      'Contacts come from Salesforce.',
      'Account managers are chosen by hand again, and those from Salesforce are cleared.',
    ])
    expect(settingsSentences({ unmatched: 'leave_empty', sharedAccounts: false })).toEqual([
      'Customers without a match have no contacts.',
      'No two customers may share one Salesforce account.',
    ])
  })

  it('names each number that changes', () => {
    const none = { created: 0, changed: 0, removed: 0 }
    expect(
      changeParts({
        customers: none,
        contacts: { ...none, removed: 214 },
        accountManagers: { assigned: 1, changed: 2, cleared: 0 },
        usersCreated: 0,
        matches: {},
        skippedContacts: 0,
      }),
    ).toEqual(['214 contacts removed', '3 account managers assigned'])
  })
})

describe('the address of a run', () => {
  it('keeps what the list of changes knows, and drops the rest', () => {
    expect(
      readRunSearch({ about: 'contact', brake: 'contacts_fall', search: 'acme', change: 'gone' }),
    ).toEqual({
      about: 'contact',
      brake: 'contacts_fall',
      search: 'acme',
    })
    expect(readRunSearch({ about: 'invoice', search: '' })).toEqual({})
  })
})
