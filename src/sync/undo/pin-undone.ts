import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { writeMany } from '../../db/statistics.ts'
import type { PlanHead } from '../plan/plan.ts'
import type { Undoes } from './undone.ts'

/**
 * Writes a pin for everything that is taken back, from the lines (`undone_…`) and from what is (`want_…`): what came
 * goes, what went comes back, what changed has its values again. What is so already, and what has gone since, gets none.
 */

/** `found` gives subject_id, customer_id, hold, values and subject of each. A second pin on one subject joins the first. */
const keepPins = async (
  tx: Tx,
  head: PlanHead,
  undoes: Undoes,
  about: 'customer' | 'contact' | 'account_manager',
  found: RawBuilder<unknown>,
): Promise<void> => {
  await writeMany(
    tx,
    'pins',
    sql`insert into pins (
      workspace_id, about, subject_id, customer_id, hold, values, subject, undone_run, run_id, by_name, at
    )
    select ${head.workspaceId}, ${about}, f.subject_id, f.customer_id, f.hold, f.values, f.subject, ${undoes.runId},
      ${head.runId}, ${head.byName}, ${head.now}
    from (${found}) f
    on conflict (workspace_id, about, subject_id) do update set
      hold = case when excluded.hold = 'values' and pins.hold = 'present' then 'present' else excluded.hold end,
      values = case when excluded.hold = 'values' and pins.hold <> 'absent' then pins.values || excluded.values
        else excluded.values end,
      subject = excluded.subject, undone_run = excluded.undone_run, run_id = excluded.run_id,
      by_name = excluded.by_name, at = excluded.at`,
  )
}

/** Customers, against `want_customers` as they are. */
export const pinUndoneCustomers = (tx: Tx, head: PlanHead, undoes: Undoes): Promise<void> =>
  keepPins(
    tx,
    head,
    undoes,
    'customer',
    sql`select u.customer_id as subject_id, u.customer_id, 'absent' as hold, '{}'::jsonb as values, u.subject
      from undone_others u join want_customers w on w.id = u.customer_id
      where u.about = 'customer' and u.change = 'created'
      union all
      select u.customer_id, u.customer_id, 'present', jsonb_build_object('name', u.before ->> 'name',
        'externalId', u.before ->> 'externalId', 'connectionId', ${homeOf(head)}), u.before ->> 'name'
      from undone_others u left join want_customers w on w.id = u.customer_id
      where u.about = 'customer' and u.change = 'removed' and w.id is null and ${homeOf(head)} is not null
      union all
      select u.customer_id, u.customer_id, 'values', jsonb_build_object('name', u.before ->> 'name'), u.before ->> 'name'
      from undone_others u join want_customers w on w.id = u.customer_id
      where u.about = 'customer' and u.change = 'changed' and w.name <> u.before ->> 'name'`,
  )

/** Lines of before pins existed do not say which billing tool knew the customer; then any of the workspace. */
const homeOf = ({ workspaceId }: PlanHead) => sql`coalesce(u.before ->> 'connectionId',
  (select connection_id::text from customers where workspace_id = ${workspaceId} limit 1))`

/** Contacts, against `want_contacts` as they are at the customers that are to be there. */
export const pinUndoneContacts = async (tx: Tx, head: PlanHead, undoes: Undoes): Promise<void> => {
  await keepPins(
    tx,
    head,
    undoes,
    'contact',
    sql`select u.contact_id as subject_id, u.customer_id, 'absent' as hold, '{}'::jsonb as values, u.subject
      from undone_contacts u join want_contacts w on w.id = u.contact_id where u.change = 'created'
      union all
      select u.contact_id, u.customer_id, 'present', jsonb_build_object('source', u.source, 'sourceId', u.source_id,
        'email', u.email, 'firstName', u.first_name, 'lastName', u.last_name, 'phone', u.phone,
        'jobTitle', u.job_title, 'sourceCreatedAt', u.source_created_at)
        || case when u.is_main then '{"isMain": true}'::jsonb else '{}' end, u.subject
      from undone_contacts u join want_customers c on c.id = u.customer_id
      where u.change = 'removed' and not exists (select 1 from want_contacts w where w.id = u.contact_id)
      union all
      select u.contact_id, u.customer_id, 'values', f.values, u.subject
      from undone_contacts u join want_contacts w on w.id = u.contact_id
      cross join lateral (select jsonb_object_agg(key, was) as values from (${contactFields}) f (key, was, became, "is")
        where was <> became and was <> "is" and (key <> 'isMain' or not ${mainChosen})) f
      where u.change = 'changed' and f.values is not null`,
  )
  await settleMains(tx, head)
}

