import { plainCell } from '../../base/csv.ts'
import { Refused } from '../../base/errors.ts'

export type Delimiter = ',' | ';' | '\t' | '|'

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

/** The delimiter that stands most often outside quotes in the first line that is not blank; a comma when none does. */
export function sniffDelimiter(sample: string): Delimiter {
  const line = firstLine(sample)
  let best: Delimiter = ','
  let most = 0
  for (const each of delimiters) {
    const found = line.split(each).length - 1
    if (found > most) [best, most] = [each, found]
  }
  return best
}

/** With quoted text taken out, since a name may hold a comma. */
function firstLine(sample: string): string {
  const bare = sample.replace(/"(?:[^"]|"")*"/g, '""')
  return bare.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? ''
}

/**
 * The names of the columns, trimmed. Empty columns at the end are left out, an empty name in the middle becomes its
 * place ("Column 3"). Throws `Refused` when the line holds data instead of names, or a name twice.
 */
export function columnsOf(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '')
  const names = cells.slice(0, last + 1).map((cell, at) => plainCell(cell.trim()) || `Column ${at + 1}`)
  const values = names.filter((name, at) => /\S@\S/.test(name) || (at === 0 && /^[\d.,\s-]+$/.test(name)))
  if (names.length === 0 || values.length > 0)
    throw new Refused({
      code: 'csv_no_header',
      what: `The first line holds values${values[0] === undefined ? '' : ` ("${values[0].slice(0, 60)}")`} instead of column names.`,
      means: 'Nothing was imported.',
      how: 'Add a first line with the names of the columns, such as "Customer ID, Name, E-mail".',
    })
  const lower = names.map((name) => name.toLowerCase())
  const twice = names.find((_, at) => lower.indexOf(lower[at] ?? '') !== at)
  if (twice !== undefined)
    throw new Refused({
      code: 'csv_duplicate_column',
      what: `The column "${twice}" stands in the header twice.`,
      means: 'Nothing was imported: we cannot know which of the two is meant.',
      how: 'Rename or remove one of them.',
    })
  return names
}
