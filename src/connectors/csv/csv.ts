import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { CsvError, Info, Parser } from 'csv-parse'
import { decoded } from './decode.ts'
import type { Encoding } from './decode.ts'
import { columnsOf, sniffDelimiter } from './header.ts'
import type { Delimiter } from './header.ts'
import { Refused } from '../../base/errors.ts'

/** An uploaded CSV file of any size: what its first line says, and its rows as they are read. */
export interface CsvFile {
  readonly columns: readonly string[]
  readonly delimiter: Delimiter
  /** As far as read: a file is taken for UTF-8 until a byte says otherwise. */
  encoding(): Encoding
  /** Every line once, good or bad, at the reader's own pace. Can be walked once. */
  rows(): AsyncIterable<CsvRow | CsvProblem>
}

/** One row: as many cells as there are columns. `line` is the line in the file where it begins, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** A row that could not be read. With `rest`, everything from this line on is unread: the file is not complete. */
export interface CsvProblem {
  readonly line: number
  readonly problem: string
  readonly rest: boolean
}

/** A row longer than this is a quotation mark that was never closed. */
const longestRow = 1024 * 1024
const sampleSize = 64 * 1024

/**
 * Opens a CSV file: UTF-8, UTF-16 or Windows-1252; commas, semicolons, tabs or bars; Unix, Windows or old Mac lines.
 * Rejects with `Refused` when it is empty, is not text, or has no usable header line.
 */
export async function openCsv(bytes: AsyncIterable<Uint8Array>): Promise<CsvFile> {
  const source = decoded(bytes)
  const text = source.text[Symbol.asyncIterator]()
  const sample = await sampleOf(text)
  if (sample.text.trim() === '')
    throw new Refused({
      code: 'csv_empty',
      what: 'This file is empty.',
      means: 'Nothing was imported.',
      how: 'Export it again, with a header line and at least one row.',
    })
  const marked = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(sample.text)
  const delimiter = marked === null ? sniffDelimiter(sample.text) : (marked[1] as Delimiter)
  const skipped = marked === null ? 0 : marked[0].length
  const reader = new RowReader(delimiter, marked === null ? 0 : 1)
  const rows = reader.read(chain(sample.text.slice(skipped), text, sample.done))
  const first = await rows.next()
  if (first.done === true || 'problem' in first.value) throw unreadableHeader()
  const columns = columnsOf(first.value.cells)
  return { columns, delimiter, encoding: source.encoding, rows: () => shaped(rows, columns.length) }
}

async function sampleOf(text: AsyncIterator<string>): Promise<{ text: string; done: boolean }> {
  let sample = ''
  while (sample.length < sampleSize) {
    const step = await text.next()
    if (step.done === true) return { text: sample, done: true }
    sample += step.value
  }
  return { text: sample, done: false }
}

async function* chain(head: string, rest: AsyncIterator<string>, done: boolean): AsyncGenerator<string> {
  if (head !== '') yield head
  while (!done) {
    const step = await rest.next()
    if (step.done === true) return
    if (step.value !== '') yield step.value
  }
}

/** Only the parser's own troubles are collected here; the shape of rows is checked by `shaped`. */
class RowReader {
  readonly #delimiter: Delimiter
  #problems: CsvProblem[] = []
  #next: number

  constructor(delimiter: Delimiter, linesBefore: number) {
    this.#delimiter = delimiter
    this.#next = linesBefore + 1
    this.#before = linesBefore
  }
  readonly #before: number

  async *read(text: AsyncIterable<string>): AsyncGenerator<CsvRow | CsvProblem> {
    const parser = this.#parser()
    const source = Readable.from(text)
    source.on('error', (error) => parser.destroy(error))
    source.pipe(parser)
    try {
      for await (const each of parser as AsyncIterable<{ record: string[]; info: Info }>) {
        yield* this.#drain()
        yield this.#row(each.record, each.info.lines + this.#before)
      }
    } catch (thrown) {
      if (!(thrown instanceof Runaway)) throw thrown
    } finally {
      source.destroy()
      parser.destroy()
    }
    yield* this.#drain()
  }

  #parser(): Parser {
    return parse({
      delimiter: this.#delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: longestRow,
      on_skip: (error) => this.#note(error),
    })
  }

  #row(cells: string[], endLine: number): CsvRow {
    const within = cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
    this.#next = endLine + 1
    return { line: endLine - within, cells }
  }

  #note(error: CsvError | undefined): undefined {
    const code = error?.code
    if (code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED') {
      this.#problems.push({
        line: this.#next,
        problem:
          'A quotation mark is opened on this line and never closed. Nothing from here on could be read.',
        rest: true,
      })
      throw new Runaway()
    }
    const line = typeof error?.['lines'] === 'number' ? error['lines'] + this.#before : this.#next
    this.#problems.push({ line, problem: 'There is a quotation mark in the middle of a cell.', rest: false })
    return undefined
  }

  *#drain(): Generator<CsvProblem> {
    const problems = this.#problems
    this.#problems = []
    yield* problems
  }
}

/** Ends the parser where it can no longer find rows. */
class Runaway extends Error {}

/** Leaves out rows that are blank, and checks that the others have the header's columns and readable letters. */
async function* shaped(
  rows: AsyncIterable<CsvRow | CsvProblem>,
  width: number,
): AsyncGenerator<CsvRow | CsvProblem> {
  for await (const row of rows) {
    if ('problem' in row) yield row
    else if (row.cells.some((cell) => cell.trim() !== '')) yield checked(row, width)
  }
}

function checked(row: CsvRow, width: number): CsvRow | CsvProblem {
  const { line, cells } = row
  const extra = cells.slice(width)
  if (cells.length < width || extra.some((cell) => cell.trim() !== ''))
    return {
      line,
      problem: `This row has ${cells.length} cells, but the header has ${width} columns.`,
      rest: false,
    }
  if (cells.some((cell) => cell.includes('\uFFFD')))
    return {
      line,
      problem: 'Some letters on this row cannot be read. The file mixes two encodings.',
      rest: false,
    }
  return extra.length === 0 ? row : { line, cells: cells.slice(0, width) }
}

const unreadableHeader = (): Refused =>
  new Refused({
    code: 'csv_header_unreadable',
    what: 'The first line of this file cannot be read as column names.',
    means: 'Nothing was imported.',
    how: 'Make sure the first line holds the names of the columns, such as "Customer ID, Name, E-mail".',
  })
