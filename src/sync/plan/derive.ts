import { lockWorkspace } from '../../customers/customers.ts'
import { roomForMany, type Tx } from '../../db/db.ts'
import { apply } from './apply.ts'
import { countPlan, type Counts } from './counts.ts'
import { wantAssignments } from './want-assignments.ts'
import { wantContacts } from './want-contacts.ts'
import { wantCustomers, wantMatches } from './want-customers.ts'
import { plan, type PlanHead } from './plan.ts'
import { scopeOf, type Scope } from './scope.ts'
import type { SyncSettings } from '../settings.ts'

/**
 * Match → plan → apply, in the caller's transaction: the customers become what the mirrors and the decisions say,
 * by way of a stored plan, or nothing happens at all. The same mirrors and decisions always give the same customers,
 * whatever was there before.
 */
export const derive = async (tx: Tx, head: PlanHead): Promise<Counts> => {
  await lockWorkspace(tx, head.workspaceId)
  const scope = await want(tx, head.workspaceId)
  await plan(tx, head)
  const counted = await countPlan(tx, head, scope)
  const { usersCreated } = await apply(tx, head, scope)
  return { ...counted, usersCreated }
}

/** Fills the `want_…` tables, as settings are or as they would be. They vanish with the transaction. */
export const want = async (
  tx: Tx,
  workspaceId: string,
  changed: Partial<SyncSettings> = {},
): Promise<Scope> => {
  await roomForMany(tx)
  const scope = await scopeOf(tx, workspaceId, changed)
  await wantCustomers(tx, scope)
  await wantMatches(tx, scope)
  await wantContacts(tx, scope)
  await wantAssignments(tx, scope)
  return scope
}
