/** Some whole rows, LF-ended, as the source wrote them. */
export interface RowBlock {
  readonly csv: Uint8Array
  readonly rows: number
}

/** The text ended where no row can end. */
export class CutOff extends Error {}

export interface Cut {
  readonly columns: number
  /** Rows at the start to leave out: an earlier try at the same page has given them out already. */
  readonly skip: number
  /** Told the header's cells once, before any rows. Not called for an empty text. Throw here to stop. */
  readonly onHeader: (cells: readonly string[]) => void
  readonly blockBytes?: number
}

const quote = 0x22
const lf = 0x0a
const cr = 0x0d

/**
 * Cuts one page of CSV into blocks of about 1 MiB of whole rows, without its header, without parsing it: one pass
 * over the bytes that looks only at quotes and line ends, so no string is made per cell. NUL bytes, which a database
 * refuses and the source does send, are dropped; row ends of CRLF become LF. Throws `CutOff` for half a row.
 */
export async function* rowBlocks(body: AsyncIterable<Uint8Array>, cut: Cut): AsyncGenerator<RowBlock> {
  const cutter = new Cutter(cut)
  for await (const piece of behindHeader(withoutNul(body), cut.onHeader)) {
    for (let at = 0; at < piece.length; at += 256 * 1024) {
      const block = cutter.push(piece.subarray(at, at + 256 * 1024))
      if (block !== null) yield block
    }
  }
  const rest = cutter.end()
  if (rest !== null) yield rest
}

async function* withoutNul(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of body) yield piece.includes(0) ? piece.filter((byte) => byte !== 0) : piece
}

/** Takes the first line off. A header holds field paths, so it has no line end within quotes. */
async function* behindHeader(
  body: AsyncIterable<Uint8Array>,
  onHeader: Cut['onHeader'],
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  let strip: ((piece: Uint8Array) => Uint8Array) | null = null
  for await (const piece of body) {
    let rest = piece
    if (head !== null) {
      head = Buffer.concat([head, piece])
      const end = head.indexOf(lf)
      if (end < 0) continue
      if (head[end - 1] === cr) strip = crStripper()
      onHeader(cellsOf(lineOf(head.subarray(0, end))))
      rest = head.subarray(end + 1)
      head = null
    }
    yield strip === null ? rest : strip(rest)
  }
  if (head !== null && head.length > 0) onHeader(cellsOf(lineOf(head)))
}

/** Drops every CR outside quotes, over piece borders. Only for a source that ignores the asked line end. */
function crStripper(): (piece: Uint8Array) => Uint8Array {
  let quoted = false
  return (piece) =>
    piece.filter((byte) => {
      if (byte === quote) quoted = !quoted
      return quoted || byte !== cr
    })
}

class Cutter {
  readonly #columns: number
  readonly #blockBytes: number
  #toSkip: number
  #held: Uint8Array[] = []
  #heldBytes = 0
  #rows = 0
  #quoted = false

  constructor(cut: Cut) {
    this.#columns = cut.columns
    this.#toSkip = cut.skip
    this.#blockBytes = cut.blockBytes ?? 1024 * 1024
  }

  push(piece: Uint8Array): RowBlock | null {
    let quoted = this.#quoted
    let start = 0
    let end = 0
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] as number
      // Most bytes end here; the loop sees every byte of a read.
      if (byte > quote) continue
      // A doubled quote flips twice, which is right.
      if (byte === quote) quoted = !quoted
      else if (byte === lf && !quoted) {
        end = at + 1
        if (this.#skipOne()) start = end
        else this.#rows++
      }
    }
    this.#quoted = quoted
    if (this.#rows === 0 || end <= start || this.#heldBytes + end - start < this.#blockBytes) {
      this.#hold(piece.subarray(start))
      return null
    }
    this.#hold(piece.subarray(start, end))
    const block = this.#take()
    this.#hold(piece.subarray(end))
    return block
  }

  end(): RowBlock | null {
    if (this.#quoted) throw new CutOff()
    const text = Buffer.concat(this.#held)
    if (text.length > 0 && text[text.length - 1] !== lf) this.#closeLastRow(text)
    return this.#rows === 0 ? null : this.#take()
  }

  /** A last row without a line end is whole only if it has all its columns, the last one closed. */
  #closeLastRow(text: Buffer): void {
    const line = lastLine(text)
    if (cellsOf(line).length !== this.#columns || !line.endsWith('"')) throw new CutOff()
    if (this.#skipOne()) return
    this.#hold(Buffer.from('\n'))
    this.#rows++
  }

  #skipOne(): boolean {
    if (this.#toSkip === 0) return false
    this.#toSkip--
    this.#held = []
    this.#heldBytes = 0
    return true
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#held.push(bytes)
    this.#heldBytes += bytes.length
  }

  #take(): RowBlock {
    const [first] = this.#held
    const csv = this.#held.length === 1 && first !== undefined ? first : Buffer.concat(this.#held)
    const rows = this.#rows
    this.#held = []
    this.#heldBytes = 0
    this.#rows = 0
    return { csv, rows }
  }
}

/** What follows the last row end. */
function lastLine(text: Buffer): string {
  let quoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === quote) quoted = !quoted
    else if (text[at] === lf && !quoted) start = at + 1
  }
  return text.toString('utf8', start)
}

const lineOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')

/** The cells of one line. For header lines and doubtful last lines only. */
export function cellsOf(line: string): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    let end = line.indexOf(',', at)
    if (line[at] === '"') {
      let close = line.indexOf('"', at + 1)
      while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2)
      cells.push(line.slice(at + 1, close < 0 ? undefined : close).replaceAll('""', '"'))
      end = close < 0 ? -1 : line.indexOf(',', close)
    } else cells.push(line.slice(at, end < 0 ? undefined : end))
    if (end < 0) return cells
    at = end + 1
  }
}
