import { expect, test } from 'vitest'
import { nextDue, type SyncSettings } from './settings.ts'

const settings: SyncSettings = {
  identifier: null,
  accountField: 'Id',
  contacts: true,
  accountManagers: false,
  unmatched: 'keep_billing',
  sharedAccounts: true,
  relatedContacts: false,
  callShare: 20,
  callStop: 80,
  sweepHours: 24,
  enabledAt: new Date('2026-03-01T09:17:00Z'),
  scheduleMode: 'every_24_hours',
  scheduleHour: null,
  nextAt: null,
}
const due = (now: string, changed: Partial<SyncSettings> = {}): string | undefined =>
  nextDue({ ...settings, ...changed }, new Date(now))?.toISOString()

test('every 24 hours, counted from the moment of enabling', () => {
  expect(due('2026-03-01T09:17:00Z')).toBe('2026-03-02T09:17:00.000Z')
  expect(due('2026-03-02T09:16:59Z')).toBe('2026-03-02T09:17:00.000Z')
  expect(due('2026-03-02T09:17:00Z')).toBe('2026-03-03T09:17:00.000Z')
})

test('after days of being off, the next slot is one, not many', () => {
  expect(due('2026-03-20T12:00:00Z')).toBe('2026-03-21T09:17:00.000Z')
})

test('a fixed hour is today if it is still to come, else tomorrow', () => {
  const at2 = { scheduleMode: 'utc_hour' as const, scheduleHour: 2 }
  expect(due('2026-03-05T01:59:00Z', at2)).toBe('2026-03-05T02:00:00.000Z')
  expect(due('2026-03-05T02:00:00Z', at2)).toBe('2026-03-06T02:00:00.000Z')
})

test('nothing is due while nothing is enabled', () => {
  expect(due('2026-03-05T02:00:00Z', { enabledAt: null })).toBeUndefined()
})
