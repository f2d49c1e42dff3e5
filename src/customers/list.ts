import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../db/db.ts'
import type * as contract from './contract.ts'

type Asked = z.output<typeof contract.listCustomers.input>
type Row = z.output<typeof contract.customerRow>

/** `text` as a pattern that finds it anywhere, its own wildcards taken literally. */
export const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

const orders: Readonly<Record<Asked['sort'], RawBuilder<unknown>>> = {
  name: sql`lower(c.name), c.id`,
  '-name': sql`lower(c.name) desc, c.id desc`,
  // Unique in a workspace, so nothing is left to tell apart.
  external_id: sql`c.external_id`,
  '-external_id': sql`c.external_id desc`,
  contacts: sql`c.contacts, lower(c.name), c.id`,
  '-contacts': sql`c.contacts desc, lower(c.name) desc, c.id desc`,
}

const conditions = (workspaceId: string, asked: Asked): RawBuilder<unknown> => {
  const all = [sql`c.workspace_id = ${workspaceId}`]
  if (asked.search) all.push(sql`s.text like lower(${anywhere(asked.search)})`)
  if (asked.match === 'found') all.push(sql`m.state in ('matched', 'merged')`)
  else if (asked.match) all.push(sql`coalesce(m.state, 'not_connected') = ${asked.match}`)
  if (asked.accountManager === 'none') all.push(sql`a.user_id is null`)
  else if (asked.accountManager) all.push(sql`a.user_id = ${asked.accountManager}`)
  if (asked.contactSource === 'none') all.push(sql`c.contact_source is null`)
  else if (asked.contactSource) all.push(sql`c.contact_source = ${asked.contactSource}`)
  return sql.join(all, sql` and `)
}

/** Only what the conditions speak of: each table joined costs a count over a hundred thousand rows. */
const joined = (asked: Asked): RawBuilder<unknown> => {
  const search = asked.search ? sql`join customer_search s on s.customer_id = c.id` : sql``
  const matches = asked.match ? sql`left join matches m on m.customer_id = c.id` : sql``
  const managers = asked.accountManager ? sql`left join assignments a on a.customer_id = c.id` : sql``
  return sql`customers c ${search} ${matches} ${managers}`
}

/**
 * A search reads the texts of all customers, so it is made once, for the page and for the total. Without one, an index
 * has the page, wherever it begins, and counting reads no customers where one other table knows.
 */
const found = (
  workspaceId: string,
  asked: Asked,
): { page: RawBuilder<unknown>; total: RawBuilder<unknown> } => {
  const where = sql`from ${joined(asked)} where ${conditions(workspaceId, asked)}`
  const cut = sql`order by ${orders[asked.sort]} limit ${asked.limit} offset ${asked.offset}`
  if (!asked.search)
    return { page: sql`page as (select c.id ${where} ${cut})`, total: totalOf(workspaceId, asked, where) }
  return {
    page: sql`found as materialized (select c.id, c.name, c.external_id, c.contacts ${where}),
      page as (select c.id from found c ${cut})`,
    total: sql`(select count(*) from found)`,
  }
}

const totalOf = (workspaceId: string, asked: Asked, where: RawBuilder<unknown>): RawBuilder<unknown> => {
  const states = asked.match === 'found' ? ['matched', 'merged'] : [asked.match]
  const all = sql`(select count(*) from customers where workspace_id = ${workspaceId})`
  if (asked.contactSource) return sql`(select count(*) ${where})`
  if (asked.match && asked.match !== 'not_connected' && !asked.accountManager)
    return sql`(select count(*) from matches where workspace_id = ${workspaceId} and state = any (${states}))`
  if (asked.accountManager === 'none' && !asked.match)
    return sql`(${all} - (select count(*) from assignments where workspace_id = ${workspaceId}))`
  return asked.match || asked.accountManager ? sql`(select count(*) ${where})` : all
}

/** One page of customers and how many there are in all. The page is cut before anything is looked up per row. */
export const listCustomers = async (
  tx: Tx,
  workspaceId: string,
  asked: Asked,
): Promise<{ total: number; customers: Row[] }> => {
  const { page, total } = found(workspaceId, asked)
  const { rows } = await sql<
    Row & {
      total: number
      mainName: string | null
      mainEmail: string | null
      managerId: string | null
      managerName: string
      managerInactive: boolean
      managerFrozen: boolean
      managerHidden: boolean
    }
  >`
    with ${page}
    select t.total, c.id, c.external_id as "externalId", c.name, coalesce(m.state, 'not_connected') as match,
      c.contacts, c.contact_source as "contactSource", main.name as "mainName", main.email as "mainEmail",
      u.id as "managerId", u.name as "managerName", u.inactive as "managerInactive",
      u.frozen as "managerFrozen", u.hidden as "managerHidden"
    from (select ${total} as total) t
    left join (page p join customers c on c.id = p.id) on true
    left join matches m on m.customer_id = c.id
    left join assignments a on a.customer_id = c.id
    left join users u on u.id = a.user_id
    left join lateral (
      select concat_ws(' ', k.first_name, k.last_name) as name, k.email from contacts k
      where k.customer_id = c.id and k.is_main
    ) main on true
    order by ${orders[asked.sort]}`.execute(tx)
  const listed = rows.filter((row) => row.id !== null)
  const customers = listed.map(
    ({
      total: _total,
      mainName,
      mainEmail,
      managerId,
      managerName,
      managerInactive,
      managerFrozen,
      managerHidden,
      ...row
    }) => ({
      ...row,
      mainContact: mainEmail === null ? null : { name: mainName || mainEmail, email: mainEmail },
      accountManager:
        managerId === null
          ? null
          : {
              id: managerId,
              name: managerName,
              inactive: managerInactive,
              frozen: managerFrozen,
              hidden: managerHidden,
            },
    }),
  )
  return { total: rows[0]?.total ?? 0, customers }
}