const text = (field: string, column: string): RawBuilder<unknown> => {
  const of = (table: string) => sql`coalesce(to_jsonb(${sql.ref(`${table}.${column}`)}), 'null')`
  return sql`(${sql.lit(field)}, coalesce(u.before -> ${sql.lit(field)}, ${of('u')}), ${of('u')}, ${of('w')})`
}

/** Each field as it was before the line, after it, and as it is. A field the line says nothing of has not changed. */
export const contactFields = sql`values ${text('email', 'email')}, ${text('firstName', 'first_name')}, ${text('lastName', 'last_name')},
  ${text('phone', 'phone')}, ${text('jobTitle', 'job_title')}, ${text('isMain', 'is_main')},
  ('sourceCreatedAt',
    case when u.before ? 'sourceCreatedAt'
      then coalesce(to_jsonb((u.before ->> 'sourceCreatedAt')::timestamptz), 'null')
      else coalesce(to_jsonb(u.source_created_at), 'null') end,
    coalesce(to_jsonb(u.source_created_at), 'null'), coalesce(to_jsonb(w.source_created_at), 'null'))`

/** A person chose this customer's main contact, among those who are there. Their word stands. */
export const mainChosen = sql`exists (select 1 from contact_choices ch join want_contacts k on k.id = ch.contact_id
  where ch.customer_id = u.customer_id and ch.main)`

/** One held main contact says all there is to say of a customer's main contact. */
const settleMains = async (tx: Tx, { runId }: PlanHead): Promise<void> => {
  await sql`update pins p set values = p.values - 'isMain' from pins main
    where main.run_id = ${runId} and main.about = 'contact' and main.values @> '{"isMain": true}'
      and p.about = 'contact' and p.customer_id = main.customer_id and p.id <> main.id and p.values ? 'isMain'`.execute(
    tx,
  )
  await sql`delete from pins where hold = 'values' and values = '{}' and about = 'contact'
    and customer_id in (select id from touched_customers)`.execute(tx)
}

/** Account managers, against `want_assignments` as they are. Whom a person assigned since stays. */
export const pinUndoneManagers = (tx: Tx, head: PlanHead, undoes: Undoes): Promise<void> =>
  keepPins(
    tx,
    head,
    undoes,
    'account_manager',
    sql`select u.customer_id as subject_id, u.customer_id, 'absent' as hold, '{}'::jsonb as values, 'Nobody' as subject
      from undone_others u join want_assignments w on w.customer_id = u.customer_id
      where u.about = 'account_manager' and u.change = 'created' and not ${assignedSince}
      union all
      select u.customer_id, u.customer_id, 'values', jsonb_build_object('userId', u.before ->> 'userId',
        'source', u.before ->> 'source', 'sourceUserId', u.before ->> 'sourceUserId'), m.name
      from undone_others u
      join want_customers c on c.id = u.customer_id
      join users m on m.id = (u.before ->> 'userId')::uuid and m.removed_at is null
      left join want_assignments w on w.customer_id = u.customer_id
      where u.about = 'account_manager' and not ${assignedSince} and (
        (u.change = 'removed' and w.customer_id is null)
        or (u.change = 'changed' and (w.user_id::text, w.source) is distinct from (u.before ->> 'userId', u.before ->> 'source')
          and w.customer_id is not null)
        or (u.change = 'changed' and w.customer_id is not null and u.before ? 'sourceUserId'
          and w.source_user_id is distinct from u.before ->> 'sourceUserId'))`,
  )

/** Somebody gave the customer `u` an account manager by hand, after the line. */
export const assignedSince = sql`exists (select 1 from assignment_choices ch
  join assignments a on a.customer_id = ch.customer_id and a.source = 'manual' and a.user_id = ch.user_id
  where ch.customer_id = u.customer_id and not ch.kept and ch.at > u.at)`
