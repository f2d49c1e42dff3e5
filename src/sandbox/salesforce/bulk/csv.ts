import { shown } from '../shown.ts'
import type { Result } from '../soql/run.ts'
import type { Job } from './jobs.ts'

const delimiters: Record<string, string> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
}

/** The character a delimiter's name stands for, or undefined. */
export const delimiterOf = (name: string): string | undefined => delimiters[name]

const rowsAtOnce = 1000

/**
 * Some rows of a job as Bulk CSV, in pieces: the header line first, every value in quotes, null as the empty text,
 * date-times ending in `Z`. Gives way to other work between pieces.
 */
export async function* csvPieces(
  job: Job,
  result: Result,
  { from, to, exponents }: { from: number; to: number; exponents: boolean },
): AsyncGenerator<string> {
  const between = delimiters[job.columnDelimiter] ?? ','
  const end = job.lineEnding === 'CRLF' ? '\r\n' : '\n'
  yield result.columns.map((column) => `"${column.names.join('.')}"`).join(between) + end
  const cells = result.columns.map((column) => {
    const { type } = column.field
    return (index: number): string => {
      const value = shown(type, column.read(index), 'Z')
      if (typeof value === 'string')
        return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`
      if (exponents && typeof value === 'number' && Math.abs(value) >= 1e7) return `"${exponential(value)}"`
      return value === null ? '""' : `"${value}"`
    }
  })
  for (let start = from; start < to; start += rowsAtOnce) {
    let piece = ''
    for (const index of result.rows.subarray(start, Math.min(start + rowsAtOnce, to))) {
      let line = ''
      for (const cell of cells) line += (line === '' ? '' : between) + cell(index)
      piece += line + end
    }
    yield piece
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** A large number as Java writes it: `1.0E7`, `1.23456789E8`. */
const exponential = (value: number): string => {
  const [digits = '', exponent = ''] = value.toExponential().split('e+')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent}`
}
