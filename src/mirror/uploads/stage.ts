import { sql } from 'kysely'
import { csvLine } from '../../base/csv.ts'
import { copyCsv, type Tx } from '../../db/db.ts'
import { contactColumns, contactLine, customerColumns, customerLine } from '../read-billing.ts'
import { takeRow, type LeftOut, type Taken } from './map-row.ts'
import { inOne, rowPages } from './rows.ts'
import type { Upload } from './tables.ts'
import { mappingOf, type Chosen } from './targets.ts'

/**
 * The tables a file is laid out in before it is compared or merged. They vanish with the transaction. A row of
 * `staged_customers` or `staged_contacts` with a line comes from the file; one without is kept from elsewhere.
 */
export const openStages = async (tx: Tx): Promise<void> => {
  await createStage(tx, 'staged_customers', customerColumns)
  await createStage(tx, 'staged_contacts', contactColumns)
  // `id` is that of the customer whose own row this is.
  await createStage(tx, 'staged_problems', ['reason', 'id'])
}

/** An empty table with `line` and the given columns, all text. */
export const createStage = async (tx: Tx, name: string, columns: readonly string[]): Promise<void> => {
  const defined = sql.join(columns.map((column) => sql`${sql.ref(column)} text`))
  await sql`create temp table ${sql.table(name)} (line integer, ${defined}) on commit drop`.execute(tx)
}

const firstShown = 20

/** Maps every readable row into the stages. Answers the first usable ones; repeats within the file are still among them. */
export const fillStages = async (tx: Tx, upload: Upload, chosen: Chosen): Promise<readonly Taken[]> => {
  const mapping = mappingOf(upload.kind, upload.columns, chosen)
  const first: Taken[] = []
  for await (const rows of rowPages(tx, upload.id)) {
    const mapped = rows.map((row) => takeRow(upload, mapping, row))
    const taken = mapped.filter((row): row is Taken => !('reason' in row))
    first.push(...taken.slice(0, firstShown - first.length))
    await copyLines(tx, 'staged_customers', customerColumns, customerLines(taken))
    await copyLines(tx, 'staged_contacts', contactColumns, contactLines(taken))
    await copyLines(tx, 'staged_problems', ['reason', 'id'], problemLines(mapped))
  }
  for (const name of ['staged_customers', 'staged_contacts', 'staged_problems']) {
    await sql`analyze ${sql.table(name)}`.execute(tx)
  }
  return first
}

/** Maps the main contacts that the rows of a customer file name into one table. */
export const fillMainContacts = async (
  tx: Tx,
  table: string,
  upload: Upload,
  chosen: Chosen,
): Promise<void> => {
  const mapping = mappingOf(upload.kind, upload.columns, chosen)
  for await (const rows of rowPages(tx, upload.id)) {
    const taken = rows
      .map((row) => takeRow(upload, mapping, row))
      .filter((row): row is Taken => !('reason' in row))
    await copyLines(tx, table, contactColumns, contactLines(taken))
  }
}

const customerLines = (rows: readonly Taken[]): string[] =>
  rows.flatMap(({ line, customer }) => (customer ? [`${line},${customerLine(customer)}`] : []))

const contactLines = (rows: readonly Taken[]): string[] =>
  rows.flatMap(({ line, contact }) => (contact ? [`${line},${contactLine(contact)}`] : []))

const problemLines = (rows: readonly (Taken | LeftOut)[]): string[] =>
  rows.flatMap((row) => ('reason' in row ? [csvLine([row.line, row.reason, row.customerId])] : []))

const copyLines = async (
  tx: Tx,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> => {
  if (lines.length > 0) await copyCsv(tx, table, ['line', ...columns], inOne(lines))
}
