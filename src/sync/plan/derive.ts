import { lockWorkspace } from '../../customers/customers.ts'
import { roomForMany, type Tx } from '../../db/db.ts'
import { apply } from './apply.ts'
import { countPlan, type Counts } from './counts.ts'
import { wantAssignments } from './want-assignments.ts'
import { wantContacts } from './want-contacts.ts'
import { giveBackTouched, rememberScope, spread, takeTouched, type Extent } from './extent.ts'
import { wantAsTheyAre, wantCustomers, wantMatches } from './want-customers.ts'
import { managerPinsOf, pinContacts, pinCustomers, pinManagers, pinsOf } from './pins.ts'
import { plan, type PlanHead } from './plan.ts'
import { scopeOf, type Scope } from './scope.ts'
import type { Planned } from './planned.ts'

/** A plan that is written and not yet decided about. */
export interface Derivation {
  readonly head: PlanHead
  readonly scope: Scope
  readonly extent: Extent
  readonly counts: Counts
}

/**
 * Match → plan, in the caller's transaction: every difference between what is and what the mirrors and the decisions
 * say, with the settings in force or as planned, is stored as a line. Nothing of a customer is touched. The same mirrors
 * and decisions always plan for the same customers, whatever was there before.
 */
export const derive = async (tx: Tx, head: PlanHead, planned: Planned = {}): Promise<Derivation> => {
  await lockWorkspace(tx, head.workspaceId)
  const scope = await scopeOf(tx, head.workspaceId, planned)
  const extent = await takeTouched(tx, scope, head.now)
  await wantWithin(tx, scope, extent)
  await plan(tx, head, extent)
  return { head, scope, extent, counts: await countPlan(tx, head, scope, extent) }
}

/** Carries out a plan, and nothing but that plan, in the transaction that made it. */
export const carryOut = async (tx: Tx, { head, scope, extent }: Derivation): Promise<void> => {
  await apply(tx, head, scope, extent)
  await rememberScope(tx, scope, extent, head.now)
}

/** Leaves a plan undone: its lines stay, and what it was made from is as open as before. */
export const putAside = (tx: Tx, { head }: Derivation): Promise<void> => giveBackTouched(tx, head.workspaceId)

/** Fills the `want_…` tables, for no more than has to be worked out again. They vanish with the transaction. */
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
  if (extent.contacts !== 'none') await pinContacts(tx, pinsOf(scope, extent.contacts))
  await wantAssignments(tx, scope, extent)
  if (extent.managers !== 'none') await pinManagers(tx, managerPinsOf(scope, extent.managers), extent)
}
