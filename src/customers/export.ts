import { sql } from 'kysely'
import { safeLine } from '../base/csv.ts'
import type { Db } from '../db/db.ts'

const page = 2_000

const lines = async function* <R extends { place: string }>(
  head: readonly string[],
  read: (after: string) => Promise<R[]>,
  cells: (row: R) => readonly (string | number | null)[],
): AsyncIterable<string> {
  yield `${head.join(',')}\n`
  let after = ''
  for (;;) {
    const rows = await read(after)
    yield rows.map((row) => safeLine(cells(row))).join('')
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.place
  }
}

interface CustomerRow {
  readonly place: string
  readonly name: string
  readonly state: string
  readonly account: string | null
  readonly main: string | null
  readonly manager: string | null
  readonly managerEmail: string | null
}

/** All customers as CSV lines, by external id. */
export const exportCustomers = (db: Db, workspaceId: string): AsyncIterable<string> =>
  lines<CustomerRow>(
    [
      'external_id',
      'name',
      'match',
      'salesforce_account_id',
      'main_contact',
      'account_manager',
      'account_manager_email',
    ],
    async (after) =>
      (
        await sql<CustomerRow>`select c.external_id as place, c.name, coalesce(m.state, 'not_connected') as state,
            m.account_id as account, k.email as main, u.name as manager, u.email as "managerEmail"
          from customers c
          left join matches m on m.customer_id = c.id
          left join contacts k on k.customer_id = c.id and k.is_main
          left join assignments a on a.customer_id = c.id
          left join users u on u.id = a.user_id
          where c.workspace_id = ${workspaceId} and c.external_id > ${after}
          order by c.external_id limit ${page}`.execute(db)
      ).rows,
    (row) => [row.place, row.name, row.state, row.account, row.main, row.manager, row.managerEmail],
  )

interface ContactRow {
  readonly place: string
  readonly externalId: string
  readonly customer: string
  readonly email: string
  readonly first: string | null
  readonly last: string | null
  readonly phone: string | null
  readonly title: string | null
  readonly position: string | null
  readonly main: string
  readonly source: string
}

/** All contacts as CSV lines, each with its customer. */
export const exportContacts = (db: Db, workspaceId: string): AsyncIterable<string> =>
  lines<ContactRow>(
    [
      'customer_external_id',
      'customer',
      'email',
      'first_name',
      'last_name',
      'phone',
      'job_title',
      'position',
      'main',
      'source',
    ],
    async (after) =>
      (
        await sql<ContactRow>`select k.id::text as place, c.external_id as "externalId", c.name as customer, k.email,
            k.first_name as first, k.last_name as last, k.phone, k.job_title as title, p.name as position,
            case when k.is_main then 'yes' else 'no' end as main, k.source
          from contacts k
          join customers c on c.id = k.customer_id
          left join contact_choices ch on ch.contact_id = k.id
          left join positions p on p.id = ch.position_id
          where k.workspace_id = ${workspaceId} and k.id::text > ${after}
          order by k.id::text limit ${page}`.execute(db)
      ).rows,
    (row) => [
      row.externalId,
      row.customer,
      row.email,
      row.first,
      row.last,
      row.phone,
      row.title,
      row.position,
      row.main,
      row.source,
    ],
  )
