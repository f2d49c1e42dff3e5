import { sql, type RawBuilder } from 'kysely'
import { csvLine } from '../../base/csv.ts'
import { copyCsv, type Tx } from '../../db/db.ts'
import { keyOf, keyTried, type Rule } from '../../match/keys.ts'
import type { Extent } from './extent.ts'
import type { Scope } from './scope.ts'

/**
 * What should be, from what the sources said and people decided. Fills temporary tables that the plan compares
 * with what is: `want_customers` and `want_matches` here, contacts and assignments in the files beside.
 */
export const wantCustomers = async (tx: Tx, scope: Scope): Promise<void> => {
  await openCustomers(tx)
  if (scope.billing.length === 0) {
    // Without a billing tool nobody says who the customers are: the last good list stays.
    await sql`insert into want_customers
      select id, external_id, name, connection_id from customers where workspace_id = ${scope.workspaceId}`.execute(
      tx,
    )
  } else {
    // An id stands once in a tool, so only several tools have anything to sort out.
    const once = scope.billing.length > 1 ? sql`distinct on (m.id)` : sql``
    const order = scope.billing.length > 1 ? sql`order by m.id, c.rank` : sql``
    await sql`insert into want_customers
      select ${once} row_id('customer', ${scope.workspaceId}, m.id, ''), m.id, m.name, m.connection_id
      from mirror_customers m
      join unnest(${[...scope.billing]}::uuid[]) with ordinality as c (id, rank) on c.id = m.connection_id
      ${order}`.execute(tx)
  }
  await sql`analyze want_customers`.execute(tx)
}

const openCustomers = (tx: Tx) =>
  sql`create temp table want_customers (
    id uuid primary key, external_id text not null, name text not null, connection_id uuid not null
  ) on commit drop`.execute(tx)

const openMatches = (tx: Tx) =>
  sql`create temp table want_matches (
    customer_id uuid primary key, state text not null, value text, reason text, account_id text,
    candidates text[] not null
  ) on commit drop`.execute(tx)

/** Fills both tables with what is: nothing changed that could make it otherwise. Only those the rest asks for. */
export const wantAsTheyAre = async (tx: Tx, scope: Scope, { managers }: Extent): Promise<void> => {
  const asked = (id: RawBuilder<unknown>) =>
    managers === 'all' ? sql`true` : sql`${id} in (select id from touched_customers)`
  await openCustomers(tx)
  await openMatches(tx)
  await sql`insert into want_customers select id, external_id, name, connection_id from customers
    where workspace_id = ${scope.workspaceId} and ${asked(sql`id`)}`.execute(tx)
  await sql`insert into want_matches select customer_id, state, value, reason, account_id, candidates from matches
    where workspace_id = ${scope.workspaceId} and ${asked(sql`customer_id`)}`.execute(tx)
  await sql`analyze want_customers, want_matches`.execute(tx)
}

/** One match per wanted customer; none at all while Salesforce is not set up. */
export const wantMatches = async (tx: Tx, scope: Scope): Promise<void> => {
  await openMatches(tx)
  if (!scope.salesforce) return
  await accountsByKey(tx, scope, scope.salesforce)
  await readKeys(tx, scope)
  await sql`insert into want_matches
    select k.customer_id,
      case
        when k.key is null and k.reason is null then 'no_value'
        when k.key is null or (k.reason is not null and a.key is null) then 'malformed'
        when a.live_count = 1 then 'matched'
        when a.live_count > 1 then 'ambiguous'
        when a.survivor is not null then 'merged'
        when a.key is not null then 'deleted'
        else 'not_found'
      end,
      k.value, case when k.reason is not null and a.key is not null then 'person_contact' else k.reason end,
      case when a.live_count = 1 then a.live[1] when a.live_count = 0 then a.survivor end,
      case when a.live_count > 1 then a.live else '{}' end
    from match_keys k left join accounts_by_key a on a.key = k.key`.execute(tx)
  if (!scope.settings.sharedAccounts) await refuseShared(tx)
  await sql`analyze want_matches`.execute(tx)
}

const refuseShared = async (tx: Tx): Promise<void> => {
  await sql`update want_matches w set state = 'ambiguous', reason = 'shared', candidates = array[account_id], account_id = null
    where account_id in (
      select account_id from want_matches where account_id is not null group by account_id having count(*) > 1
    )`.execute(tx)
}

// Large enough that the round trips do not matter, small enough that the loop over it is not felt (about 10 ms).
const keyPage = 5_000

/**
 * Turns each customer's value into the key its account would have. A value that is some account's key letter by letter
 * is its own key under every rule, and most are; only the others need reading. Measured with 100,000 customers, a
 * quarter of them spelled otherwise: 0.4 s instead of 1.4 s.
 */
const readKeys = async (tx: Tx, scope: Scope): Promise<void> => {
  await sql`create temp table match_values (customer_id uuid, value text, key text) on commit drop`.execute(
    tx,
  )
  await sql`create temp table match_keys (customer_id uuid, value text, key text, reason text) on commit drop`.execute(
    tx,
  )
  await sql`insert into match_values
    select v.customer_id, v.value, a.key
    from (
      select w.id as customer_id, ${customerValue(scope)} as value
      from want_customers w left join mirror_customers m on m.connection_id = w.connection_id and m.id = w.external_id
    ) v left join accounts_by_key a on a.key = v.value and ${ownKey(scope)}`.execute(tx)
  await sql`insert into match_keys select customer_id, value, key, null from match_values
    where key is not null or value is null`.execute(tx)
  // All lines before the copy begins: a copy owns its session, so nothing can be read meanwhile.
  const lines = await keyLines(tx, scope.rule)
  await copyCsv(tx, 'match_keys', ['customer_id', 'value', 'key', 'reason'], inPages(lines))
  await sql`analyze match_keys`.execute(tx)
}

