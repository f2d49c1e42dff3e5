import type { CrmObject, Reading, RowPlace } from '../connector.ts'

/** The bounds of a read, in the source's clock. */
export type Bounds = Pick<Reading, 'since' | 'until'>

/**
 * The question for a read. `ordered` gives the total order (SystemModstamp, Id) that keyset resuming rests on;
 * without it the org may cut a bulk job into ranges of ids and work on them side by side.
 */
export function select(
  reading: Omit<Reading, 'expected' | 'after'> & { readonly after: RowPlace | null },
  ordered: boolean,
): string {
  const fields = reading.fields.map(fieldPath).join(', ')
  const order = ordered ? ' ORDER BY SystemModstamp, Id' : ''
  return `SELECT ${fields} FROM ${objectName(reading.object)}${where(reading, reading.after)}${order}`
}

/** The question for the number of rows between the bounds. */
export const selectCount = (object: CrmObject, bounds: Bounds): string =>
  `SELECT COUNT() FROM ${objectName(object)}${where(bounds, null)}`

function where(bounds: Bounds, after: RowPlace | null): string {
  const terms: string[] = []
  if (bounds.since !== null) terms.push(`SystemModstamp >= ${instant(bounds.since)}`)
  if (bounds.until !== null) terms.push(`SystemModstamp < ${instant(bounds.until)}`)
  if (after !== null) {
    const stamp = instant(after.stamp)
    terms.push(`(SystemModstamp > ${stamp} OR (SystemModstamp = ${stamp} AND Id > '${recordId(after.id)}'))`)
  }
  return terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`
}

// Names, ids and instants are the only things put into a question, and each is checked: there is nothing to escape.

function fieldPath(path: string): string {
  if (/^[A-Za-z]\w*(\.[A-Za-z]\w*){0,5}$/.test(path)) return path
  throw new TypeError(`"${path}" cannot be a field path`)
}

function objectName(name: string): string {
  if (/^[A-Za-z]\w*$/.test(name)) return name
  throw new TypeError(`"${name}" cannot be an object name`)
}

function recordId(id: string): string {
  if (/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(id)) return id
  throw new TypeError('a cursor holds something that is not a record id')
}

/** An instant as SOQL wants it: UTC, unquoted. */
function instant(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime()))
    throw new TypeError('a bound or cursor holds something that is not an instant')
  return at.toISOString().replace('.000Z', 'Z')
}
