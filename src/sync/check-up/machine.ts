import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { ConnectionParts } from '../../connections/connections.ts'
import type { Database } from '../../db/db.ts'
import type { DatabaseFacts, MachineFacts } from './facts.ts'

/** What the doors tell of the machine; the rest is looked up. */
export interface Machine {
  readonly dataDirectory: string
  readonly keyFromEnvironment: boolean
}

/** Looks at the data directory: the key file and the room on its disk. Never rejects for a missing one. */
export const lookAtDirectory = async ({
  dataDirectory,
  keyFromEnvironment,
}: Machine): Promise<Pick<MachineFacts, 'keyFile' | 'disk'>> => {
  const key = await stat(join(dataDirectory, 'secret.key')).catch(() => null)
  const room = await statfs(dataDirectory).catch(() => null)
  // Windows keeps no such mode.
  const mode = process.platform === 'win32' ? null : (key?.mode ?? null)
  return {
    keyFile: keyFromEnvironment ? null : { exists: key !== null, mode },
    disk: room && { free: room.bavail * room.bsize, total: room.blocks * room.bsize },
  }
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
