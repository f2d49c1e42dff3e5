import { ApiError } from '../api-error.ts'
import { shown } from '../shown.ts'
import type { Row, Value } from '../value.ts'
import { candidates } from './candidates.ts'
import { compile } from './filter.ts'
import { sorted } from './order.ts'
import { parse } from './parser.ts'
import type { Query, Selected } from './query.ts'
import { Scope } from './scope.ts'
import type { Found, View } from './scope.ts'

/** A query looked up and run: the numbers of the rows that answer it, in order. */
export interface Result {
  readonly query: Query
  readonly scope: Scope
  readonly columns: readonly Found[]
  readonly rows: Int32Array
  /** For aggregates: the one row they make. */
  readonly aggregate: Row | null
}

/** A query looked up but not run. */
interface Prepared {
  readonly query: Query
  readonly scope: Scope
  readonly columns: readonly Found[]
  readonly test: (index: number) => boolean
}

/** Looks everything a query names up, in one user's view. Throws `ApiError` as Salesforce would refuse. */
export const prepare = (soql: string, view: View, now: Date): Prepared => {
  const query = parse(soql)
  const scope = new Scope(view, query)
  const columns = (query.select ?? []).map((selected) => scope.find(selected.path))
  refuseTwice(query.select ?? [], columns)
  if ((query.offset ?? 0) > 2000) {
    throw new ApiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000')
  }
  const test = query.where ? compile(query.where, { scope, text: soql, now }) : () => true
  sorted(new Int32Array(0), query, scope)
  return { query, scope, columns, test }
}

/** Runs SOQL for one user. `all` includes rows in the recycle bin. Throws `ApiError` as Salesforce would refuse. */
export const runSoql = (soql: string, view: View, all: boolean, now: Date): Result => {
  const prepared = prepare(soql, view, now)
  const { query, scope, columns } = prepared
  const found = sorted(matching(prepared, view, all), query, scope)
  const from = query.offset ?? 0
  const rows = query.limit === null ? found.subarray(from) : found.subarray(from, from + query.limit)
  const isAggregate = query.select?.[0]?.kind === 'aggregate'
  const aggregate = isAggregate ? aggregated(query.select ?? [], columns, rows) : null
  return { query, scope, columns, rows, aggregate }
}

const refuseTwice = (selected: readonly Selected[], columns: readonly Found[]): void => {
  const seen = new Set<string>()
  for (const [at, column] of columns.entries()) {
    const name = column.names.join('.')
    if (selected[at]?.kind === 'field' && seen.has(name)) {
      throw new ApiError(400, 'INVALID_FIELD', `duplicate field selected: ${name}`)
    }
    seen.add(name)
  }
}

const matching = ({ scope, query, test }: Prepared, view: View, all: boolean): Int32Array => {
  const { table } = scope
  const fits = (index: number): boolean =>
    (all || table.life(index) === 0) && view.visible(table, index) && test(index)
  const named = candidates(query.where, table)
  if (named) return Int32Array.from(named.filter(fits))
  const rows = new Int32Array(table.size)
  let count = 0
  for (let index = 0; index < table.size; index++) if (fits(index)) rows[count++] = index
  return rows.slice(0, count)
}

const aggregated = (selected: readonly Selected[], columns: readonly Found[], rows: Int32Array): Row => {
  const row: Row = {}
  let unnamed = 0
  for (const [at, one] of selected.entries()) {
    const column = columns[at]
    if (one.kind !== 'aggregate' || !column) continue
    row[one.alias ?? `expr${unnamed++}`] = aggregate(one.name, column, rows)
  }
  return row
}

const aggregate = (name: string, column: Found, rows: Int32Array): Value => {
  let best: Value = null
  let count = 0
  const distinct = new Set<Value>()
  for (const index of rows) {
    const value = column.read(index)
    if (value === null) continue
    count++
    if (name === 'count_distinct') distinct.add(value)
    if (best === null || (name === 'min' ? value < best : value > best)) best = value
  }
  if (name === 'count') return count
  return name === 'count_distinct' ? distinct.size : shown(column.field.type, best, '+0000')
}
