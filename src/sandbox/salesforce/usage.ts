import type { Clock } from '../../base/clock.ts'
import { ApiError } from './api-error.ts'

const day = 86_400_000

/** The org's API calls of its day, all its tools together. */
export class Usage {
  used = 0
  max: number
  /** Whether the signed-in user may read `/limits`. */
  limitsReadable = true
  /** Requests answered at one time; more are refused. Null for no such limit. 0 refuses all. */
  mostAtOnce: number | null = null
  /** The usage header as told instead of as it is; null leaves it out. */
  headerAs: string | null | undefined = undefined
  #running = 0
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

  /** Runs one request among those under way, or throws REQUEST_LIMIT_EXCEEDED when there are too many. */
  async atOnce<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= (this.mostAtOnce ?? Infinity))
      throw new ApiError(
        403,
        'REQUEST_LIMIT_EXCEEDED',
        'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      )
    this.#running++
    try {
      return await run()
    } finally {
      this.#running--
    }
  }

  /** The header every data answer carries. */
  get header(): Record<string, string> {
    if (this.headerAs === null) return {}
    if (this.headerAs !== undefined) return { 'sforce-limit-info': this.headerAs }
    return { 'sforce-limit-info': `api-usage=${this.used}/${this.max}` }
  }
}
