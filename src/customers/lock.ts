import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

/**
 * Makes everybody who derives customers, or decides something about them, wait in line. Held until the transaction
 * ends, so a choice is made either before a plan is drawn or after it was applied.
 */
export const lockWorkspace = async (tx: Tx, workspaceId: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 1))`.execute(tx)
}
