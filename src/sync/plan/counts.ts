import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import { accountContacts } from '../../mirror/mirror.ts'
import type * as contract from '../contract.ts'
import { salesforceFeeds } from './want-contacts.ts'
import type { Extent } from './extent.ts'
import type { PlanHead } from './plan.ts'
import type { Scope } from './scope.ts'

export type Counts = z.output<typeof contract.counts>

/** How many lines a plan has. */
export const linesOf = ({ customers, contacts, accountManagers }: Counts): number =>
  [customers, contacts, accountManagers]
    .flatMap((one) => Object.values(one))
    .reduce((sum, count) => sum + count, 0)

interface Line {
  readonly about: string
  readonly change: string
  readonly count: number
}

/** What a plan holds, in numbers, with how the customers will match and which contacts are left out. */
export const countPlan = async (tx: Tx, head: PlanHead, scope: Scope, extent: Extent): Promise<Counts> => {
  const { rows } = await sql<Line>`
    select about, change, count(*) as count from changes where run_id = ${head.runId} group by about, change
    union all
    select 'contact', change, count(*) from contact_changes where run_id = ${head.runId} group by change`.execute(
    tx,
  )
  const of = (about: string, change: string): number =>
    rows.find((row) => row.about === about && row.change === change)?.count ?? 0
  const three = (about: string) => ({
    created: of(about, 'created'),
    changed: of(about, 'changed'),
    removed: of(about, 'removed'),
  })
  const managers = three('account_manager')
  const sources = sourcesOf(head, extent)
  return {
    customers: three('customer'),
    contacts: three('contact'),
    accountManagers: { assigned: managers.created, changed: managers.changed, cleared: managers.removed },
    usersCreated: await countUsersMade(tx),
    matches: await countMatches(tx, sources),
    skippedContacts:
      (await countSkipped(tx, scope, sources.matches)) + (await countSkippedBilling(tx, scope, sources)),
  }
}

interface Sources {
  readonly customers: RawBuilder<unknown>
  readonly matches: RawBuilder<unknown>
}

/** Customers and matches as they will be: where nobody's match was in question, as they are. */
const sourcesOf = ({ workspaceId }: PlanHead, { matches }: Extent): Sources =>
  matches
    ? { customers: sql`want_customers`, matches: sql`want_matches` }
    : {
        customers: sql`(select id, external_id from customers where workspace_id = ${workspaceId})`,
        matches: sql`(select customer_id, state, account_id from matches where workspace_id = ${workspaceId})`,
      }

const countUsersMade = async (tx: Tx): Promise<number> =>
  (
    await sql<{
      count: number
    }>`select count(distinct user_id) as count from want_owners where not known`.execute(tx)
  ).rows[0]?.count ?? 0

const countMatches = async (tx: Tx, { matches }: Sources): Promise<Counts['matches']> => {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*) as count from ${matches} m group by state`.execute(tx)
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}

/** Contacts Salesforce has at the accounts of these matches and that are left out because no mail could reach them. */
export const countSkipped = async (tx: Tx, scope: Scope, matches: RawBuilder<unknown>): Promise<number> => {
  if (!salesforceFeeds(scope)) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${matches} m
    join ${accountContacts(scope.related)} k on k.connection_id = ${scope.salesforce} and k.account_id = m.account_id
    where k.usable_email is null`.execute(tx)
  return rows[0]?.count ?? 0
}

/** The same for the billing tool, at customers it feeds. */
const countSkippedBilling = async (
  tx: Tx,
  scope: Scope,
  { customers, matches }: Sources,
): Promise<number> => {
  const feeding = salesforceFeeds(scope)
  if (feeding && scope.settings.unmatched === 'leave_empty') return 0
  const { rows } = await sql<{ count: number }>`
    select count(distinct (w.id, k.id)) as count from ${customers} w
    join mirror_customer_contacts k
      on k.customer_id = w.external_id and k.connection_id = any (${[...scope.billingContacts]}::uuid[])
    where k.usable_email is null
      and not (${feeding} and exists (
        select 1 from ${matches} m where m.customer_id = w.id and m.account_id is not null))`.execute(tx)
  return rows[0]?.count ?? 0
}
