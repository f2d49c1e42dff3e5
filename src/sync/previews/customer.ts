import { sql } from 'kysely'
import { runChanges } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import { derive } from '../plan/derive.ts'
import type { Planned } from '../plan/planned.ts'

/**
 * What a synchronization from the mirrors would change at one customer. It is planned as a run would, by the same
 * statements, and everything written meanwhile is taken back, the lines included.
 */
export const previewCustomer = async (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  { planned, now, runId }: { readonly planned: Planned; readonly now: Date; readonly runId: string },
): Promise<Awaited<ReturnType<typeof runChanges>>['lines']> => {
  await sql`savepoint previewing`.execute(tx)
  await derive(tx, { workspaceId, runId, now, byName: 'Preview' }, planned)
  const { lines } = await runChanges(tx, workspaceId, runId, { customerId, offset: 0, limit: 500 })
  await sql`rollback to savepoint previewing`.execute(tx)
  return lines
}
