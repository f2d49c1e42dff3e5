import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { accountContacts } from '../../mirror/mirror.ts'
import type { Extent } from './extent.ts'
import type { Scope } from './scope.ts'

/** Is Salesforce the contact source, and is what it said whole? Otherwise the billing tool feeds contacts. */
export const salesforceFeeds = (scope: Scope): boolean =>
  scope.settings.contacts && scope.salesforce !== null && scope.contactsRead

/**
 * Fills `want_contacts`: for each customer the contacts of the one source that feeds it, with its main contact.
 *
 * Rule (docs/how-it-works.md): the contacts of the matched account, a person account's own one included, replace the billing tool's; the main contact is the
 * oldest unless a person chose one. A customer without a match keeps its billing contacts, or has none when the
 * workspace says so.
 */
export const wantContacts = async (tx: Tx, scope: Scope, { contacts }: Extent): Promise<void> => {
  await openContacts(tx)
  const feeding = salesforceFeeds(scope)
  const asked = contacts === 'all' ? sql`true` : sql`w.id in (select id from touched_customers)`
  if (feeding && scope.salesforce) await fromSalesforce(tx, scope, scope.salesforce, asked)
  if (!feeding) await fromBilling(tx, scope, asked)
  else if (scope.settings.unmatched === 'keep_billing')
    await fromBilling(tx, scope, sql`${asked} and ${unmatched}`)
  await sql`analyze want_contacts`.execute(tx)
}

/** An empty `want_contacts`. */
export const openContacts = (tx: Tx) =>
  sql`create temp table want_contacts (
    id uuid not null, customer_id uuid not null, source text not null, source_id text not null, email text not null,
    first_name text, last_name text, phone text, job_title text, source_created_at timestamptz, is_main boolean not null
  ) on commit drop`.execute(tx)

const fromSalesforce = async (
  tx: Tx,
  scope: Scope,
  connectionId: string,
  asked: RawBuilder<unknown>,
): Promise<void> => {
  await sql`insert into want_contacts
    select ${accountContactId(scope)}, w.id, 'salesforce', k.id, k.usable_email, k.first_name, k.last_name, coalesce(k.phone, k.mobile),
      k.title, k.created_at,
      row_number() over (
        partition by w.id
        order by (ch.contact_id is not null and ch.contact_id = ${accountContactId(scope)}) desc,
          k.created_at nulls last, k.id collate "C"
      ) = 1
    from want_customers w
    join want_matches m on m.customer_id = w.id and m.account_id is not null
    join ${accountContacts(scope.related)} k on k.connection_id = ${connectionId} and k.account_id = m.account_id
    left join contact_choices ch on ch.customer_id = w.id and ch.source = 'salesforce' and ch.main
    where k.usable_email is not null and ${asked}`.execute(tx)
}

/** Customers that have no account. */
const unmatched = sql`not exists (
  select 1 from want_matches m where m.customer_id = w.id and m.account_id is not null)`

/** The id a contact `k` of an account has at the customer `w`. */
export const accountContactId = ({ workspaceId }: Scope): RawBuilder<unknown> =>
  sql`row_id('contact', ${workspaceId}, w.external_id, 'salesforce ' || k.id)`

/** For the customers `w` that are asked for. */
const fromBilling = async (tx: Tx, scope: Scope, asked: RawBuilder<unknown>): Promise<void> => {
  await sql`insert into want_contacts
    select ${billingContactId(scope)}, found.customer_id, 'billing', found.source_id, found.email, found.first_name,
      found.last_name, found.phone, found.job_title, found.created_at,
      row_number() over (partition by found.customer_id order by ${firstOfBilling(scope)}) = 1
    from (${billingPeople(scope, sql`want_customers`, asked)}) found
    left join contact_choices ch on ch.customer_id = found.customer_id and ch.source = 'billing' and ch.main
    where found.email is not null`.execute(tx)
}

/**
 * Whom the billing tools have at those of the `customers` (`w`: id, external_id) that are asked for, usable or not. Of
 * two tools that know the same person, the one connected first speaks.
 */
export const billingPeople = (
  { billingContacts }: Scope,
  customers: RawBuilder<unknown>,
  asked: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  select distinct on (w.id, k.id) w.id as customer_id, w.external_id, k.id as source_id, k.usable_email as email,
    k.first_name, k.last_name, k.phone, k.job_title, k.created_at, k.main
  from ${customers} w
  join mirror_customer_contacts k on k.customer_id = w.external_id
  join unnest(${[...billingContacts]}::uuid[]) with ordinality as c (id, rank) on c.id = k.connection_id
  where ${asked}
  order by w.id, k.id, c.rank`

const billingContactId = ({ workspaceId }: Scope): RawBuilder<unknown> =>
  sql`row_id('contact', ${workspaceId}, found.external_id, 'billing ' || found.source_id)`

/** The order in which a customer gets its main contact from the `found`. The tool's own goes before older ones. */
export const firstOfBilling = (scope: Scope): RawBuilder<unknown> =>
  sql`(ch.contact_id is not null and ch.contact_id = ${billingContactId(scope)}) desc, found.main desc,
    found.created_at nulls last, found.source_id collate "C"`
