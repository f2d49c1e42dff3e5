import { sql } from 'kysely'
import type * as z from 'zod'
import { historyLabel } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import type * as contract from './contract.ts'
import { assignedSince, contactFields, mainChosen } from './pin-undone.ts'

type Moved = z.output<typeof contract.undoPreview>['moved']

interface Row {
  readonly about: Moved['items'][number]['about']
  readonly customerId: string
  readonly customerName: string | null
  readonly subject: string
  readonly kind: keyof typeof sentences
  readonly detail: string | null
  readonly total: number
}

const shownAtMost = 100

/** What is no longer as the run left it. Asked after the undo was planned, and before anything is carried out. */
export const movedSince = async (tx: Tx): Promise<Moved> => {
  const { rows } = await sql<Row>`
    select m.about, m.customer_id as "customerId", c.name as "customerName", m.subject, m.kind, m.detail,
      count(*) over () as total
    from (${contactsMoved} union all ${managersMoved} union all ${customersMoved}) m
    left join customers c on c.id = m.customer_id
    order by lower(c.name), m.customer_id, m.about, m.subject, m.kind limit ${shownAtMost}`.execute(tx)
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ about, customerId, customerName, subject, kind, detail }) => ({
      about,
      customer: customerName === null ? null : { id: customerId, name: customerName },
      subject,
      sentence: sentences[kind](subject, detail),
    })),
  }
}

const contactsMoved = sql`
  select 'contact' as about, u.customer_id, u.subject, 'gone_already' as kind, null as detail from undone_contacts u
  where u.change = 'created' and not exists (select 1 from contacts w where w.id = u.contact_id)
  union all
  select 'contact', u.customer_id, u.subject, 'changed_and_goes', null
  from undone_contacts u join contacts w on w.id = u.contact_id
  where u.change = 'created' and (w.email, w.first_name, w.last_name, w.phone, w.job_title)
    is distinct from (u.email, u.first_name, u.last_name, u.phone, u.job_title)
  union all
  select 'contact', u.customer_id, u.subject, 'back_already', null
  from undone_contacts u join contacts w on w.id = u.contact_id where u.change = 'removed'
  union all
  select 'contact', u.customer_id, u.subject, 'customer_gone', null from undone_contacts u
  where u.change = 'removed' and not exists (select 1 from want_customers c where c.id = u.customer_id)
  union all
  select 'contact', u.customer_id, u.subject, 'gone', null from undone_contacts u
  where u.change = 'changed' and not exists (select 1 from contacts w where w.id = u.contact_id)
  union all
  select 'contact', u.customer_id, u.subject,
    case when f.key = 'isMain' and f.chosen then 'main_chosen' when f."is" = f.was then 'as_it_was' else 'changed_again' end,
    f.key
  from undone_contacts u join contacts w on w.id = u.contact_id
  cross join lateral (
    select key, was, "is", ${mainChosen} as chosen from (${contactFields}) f (key, was, became, "is")
    where was <> became and "is" <> became
  ) f
  where u.change = 'changed' and f.key <> 'sourceCreatedAt'`

const managersMoved = sql`
  select 'account_manager' as about, u.customer_id, u.subject,
    case
      when ${assignedSince} then 'assigned_since'
      when a.customer_id is null and u.change = 'created' then 'gone_already'
      when a.customer_id is null then 'manager_gone'
      when u.change = 'removed' then 'manager_back'
      else 'manager_changed'
    end as kind,
    n.name as detail
  from undone_others u
  left join assignments a on a.customer_id = u.customer_id
  left join users n on n.id = a.user_id
  where u.about = 'account_manager' and case u.change
    when 'removed' then a.customer_id is not null
    else a.user_id::text is distinct from u.after ->> 'userId' end
  union all
  select 'account_manager', u.customer_id, u.before ->> 'name', 'user_gone', null
  from undone_others u
  where u.about = 'account_manager' and u.change <> 'created' and not exists (
    select 1 from users m where m.id = (u.before ->> 'userId')::uuid and m.removed_at is null)`

const customersMoved = sql`
  select 'customer' as about, u.customer_id, u.subject,
    case when c.id is null and u.change = 'created' then 'gone_already' when c.id is null then 'gone'
      when u.change = 'removed' then 'back_already' when c.name = u.before ->> 'name' then 'as_it_was'
      else 'changed_again' end as kind,
    'name' as detail
  from undone_others u left join customers c on c.id = u.customer_id
  where u.about = 'customer' and case u.change
    when 'created' then c.id is null
    when 'removed' then c.id is not null
    else c.id is null or c.name <> u.after ->> 'name' end`

/** Each is a promise about what the undo does there. */
const sentences = {
  gone_already: (subject: string) => `${subject} has left since. There is nothing left to do.`,
  changed_and_goes: (subject: string) => `${subject} has changed since, and goes with those changes.`,
  back_already: (subject: string) => `${subject} is back already, and stays as it is.`,
  customer_gone: (subject: string) => `${subject} cannot come back: the customer is gone.`,
  gone: (subject: string) => `${subject} has left since, and cannot be as it was.`,
  main_chosen: () => 'A person chose the main contact since. Their choice stays.',
  as_it_was: (subject: string, field: string | null) =>
    `${historyLabel(field ?? '')} of ${subject} is as it was already.`,
  changed_again: (subject: string, field: string | null) =>
    `${historyLabel(field ?? '')} of ${subject} has changed again since. It goes back to what it was before the run.`,
  assigned_since: (_: string, now: string | null) =>
    `A person assigned ${now ?? 'somebody'} since. That assignment stays.`,
  manager_gone: () => 'There is no account manager any more, and it stays so.',
  manager_back: (_: string, now: string | null) =>
    `${now ?? 'Somebody'} is account manager by now, and stays.`,
  manager_changed: (_: string, now: string | null) =>
    `The account manager has changed again since, to ${now ?? 'somebody else'}. It goes back to who it was before the run.`,
  user_gone: (subject: string) => `${subject} is no longer in the team, and cannot be account manager again.`,
} as const
