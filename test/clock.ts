import { systemClock, type Clock } from '../src/base/clock.ts'

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  move(by: { readonly days?: number; readonly hours?: number; readonly minutes?: number }): void
}

export const testClock = (start = '2026-03-02T09:00:00.000Z'): TestClock => {
  let now = new Date(start).getTime()
  return {
    now: () => new Date(now),
    sleep: systemClock.sleep,
    move: ({ days = 0, hours = 0, minutes = 0 }) => {
      now += ((days * 24 + hours) * 60 + minutes) * 60_000
    },
  }
}
