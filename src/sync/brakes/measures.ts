import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import type { Derivation } from '../plan/derive.ts'
import type { brake } from './contract.ts'

/** A brake as a run keeps it: with the customers or the person behind it, where the lines alone do not tell them. */
export type StoredBrake = z.output<typeof brake> & { readonly subjects?: readonly string[] }

/** What of a plan the brakes look at. */
export interface Measures {
  readonly customers: number
  readonly contactsBefore: number
  readonly contactsAfter: number
  /** Customers that had a contact and would have none. */
  readonly lastContacts: number
  /** Those customers, as many as anybody will look at; not where they were only foreseen. */
  readonly emptied?: readonly string[]
  /** Customers whose account manager would be another one, or none. */
  readonly managersChanged: number
  /** Customers the person would take over who takes over most. */
  readonly inherited: number
  readonly heir: { readonly id: string; readonly name: string } | null
  readonly matchedBefore: number
  /** Customers that would lose their account. */
  readonly matchesLost: number
}

/** Account managers who become another person, or nobody; the same person by another way is no change. */
export const replaced = sql`p.about = 'account_manager' and p.change in ('changed', 'removed')
  and p.before ->> 'userId' is distinct from p.after ->> 'userId'`

/** A match that had an account and would have none. */
export const lostAccount = sql`p.about = 'match' and p.before ->> 'account' is not null and p.after ->> 'account' is null`

/** Measures a plan that is written and not applied. A few aggregates over its lines and the kept tallies. */
export const measure = async (tx: Tx, { head }: Pick<Derivation, 'head'>): Promise<Measures> => {
  const { workspaceId, runId } = head
  // A customer that leaves the billing tool is counted out of all but the contacts.
  const staying = sql`p.customer_id not in ${leaving(runId)}`
  const { rows } = await sql<
    Omit<Measures, 'contactsAfter' | 'heir'> & { created: number; removed: number; heirs: Heir[] }
  >`
    with emptied as materialized ${emptyHanded(runId)}
    select
      (select count(*) from customers where workspace_id = ${workspaceId}) as customers,
      (select coalesce(sum(contacts), 0)::int from customers where workspace_id = ${workspaceId}) as "contactsBefore",
      (select count(*) from contact_changes where run_id = ${runId} and change = 'created') as created,
      (select count(*) from contact_changes where run_id = ${runId} and change = 'removed') as removed,
      (select count(*) from emptied) as "lastContacts",
      (select coalesce(jsonb_agg(id), '[]') from (
        select id from emptied order by id limit ${mostNamed}) e) as emptied,
      (select count(*) from changes p where p.run_id = ${runId} and ${replaced} and ${staying}) as "managersChanged",
      (select count(*) from matches where workspace_id = ${workspaceId} and account_id is not null) as "matchedBefore",
      (select count(*) from changes p where p.run_id = ${runId} and ${lostAccount}) as "matchesLost",
      (select coalesce(jsonb_agg(h), '[]') from (
        select p.after ->> 'userId' as id, min(p.after ->> 'name') as name, count(*)::int as count from changes p
        where p.run_id = ${runId} and ${replaced} and p.after is not null
        group by 1 order by 3 desc, 1 limit 1) h) as heirs`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error('An aggregate gave no row.')
  const { created, removed, heirs, ...rest } = row
  const [heir] = heirs
  return {
    ...rest,
    contactsAfter: rest.contactsBefore + created - removed,
    inherited: heir?.count ?? 0,
    heir: heir ? { id: heir.id, name: heir.name } : null,
  }
}

interface Heir {
  readonly id: string
  readonly name: string
  readonly count: number
}

const mostNamed = 10_000

/** Asked for once and kept, whatever the database thinks of how many lines there are; `not exists` asks for each. */
const leaving = (runId: string) => sql`(
  select customer_id from changes where run_id = ${runId} and about = 'customer' and change = 'removed')`

/** Customers that stay and whose last contact would go. */
const emptyHanded = (runId: string) => sql`(
  select k.customer_id as id from contact_changes k join customers c on c.id = k.customer_id
  where k.run_id = ${runId} and k.change <> 'changed' and c.contacts > 0 and k.customer_id not in ${leaving(runId)}
  group by k.customer_id, c.contacts
  having c.contacts + sum(case when k.change = 'created' then 1 else -1 end) <= 0)`