/** Where ids are compared, a contact's id is a key too, and a value that is one is not well-formed for all that. */
const ownKey = ({ rule }: Scope): RawBuilder<unknown> =>
  rule === 'id'
    ? sql`a.key ~ '^001[A-Za-z0-9]{15}$'`
    : rule === 'reference'
      ? sql`a.key ~ '^[A-Za-z0-9]{18}$'`
      : sql`true`

const inPages = async function* (lines: readonly string[]): AsyncIterable<Uint8Array> {
  for (let from = 0; from < lines.length; from += keyPage)
    yield Buffer.from(lines.slice(from, from + keyPage).join(''))
}

const keyLines = async (tx: Tx, rule: Rule): Promise<string[]> => {
  const lines: string[] = []
  let after: string | null = null
  for (;;) {
    const { rows }: { rows: { id: string; value: string }[] } = await sql<{
      id: string
      value: string
    }>`select customer_id as id, value from match_values
      where key is null and value is not null and ${after === null ? sql`true` : sql`customer_id > ${after}::uuid`}
      order by customer_id limit ${keyPage}`.execute(tx)
    for (const row of rows) {
      const key = keyOf(rule, row.value)
      lines.push(csvLine([row.id, row.value, keyTried(key), 'problem' in key ? key.problem : null]))
    }
    const last = rows.at(-1)
    if (!last || rows.length < keyPage) return lines
    after = last.id
  }
}

const customerValue = (scope: Scope): RawBuilder<unknown> =>
  scope.customerKey === null ? sql`w.external_id` : sql`m.fields ->> ${scope.customerKey}::text`

/**
 * Which accounts carry each key: the live ones, and for keys that only dead accounts carry, where those were merged
 * into. Chains of merges are followed, also through accounts that have left the recycle bin; a circle, which the
 * source should not make, ends after twenty steps. Where the key is the account's id, a person account is also known
 * by the id of its contact.
 */
export const accountsByKey = async (tx: Tx, scope: Scope, connectionId: string): Promise<void> => {
  await sql`create temp table accounts_by_key (
    key text primary key, live text[], live_count int, survivor text
  ) on commit drop`.execute(tx)
  await sql`insert into accounts_by_key
    with recursive gone as (
      select id, master_id, name, person_contact_id, fields from mirror_merged_accounts g
      where g.connection_id = ${connectionId} and not exists (
        select 1 from mirror_accounts a where a.connection_id = ${connectionId} and a.id = g.id)
    ),
    merged as (
      select id, master_id from mirror_accounts
      where connection_id = ${connectionId} and deleted and master_id is not null
      union all select id, master_id from gone
    ),
    chain (id, at, depth) as (
      select id, master_id, 1 from merged
      union all
      select c.id, m.master_id, c.depth + 1 from chain c join merged m on m.id = c.at where c.depth < 20
    ),
    survivors as (
      select c.id, m.id as survivor from chain c
      join mirror_accounts m on m.connection_id = ${connectionId} and m.id = c.at and not m.deleted
    ),
    keyed as (
      select ${accountKey(scope)} as key, a.id, a.deleted, s.survivor
      from mirror_accounts a left join survivors s on s.id = a.id
      where a.connection_id = ${connectionId}
      union all
      select ${accountKey(scope)}, a.id, true, s.survivor from gone a left join survivors s on s.id = a.id
      ${scope.rule === 'id' ? byPersonContact(connectionId) : sql``}
    )
    select key,
      case when live_count > 1 then (select array_agg(id order by id collate "C") from unnest(live) id)
        else coalesce(live, '{}') end,
      live_count, survivor
    from (
      -- Nothing sorted in here: nearly every key has one account.
      select key, array_agg(id) filter (where not deleted) as live, count(*) filter (where not deleted) as live_count,
        case when min(survivor) = max(survivor) then min(survivor) end as survivor
      from keyed where key is not null and key <> '' group by key
    ) one`.execute(tx)
  await sql`analyze accounts_by_key`.execute(tx)
}

const byPersonContact = (connectionId: string): RawBuilder<unknown> => sql`
      union all
      select a.person_contact_id, a.id, a.deleted, s.survivor
      from mirror_accounts a left join survivors s on s.id = a.id
      where a.connection_id = ${connectionId} and a.person_contact_id is not null
      union all
      select a.person_contact_id, a.id, true, s.survivor from gone a left join survivors s on s.id = a.id
      where a.person_contact_id is not null`

/** The key an account has under the rule; the SQL twin of `keyOf`. */
const accountKey = (scope: Pick<Scope, 'rule' | 'settings'>): RawBuilder<unknown> => {
  const field = scope.settings.accountField
  if (field === 'Id') return sql`a.id`
  const value = field === 'Name' ? sql`a.name` : sql`a.fields ->> ${field}::text`
  if (scope.rule === 'number') {
    return sql`case when ${value} ~ '^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$' then trim_scale((${value})::numeric)::text end`
  }
  return sql`trimmed_text(${value})`
}
