import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

/**
 * Marks exactly these users (005…) as frozen. Not called while the org does not say who is: then the marks stay as they
 * were.
 */
export const storeFrozen = async (tx: Tx, connectionId: string, ids: readonly string[]): Promise<void> => {
  await sql`update mirror_users set frozen = not frozen
    where connection_id = ${connectionId} and frozen <> (id = any (${[...ids]}::text[]))`.execute(tx)
}
