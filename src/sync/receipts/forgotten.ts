import type { Db, Tx } from '../../db/db.ts'
import type { ReceiptBody } from './issue.ts'

/** Tells of which runs the lines may be gone: plans that were never carried out are not history, and need not stay. */
export const mayForget = async (
  _db: Db | Tx,
  _workspaceId: string,
  _now: Date,
): Promise<(body: ReceiptBody | null) => boolean> => {
  return (body) => body !== null && body.run.applied_at === null
}
