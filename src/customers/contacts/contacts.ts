import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import { Gone } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import { sourceLinks, type SourceLinks } from '../../mirror/mirror.ts'
import type * as contract from '../contract.ts'
import { anywhere } from '../list.ts'

type ContactAnswer = z.output<typeof contract.contact>
type Listed = z.output<typeof contract.listContacts.answer>

interface Row extends Omit<ContactAnswer, 'changedAt' | 'position' | 'sourceUrl'> {
  readonly changedAt: Date
  readonly positionId: string | null
  readonly positionName: string | null
  readonly sourceId: string
  readonly customerId: string
  readonly externalId: string
  readonly customerName: string
  readonly connectionId: string
}

const select = (where: RawBuilder<unknown>): RawBuilder<Row> => sql<Row>`
  select k.id, k.email, k.first_name as "firstName", k.last_name as "lastName", k.phone, k.job_title as "jobTitle",
    k.is_main as "isMain", coalesce(ch.main, false) as "mainChosen", p.id as "positionId", p.name as "positionName",
    k.source, k.source_id as "sourceId", k.changed_at as "changedAt", c.id as "customerId",
    c.external_id as "externalId", c.name as "customerName", c.connection_id as "connectionId"
  from contacts k
  join customers c on c.id = k.customer_id
  left join contact_choices ch on ch.contact_id = k.id
  left join positions p on p.id = ch.position_id
  where ${where}`

const answer = (row: Row, links: SourceLinks): ContactAnswer => ({
  id: row.id,
  email: row.email,
  firstName: row.firstName,
  lastName: row.lastName,
  phone: row.phone,
  jobTitle: row.jobTitle,
  isMain: row.isMain,
  mainChosen: row.mainChosen && row.isMain,
  position: row.positionId && row.positionName ? { id: row.positionId, name: row.positionName } : null,
  source: row.source,
  sourceUrl:
    row.source === 'salesforce'
      ? links.salesforce('Contact', row.sourceId)
      : links.billing(row.connectionId, row.externalId),
  changedAt: row.changedAt.toISOString(),
})

/** The contacts of one customer, the main one first. */
export const contactsOf = async (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  links: SourceLinks,
): Promise<ContactAnswer[]> => {
  const { rows } =
    await sql<Row>`${select(sql`k.workspace_id = ${workspaceId} and k.customer_id = ${customerId}`)}
    order by k.is_main desc, k.source_created_at nulls last, k.source_id collate "C"`.execute(tx)
  return rows.map((row) => answer(row, links))
}

/** One contact; rejects with `Gone`. */
export const describeContact = async (tx: Tx, workspaceId: string, id: string): Promise<ContactAnswer> => {
  const { rows } = await select(sql`k.workspace_id = ${workspaceId} and k.id = ${id}`).execute(tx)
  if (!rows[0]) throw noContact()
  return answer(rows[0], await sourceLinks(tx, workspaceId))
}

/** Contacts of all customers, by e-mail. */
export const listContacts = async (
  tx: Tx,
  workspaceId: string,
  asked: { readonly search?: string | undefined; readonly offset: number; readonly limit: number },
): Promise<Listed> => {
  const pattern = anywhere(asked.search ?? '')
  const where = asked.search
    ? sql`k.workspace_id = ${workspaceId} and (k.email ilike ${pattern}
        or concat_ws(' ', k.first_name, k.last_name) ilike ${pattern} or c.name ilike ${pattern})`
    : sql`k.workspace_id = ${workspaceId}`
  const counted = await sql<{ total: number }>`
    select count(*) as total from contacts k join customers c on c.id = k.customer_id where ${where}`.execute(
    tx,
  )
  const { rows } = await sql<Row>`${select(where)}
    order by lower(k.email), k.id limit ${asked.limit} offset ${asked.offset}`.execute(tx)
  const links = await sourceLinks(tx, workspaceId)
  const contacts = rows.map((row) => ({
    ...answer(row, links),
    customer: { id: row.customerId, externalId: row.externalId, name: row.customerName },
  }))
  return { total: counted.rows[0]?.total ?? 0, contacts }
}

export const noContact = (): Gone =>
  new Gone({
    code: 'contact_unknown',
    what: 'There is no such contact any more.',
    how: 'Reload the customer’s page.',
  })
