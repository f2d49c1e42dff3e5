import { expect, test } from 'vitest'
import { lastDays, overDays } from './trend.ts'

const days = lastDays(new Date('2026-03-05T23:59:00Z'), 5)

test('days are counted by UTC, today last, over the end of a month', () => {
  expect(days).toEqual(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'])
  expect(lastDays(new Date('2026-03-01T00:00:00Z'), 2)).toEqual(['2026-02-28', '2026-03-01'])
})

test('before anything was counted there is nothing to draw', () => {
  expect(overDays([], days)).toEqual({ days: [], kinds: [] })
})

test('a day without a run is as the day before, and the line begins with the first count', () => {
  const counted = [
    { kind: 'no_value', day: '2026-03-02', open: 4 },
    { kind: 'no_value', day: '2026-03-04', open: 1 },
    { kind: 'malformed', day: '2026-03-04', open: 3 },
    { kind: 'merged', day: '2026-03-04', open: 0 },
  ] as const
  expect(overDays(counted, days)).toEqual({
    days: days.slice(1),
    kinds: [
      { kind: 'malformed', open: [0, 0, 3, 3] },
      { kind: 'no_value', open: [4, 4, 1, 1] },
    ],
  })
})

test('a count from before the window tells how its first day began', () => {
  const counted = [
    { kind: 'no_value', day: '2026-01-01', open: 2 },
    { kind: 'no_value', day: '2026-03-03', open: 5 },
  ] as const
  expect(overDays(counted, days).kinds).toEqual([{ kind: 'no_value', open: [2, 2, 5, 5, 5] }])
})
