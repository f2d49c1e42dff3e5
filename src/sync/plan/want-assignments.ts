import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Extent } from './extent.ts'
import type { Scope } from './scope.ts'

/** Do account owners decide, and is what Salesforce said of them whole? */
const ownersDecide = (scope: Scope): boolean =>
  scope.settings.accountManagers && scope.salesforce !== null && scope.usersRead

/**
 * Fills `want_owners` (the Salesforce users who own a matched account, and the user each one is here) and
 * `want_assignments` (at most one account manager per customer).
 *
 * Rule: an owner is the user with the same e-mail, whatever its case; an owner nobody knows becomes a user with
 * status `created`. Addresses of sandbox copies match nobody. Without an owner, what a person assigned stays.
 *
 * Only people of the company itself are account managers: no portal users, and none of the system's own, which are told
 * by their type or by an address whose domain has no dot. An owner whom Salesforce does not show, or shows without
 * address, is known by name, else by id, and flagged; so is one who is inactive or frozen.
 */
export const wantAssignments = async (tx: Tx, scope: Scope, extent: Extent): Promise<void> => {
  await sql`create temp table want_owners (
    source_user_id text primary key, user_id uuid not null, email text, name text not null, inactive boolean not null,
    frozen boolean not null, hidden boolean not null, known boolean not null
  ) on commit drop`.execute(tx)
  await sql`create temp table want_assignments (
    customer_id uuid primary key, user_id uuid not null, source text not null, source_user_id text
  ) on commit drop`.execute(tx)
  if (extent.managers === 'none') return
  const from = sources(scope, extent)
  await sql`create temp table touched_managers (customer_id uuid primary key) on commit drop`.execute(tx)
  if (extent.managers === 'touched')
    await sql`insert into touched_managers select id from touched_customers`.execute(tx)
  if (ownersDecide(scope) && scope.salesforce) {
    await wantOwners(tx, scope, scope.salesforce, from)
    if (extent.managers === 'touched') await addDrifted(tx, scope)
    await fromOwners(tx, scope.salesforce, from)
  }
  await sql`insert into want_assignments
    select w.id, c.user_id, 'manual', null
    from ${from.customers} w
    join ${choices(scope)} c on c.customer_id = w.id
    join users u on u.id = c.user_id and u.removed_at is null
    on conflict (customer_id) do nothing`.execute(tx)
  await sql`analyze want_assignments`.execute(tx)
}

/** What people assigned, as it will be once the managers Salesforce assigned are let go. */
const choices = ({ release, workspaceId }: Scope): RawBuilder<unknown> => {
  if (release === null) return sql`assignment_choices`
  if (release === 'clear') return sql`(select customer_id, user_id from assignment_choices where not kept)`
  return sql`(select customer_id, user_id from assignments
      where workspace_id = ${workspaceId} and source = 'salesforce'
    union all select c.customer_id, c.user_id from assignment_choices c where not exists (
      select 1 from assignments a where a.customer_id = c.customer_id and a.source = 'salesforce'))`
}

