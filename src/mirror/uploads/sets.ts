import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { contactColumns } from '../read-billing.ts'
import { createStage, fillMainContacts } from './stage.ts'
import { customersInForce } from './tables.ts'

/**
 * From the rows of one file to all that the mirror of CSV files shall hold.
 *
 * A customer's contacts come from the contact file in force when that names any for it; otherwise its one contact
 * is the person its own row in the customer file names. So what is here follows from the two files applied last,
 * whichever of them came first.
 */

/** True of a contact that comes from the customer file; see `mainContactId`. */
const fromCustomerFile = (alias: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${alias}.id`)} = ${sql.ref(`${alias}.customer_id`)} || ':main'`

const contactNames = sql.join(contactColumns.map((name) => sql.ref(name)))
/** Columns of the mirror as the stages have them: text. */
const contactTexts = sql.join(contactColumns.map((name) => sql`m.${sql.ref(name)}::text`))

/** Of rows with the same id the first counts; the others become problems. */
export const rejectRepeats = async (tx: Tx, stage: 'staged_customers' | 'staged_contacts'): Promise<void> => {
  const what = stage === 'staged_customers' ? 'This external id' : 'This contact'
  await sql`
    with ranked as (
      select line, min(line) over (partition by id) as first from ${sql.table(stage)}
    ),
    repeats as (
      delete from ${sql.table(stage)} s using ranked r where r.line > r.first and s.line = r.line
      returning s.line, r.first
    )
    insert into staged_problems (line, reason)
    select line, ${what}::text || ' stands on line ' || first || ' already. That line counts.' from repeats`.execute(
    tx,
  )
}

/** The persons of customer rows that were rejected go with them. */
export const dropOrphans = async (tx: Tx): Promise<void> => {
  await sql`delete from staged_contacts s
    where not exists (select 1 from staged_customers c where c.line = s.line)`.execute(tx)
}

/** Contacts of customers that no billing tool knows become problems. */
export const rejectStrangers = async (tx: Tx, billing: readonly string[]): Promise<void> => {
  await sql`
    with strangers as (
      delete from staged_contacts s
      where not exists (
        select 1 from mirror_customers m where m.connection_id = any(${[...billing]}::uuid[]) and m.id = s.customer_id
      )
      returning line, customer_id
    )
    insert into staged_problems (line, reason)
    select line, 'There is no customer with the external id “' || customer_id || '”.' from strangers`.execute(
    tx,
  )
}

/**
 * A customer whose own row cannot be used is not gone: it stays as it was. Otherwise one mistyped address would
 * remove a customer.
 */
export const keepLeftOut = async (tx: Tx, connectionId: string | null): Promise<void> => {
  await sql`insert into staged_customers (id, name, created_at, fields)
    select m.id, m.name, m.created_at::text, m.fields::text from mirror_customers m
    where m.connection_id = ${connectionId}::uuid
      and exists (select 1 from staged_problems p where p.id = m.id)
      and not exists (select 1 from staged_customers s where s.id = m.id)`.execute(tx)
  await sql`insert into staged_contacts (${contactNames})
    select ${contactTexts} from mirror_customer_contacts m
    join staged_customers s on s.id = m.customer_id and s.line is null
    where m.connection_id = ${connectionId}::uuid and ${fromCustomerFile('m')}`.execute(tx)
}

/** To the persons of a customer file: the contacts of the contact file, which win. */
export const addContactFile = async (tx: Tx, connectionId: string | null): Promise<void> => {
  await sql`delete from staged_contacts s using mirror_customer_contacts m
    where m.connection_id = ${connectionId}::uuid and m.customer_id = s.customer_id
      and not ${fromCustomerFile('m')}`.execute(tx)
  await sql`insert into staged_contacts (${contactNames})
    select ${contactTexts} from mirror_customer_contacts m
    where m.connection_id = ${connectionId}::uuid and not ${fromCustomerFile('m')}`.execute(tx)
}

const notInFile = (alias: string): RawBuilder<boolean> =>
  sql<boolean>`not exists (
    select 1 from staged_contacts s where s.line is not null and s.customer_id = ${sql.ref(`${alias}.customer_id`)}
  )`

/** To a contact file: the persons of the customer file, for customers that the contact file does not name. */
export const addMainContacts = async (tx: Tx, connectionId: string | null): Promise<void> => {
  if (connectionId === null) return
  await sql`insert into staged_contacts (${contactNames})
    select ${contactTexts} from mirror_customer_contacts m
    where m.connection_id = ${connectionId}::uuid and ${fromCustomerFile('m')} and ${notInFile('m')}`.execute(
    tx,
  )
  if (await someComeBack(tx, connectionId)) await bringBack(tx, connectionId)
}

/** Does the contact file in force name a customer that this one does not? */
const someComeBack = async (tx: Tx, connectionId: string): Promise<boolean> => {
  const { rows } = await sql<{ some: boolean }>`select exists (
    select 1 from mirror_customer_contacts m
    where m.connection_id = ${connectionId}::uuid and not ${fromCustomerFile('m')} and ${notInFile('m')}
  ) as some`.execute(tx)
  return rows[0]?.some === true
}

const bringBack = async (tx: Tx, connectionId: string): Promise<void> => {
  const upload = await customersInForce(tx, connectionId)
  if (!upload?.mapping) return
  await createStage(tx, 'staged_mains', contactColumns)
  await fillMainContacts(tx, 'staged_mains', upload, upload.mapping)
  const names = sql.join(contactColumns.map((name) => sql`k.${sql.ref(name)}`))
  await sql`insert into staged_contacts (${contactNames})
    select distinct on (k.id) ${names} from staged_mains k
    where not exists (select 1 from staged_contacts s where s.customer_id = k.customer_id)
    order by k.id, k.line`.execute(tx)
}
