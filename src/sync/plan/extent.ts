import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Scope } from './scope.ts'

/**
 * How much has to be worked out again. The database notes every change of what a derivation works from in `touched`
 * (migration 0010), so a derivation after which nothing relevant changed need not be made twice, and one after which a
 * few contacts changed concerns their customers only. The answer is the same as if everything were worked out anew.
 */
export interface Extent {
  /** The customers and their matches, of everybody: a key that changes may concern anyone. */
  readonly matches: boolean
  /** Account managers of everybody, of the touched customers, or of nobody. */
  readonly managers: 'all' | 'touched' | 'none'
  /** Contacts of everybody, of the touched customers, or of nobody. */
  readonly contacts: 'all' | 'touched' | 'none'
}

export const everything: Extent = { matches: true, managers: 'all', contacts: 'all' }

// A derivation of everything puts right what no rule of ours foresaw, so it is made now and then without a reason.
const wholeEveryMs = 7 * 24 * 3_600_000

// Raised when a rule of matching, planning or telling problems changes: what was derived by the old one is derived anew.
const rules = 2

/**
 * Says how much the changes noted so far concern, and takes them: whoever asks sees to them in this transaction. Fills
 * `taken` with what was touched.
 */
export const takeTouched = async (tx: Tx, scope: Scope, now: Date): Promise<Extent> => {
  await sql`create temp table taken (kind text not null, id text not null) on commit drop`.execute(tx)
  await sql`with gone as (delete from touched where workspace_id = ${scope.workspaceId} returning kind, id)
    insert into taken select distinct kind, id from gone`.execute(tx)
  const { rows } = await sql<{ kind: string }>`select distinct kind from taken`.execute(tx)
  const kinds = new Set(rows.map((row) => row.kind))
  if (kinds.has('everything') || !(await sameScope(tx, scope, now))) return everything
  const matches = kinds.has('match')
  const some = kinds.has('owner') || kinds.has('choice')
  return {
    matches,
    managers: matches || kinds.has('user') ? 'all' : some ? 'touched' : 'none',
    contacts: 'touched',
  }
}

/** Gives back what was taken: the plan was not carried out, so all of it still has to be seen to. */
export const giveBackTouched = async (tx: Tx, workspaceId: string): Promise<void> => {
  await sql`insert into touched (workspace_id, kind, id) select ${workspaceId}, kind, id from taken`.execute(
    tx,
  )
}

/** Has any source said something that no plan has taken up yet? */
export const sourcesMoved = async (tx: Tx, workspaceId: string): Promise<boolean> =>
  (
    await sql`select 1 from touched where workspace_id = ${workspaceId} and kind not in ('choice', 'user') limit 1`.execute(
      tx,
    )
  ).rows.length > 0

/** Is what was derived last derived from the same settings and sources, and not too long ago? */
const sameScope = async (tx: Tx, scope: Scope, now: Date): Promise<boolean> => {
  const { rows } = await sql<{ same: boolean }>`
    select scope = ${factsOf(scope)}::jsonb and whole_at > ${new Date(now.getTime() - wholeEveryMs)} as same
    from derivations where workspace_id = ${scope.workspaceId}`.execute(tx)
  return rows[0]?.same ?? false
}

/** Remembers what was derived from. */
export const rememberScope = async (tx: Tx, scope: Scope, extent: Extent, now: Date): Promise<void> => {
  await sql`insert into derivations (workspace_id, scope, whole_at)
    values (${scope.workspaceId}, ${factsOf(scope)}::jsonb, ${now})
    on conflict (workspace_id) do update set scope = excluded.scope,
      whole_at = case when ${extent === everything} then excluded.whole_at else derivations.whole_at end`.execute(
    tx,
  )
}

/** Makes the next plan one of everybody, as the first was. */
export const concernEverybody = async (tx: Tx, workspaceId: string): Promise<void> => {
  await sql`delete from derivations where workspace_id = ${workspaceId}`.execute(tx)
}

/** Everything a derivation asks the scope for, and nothing that changes from run to run. */
const factsOf = ({ settings, release: _, ...scope }: Scope): string => {
  const { identifier, accountField, contacts, accountManagers, unmatched, sharedAccounts, relatedContacts } =
    settings
  const chosen = {
    identifier,
    accountField,
    contacts,
    accountManagers,
    unmatched,
    sharedAccounts,
    relatedContacts,
  }
  return JSON.stringify({ rules, ...scope, settings: chosen })
}

/**
 * Fills `touched_customers` with everybody whose contacts or account manager may change. Where customers and matches
 * are worked out anew (`want_customers`, `want_matches`), those it moved are among them, where they were and where they
 * are.
 */
export const spread = async (tx: Tx, scope: Scope, extent: Extent): Promise<void> => {
  await sql`create temp table touched_customers (id uuid primary key) on commit drop`.execute(tx)
  const { workspaceId } = scope
  const stored = sql`select m.customer_id from matches m where m.workspace_id = ${workspaceId}
    and m.account_id in (select id from taken where kind in ('account', 'owner', 'match'))`
  await sql`insert into touched_customers
    ${stored}
    union select c.id from customers c where c.workspace_id = ${workspaceId}
      and c.external_id in (select id from taken where kind = 'customer')
    union select id::uuid from taken where kind = 'choice'
    ${extent.matches ? moved(workspaceId) : sql``}`.execute(tx)
  await sql`analyze touched_customers`.execute(tx)
}

const moved = (workspaceId: string) => sql`
    union select customer_id from want_matches
      where account_id in (select id from taken where kind in ('account', 'owner', 'match'))
    union select id from want_customers where external_id in (select id from taken where kind = 'customer')
    union select coalesce(w.customer_id, m.customer_id) from want_matches w
      full join (
        select customer_id, state, value, reason, account_id, candidates from matches where workspace_id = ${workspaceId}
      ) m on m.customer_id = w.customer_id
      where w.customer_id is null or m.customer_id is null or (w.state, w.value, w.reason, w.account_id, w.candidates)
        is distinct from (m.state, m.value, m.reason, m.account_id, m.candidates)
    union select coalesce(w.id, c.id) from want_customers w
      full join (select id from customers where workspace_id = ${workspaceId}) c on c.id = w.id
      where w.id is null or c.id is null`
