import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../db/db.ts'
import type { SourceLinks } from '../mirror/mirror.ts'
import type * as contract from './contract.ts'

type Skipped = z.output<typeof contract.skippedContact>

interface Row {
  readonly sourceId: string
  readonly name: string
  readonly email: string | null
}

const reason = (email: string | null): string =>
  email === null || email.trim() === ''
    ? 'It has no e-mail address.'
    : `“${email}” is not a usable e-mail address.`

/** Contacts the feeding source has for a customer and Crosswalk left out, because no mail could reach them. */
export const skippedOf = async (
  tx: Tx,
  workspaceId: string,
  customer: { readonly externalId: string; readonly connectionId: string; readonly accountId: string | null },
  source: 'billing' | 'salesforce',
  links: SourceLinks,
): Promise<Skipped[]> => {
  const { rows } =
    source === 'salesforce'
      ? await sql<Row>`select k.id as "sourceId", concat_ws(' ', k.first_name, k.last_name) as name, k.email
          from mirror_contacts k
          join connections n on n.id = k.connection_id and n.workspace_id = ${workspaceId} and n.state <> 'disconnected'
          where k.account_id = ${customer.accountId} and not k.deleted and usable_email(k.email) is null
          order by k.created_at, k.id limit 200`.execute(tx)
      : await sql<Row>`select k.id as "sourceId", concat_ws(' ', k.first_name, k.last_name) as name, k.email
          from mirror_customer_contacts k
          join connections n on n.id = k.connection_id and n.workspace_id = ${workspaceId} and n.state <> 'disconnected'
          where k.customer_id = ${customer.externalId} and usable_email(k.email) is null
          order by k.id limit 200`.execute(tx)
  return rows.map((row) => ({
    ...row,
    name: row.name || 'No name',
    source,
    sourceUrl:
      source === 'salesforce'
        ? links.salesforce('Contact', row.sourceId)
        : links.billing(customer.connectionId, customer.externalId),
    reason: reason(row.email),
  }))
}
