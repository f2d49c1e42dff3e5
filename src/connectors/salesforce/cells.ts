import { Refused, TryLater } from '../../base/errors.ts'
import type { CrmField, RowPlace } from '../connector.ts'

/** A record as the REST API gives it, numbers being kept as the text they came in. */
export type SalesforceRecord = Readonly<Record<string, unknown>>

/**
 * Reads JSON keeping every number as it was written: `12.0`, `1.0E7` and 18 digits stay what they are, so that a
 * row is the same text by either transport.
 */
export const parseExact = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  )

const numeric = new Set(['int', 'long', 'double', 'currency', 'percent', 'anyType'])

/** `parseExact` where a number can come, and the four times faster `JSON.parse` (measured, 2,000 wide rows) where none can. */
export const parserFor = (fields: readonly string[], types: ReadonlyMap<string, CrmField>) =>
  fields.some((path) => numeric.has(types.get(path)?.type ?? 'anyType')) ? parseExact : JSON.parse

/** How to take the cells out of a record, in order, as the Bulk API would write them. A null is an empty text. */
export function cellReader(fields: readonly string[], types: ReadonlyMap<string, CrmField>) {
  const readers = fields.map((path) => {
    const steps = path.split('.')
    const type = types.get(path)?.type
    const dated = type === undefined ? /(Date|Modstamp)$/.test(path) : type === 'datetime'
    return (record: SalesforceRecord): string => text(valueAt(record, steps), path, dated)
  })
  return (record: SalesforceRecord): string[] => readers.map((read) => read(record))
}

function valueAt(record: SalesforceRecord, steps: readonly string[]): unknown {
  let at: unknown = record
  for (const step of steps) {
    if (at === null) return null
    // A key that is not there is not the same as a null: half a row must not empty a customer's field.
    if (typeof at !== 'object' || !(step in (at as object))) throw incomplete()
    at = (at as SalesforceRecord)[step]
  }
  return at
}

function text(value: unknown, path: string, dated: boolean): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return dated ? zulu(value) : value
  throw new Refused({
    code: 'field_compound',
    what: `The field ${path} is a group of values and cannot be read as one.`,
    means: 'Nothing changed.',
    who: 'A Crosswalk admin.',
    how: 'Choose one of its parts, such as BillingCity instead of BillingAddress.',
  })
}

/** `+0000`, as the REST API writes, becomes `Z`, as the Bulk API writes. */
export const zulu = (stamp: string): string =>
  stamp.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)\+00:?00$/, '$1Z')

/** The place of a record in the order of a read. */
export function cursorOf(record: SalesforceRecord): RowPlace {
  const { Id: id, SystemModstamp: stamp } = record
  if (typeof id !== 'string' || typeof stamp !== 'string' || Number.isNaN(Date.parse(zulu(stamp))))
    throw incomplete()
  return { stamp: new Date(zulu(stamp)).toISOString(), id }
}

const incomplete = (): TryLater =>
  new TryLater({
    code: 'row_incomplete',
    what: 'Salesforce sent a record without all the fields we asked for.',
    means: 'We stopped reading. Nothing changed.',
    who: 'The makers of Crosswalk, if it stays.',
    how: 'Crosswalk tries again by itself.',
  })
