import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Fault } from '../../base/errors.ts'
import type { ConnectionParts } from '../../connections/connections.ts'
import type { Database } from '../../db/db.ts'
import type { DatabaseFacts, MachineFacts, MailFacts } from './facts.ts'

/** What the doors tell of the machine; the rest is looked up. */
export interface Machine {
  readonly dataDirectory: string
  readonly keyFromEnvironment: boolean
  /** Null when none is set. */
  readonly mail: MailServer | null
}

/** A mail server that can be tried. */
interface MailServer extends Omit<MailFacts, 'fault'> {
  /** Rejects with a `Fault` when it does not answer or does not let us in. Sends nothing. */
  verify(): Promise<void>
}

/** Looks at the data directory: the key file and the room on its disk. Never rejects for a missing one. */
export const lookAtDirectory = async ({
  dataDirectory,
  keyFromEnvironment,
}: Omit<Machine, 'mail'>): Promise<Pick<MachineFacts, 'keyFile' | 'disk'>> => {
  const key = await stat(join(dataDirectory, 'secret.key')).catch(() => null)
  const room = await statfs(dataDirectory).catch(() => null)
  // Windows keeps no such mode.
  const mode = process.platform === 'win32' ? null : (key?.mode ?? null)
  return {
    keyFile: keyFromEnvironment ? null : { exists: key !== null, mode },
    disk: room && { free: room.bavail * room.bsize, total: room.blocks * room.bsize },
  }
}

/** Knocks at the mail server. Never rejects when it does not answer. */
export const lookAtMail = async ({ mail }: Pick<Machine, 'mail'>): Promise<MailFacts | null> => {
  if (!mail) return null
  const { server, signsIn, from } = mail
  const fault = await mail.verify().then(
    () => null,
    (error: unknown) => {
      if (error instanceof Fault) return error
      throw error
    },
  )
  return { server, signsIn, from, fault }
}

/** Asks the database for its version and size. */
export const lookAtDatabase = async ({ db, kind }: Database): Promise<DatabaseFacts> => {
  const { rows } = await sql<{ version: string; bytes: string }>`
    select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes`.execute(
    db,
  )
  return { kind, version: rows[0]?.version ?? '', bytes: Number(rows[0]?.bytes ?? 0) }
}

/** Where traffic is turned to, by the name of what it was meant for. */
export const overridesIn = ({ loopback }: Pick<ConnectionParts, 'loopback'>): readonly string[] => [
  ...(loopback.salesforce === null ? [] : ['Salesforce']),
  ...(loopback.stripe === null ? [] : ['Stripe']),
]
