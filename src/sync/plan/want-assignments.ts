import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Scope } from './scope.ts'

/** Do account owners decide, and is what Salesforce said of them whole? */
const ownersDecide = (scope: Scope): boolean =>
  scope.settings.accountManagers && scope.salesforce !== null && scope.usersRead

/**
 * Fills `want_owners` (the Salesforce users who own a matched account, and the user each one is here) and
 * `want_assignments` (at most one account manager per customer).
 *
 * Rule: an owner is the user with the same e-mail, whatever its case; an owner nobody knows becomes a user with
 * status `created`. Addresses of sandbox copies match nobody. System users own accounts in some orgs and are no
 * account managers. Without an owner, what a person assigned stays.
 */
export const wantAssignments = async (tx: Tx, scope: Scope): Promise<void> => {
  await sql`create temp table want_owners (
    source_user_id text primary key, user_id uuid not null, email text, name text not null, inactive boolean not null,
    known boolean not null
  ) on commit drop`.execute(tx)
  await sql`create temp table want_assignments (
    customer_id uuid primary key, user_id uuid not null, source text not null, source_user_id text
  ) on commit drop`.execute(tx)
  if (ownersDecide(scope) && scope.salesforce) await fromOwners(tx, scope.workspaceId, scope.salesforce)
  await sql`insert into want_assignments
    select w.id, c.user_id, 'manual', null
    from want_customers w
    join assignment_choices c on c.customer_id = w.id
    join users u on u.id = c.user_id and u.removed_at is null
    on conflict (customer_id) do nothing`.execute(tx)
  await sql`analyze want_assignments`.execute(tx)
}

const fromOwners = async (tx: Tx, workspaceId: string, connectionId: string): Promise<void> => {
  await sql`insert into want_owners
    with owners as (
      select distinct on (u.id) u.id, nullif(btrim(u.email), '') as email,
        coalesce(nullif(btrim(u.name), ''), u.username, u.id) as name, not u.active as inactive
      from want_matches m
      join mirror_accounts a on a.connection_id = ${connectionId} and a.id = m.account_id
      join mirror_users u on u.connection_id = ${connectionId} and u.id = a.owner_id
      where coalesce(u.user_type, 'Standard') = 'Standard'
      order by u.id
    ),
    addressed as (
      select o.id, o.name, o.inactive, o.email,
        case when o.email !~* '\.invalid$' and o.email !~* '^[^@]+=[^@]+@example\.com$' then lower(o.email) end as address
      from owners o
    ),
    found as (
      select o.id, o.name, o.inactive, o.email, o.address, coalesce(by_email.id, by_source.id) as user_id
      from addressed o
      left join users by_email on by_email.workspace_id = ${workspaceId} and by_email.removed_at is null
        and lower(by_email.email) = o.address
      left join users by_source on by_source.workspace_id = ${workspaceId} and by_source.source_user_id = o.id
        and (o.address is null or by_source.status = 'created')
    )
    -- Two Salesforce users with one address are one person: the first makes the user, the other follows.
    select f.id,
      coalesce(f.user_id, first_value(row_id('user', ${workspaceId}, f.id, ''))
        over (partition by coalesce(f.address, f.id) order by f.id)),
      f.email, f.name, f.inactive, f.user_id is not null
    from found f`.execute(tx)
  await sql`insert into want_assignments
    select w.id, o.user_id, 'salesforce', o.source_user_id
    from want_customers w
    join want_matches m on m.customer_id = w.id
    join mirror_accounts a on a.connection_id = ${connectionId} and a.id = m.account_id
    join want_owners o on o.source_user_id = a.owner_id`.execute(tx)
}

/** Makes users of owners nobody knew, and keeps the names and addresses of those made earlier as Salesforce has them. */
export const applyOwners = async (tx: Tx, workspaceId: string, now: Date): Promise<number> => {
  await sql`update users u set inactive = o.inactive from want_owners o
    where u.id = o.user_id and u.inactive is distinct from o.inactive`.execute(tx)
  await sql`update users u set removed_at = null, name = o.name,
      email = case when o.email is null or exists (
        select 1 from users x where x.workspace_id = ${workspaceId} and x.id <> u.id and lower(x.email) = lower(o.email)
      ) then u.email else o.email end
    from want_owners o
    where u.workspace_id = ${workspaceId} and u.id = o.user_id and u.source_user_id = o.source_user_id
      and u.source = 'salesforce' and u.status = 'created'
      and (u.removed_at is not null or u.name <> o.name or u.email is distinct from o.email)`.execute(tx)
  const made = await sql`
    insert into users (id, workspace_id, email, name, role, status, source, source_user_id, inactive, created_at)
    select o.user_id, ${workspaceId}, case when o.first_of_address and not exists (
        select 1 from users x where x.workspace_id = ${workspaceId} and lower(x.email) = lower(o.email)
      ) then o.email end, o.name, 'member', 'created',
      'salesforce', o.source_user_id, o.inactive, ${now}
    from (
      select distinct on (user_id) user_id, email, name, inactive, source_user_id,
        row_number() over (partition by lower(email) order by source_user_id) = 1 as first_of_address
      from want_owners where not known order by user_id, source_user_id
    ) o
    on conflict do nothing`.execute(tx)
  return Number(made.numAffectedRows ?? 0n)
}
