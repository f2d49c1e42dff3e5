import { sql } from 'kysely'
import { safeLine } from '../../base/csv.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Upload } from './tables.ts'

/** One row that cannot be used. `cells` is null when the row could not even be read. */
interface Problem {
  readonly line: number
  readonly reason: string
  readonly cells: readonly string[] | null
}

/** Keeps what the stages found wrong, in place of what an earlier mapping did. Answers how many rows are bad in all. */
export const storeProblems = async (tx: Tx, uploadId: string): Promise<number> => {
  await sql`delete from csv_upload_problems where upload_id = ${uploadId} and stage = 'mapping'`.execute(tx)
  await sql`insert into csv_upload_problems (upload_id, line, reason, stage)
    select ${uploadId}::uuid, line, reason, 'mapping' from staged_problems`.execute(tx)
  const { rows } = await sql<{ bad: number }>`
    select count(*) as bad from csv_upload_problems where upload_id = ${uploadId}`.execute(tx)
  return rows[0]?.bad ?? 0
}

const problemsAfter = async (
  db: Db | Tx,
  uploadId: string,
  after: number,
  count: number,
): Promise<Problem[]> =>
  (
    await sql<Problem>`select p.line, p.reason, r.cells from csv_upload_problems p
      left join csv_upload_rows r on r.upload_id = p.upload_id and r.line = p.line
      where p.upload_id = ${uploadId} and p.line > ${after} order by p.line limit ${count}`.execute(db)
  ).rows

const shownText = 200

/** The first problems of a file, each with the beginning of its row. */
export const firstProblems = async (
  tx: Tx,
  uploadId: string,
  count: number,
): Promise<{ line: number; reason: string; text: string }[]> =>
  (await problemsAfter(tx, uploadId, 0, count)).map(({ line, reason, cells }) => ({
    line,
    reason,
    text: (cells ?? []).join(', ').slice(0, shownText),
  }))

const page = 2_000

/** Every row that cannot be used as a CSV line: its line, the reason, and its own cells when it could be read. */
export const problemFile = async function* (db: Db, upload: Upload): AsyncGenerator<string> {
  yield safeLine(['line', 'reason', ...upload.columns])
  let after = 0
  for (;;) {
    const rows = await problemsAfter(db, upload.id, after, page)
    for (const { line, reason, cells } of rows) yield safeLine([line, reason, ...(cells ?? [])])
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.line
  }
}
