import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../db/db.ts'
import type * as contract from './contract.ts'

type Asked = z.output<typeof contract.listCustomers.input>
type Row = z.output<typeof contract.customerRow>

/** `text` as a pattern that finds it anywhere, its own wildcards taken literally. */
export const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

const contactCount = sql`(select count(*) from contacts k where k.customer_id = c.id)`

const orders: Readonly<Record<Asked['sort'], RawBuilder<unknown>>> = {
  name: sql`lower(c.name), c.id`,
  '-name': sql`lower(c.name) desc, c.id desc`,
  external_id: sql`c.external_id, c.id`,
  '-external_id': sql`c.external_id desc, c.id desc`,
  contacts: sql`${contactCount}, lower(c.name), c.id`,
  '-contacts': sql`${contactCount} desc, lower(c.name), c.id`,
}

const conditions = (workspaceId: string, asked: Asked): RawBuilder<unknown> => {
  const all = [sql`c.workspace_id = ${workspaceId}`]
  if (asked.search) {
    const pattern = anywhere(asked.search)
    all.push(sql`(c.name ilike ${pattern} or c.external_id ilike ${pattern}
      or c.id in (select k.customer_id from contacts k
        where k.workspace_id = ${workspaceId} and k.email ilike ${pattern}))`)
  }
  if (asked.match === 'found') all.push(sql`m.state in ('matched', 'merged')`)
  else if (asked.match) all.push(sql`coalesce(m.state, 'not_connected') = ${asked.match}`)
  if (asked.accountManager === 'none') all.push(sql`a.user_id is null`)
  else if (asked.accountManager) all.push(sql`a.user_id = ${asked.accountManager}`)
  if (asked.contactSource === 'none')
    all.push(sql`not exists (select 1 from contacts k where k.customer_id = c.id)`)
  else if (asked.contactSource) {
    all.push(
      sql`exists (select 1 from contacts k where k.customer_id = c.id and k.source = ${asked.contactSource})`,
    )
  }
  return sql.join(all, sql` and `)
}

const joined = sql`customers c left join matches m on m.customer_id = c.id left join assignments a on a.customer_id = c.id`

/**
 * One page of customers and how many there are in all. The page is cut before anything is looked up per row. A search
 * looks at every row, so it is done once for both; without one, an index has the page and the count is cheap.
 */
export const listCustomers = async (
  tx: Tx,
  workspaceId: string,
  asked: Asked,
): Promise<{ total: number; customers: Row[] }> => {
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
    with found as ${asked.search ? sql`materialized` : sql`not materialized`} (
      select c.id, c.external_id, c.name, m.state, a.user_id from ${joined} where ${conditions(workspaceId, asked)}
    ),
    page as (
      select c.id, c.external_id, c.name, c.state, c.user_id, row_number() over (order by ${orders[asked.sort]}) as place
      from found c order by ${orders[asked.sort]} limit ${asked.limit} offset ${asked.offset}
    )
    select f.total, p.id, p.external_id as "externalId", p.name, coalesce(p.state, 'not_connected') as match,
      (select count(*) from contacts k where k.customer_id = p.id) as contacts,
      (select k.source from contacts k where k.customer_id = p.id limit 1) as "contactSource",
      main.name as "mainName", main.email as "mainEmail",
      u.id as "managerId", u.name as "managerName", u.inactive as "managerInactive",
      u.frozen as "managerFrozen", u.hidden as "managerHidden"
    from (select count(*) as total from found) f
    left join page p on true
    left join lateral (
      select concat_ws(' ', k.first_name, k.last_name) as name, k.email from contacts k
      where k.customer_id = p.id and k.is_main
    ) main on true
    left join users u on u.id = p.user_id
    order by p.place`.execute(tx)
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
