import { lockWorkspace } from '../../customers/customers.ts'
import { roomForMany, type Tx } from '../../db/db.ts'
import { apply } from './apply.ts'
import { countPlan, type Counts } from './counts.ts'
import { wantAssignments } from './want-assignments.ts'
import { wantContacts } from './want-contacts.ts'
import { everything, rememberScope, spread, takeTouched, type Extent } from './extent.ts'
import { wantAsTheyAre, wantCustomers, wantMatches } from './want-customers.ts'
import { managerPinsOf, pinContacts, pinCustomers, pinManagers, pinsOf } from './pins.ts'
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
  const scope = await scopeOf(tx, head.workspaceId)
  const extent = await takeTouched(tx, scope, head.now)
  await wantWithin(tx, scope, extent)
  await plan(tx, head, extent)
  const { usersCreated } = await apply(tx, head, scope, extent)
  const counted = await countPlan(tx, head, scope)
  await rememberScope(tx, scope, extent, head.now)
  return { ...counted, usersCreated }
}

/** Fills the `want_…` tables, as settings are or as they would be. They vanish with the transaction. */
export const want = async (
  tx: Tx,
  workspaceId: string,
  changed: Partial<SyncSettings> = {},
): Promise<Scope> => {
  const scope = await scopeOf(tx, workspaceId, changed)
  await wantWithin(tx, scope, everything)
  return scope
}

/** The same, for no more than has to be worked out again. */
const wantWithin = async (tx: Tx, scope: Scope, extent: Extent): Promise<void> => {
  await roomForMany(tx)
  if (extent.matches) {
    await wantCustomers(tx, scope)
    await pinCustomers(tx, pinsOf(scope, 'all'))
    await wantMatches(tx, scope)
    if (extent.contacts === 'touched') await spread(tx, scope, extent)
  } else {
    await spread(tx, scope, extent)
    await wantAsTheyAre(tx, scope, extent)
  }
  await wantContacts(tx, scope, extent)
  await pinContacts(tx, pinsOf(scope, extent.contacts))
  await wantAssignments(tx, scope, extent)
  if (extent.managers !== 'none') await pinManagers(tx, managerPinsOf(scope, extent.managers), extent)
}
