import { safeLine } from '../base/csv.ts'
import type { Db, Tx } from '../db/db.ts'
import { allHistory, type HistoryAsked } from './history.ts'

const head = [
  'at',
  'by',
  'run',
  'customer',
  'about',
  'change',
  'subject',
  'source',
  'field',
  'before',
  'after',
]

/** The history as CSV lines, newest first: a line for each field that changed, safe for spreadsheets. */
export const exportHistory = async function* (
  db: Db | Tx,
  workspaceId: string,
  asked: HistoryAsked,
): AsyncIterable<string> {
  yield `${head.join(',')}\n`
  for await (const lines of allHistory(db, workspaceId, asked)) {
    const rows = lines.flatMap(({ fields, ...line }) => {
      const { at, by, runId, customer, about, change, subject, source } = line
      const start = [at, by, runId, customer?.name ?? null, about, change, subject, source]
      return fields.length === 0
        ? [[...start, null, null, null]]
        : fields.map(({ name, before, after }) => [...start, name, before, after])
    })
    yield rows.map(safeLine).join('')
  }
}
