import { runChanges } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import { derive } from '../plan/derive.ts'
import { inPassing } from '../plan/in-passing.ts'
import type { Planned } from '../plan/planned.ts'

/**
 * What a synchronization from the mirrors would change at one customer. It is planned as a run would, by the same
 * statements.
 */
export const previewCustomer = async (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  { planned, now }: { readonly planned: Planned; readonly now: Date },
): Promise<Awaited<ReturnType<typeof runChanges>>['lines']> => {
  return inPassing(tx, async (runId) => {
    await derive(tx, { workspaceId, runId, now, byName: 'Preview' }, planned)
    const { lines } = await runChanges(tx, workspaceId, runId, { customerId, offset: 0, limit: 500 })
    return lines
  })
}
