import { expect, test } from 'vitest'
import { nextTry, retryAfter } from './retries.ts'
import { nextSummary } from './settings.ts'

const monday = new Date('2026-03-02T08:00:00.000Z')

test.each([
  [1, 8, '2026-03-09T08:00:00.000Z'],
  [1, 9, '2026-03-02T09:00:00.000Z'],
  [2, 0, '2026-03-03T00:00:00.000Z'],
  [7, 23, '2026-03-08T23:00:00.000Z'],
])('after Monday at eight, day %i at %i is %s', (day, hour, expected) => {
  expect(nextSummary(day, hour, monday).toISOString()).toBe(expected)
})

test('tries become rarer, and end with the fifth day', () => {
  const pauses = Array.from({ length: 12 }, (_unused, index) => {
    const next = nextTry(index + 1, monday, monday)
    return next && (next.getTime() - monday.getTime()) / 1000
  })
  expect(pauses).toEqual([5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400])
  expect(nextTry(3, monday, new Date('2026-03-07T08:00:00.000Z'))).toBeNull()
})

test.each([
  ['120', '2026-03-02T08:02:00.000Z'],
  ['Mon, 02 Mar 2026 10:00:00 GMT', '2026-03-02T10:00:00.000Z'],
  ['soon', undefined],
  [null, undefined],
])('Retry-After: %s', (header, expected) => {
  expect(retryAfter(header, monday)?.toISOString()).toBe(expected)
})
