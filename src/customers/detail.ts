import { sql } from 'kysely'
import type * as z from 'zod'
import { Gone } from '../base/errors.ts'
import type { Tx } from '../db/db.ts'
import { matchRemedy, matchSentence, type MatchState } from '../match/sentences.ts'
import { sourceLinks, type SourceLinks } from '../mirror/mirror.ts'
import { contactsOf } from './contacts/contacts.ts'
import type * as contract from './contract.ts'
import { skippedOf } from './contacts/skipped.ts'
import type { Standing } from './standing.ts'

type Detail = z.output<typeof contract.customerDetail>

interface Head {
  readonly id: string
  readonly externalId: string
  readonly name: string
  readonly connectionId: string
  readonly state: MatchState | null
  readonly value: string | null
  readonly reason: string | null
  readonly accountId: string | null
  readonly candidates: readonly string[] | null
}

/** Finds a customer by its id, or by `external:` and its external id. Rejects with `Gone`. */
export const findCustomer = async (tx: Tx, workspaceId: string, id: string): Promise<Head> => {
  const external = id.startsWith('external:') ? id.slice('external:'.length) : null
  const { rows } = await sql<Head>`
    select c.id, c.external_id as "externalId", c.name, c.connection_id as "connectionId", m.state, m.value, m.reason,
      m.account_id as "accountId", m.candidates
    from customers c left join matches m on m.customer_id = c.id
    where c.workspace_id = ${workspaceId}
      and ${external === null ? sql`c.id::text = ${id}` : sql`c.external_id = ${external}`}`.execute(tx)
  const [head] = rows
  if (!head)
    throw new Gone({
      code: 'customer_unknown',
      what: 'There is no such customer.',
      how: 'Search for it under Customers.',
    })
  return head
}

/** The id of a customer named by it, or by `external:` and its external id; also of one that is not there any more. */
export const customerIdOf = async (tx: Tx, workspaceId: string, named: string): Promise<string> => {
  if (!named.startsWith('external:')) return named
  const { rows } = await sql<{ id: string }>`
    select row_id('customer', ${workspaceId}, ${named.slice('external:'.length)}, '') as id`.execute(tx)
  return rows[0]?.id ?? named
}

/** Everything one customer's page shows. */
export const describeCustomer = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  standing: Standing,
): Promise<Detail> => {
  const head = await findCustomer(tx, workspaceId, id)
  const links = await sourceLinks(tx, workspaceId)
  const matched = head.accountId !== null
  const feeding =
    standing.contacts && (matched || standing.unmatched === 'leave_empty') ? 'salesforce' : 'billing'
  return {
    id: head.id,
    externalId: head.externalId,
    name: head.name,
    billingUrl: links.billing(head.connectionId, head.externalId),
    billingTool: links.toolName(head.connectionId),
    customFields: await customValues(tx, workspaceId, head),
    match: await describeMatch(tx, workspaceId, head, standing, links),
    contactSource: feeding,
    contactSourceReason: sourceReason(standing, matched),
    contacts: await contactsOf(tx, workspaceId, head.id, links),
    skipped: await skippedOf(tx, workspaceId, head.id, standing, links),
    ...(await describeManager(tx, head, standing)),
  }
}

const sourceReason = (standing: Standing, matched: boolean): string => {
  if (!standing.contacts) return 'Contacts come from the billing tool.'
  if (matched) return 'Contacts come from the Salesforce account.'
  return standing.unmatched === 'keep_billing'
    ? 'Without a Salesforce account, contacts come from the billing tool.'
    : 'Without a Salesforce account this customer has no contacts; your settings say to leave it empty.'
}

const customValues = async (tx: Tx, workspaceId: string, head: Head): Promise<Detail['customFields']> => {
  const { rows } = await sql<Detail['customFields'][number]>`
    select f.id, f.label, m.fields ->> f.key as value
    from custom_fields f
    left join mirror_customers m on m.connection_id = ${head.connectionId} and m.id = ${head.externalId}
    where f.workspace_id = ${workspaceId} order by f.created_at, f.id`.execute(tx)
  return rows
}

const describeMatch = async (
  tx: Tx,
  workspaceId: string,
  head: Head,
  standing: Standing,
  links: SourceLinks,
): Promise<Detail['match']> => {
  const state = head.state ?? 'not_connected'
  const ids = [...(head.accountId ? [head.accountId] : []), ...(head.candidates ?? [])]
  const { rows } = await sql<{ id: string; name: string | null }>`
    select id, max(name) as name from mirror_accounts
    where id = any (${ids}::text[]) and connection_id in (select id from connections where workspace_id = ${workspaceId} and state <> 'disconnected')
    group by id`.execute(tx)
  const accounts = ids.map((id) => ({
    id,
    name: rows.find((row) => row.id === id)?.name ?? id,
    url: links.salesforce('Account', id),
  }))
  const shared = await sql<{ id: string; name: string }>`
    select c.id, c.name from matches m join customers c on c.id = m.customer_id
    where m.workspace_id = ${workspaceId} and m.account_id = ${head.accountId} and m.customer_id <> ${head.id}
    order by lower(c.name) limit 20`.execute(tx)
  return {
    state,
    value: head.value,
    sentence: matchSentence(
      { state, reason: head.reason, accounts: head.candidates?.length ?? 0 },
      standing.fieldLabel,
    ),
    remedy: matchRemedy({
      state,
      field: standing.fieldLabel,
      tool: links.toolName(head.connectionId),
      account: standing.accountField === 'Id' ? head.accountId : null,
    }),
    account: accounts.find((one) => one.id === head.accountId) ?? null,
    candidates: accounts.filter((one) => one.id !== head.accountId),
    sharedWith: shared.rows,
  }
}

const describeManager = async (
  tx: Tx,
  head: Head,
  standing: Standing,
): Promise<Pick<Detail, 'accountManager' | 'accountManagerLocked'>> => {
  const { rows } = await sql<{
    id: string
    name: string
    email: string | null
    inactive: boolean
    frozen: boolean
    hidden: boolean
    source: 'salesforce' | 'manual'
  }>`
    select u.id, u.name, u.email, u.inactive, u.frozen, u.hidden, a.source
    from assignments a join users u on u.id = a.user_id where a.customer_id = ${head.id}`.execute(tx)
  const [found] = rows
  const locked = standing.accountManagers && found?.source === 'salesforce'
  if (!found) return { accountManager: null, accountManagerLocked: false }
  const reason =
    found.source === 'salesforce'
      ? 'Owner of the account in Salesforce. Change it there.'
      : 'Assigned by hand.'
  return { accountManager: { ...found, reason, locked }, accountManagerLocked: locked }
}
