import type * as z from 'zod'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Seal } from '../../connections/seal.ts'
import type { Database, Tx } from '../../db/db.ts'
import type { Verb } from '../../db/door.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Mail } from '../mail.ts'
import type { Post } from '../webhooks/post.ts'
import type * as contract from './contract.ts'

export type AlertKind = z.output<typeof contract.alertKind>
export type AlertChange = z.output<typeof contract.alertChange>

/** What the last week was like, in figures. */
export interface Week {
  readonly runs: number
  /** Of these, those that failed, and those that were held or stopped. */
  readonly failed: number
  readonly unfinished: number
  /** Lines of history, by what they are about. */
  readonly customers: number
  readonly contacts: number
  readonly accountManagers: number
  readonly allCustomers: number
  readonly matched: number
  /** When the next sync is due; null when none is. */
  readonly nextAt: Date | null
}

/** What alerts need of the nouns they may not import. */
export interface AlertNeighbours {
  /** Runs a brake holds and nobody has decided about. */
  heldRuns(tx: Tx, workspaceId: string): Promise<number>
  /** Problems nobody has put off. */
  openProblems(tx: Tx, workspaceId: string, now: Date): Promise<number>
  week(tx: Tx, workspaceId: string, since: Date): Promise<Week>
  /** Writes a line in the audit for something Crosswalk did by itself. */
  audit(tx: Tx, workspaceId: string, verb: Verb, subject: string, now: Date): Promise<void>
}

/** The world as alerts need it, handed in once when the program starts. */
export interface AlertParts {
  readonly database: Database
  readonly jobs: Pick<Jobs, 'ask'>
  readonly clock: Clock
  readonly log: Log
  /** Bytes nobody can guess. */
  readonly random: (size: number) => Uint8Array
  readonly seal: Seal
  /** Null without a mail server: then no e-mail is put on its way at all. */
  readonly mail: Mail | null
  readonly post: Post
  /** Where browsers reach this server, without a trailing slash. */
  readonly publicUrl: string
  readonly neighbours: AlertNeighbours
}
