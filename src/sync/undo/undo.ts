import { sql } from 'kysely'
import { lockWorkspace } from '../../customers/customers.ts'
import { roomForMany, type Tx } from '../../db/db.ts'
import { writeMany } from '../../db/statistics.ts'
import { apply } from '../plan/apply.ts'
import { countPlan, type Counts } from '../plan/counts.ts'
import type { Extent } from '../plan/extent.ts'
import { pinContacts, pinCustomers, pinManagers } from '../plan/pins.ts'
import { plan, type PlanHead } from '../plan/plan.ts'
import { scopeOf, type Scope } from '../plan/scope.ts'
import { wantAssignments } from '../plan/want-assignments.ts'
import { openContacts } from '../plan/want-contacts.ts'
import { wantAsTheyAre, wantMatches } from '../plan/want-customers.ts'
import { pinUndoneContacts, pinUndoneCustomers, pinUndoneManagers } from './pin-undone.ts'
import { readUndone, type Undoes } from './undone.ts'

/**
 * Takes back what a run did, in the caller's transaction: what should be is what is, with the run's changes inverted, and
 * every inverted value pinned. From there on it is a plan as every other, stored line by line and carried out. What the
 * sources have said since, and no run has brought to the customers yet, does not slip in.
 */
export const undo = async (tx: Tx, head: PlanHead): Promise<Counts> => {
  const { rows } = await sql<{ undoes: Undoes }>`select undoes from runs where id = ${head.runId}`.execute(tx)
  if (!rows[0]) throw new Error('An undo was asked for by a run that is not there.')
  const { scope, extent, counts } = await planUndo(tx, head, rows[0].undoes)
  // Without the users, whom an undo does not bring up to date: no owner is looked for.
  await apply(tx, head, { ...scope, usersRead: false }, extent)
  return counts
}

/** Writes the pins and the lines of an undo, and touches no customer. */
export const planUndo = async (
  tx: Tx,
  head: PlanHead,
  undoes: Undoes,
): Promise<{ scope: Scope; extent: Extent; counts: Counts }> => {
  await lockWorkspace(tx, head.workspaceId)
  await roomForMany(tx)
  const scope = await scopeOf(tx, head.workspaceId)
  const extent = await readUndone(tx, undoes)
  const mine = sql`p.run_id = ${head.runId}`
  await wantAsTheyAre(tx, scope, { ...extent, managers: extent.matches ? 'all' : 'touched' })
  if (extent.matches) {
    await pinUndoneCustomers(tx, head, undoes)
    await pinCustomers(tx, mine)
    await matchRestored(tx, scope)
  }
  await openContacts(tx)
  await writeMany(
    tx,
    'want_contacts',
    sql`insert into want_contacts
    select k.id, k.customer_id, k.source, k.source_id, k.email, k.first_name, k.last_name, k.phone, k.job_title,
      k.source_created_at, k.is_main
    from contacts k join want_customers c on c.id = k.customer_id
    where k.customer_id in (select id from touched_customers)`,
  )
  await pinUndoneContacts(tx, head, undoes)
  await pinContacts(tx, mine)
  await wantAssignments(tx, scope, { ...extent, managers: 'none' })
  await writeMany(
    tx,
    'want_assignments',
    sql`insert into want_assignments
    select a.customer_id, a.user_id, a.source, a.source_user_id
    from assignments a join want_customers c on c.id = a.customer_id
    where a.customer_id in (select id from touched_customers)`,
  )
  await pinUndoneManagers(tx, head, undoes)
  await pinManagers(tx, mine, extent)
  await plan(tx, head, extent)
  return { scope, extent, counts: await countPlan(tx, head, scope, extent) }
}

/** Customers that come back are matched by what the mirror holds of them; all others keep the match they have. */
const matchRestored = async (tx: Tx, scope: Scope): Promise<void> => {
  await sql`delete from want_matches m where not exists (select 1 from want_customers w where w.id = m.customer_id)`.execute(
    tx,
  )
  const { rows } = await sql`select 1 from want_customers w
    where not exists (select 1 from customers c where c.id = w.id) limit 1`.execute(tx)
  if (rows.length === 0) return
  await sql`alter table want_matches rename to matches_as_they_are`.execute(tx)
  await wantMatches(tx, scope)
  await sql`delete from want_matches w where exists (select 1 from customers c where c.id = w.customer_id)`.execute(
    tx,
  )
  await sql`insert into want_matches select customer_id, state, value, reason, account_id, candidates
    from matches_as_they_are`.execute(tx)
}
