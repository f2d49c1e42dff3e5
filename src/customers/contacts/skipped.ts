import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import { isSandboxEmail } from '../../base/email.ts'
import type { Tx } from '../../db/db.ts'
import { accountContacts, sourceLinks, type SourceLinks } from '../../mirror/mirror.ts'
import type * as contract from '../contract.ts'
import type { Standing } from '../standing.ts'

type Skipped = z.output<typeof contract.skippedContact>
type Listed = z.output<typeof contract.listSkippedContacts.answer>

interface Row {
  readonly source: 'billing' | 'salesforce'
  readonly sourceId: string
  readonly name: string
  readonly email: string | null
  readonly customerId: string
  readonly externalId: string
  readonly customerName: string
  readonly connectionId: string
}

/** Why a contact is left out, in words. */
export const skippedReason = (email: string | null): string => {
  if (email === null || email.trim() === '') return 'It has no e-mail address.'
  return isSandboxEmail(email)
    ? `“${email}” is an address from a sandbox copy, where nobody gets mail.`
    : `“${email}” is not a usable e-mail address.`
}

/** One row for each contact that the source of its customer has and no mail could reach. */
export const skippedRows = (
  workspaceId: string,
  { contacts, unmatched, related }: Standing,
  where: RawBuilder<unknown>,
): RawBuilder<Row> => sql<Row>`
  select 'salesforce' as source, k.id as "sourceId", concat_ws(' ', k.first_name, k.last_name) as name, k.email,
    c.id as "customerId", c.external_id as "externalId", c.name as "customerName", c.connection_id as "connectionId"
  from customers c
  join matches m on m.customer_id = c.id and m.account_id is not null
  join connections n on n.workspace_id = ${workspaceId} and n.tool = 'salesforce' and n.state <> 'disconnected'
  join ${accountContacts(related)} k on k.connection_id = n.id and k.account_id = m.account_id
  where ${contacts} and c.workspace_id = ${workspaceId} and ${where} and k.usable_email is null
  union all
  select distinct 'billing', k.id, concat_ws(' ', k.first_name, k.last_name), k.email,
    c.id, c.external_id, c.name, c.connection_id
  from customers c
  left join matches m on m.customer_id = c.id
  join connections n on n.workspace_id = ${workspaceId} and n.tool <> 'salesforce' and n.state <> 'disconnected'
  join mirror_customer_contacts k on k.connection_id = n.id and k.customer_id = c.external_id
  where (not ${contacts} or (m.account_id is null and ${unmatched === 'keep_billing'}))
    and c.workspace_id = ${workspaceId} and ${where} and k.usable_email is null`

const described = (row: Row, links: SourceLinks): Skipped => ({
  sourceId: row.sourceId,
  name: row.name || 'No name',
  email: row.email,
  source: row.source,
  sourceUrl:
    row.source === 'salesforce'
      ? links.salesforce('Contact', row.sourceId)
      : links.billing(row.connectionId, row.externalId),
  reason: skippedReason(row.email),
})

/** Contacts the feeding source has for a customer and Crosswalk left out; the first 200. */
export const skippedOf = async (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  standing: Standing,
  links: SourceLinks,
): Promise<Skipped[]> => {
  const found = skippedRows(workspaceId, standing, sql`c.id = ${customerId}`)
  const { rows } = await sql<Row>`${found} order by name, "sourceId" limit 200`.execute(tx)
  return rows.map((row) => described(row, links))
}

/** Those of all customers, by the customer's name. */
export const listSkipped = async (
  tx: Tx,
  workspaceId: string,
  standing: Standing,
  page: { readonly offset: number; readonly limit: number },
): Promise<Listed> => {
  const found = skippedRows(workspaceId, standing, sql`true`)
  const { rows } = await sql<Row>`${found} order by "customerName", "customerId", source, "sourceId"
    limit ${page.limit} offset ${page.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`select count(*) as total from (${found}) f`.execute(tx)
  const links = await sourceLinks(tx, workspaceId)
  const contacts = rows.map((row) => ({
    ...described(row, links),
    customer: { id: row.customerId, externalId: row.externalId, name: row.customerName },
  }))
  return { total: counted.rows[0]?.total ?? 0, contacts }
}
