import type { Clock } from '../base/clock.ts'

/** A clock that stands still until told to go on. Sleeping moves it. */
export class TestClock implements Clock {
  #at: number

  constructor(start = '2026-11-02T10:00:00Z') {
    this.#at = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#at)
  }

  async sleep(ms: number): Promise<void> {
    this.#at += ms
    return Promise.resolve()
  }

  /** Moves time on. */
  pass(ms: number): void {
    this.#at += ms
  }
}
