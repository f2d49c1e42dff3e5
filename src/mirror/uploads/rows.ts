import { sql } from 'kysely'
import { csvLine } from '../../base/csv.ts'
import type { CsvProblem, CsvRow } from '../../connectors/csv/csv.ts'
import { copyCsv, transaction, type Db, type Tx } from '../../db/db.ts'

/** Stores some rows of a file that is arriving, in a short transaction of their own. */
export const storeRows = async (db: Db, uploadId: string, rows: readonly CsvRow[]): Promise<void> => {
  const lines = rows.map(({ line, cells }) => csvLine([uploadId, line, JSON.stringify(cells)]))
  await copyLines(db, 'csv_upload_rows', ['upload_id', 'line', 'cells'], lines)
}

/** Stores the rows of a file that could not be read at all. */
export const storeUnreadable = async (
  db: Db,
  uploadId: string,
  rows: readonly CsvProblem[],
): Promise<void> => {
  const lines = rows.map(({ line, problem }) => csvLine([uploadId, line, problem, 'file']))
  await copyLines(db, 'csv_upload_problems', ['upload_id', 'line', 'reason', 'stage'], lines)
}

const copyLines = async (
  db: Db,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> => {
  if (lines.length > 0) await transaction(db, (tx) => copyCsv(tx, table, columns, inOne(lines)))
}

/** Lines as the one chunk of a copy. */
export const inOne = async function* (lines: readonly string[]): AsyncIterable<Uint8Array> {
  yield Buffer.from(lines.join(''))
}

// The loop over a page is not felt (measured: about 10 ms), and the round trips do not matter.
const page = 2_000

/**
 * The readable rows of a file in its order, a page at a time. A page is a range of lines and not "the next rows": for
 * that, PostgreSQL sorts all the rest of a file it has no statistics of, once for each page.
 */
export const rowPages = async function* (tx: Tx, uploadId: string): AsyncGenerator<readonly CsvRow[]> {
  const { rows } = await sql<{ last: number | null }>`
    select max(line) as last from csv_upload_rows where upload_id = ${uploadId}`.execute(tx)
  for (let after = 0; after < (rows[0]?.last ?? 0); after += page)
    yield rowsBetween(tx, uploadId, after, after + page)
}

const rowsBetween = async (tx: Tx, uploadId: string, after: number, upTo: number): Promise<CsvRow[]> =>
  (
    await sql<CsvRow>`select line, cells from csv_upload_rows
      where upload_id = ${uploadId} and line > ${after} and line <= ${upTo} order by line`.execute(tx)
  ).rows

/** The first readable rows of a file. */
export const firstRows = async (db: Db, uploadId: string, count: number): Promise<CsvRow[]> =>
  (
    await sql<CsvRow>`select line, cells from csv_upload_rows
      where upload_id = ${uploadId} order by line limit ${count}`.execute(db)
  ).rows

/**
 * Lets go of rows nobody can ask for any more. Of applied files stay the rows that could not be used, for the
 * download, and those of the customer file in force, whose main contacts may be wanted again.
 */
export const dropSpentRows = async (tx: Tx, workspaceId: string, inForce: string | null): Promise<void> => {
  await sql`delete from csv_upload_rows r using csv_uploads u
    where u.id = r.upload_id and u.workspace_id = ${workspaceId} and u.applied_at is not null
      and u.id is distinct from ${inForce}::uuid
      and not exists (
        select 1 from csv_upload_problems p where p.upload_id = r.upload_id and p.line = r.line
      )`.execute(tx)
}
