import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { CsvError, Parser } from 'csv-parse'
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
  try {
    if (head !== '') yield head
    while (!done) {
      const step = await rest.next()
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await rest.return?.()
  }
}

/** Every kind of line end becomes LF, within cells too: the parser counts lines rightly only then. */
async function* unixLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let held = ''
  for await (const piece of text) {
    const whole = held + piece
    held = whole.endsWith('\r') ? '\r' : ''
    yield whole.slice(0, whole.length - held.length).replaceAll(/\r\n?/g, '\n')
  }
  yield held === '' ? '' : '\n'
}

/** What the parser hands on: a row, and the troubles it met before it. */
interface Met {
  readonly row: CsvRow
  readonly before: readonly CsvProblem[]
}

/** Reads rows as the parser finds them. Only its own troubles are noted here; `shaped` looks at the rows. */
class RowReader {
  readonly #delimiter: Delimiter
  readonly #linesBefore: number
  /** In step with what the parser hands on, whose own type has no room for troubles. */
  readonly #met: Met[] = []
  #problems: CsvProblem[] = []
  /** Where the next row begins, as far as is known. */
  #next: number
  /** A quotation mark was never closed: whatever the parser still finds is not a row. */
  #lost = false

  constructor(delimiter: Delimiter, linesBefore: number) {
    this.#delimiter = delimiter
    this.#linesBefore = linesBefore
    this.#next = linesBefore + 1
  }

  async *read(text: AsyncIterable<string>): AsyncGenerator<CsvRow | CsvProblem> {
    const parser = this.#parser()
    const source = Readable.from(this.#untilLost(text))
    source.on('error', (error) => parser.destroy(error))
    source.pipe(parser)
    try {
      for await (const _cells of parser) {
        const met = this.#met.shift()
        if (met === undefined) return
        yield* met.before
        yield met.row
      }
    } finally {
      source.destroy()
      parser.destroy()
    }
    yield* this.#problems
  }

  async *#untilLost(text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const piece of unixLines(text)) {
      if (this.#lost) return
      if (piece !== '') yield piece
    }
  }

  #parser(): Parser {
    return parse({
      delimiter: this.#delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: longestRow,
      on_record: (cells: string[], context) => this.#meet(cells, context.lines + this.#linesBefore),
      on_skip: (error) => this.#note(error),
    })
  }

  #meet(cells: string[], endLine: number): string[] | null {
    if (this.#lost) return null
    const within = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    const before = this.#problems
    this.#problems = []
    this.#next = endLine + 1
    this.#met.push({ row: { line: endLine - within, cells }, before })
    return cells
  }

  #note(error: CsvError | undefined): undefined {
    if (this.#lost) return undefined
    const endless = error?.code === 'CSV_MAX_RECORD_SIZE' || error?.code === 'CSV_QUOTE_NOT_CLOSED'
    const said = error?.['lines']
    const line = !endless && typeof said === 'number' ? said + this.#linesBefore : this.#next
    this.#lost = endless
    // One bad cell can trouble the parser more than once.
    if (this.#problems.at(-1)?.line !== line || endless)
      this.#problems.push({ line, problem: endless ? unclosed : stray, rest: endless })
    return undefined
  }
}

const stray = 'There is a quotation mark in the middle of a cell.'
const unclosed =
  'A quotation mark is opened on this line and never closed. Nothing from here on could be read.'

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
