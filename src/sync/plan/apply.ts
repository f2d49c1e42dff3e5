import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { writeMany } from '../../db/statistics.ts'
import { applyOwners } from './want-assignments.ts'
import type { Extent } from './extent.ts'
import type { PlanHead } from './plan.ts'
import type { Scope } from './scope.ts'

/**
 * Carries out a stored plan, and nothing but that plan. Matches are rewritten as a whole: they are a view of the
 * mirror, kept for reading.
 */
export const apply = async (tx: Tx, head: PlanHead, scope: Scope, extent: Extent): Promise<void> => {
  if (extent.matches) {
    await applyCustomers(tx, head)
    await applyMatches(tx, head)
  }
  await applyContacts(tx, head)
  await tallyContacts(tx, head, extent)
  if (extent.managers === 'none') return
  await applyOwners(tx, scope, head.now)
  await applyAssignments(tx, head)
}

const applyCustomers = async (tx: Tx, head: PlanHead): Promise<void> => {
  await sql`delete from customers c using changes p
    where p.run_id = ${head.runId} and p.about = 'customer' and p.change = 'removed' and c.id = p.customer_id`.execute(
    tx,
  )
  await sql`insert into customers (id, workspace_id, external_id, name, connection_id)
    select w.id, ${head.workspaceId}, w.external_id, w.name, w.connection_id
    from want_customers w left join customers c on c.id = w.id
    where c.id is null or (c.name, c.connection_id) is distinct from (w.name, w.connection_id)
    on conflict (id) do update set name = excluded.name, connection_id = excluded.connection_id`.execute(tx)
}

const applyMatches = async (tx: Tx, head: PlanHead): Promise<void> => {
  await sql`delete from matches m
    where m.workspace_id = ${head.workspaceId}
      and not exists (select 1 from want_matches w where w.customer_id = m.customer_id)`.execute(tx)
  // Not lines of history, so nobody else knows that so many are new. Measured: the numbers of a switch, 0.2 s sooner.
  await writeMany(
    tx,
    'matches',
    sql`insert into matches (customer_id, workspace_id, state, value, reason, account_id, candidates)
    select w.customer_id, ${head.workspaceId}, w.state, w.value, w.reason, w.account_id, w.candidates
    from want_matches w left join matches m on m.customer_id = w.customer_id
    where m.customer_id is null or (m.state, m.value, m.reason, m.account_id, m.candidates)
      is distinct from (w.state, w.value, w.reason, w.account_id, w.candidates)
    on conflict (customer_id) do update set state = excluded.state, value = excluded.value, reason = excluded.reason,
      account_id = excluded.account_id, candidates = excluded.candidates`,
  )
}

const applyContacts = async (tx: Tx, head: PlanHead): Promise<void> => {
  await sql`delete from contacts c using contact_changes p
    where p.run_id = ${head.runId} and p.change = 'removed' and c.id = p.contact_id`.execute(tx)
  // A customer has one main contact at every moment, also between two statements: the old one steps down first.
  await sql`update contacts c set is_main = false from contact_changes p
    where p.run_id = ${head.runId} and p.change = 'changed' and c.id = p.contact_id and c.is_main and not p.is_main`.execute(
    tx,
  )
  await sql`update contacts c set email = p.email, first_name = p.first_name, last_name = p.last_name, phone = p.phone,
      job_title = p.job_title, is_main = p.is_main, source_created_at = p.source_created_at, changed_at = p.at,
      run_id = p.run_id
    from contact_changes p
    where p.run_id = ${head.runId} and p.change = 'changed' and c.id = p.contact_id`.execute(tx)
  await sql`insert into contacts (
      id, workspace_id, customer_id, source, source_id, email, first_name, last_name, phone, job_title, is_main,
      source_created_at, changed_at, run_id
    )
    select contact_id, workspace_id, customer_id, source, source_id, email, first_name, last_name, phone, job_title,
      is_main, source_created_at, at, run_id
    from contact_changes where run_id = ${head.runId} and change = 'created'`.execute(tx)
}

/** Keeps with each customer what lists sort and search by. */
const tallyContacts = async (tx: Tx, head: PlanHead, { contacts }: Extent): Promise<void> => {
  // A customer that was only renamed is among the wanted, and need not be among the touched.
  const asked =
    contacts === 'all'
      ? sql`true`
      : sql`c.id in (select id from touched_customers union
          select customer_id from changes where run_id = ${sql.lit(head.runId)} and about = 'customer')`
  await sql`create temp table tallies on commit drop as
    select c.id, count(k.id)::int as contacts, min(k.source) as contact_source,
      lower(concat_ws(chr(10), c.name, c.external_id, string_agg(k.email, chr(10)))) as search
    from customers c left join contacts k on k.customer_id = c.id
    where c.workspace_id = ${sql.lit(head.workspaceId)} and ${asked}
    group by c.id`.execute(tx)
  await sql`update customers c set contacts = t.contacts, contact_source = t.contact_source from tallies t
    where c.id = t.id and (c.contacts, c.contact_source) is distinct from (t.contacts, t.contact_source)`.execute(
    tx,
  )
  await sql`insert into customer_search (customer_id, workspace_id, text)
    select t.id, ${head.workspaceId}, t.search from tallies t left join customer_search s on s.customer_id = t.id
    where s.text is distinct from t.search
    on conflict (customer_id) do update set text = excluded.text`.execute(tx)
  await sql`delete from customer_search s using changes p
    where p.run_id = ${head.runId} and p.about = 'customer' and p.change = 'removed' and s.customer_id = p.customer_id`.execute(
    tx,
  )
}

const applyAssignments = async (tx: Tx, head: PlanHead): Promise<void> => {
  await sql`delete from assignments a using changes p
    where p.run_id = ${head.runId} and p.about = 'account_manager' and p.change = 'removed'
      and a.customer_id = p.customer_id`.execute(tx)
  await sql`insert into assignments (customer_id, workspace_id, user_id, source, source_user_id, changed_at, run_id)
    select w.customer_id, ${head.workspaceId}, w.user_id, w.source, w.source_user_id, ${head.now}, ${head.runId}
    from want_assignments w
    join changes p on p.run_id = ${head.runId} and p.about = 'account_manager' and p.customer_id = w.customer_id
    on conflict (customer_id) do update set user_id = excluded.user_id, source = excluded.source,
      source_user_id = excluded.source_user_id, changed_at = excluded.changed_at, run_id = excluded.run_id`.execute(
    tx,
  )
}
