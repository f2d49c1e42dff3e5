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

/** The org's query jobs and how fast they go. */
export class BulkJobs {
  /** Polls answered InProgress before the job is done. 0 is done at the first poll. */
  pollsToComplete = 1
  /** Rows a results page holds at most, whatever is asked. */
  maxRows = 250_000
  /** When set, jobs end Failed with this message. */
  failure: string | null = null
  created = 0
  readonly #jobs = new Map<string, Job>()

  add(job: Omit<Job, 'id' | 'state' | 'polls' | 'errorMessage' | 'result'>): Job {
    const id = idOf('750', this.created++)
    const made: Job = { ...job, id, state: 'UploadComplete', polls: 0, errorMessage: null, result: null }
    this.#jobs.set(id, made)
    return made
  }

  find(id: string): Job | null {
    return this.#jobs.get(id) ?? null
  }

  remove(id: string): void {
    this.#jobs.delete(id)
  }

  all(): Job[] {
    return [...this.#jobs.values()]
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
