import type { Clock } from '../../base/clock.ts'
import { ApiError } from './api-error.ts'

const day = 86_400_000

/** The org's API calls of its day, all its tools together. */
export class Usage {
  used = 0
  max: number
  /** Whether the signed-in user may read `/limits`. */
  limitsReadable = true
  readonly #clock: Clock
  #since: number

  constructor(clock: Clock, max = 100_000) {
    this.#clock = clock
    this.max = max
    this.#since = clock.now().getTime()
  }

  /** Counts one call, or throws REQUEST_LIMIT_EXCEEDED when the day's share is spent. */
  count(): void {
    const now = this.#clock.now().getTime()
    if (now - this.#since >= day) {
      this.#since = now
      this.used = 0
    }
    if (this.used >= this.max)
      throw new ApiError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
    this.used++
  }

  /** The header every data answer carries. */
  get header(): Record<string, string> {
    return { 'sforce-limit-info': `api-usage=${this.used}/${this.max}` }
  }
}
