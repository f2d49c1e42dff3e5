import { shown } from '../shown.ts'
import type { Field } from '../field.ts'
import type { Table } from '../table.ts'
import type { Value } from '../value.ts'
import type { Found, View } from './scope.ts'
import type { Result } from './run.ts'

type Json = { [name: string]: unknown }

/** The `attributes` every record starts with. */
export const attributes = (table: Table, index: number, version: string): Json => ({
  type: table.schema.name,
  url: `/services/data/v${version}/sobjects/${table.schema.name}/${table.id(index)}`,
})

/** One record of a result, fields in SELECT order, parents nested, null where there is no parent. */
export const recordOf = (result: Result, index: number, version: string): Json => {
  const record: Json = { attributes: attributes(result.scope.table, index, version) }
  for (const column of result.columns) place(record, column, index, { version, view: result.scope.view })
  return record
}

const place = (
  record: Json,
  column: Found,
  index: number,
  { version, view }: { version: string; view: View },
): void => {
  let holder = record
  for (const [depth, parent] of column.parents.entries()) {
    const name = column.names[depth] ?? ''
    const at = column.steps[depth]?.(index) ?? -1
    if (at < 0) {
      holder[name] ??= null
      return
    }
    holder[name] ??= { attributes: attributes(parent, at, version) }
    holder = holder[name] as Json
  }
  holder[column.names.at(-1) ?? ''] = restValue(column, index, view)
}

const restValue = (column: Found, index: number, view: View): unknown => {
  const { field } = column
  if (!field.compound) return shown(field.type, column.read(index), '+0000')
  return address(column.table, field, column.steps.at(-1)?.(index) ?? index, view)
}

/** A compound address: an object of its parts, or null when every part is empty. Codes only with picklists on. */
export const address = (table: Table, field: Field, index: number, view: View): unknown => {
  const part = (name: string): Value => table.read(index, `${field.compound}${name}`)
  const coded = view.field(table, `${field.compound}CountryCode`) !== null
  const parts = {
    city: part('City'),
    country: part('Country'),
    ...(coded ? { countryCode: part('CountryCode') } : {}),
    geocodeAccuracy: null,
    latitude: null,
    longitude: null,
    postalCode: part('PostalCode'),
    state: part('State'),
    ...(coded ? { stateCode: part('StateCode') } : {}),
    street: part('Street'),
  }
  return Object.values(parts).every((value) => value === null) ? null : parts
}
