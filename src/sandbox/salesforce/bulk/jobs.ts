import { idOf } from '../id.ts'
import type { Result } from '../soql/run.ts'

export type JobState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

/** One Bulk API 2.0 query job. */
export interface Job {
  readonly id: string
  readonly operation: 'query' | 'queryAll'
  readonly object: string
  readonly createdById: string
  readonly createdAt: number
  readonly version: string
  readonly lineEnding: 'LF' | 'CRLF'
  readonly columnDelimiter: string
  readonly soql: string
  state: JobState
  polls: number
  errorMessage: string | null
  /** Set when complete: which rows, in order. */
  result: Result | null
}

const day = 86_400_000
/** Jobs and their results are kept so long. */
const kept = 7 * day

/** The org's query jobs and how fast they go. */
export class BulkJobs {
  /** Polls answered InProgress before the job is done. 0 is done at the first poll. */
  pollsToComplete = 1
  /** Rows a results page holds at most, whatever is asked. */
  maxRows = 250_000
  /** When set, jobs end Failed with this message. */
  failure: string | null = null
  /** Jobs of one day after which more are refused. */
  maxPerDay = 10_000
  /** What a page without rows looks like: its header line, or nothing at all. */
  emptyPage: 'header' | 'nothing' = 'header'
  /** Whether a page without rows says in its headers that it has none. */
  countsEmptyPage = true
  /** How results of an unfinished job are refused: the documentation and its older self differ. */
  unfinished: 400 | 412 = 400
  /** Large numbers come in exponent form, as `1.0E7`. */
  exponents = false
  /** Results are compressed for who asks. Off, since a loopback gains nothing by it. */
  zipped = false
  created = 0
  readonly #jobs = new Map<string, Job>()

  add(job: Omit<Job, 'id' | 'state' | 'polls' | 'errorMessage' | 'result'>): Job {
    const id = idOf('750', this.created++)
    const made: Job = { ...job, id, state: 'UploadComplete', polls: 0, errorMessage: null, result: null }
    this.#jobs.set(id, made)
    return made
  }

  /** The job, or null when unknown, deleted, or older than seven days. */
  find(id: string, now: number): Job | null {
    const job = this.#jobs.get(id)
    if (job && now - job.createdAt > kept) this.#jobs.delete(id)
    return this.#jobs.get(id) ?? null
  }

  /** How many were made in the last day. */
  today(now: number): number {
    return this.all(now).filter((job) => now - job.createdAt < day).length
  }

  /** Ends a job that is under way, or all of them, as nobody asked. Gives how many. */
  end(state: 'Failed' | 'Aborted', message: string | null, id: string | null): number {
    let count = 0
    for (const job of this.#jobs.values()) {
      if ((id !== null && job.id !== id) || (job.state !== 'UploadComplete' && job.state !== 'InProgress'))
        continue
      job.state = state
      job.errorMessage = state === 'Failed' ? (message ?? 'InternalServerError') : message
      count++
    }
    return count
  }

  /** Forgets every job, as after its seven days. */
  clear(): void {
    this.#jobs.clear()
  }

  remove(id: string): void {
    this.#jobs.delete(id)
  }

  all(now: number): Job[] {
    return [...this.#jobs.values()].filter((job) => now - job.createdAt <= kept)
  }

  /** Moves a job on by one poll. `run` is asked for the rows when it completes. */
  advance(job: Job, run: () => Result): void {
    if (job.state !== 'UploadComplete' && job.state !== 'InProgress') return
    if (job.polls++ < this.pollsToComplete) {
      job.state = 'InProgress'
      return
    }
    if (this.failure !== null) {
      job.state = 'Failed'
      job.errorMessage = this.failure
      return
    }
    job.result = run()
    job.state = 'JobComplete'
  }
}
