import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Extent } from '../plan/extent.ts'

/** What an undo takes back: a run, what it did at one customer, or one of its lines. */
export interface Undoes {
  readonly runId: string
  readonly customerId: string | null
  /** The number of a line, as the history shows it. */
  readonly line: string | null
}

/** The lines `h` of the history that are meant. Matches are what the sources say, so nobody takes them back. */
export const meant = ({ runId, customerId, line }: Undoes): RawBuilder<unknown> =>
  sql`h.run_id = ${runId}
    ${customerId === null ? sql`` : sql`and h.customer_id = ${customerId}::uuid`}
    ${line === null ? sql`` : sql`and h.number = ${line}::bigint`}`

/**
 * Fills `undone_contacts` and `undone_others` with the lines to take back, and `touched_customers` and
 * `touched_managers` with whom they concern. Answers how much has to be planned.
 */
export const readUndone = async (tx: Tx, undoes: Undoes): Promise<Extent> => {
  await sql`create temp table undone_contacts on commit drop as
    select h.change, h.customer_id, h.contact_id, h.source, h.source_id, h.email, h.first_name, h.last_name, h.phone,
      h.job_title, h.is_main, h.source_created_at, h.before,
      concat_ws(' ', h.first_name, h.last_name, '<' || h.email || '>') as subject
    from contact_changes h where ${meant(undoes)}`.execute(tx)
  await sql`create temp table undone_others on commit drop as
    select h.about, h.change, h.customer_id, h.subject, h.before, h.after, h.at
    from changes h where h.about in ('customer', 'account_manager') and ${meant(undoes)}`.execute(tx)
  await sql`create temp table touched_customers (id uuid primary key) on commit drop`.execute(tx)
  await sql`insert into touched_customers
    select customer_id from undone_contacts union select customer_id from undone_others`.execute(tx)
  await sql`create temp table touched_managers (customer_id uuid primary key) on commit drop`.execute(tx)
  await sql`insert into touched_managers select id from touched_customers`.execute(tx)
  await sql`analyze undone_contacts, undone_others, touched_customers, touched_managers`.execute(tx)
  const { rows } = await sql`select 1 from undone_others where about = 'customer' limit 1`.execute(tx)
  return { matches: rows.length > 0, contacts: 'touched', managers: 'touched' }
}
