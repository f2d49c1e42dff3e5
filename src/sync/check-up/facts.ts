import type { Fault } from '../../base/errors.ts'
import type { Connection, OrgInspection, SecretStanding } from '../../connections/connections.ts'
import type { Database } from '../../db/db.ts'
import type { SyncSettings } from '../settings.ts'
import type { FieldSeen } from './fields.ts'

/** What a check-up found out, before it is judged. */
export interface Facts {
  readonly now: Date
  readonly connection: Connection | null
  /** Null when there is no connection, or `fault` says why the org could not be asked. */
  readonly inspection: OrgInspection | null
  readonly fault: Fault | null
  readonly settings: SyncSettings
  readonly fields: readonly FieldSeen[]
  /** Calls of our runs in the last 24 hours. */
  readonly ownCalls: number
  readonly secrets: readonly SecretStanding[]
  readonly machine: MachineFacts
}

/** The machine and its database. */
export interface MachineFacts {
  readonly database: DatabaseFacts
  /** Null where no jobs are worked, as on the command line. */
  readonly jobsHealthy: boolean | null
  /** When the next daily run is to begin; in the past when nobody began it. */
  readonly plannedFor: Date | null
  /** Without a trailing slash. */
  readonly publicUrl: string
  /** Sources whose traffic goes to this machine instead. */
  readonly overrides: readonly string[]
  /** Null when the key comes from the environment. */
  readonly keyFile: { readonly exists: boolean; readonly mode: number | null } | null
  /** Of the data directory's disk; null when it cannot be asked. */
  readonly disk: { readonly free: number; readonly total: number } | null
  /** Null when no mail server is set. */
  readonly mail: MailFacts | null
}

/** The mail server, and what came of trying it. */
export interface MailFacts {
  /** Its name and port. */
  readonly server: string
  /** Whether it is given a user name. */
  readonly signsIn: boolean
  /** The sender of every e-mail. */
  readonly from: string
  /** Null when it answers and lets us in. */
  readonly fault: Fault | null
}

export interface DatabaseFacts {
  readonly kind: Database['kind']
  readonly version: string
  readonly bytes: number
}
