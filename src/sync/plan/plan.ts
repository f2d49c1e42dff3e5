import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { renewStatistics } from '../../db/statistics.ts'
import type { Extent } from './extent.ts'

/** Whose plan it is, for every line of it. */
export interface PlanHead {
  readonly workspaceId: string
  readonly runId: string
  readonly now: Date
  readonly byName: string
}

/**
 * Writes the plan: every difference between what should be (`want_…`) and what is, one line each. Nothing of a
 * customer is touched here. The lines stay afterwards as the history.
 */
export const plan = async (tx: Tx, head: PlanHead, extent: Extent): Promise<void> => {
  let lines = 0n
  if (extent.matches) lines += (await planCustomers(tx, head)) + (await planMatches(tx, head))
  const contacts = sql`customer_id in (select id from touched_customers)`
  lines += await planContacts(tx, head, extent.contacts === 'all' ? sql`true` : contacts)
  const managers = sql`customer_id in (select customer_id from touched_managers)`
  if (extent.managers !== 'none')
    lines += await planAccountManagers(tx, head, extent.managers === 'all' ? sql`true` : managers)
  await renewStatistics(tx, Number(lines), ['changes', 'contact_changes'])
}

/** How many lines it wrote. */
const written = async (tx: Tx, lines: RawBuilder<unknown>): Promise<bigint> =>
  (await lines.execute(tx)).numAffectedRows ?? 0n

const planCustomers = (tx: Tx, head: PlanHead): Promise<bigint> =>
  written(
    tx,
    sql`insert into changes (workspace_id, run_id, at, by_name, about, change, customer_id, subject, before, after)
    select ${head.workspaceId}, ${head.runId}, ${head.now}, ${head.byName}, 'customer',
      case when c.id is null then 'created' when w.id is null then 'removed' else 'changed' end,
      coalesce(w.id, c.id), coalesce(w.name, c.name),
      case when c.id is not null
        then jsonb_build_object('name', c.name, 'externalId', c.external_id, 'connectionId', c.connection_id) end,
      case when w.id is not null
        then jsonb_build_object('name', w.name, 'externalId', w.external_id, 'connectionId', w.connection_id) end
    from want_customers w
    full join (
      select id, external_id, name, connection_id from customers where workspace_id = ${head.workspaceId}
    ) c on c.id = w.id
    where c.id is null or w.id is null or c.name <> w.name`,
  )

/** A customer's first match is part of its beginning; only a match that moves is a change worth a line. */
const planMatches = (tx: Tx, head: PlanHead): Promise<bigint> =>
  written(
    tx,
    sql`insert into changes (workspace_id, run_id, at, by_name, about, change, customer_id, subject, before, after)
    select ${head.workspaceId}, ${head.runId}, ${head.now}, ${head.byName}, 'match', 'changed', w.customer_id, 'Salesforce account',
      jsonb_build_object('state', m.state, 'account', m.account_id, 'value', m.value),
      jsonb_build_object('state', w.state, 'account', w.account_id, 'value', w.value)
    from want_matches w
    join matches m on m.customer_id = w.customer_id
    where (m.state, m.account_id) is distinct from (w.state, w.account_id)`,
  )

/** Compared with the present contacts of the customers that are asked for. */
const planContacts = (tx: Tx, head: PlanHead, asked: RawBuilder<unknown>): Promise<bigint> =>
  written(
    tx,
    sql`insert into contact_changes (
      workspace_id, run_id, at, by_name, change, customer_id, contact_id, source, source_id,
      email, first_name, last_name, phone, job_title, is_main, source_created_at, before
    )
    select ${head.workspaceId}, ${head.runId}, ${head.now}, ${head.byName},
      case when c.id is null then 'created' when w.id is null then 'removed' else 'changed' end,
      coalesce(w.customer_id, c.customer_id), coalesce(w.id, c.id), coalesce(w.source, c.source),
      coalesce(w.source_id, c.source_id),
      (case when w.id is null then c.email else w.email end),
      (case when w.id is null then c.first_name else w.first_name end),
      (case when w.id is null then c.last_name else w.last_name end),
      (case when w.id is null then c.phone else w.phone end),
      (case when w.id is null then c.job_title else w.job_title end),
      (case when w.id is null then c.is_main else w.is_main end),
      (case when w.id is null then c.source_created_at else w.source_created_at end),
      case when c.id is not null then jsonb_build_object(
        'email', c.email, 'firstName', c.first_name, 'lastName', c.last_name, 'phone', c.phone,
        'jobTitle', c.job_title, 'isMain', c.is_main, 'sourceCreatedAt', c.source_created_at) end
    from want_contacts w
    full join (
      select id, customer_id, source, source_id, email, first_name, last_name, phone, job_title, is_main, source_created_at
      from contacts where workspace_id = ${head.workspaceId} and ${asked}
    ) c on c.id = w.id
    where c.id is null or w.id is null
      or (c.email, c.first_name, c.last_name, c.phone, c.job_title, c.is_main, c.source_created_at)
        is distinct from
        (w.email, w.first_name, w.last_name, w.phone, w.job_title, w.is_main, w.source_created_at)`,
  )

const planAccountManagers = (tx: Tx, head: PlanHead, asked: RawBuilder<unknown>): Promise<bigint> =>
  written(
    tx,
    sql`insert into changes (workspace_id, run_id, at, by_name, about, change, customer_id, subject, before, after)
    select ${head.workspaceId}, ${head.runId}, ${head.now}, ${head.byName}, 'account_manager',
      case when a.customer_id is null then 'created' when w.customer_id is null then 'removed' else 'changed' end,
      coalesce(w.customer_id, a.customer_id), coalesce(o.name, wu.name, au.name, ''),
      case when a.customer_id is not null then jsonb_build_object('userId', a.user_id, 'name', au.name,
        'source', a.source, 'sourceUserId', a.source_user_id) end,
      case when w.customer_id is not null then jsonb_build_object('userId', w.user_id, 'name', coalesce(o.name, wu.name),
        'source', w.source, 'sourceUserId', w.source_user_id) end
    from want_assignments w
    full join (
      select customer_id, user_id, source, source_user_id from assignments
      where workspace_id = ${head.workspaceId} and ${asked}
    ) a on a.customer_id = w.customer_id
    left join users wu on wu.id = w.user_id
    left join users au on au.id = a.user_id
    left join want_owners o on o.source_user_id = w.source_user_id
    where a.customer_id is null or w.customer_id is null
      or (a.user_id, a.source, a.source_user_id) is distinct from (w.user_id, w.source, w.source_user_id)`,
  )
