import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { ReceiptBody } from './issue.ts'

/**
 * Tells of which runs the lines may be gone: plans that were never carried out are not history and need not stay, and
 * history goes when the workspace chose to keep no more of it.
 */
export const mayForget = async (
  db: Db | Tx,
  workspaceId: string,
): Promise<(body: ReceiptBody | null) => boolean> => {
  const { rows } = await sql<{ goneBefore: Date | null }>`
    select gone_before as "goneBefore" from history_settings where workspace_id = ${workspaceId}`.execute(db)
  const goneBefore = rows[0]?.goneBefore ?? null
  return (body) => {
    if (!body) return false
    const { applied_at: applied, started_at: started } = body.run
    if (applied === null) return true
    return goneBefore !== null && typeof started === 'string' && new Date(started) < goneBefore
  }
}