/** An e-mail as it identifies a person, or null: addresses of sandbox copies identify nobody. */
const address = (email: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${email} !~* '\\.invalid\\s*$' and ${email} !~* '^[^@]+=[^@]+@example\\.com\\s*$'
    then nullif(lower(btrim(${email})), '') end`

/** Users a sync made and nobody let in: who they are is Salesforce's to say, their address included. */
const derived = sql`(u.source = 'salesforce' and u.status = 'created')`

interface Sources {
  /** The customers asked for. */
  readonly customers: RawBuilder<unknown>
  /** The matches of everybody. */
  readonly matches: RawBuilder<unknown>
}

/** Where matches are not worked out anew, nobody's has changed: the stored ones are what is wanted. */
const sources = ({ workspaceId }: Scope, { managers, matches }: Extent): Sources => {
  if (matches) return { customers: sql`want_customers`, matches: sql`want_matches` }
  return {
    customers:
      managers === 'all'
        ? sql`(select id from customers where workspace_id = ${workspaceId})`
        : sql`(select customer_id as id from touched_managers)`,
    matches: sql`(select customer_id, account_id from matches where workspace_id = ${workspaceId})`,
  }
}

/** Customers nobody touched and whose owner has become somebody else here, as when owners share an address. */
const addDrifted = async (tx: Tx, { workspaceId }: Scope): Promise<void> => {
  await sql`insert into touched_managers
    select a.customer_id from assignments a join want_owners o on o.source_user_id = a.source_user_id
    where a.workspace_id = ${workspaceId} and a.source = 'salesforce' and a.user_id <> o.user_id
    on conflict do nothing`.execute(tx)
}

/** Who an owner is depends on all the others, so all of them are looked at, also when few customers are asked for. */
const wantOwners = async (tx: Tx, scope: Scope, connectionId: string, from: Sources): Promise<void> => {
  const { workspaceId } = scope
  await sql`insert into want_owners
    with owners as (
      select a.owner_id as id, nullif(btrim(u.email), '') as email, ${address(sql`u.email`)} as address,
        coalesce(nullif(btrim(u.name), ''), u.username, 'Salesforce user ' || a.owner_id) as name,
        not coalesce(u.active, true) as inactive, coalesce(u.frozen, false) as frozen,
        coalesce(u.hidden or nullif(btrim(u.email), '') is null, true) as hidden
      from (
        select distinct owner_id from mirror_accounts
        where connection_id = ${connectionId} and owner_id is not null and id in (select account_id from ${from.matches} m)
      ) a
      left join mirror_users u on u.connection_id = ${connectionId} and u.id = a.owner_id
      where coalesce(u.user_type, 'Standard') = 'Standard'
        and coalesce(u.email, '') !~ '@[^.@]*$'
    ),
    -- By the address Salesforce has today, not the one it had when the user was made: somebody else may have that now.
    people as (
      select u.id, u.source_user_id, ${derived} as derived,
        case when ${derived} and m.id is not null then ${address(sql`m.email`)} else lower(u.email) end as address
      from users u
      left join mirror_users m on m.connection_id = ${connectionId} and m.id = u.source_user_id
      where u.workspace_id = ${workspaceId} and u.removed_at is null
    ),
    by_address as (
      select distinct on (address) address, id from people where address is not null
      order by address, derived, source_user_id collate "C" nulls first, id
    ),
    found as (
      select o.id, o.name, o.inactive, o.frozen, o.hidden, o.email, o.address, b.id as addressed, s.id as sourced
      from owners o
      left join by_address b on b.address = o.address
      left join users s on s.workspace_id = ${workspaceId} and s.source_user_id = o.id
    )
    -- Two Salesforce users with one address are one person: the first is or makes the user, the other follows.
    select f.id, coalesce(f.addressed, first_value(coalesce(f.sourced, row_id('user', ${workspaceId}, f.id, ''))) over same),
      f.email, f.name, f.inactive, f.frozen, f.hidden, f.addressed is not null or first_value(f.sourced) over same is not null
    from found f
    window same as (partition by coalesce(f.address, f.id) order by f.id collate "C")`.execute(tx)
}

const fromOwners = async (tx: Tx, connectionId: string, from: Sources): Promise<void> => {
  await sql`insert into want_assignments
    select w.id, o.user_id, 'salesforce', o.source_user_id
    from ${from.customers} w
    join ${from.matches} m on m.customer_id = w.id
    join mirror_accounts a on a.connection_id = ${connectionId} and a.id = m.account_id
    join want_owners o on o.source_user_id = a.owner_id`.execute(tx)
}

/** Makes users of owners nobody knew, and keeps the names and addresses of those made earlier as Salesforce has them. */
export const applyOwners = async (tx: Tx, scope: Scope, now: Date): Promise<void> => {
  if (!ownersDecide(scope) || !scope.salesforce) return
  const { workspaceId } = scope
  await refreshFlags(tx, workspaceId, scope.salesforce)
  await sql`update users u set removed_at = null from want_owners o
    where u.id = o.user_id and u.removed_at is not null`.execute(tx)
  await refreshDerived(tx, workspaceId, scope.salesforce)
  await sql`
    insert into users (id, workspace_id, email, name, role, status, source, source_user_id, inactive, frozen,
      hidden, created_at)
    select o.user_id, ${workspaceId}, case when o.first_of_address and not exists (
        select 1 from users x where x.workspace_id = ${workspaceId} and lower(x.email) = lower(o.email)
      ) then o.email end, o.name, 'member', 'created', 'salesforce', o.source_user_id, o.inactive, o.frozen, o.hidden, ${now}
    from (
      select distinct on (user_id) user_id, email, name, inactive, frozen, hidden, source_user_id,
        row_number() over (partition by lower(email) order by source_user_id collate "C") = 1 as first_of_address
      from want_owners where not known order by user_id, source_user_id collate "C"
    ) o`.execute(tx)
}

/**
 * Who cannot work in Salesforce any more, or is not shown. Of several Salesforce users who are one person here, one
 * that can is enough; somebody who owns nothing any more is as their own Salesforce user is.
 */
const refreshFlags = async (tx: Tx, workspaceId: string, connectionId: string): Promise<void> => {
  await sql`update users u set inactive = f.inactive, frozen = f.frozen, hidden = f.hidden
    from (
      select user_id, bool_and(inactive) as inactive, bool_and(frozen or inactive) and not bool_and(inactive) as frozen,
        bool_and(hidden) as hidden
      from want_owners group by user_id
      union all
      select u.id, not coalesce(m.active, true), coalesce(m.frozen, false),
        coalesce(m.hidden or nullif(btrim(m.email), '') is null, false)
      from users u
      left join mirror_users m on m.connection_id = ${connectionId} and m.id = u.source_user_id
      where u.workspace_id = ${workspaceId} and not exists (select 1 from want_owners o where o.user_id = u.id)
    ) f
    where u.id = f.user_id and u.workspace_id = ${workspaceId}
      and (u.inactive, u.frozen, u.hidden) is distinct from (f.inactive, f.frozen, f.hidden)`.execute(tx)
}

/** Addresses may have wandered among people, so all that moved are taken away before any is given. */
const refreshDerived = async (tx: Tx, workspaceId: string, connectionId: string): Promise<void> => {
  const theirs = sql`u.workspace_id = ${workspaceId} and ${derived} and u.removed_at is null
    and m.connection_id = ${connectionId} and m.id = u.source_user_id`
  await sql`update users u set email = null from mirror_users m
    where ${theirs} and u.email is distinct from nullif(btrim(m.email), '')`.execute(tx)
  await sql`update users u set email = w.email
    from (
      select u.id, nullif(btrim(m.email), '') as email,
        row_number() over (partition by lower(btrim(m.email)) order by u.source_user_id collate "C") as place
      from users u join mirror_users m on ${theirs} where u.email is null
    ) w
    where u.id = w.id and w.place = 1 and w.email is not null and not exists (
      select 1 from users x where x.workspace_id = ${workspaceId} and lower(x.email) = lower(w.email)
    )`.execute(tx)
  await sql`update users u set name = coalesce(nullif(btrim(m.name), ''), u.name) from mirror_users m
    where ${theirs} and u.name is distinct from coalesce(nullif(btrim(m.name), ''), u.name)`.execute(tx)
}
