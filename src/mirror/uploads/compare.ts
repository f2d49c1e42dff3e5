import { sql } from 'kysely'
import type { FileKind } from '../../connectors/csv/mapping.ts'
import type { Tx } from '../../db/db.ts'
import { contactColumns } from '../read-billing.ts'

/** What applying would do, counted in customers or in contacts, as the file holds. */
export interface Difference {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
}

/** Compares the filled stages with the mirror as it is. Without a connection there is nothing in it yet. */
export const compare = async (tx: Tx, kind: FileKind, connectionId: string | null): Promise<Difference> => {
  const query = kind === 'customers' ? customers(connectionId) : contacts(connectionId)
  const { rows } = await query.execute(tx)
  const found = rows[0]
  if (!found) throw new Error('A count came back without a row.')
  return found
}

const columns = sql.join(contactColumns.map((name) => sql.ref(name)))
const typed: Readonly<Record<string, string>> = { main: 'boolean', created_at: 'timestamptz' }
const staged = sql.join(
  contactColumns.map((name) => sql`s.${sql.ref(name)}::${sql.raw(typed[name] ?? 'text')}`),
)
const held = sql.join(contactColumns.map((name) => sql`m.${sql.ref(name)}`))

/** A customer has changed when it or one of its contacts has. */
const customers = (connectionId: string | null) => sql<Difference>`
  with held as (
    select id, name, fields from mirror_customers where connection_id = ${connectionId}::uuid
  ),
  held_contacts as (
    select ${columns} from mirror_customer_contacts where connection_id = ${connectionId}::uuid
  ),
  touched as (
    select distinct coalesce(s.customer_id, m.customer_id) as id
    from staged_contacts s full join held_contacts m on m.id = s.id
    where (${staged}) is distinct from (${held})
  ),
  compared as (
    select m.id is null as added,
      m.name is distinct from s.name or m.fields is distinct from s.fields::jsonb or t.id is not null as changed
    from staged_customers s
    left join held m on m.id = s.id
    left join touched t on t.id = s.id
    where s.line is not null
  )
  select count(*) filter (where added) as added, count(*) filter (where changed and not added) as changed,
    count(*) filter (where not changed and not added) as unchanged,
    (select count(*) from held where not exists (select 1 from staged_customers s where s.id = held.id)) as removed
  from compared`

const contacts = (connectionId: string | null) => sql<Difference>`
  with held as (
    select ${columns} from mirror_customer_contacts
    where connection_id = ${connectionId}::uuid and id <> customer_id || ':main'
  ),
  compared as (
    select m.id is null as added, (${staged}) is distinct from (${held}) as changed
    from staged_contacts s left join held m on m.id = s.id where s.line is not null
  )
  select count(*) filter (where added) as added, count(*) filter (where changed and not added) as changed,
    count(*) filter (where not changed and not added) as unchanged,
    (select count(*) from held where not exists (select 1 from staged_contacts s where s.id = held.id)) as removed
  from compared`
