import { expect, test } from 'vitest'
import { OutOfBudget } from '../base/errors.ts'
import { callBudget } from './call-budget.ts'

const roomAt = new Date('2026-11-22T18:00:00Z')
const budget = callBudget({ share: 20, stop: 80, spent: 100, roomAt })

test.each([
  ['nothing heard yet', 5_000, null],
  ['an org that names no limit', 5_000, { used: 0, allowed: 0 }],
  ['one call left of the share', 99, { used: 10, allowed: 1_000 }],
  ['one call left below the level', 0, { used: 799, allowed: 1_000 }],
])('goes on with %s', (_, calls, usage) => {
  expect(() => budget({ calls, usage })).not.toThrow()
})

const thrownBy = (work: () => void): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return null
}

test('stops when the share is spent, and says when there is room again', () => {
  const fault = thrownBy(() => budget({ calls: 100, usage: { used: 300, allowed: 1_000 } }))
  expect(fault).toBeInstanceOf(OutOfBudget)
  expect(fault).toMatchObject({ explanation: { code: 'call_share_spent' }, resumeAt: roomAt })
  expect((fault as OutOfBudget).explanation.what).toContain('200 of 1,000 in 24 hours (20 %)')
})

test('stops at the level of all tools together', () => {
  const fault = thrownBy(() => budget({ calls: 0, usage: { used: 80_000, allowed: 100_000 } }))
  expect(fault).toMatchObject({ explanation: { code: 'org_calls_high' }, resumeAt: null })
  expect((fault as OutOfBudget).explanation.what).toContain('80,000 of its 100,000')
})
