import { Refused } from '../../base/errors.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Text as it comes, and the encoding found so far; the choice between UTF-8 and Windows-1252 can fall late. */
export interface Decoded {
  readonly text: AsyncIterable<string>
  encoding(): Encoding
}

const save = 'Open it in your spreadsheet, choose "Save as", then "CSV UTF-8", and upload that file.'

/**
 * Decodes an uploaded file. UTF-8 and UTF-16 are known by their mark; UTF-16 without one by its pattern of NULs;
 * otherwise the first bytes beyond ASCII decide between UTF-8 and Windows-1252, which Excel writes in the West.
 * Rejects with `Refused` for what is no text at all.
 */
export function decoded(bytes: AsyncIterable<Uint8Array>): Decoded {
  let encoding: Encoding = 'utf-8'
  async function* run(): AsyncGenerator<string> {
    let decoder: TextDecoder | null = null
    let waiting = Buffer.alloc(0)
    let started = false
    for await (const piece of bytes) {
      waiting = Buffer.concat([waiting, piece])
      if (!started) {
        if (waiting.length < 512) continue
        decoder = opening(waiting)
        started = true
      }
      const step: Step = decoder === null ? choose(waiting, false) : { decoder, text: waiting.length }
      if (step.decoder !== null) decoder = step.decoder
      encoding = (decoder?.encoding ?? 'utf-8') as Encoding
      yield textOf(decoder, waiting.subarray(0, step.text))
      waiting = Buffer.from(waiting.subarray(step.text))
    }
    if (!started) decoder = opening(waiting)
    if (decoder === null) decoder = choose(waiting, true).decoder ?? new TextDecoder('utf-8')
    encoding = decoder.encoding as Encoding
    yield notBinary(decoder.decode(waiting, { stream: true }) + decoder.decode())
  }
  return { text: run(), encoding: () => encoding }
}

interface Step {
  readonly decoder: TextDecoder | null
  readonly text: number
}

function textOf(decoder: TextDecoder | null, bytes: Uint8Array): string {
  return notBinary(
    decoder === null ? Buffer.from(bytes).toString('latin1') : decoder.decode(bytes, { stream: true }),
  )
}

function notBinary(text: string): string {
  if (text.includes('\0')) throw notText()
  return text
}

/** What the first bytes give away: a decoder, or null while everything may still be UTF-8 or Windows-1252. */
function opening(bytes: Buffer): TextDecoder | null {
  refuseKnownFormats(bytes)
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8')
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le')
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be')
  const sample = bytes.subarray(0, 512)
  const nuls = [0, 1].map((from) => sample.filter((byte, at) => at % 2 === from && byte === 0).length)
  const [even = 0, odd = 0] = nuls
  if (odd > sample.length / 5 && even === 0) return new TextDecoder('utf-16le')
  if (even > sample.length / 5 && odd === 0) return new TextDecoder('utf-16be')
  return null
}

/**
 * Decides at the first byte beyond ASCII. `text` is how many bytes may be decoded now: a character that the piece
 * cuts in two waits for the rest, because half of one looks like neither.
 */
function choose(bytes: Buffer, last: boolean): Step {
  const first = bytes.findIndex((byte) => byte > 0x7f)
  if (first < 0) return { decoder: null, text: bytes.length }
  if (!last && bytes.length - first < 4) return { decoder: null, text: first }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !last })
    return { decoder: new TextDecoder('utf-8'), text: bytes.length }
  } catch {
    return { decoder: new TextDecoder('windows-1252'), text: bytes.length }
  }
}

function refuseKnownFormats(bytes: Buffer): void {
  const starts = (hex: string): boolean => bytes.subarray(0, hex.length / 2).toString('hex') === hex
  if (starts('504b0304') || starts('d0cf11e0a1b11ae1'))
    throw new Refused({
      code: 'csv_is_excel',
      what: 'This is an Excel file, or another packed file. We read CSV.',
      means: 'Nothing was imported.',
      how: save,
    })
  if (starts('25504446') || starts('1f8b') || starts('89504e47')) throw notText()
  if (/^\s*<(!doctype|html|\?xml)/i.test(bytes.toString('latin1', 0, 200)))
    throw new Refused({
      code: 'csv_is_page',
      what: 'This is a web page, not a CSV file.',
      means: 'Nothing was imported.',
      how: 'Download the export again. Being signed out of the other tool often gives a web page instead.',
    })
}

const notText = (): Refused =>
  new Refused({
    code: 'csv_not_text',
    what: 'This file is not text, so it cannot be a CSV file.',
    means: 'Nothing was imported.',
    how: save,
  })
