import { Fault, Refused } from '../../base/errors.ts'
import { openCsv, type CsvFile, type CsvProblem, type CsvRow } from '../../connectors/csv/csv.ts'
import type { FileKind } from '../../connectors/csv/mapping.ts'
import type { Db } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import { storeRows, storeUnreadable } from './rows.ts'
import { beginUpload, completeUpload, dropForgotten, dropUpload } from './tables.ts'

/**
 * Takes a file in as it comes, whatever its size, and answers its id. It is there whole or not at all: rejects with
 * `Refused` when it is no CSV file, ends in a row that never closes, or has no rows. Nothing else is changed.
 */
export const receiveFile = async (
  db: Db,
  by: Pick<Actor, 'workspaceId' | 'name'>,
  now: Date,
  asked: { readonly kind: FileKind; readonly name: string },
  bytes: AsyncIterable<Uint8Array>,
): Promise<string> => {
  await dropForgotten(db, by.workspaceId, now)
  const body = new Body(bytes)
  try {
    const file = await openCsv(body.pieces())
    const { columns, delimiter } = file
    const id = await beginUpload(db, {
      ...asked,
      columns,
      delimiter,
      workspaceId: by.workspaceId,
      byName: by.name,
      now,
    })
    await storeFile(db, id, file)
    return id
  } catch (error) {
    if (error instanceof Fault) await body.letBy()
    throw error
  }
}

const storeFile = async (db: Db, id: string, file: CsvFile): Promise<void> => {
  try {
    const rows = await storeAll(db, id, file)
    if (rows === 0) throw noRows()
    await completeUpload(db, id, { encoding: file.encoding(), rows })
  } catch (error) {
    // What matters is why; a leftover is never seen, and goes when the next file comes.
    await dropUpload(db, id).catch(() => {})
    throw error
  }
}

// A batch is one statement, and on the embedded database everybody waits meanwhile (measured: about 20 ms).
const batch = 2_000

const storeAll = async (db: Db, id: string, file: CsvFile): Promise<number> => {
  let rows: CsvRow[] = []
  let unreadable: CsvProblem[] = []
  let count = 0
  const flush = async (): Promise<void> => {
    await storeRows(db, id, rows)
    await storeUnreadable(db, id, unreadable)
    rows = []
    unreadable = []
  }
  for await (const row of file.rows()) {
    count++
    if (!('problem' in row)) rows.push(row)
    else if (row.rest) throw brokenOff(row)
    else unreadable.push(row)
    if (rows.length + unreadable.length >= batch) await flush()
  }
  await flush()
  return count
}

/** The body of a request, which stays open when its reader leaves early. */
class Body {
  readonly #bytes: AsyncIterator<Uint8Array>

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes[Symbol.asyncIterator]()
  }

  /** Without a way to close it: that would cut the line on a sender who is to be told why. */
  pieces(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#bytes.next() }) }
  }

  /** Reads the rest and forgets it. */
  async letBy(): Promise<void> {
    try {
      let step = await this.#bytes.next()
      while (step.done !== true) step = await this.#bytes.next()
    } catch {
      // The sender left, or sent too much: either way there is no more to come.
    }
  }
}

const brokenOff = ({ line, problem }: CsvProblem): Refused =>
  new Refused({
    code: 'csv_broken_off',
    what: `Line ${line}: ${problem}`,
    means:
      'The file could not be read to its end, so nothing of it was kept. Your customers are as they were.',
    how: 'Put the missing quotation mark there, or export the file again.',
  })

const noRows = (): Refused =>
  new Refused({
    code: 'csv_no_rows',
    what: 'This file has column names and no rows.',
    means: 'Nothing was kept. Your customers are as they were.',
    how: 'Export it again, with at least one row.',
  })
