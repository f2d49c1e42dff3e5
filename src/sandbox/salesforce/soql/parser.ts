import { ApiError } from '../api-error.ts'
import { parseCondition } from './condition.ts'
import type { Ordering, Query, Selected } from './query.ts'
import { Reader } from './reader.ts'

const aggregates = new Set(['count', 'count_distinct', 'min', 'max'])
const clauses = new Set([
  'where',
  'order',
  'limit',
  'offset',
  'group',
  'having',
  'with',
  'for',
  'using',
  'all',
])

/** Reads a query. Throws the API's MALFORMED_QUERY with the caret lines when it cannot. */
export const parse = (text: string): Query => {
  if (text.length > 100_000) {
    throw new ApiError(400, 'MALFORMED_QUERY', 'SOQL statements cannot be longer than 100000 characters.')
  }
  const reader = new Reader(text)
  reader.expect('select')
  const select = parseSelect(reader)
  reader.expect('from')
  const from = reader.expectKind('word')
  const alias = parseAlias(reader)
  const where = reader.takes('where') ? parseCondition(reader) : null
  refuseUnbuilt(reader)
  const order = reader.takes('order', 'by') ? parseOrder(reader) : []
  const limit = reader.takes('limit') ? Number(reader.expectKind('number').text) : null
  const offset = reader.takes('offset') ? Number(reader.expectKind('number').text) : null
  if (reader.takes('for')) reader.expectKind('word')
  if (reader.peek().kind !== 'end') throw reader.unexpected()
  return { text, select, from: from.text, fromAt: from.at, alias, where, order, limit, offset }
}

const parseAlias = (reader: Reader): string | null => {
  reader.takes('as')
  const token = reader.peek()
  return token.kind === 'word' && !clauses.has(token.text.toLowerCase()) ? reader.next().text : null
}

/** The sandbox refuses loudly what it does not build, so that no test passes by accident. */
const refuseUnbuilt = (reader: Reader): void => {
  for (const word of ['group', 'having', 'with', 'using', 'all']) {
    if (reader.sees(word))
      throw new ApiError(501, 'NOT_IN_SANDBOX', `The sandbox does not do "${word}" in SOQL.`)
  }
}

const parseSelect = (reader: Reader): Selected[] | null => {
  if (reader.sees('count', '(', ')')) {
    reader.takes('count', '(', ')')
    return null
  }
  const selected = [parseSelected(reader)]
  while (reader.takes(',')) selected.push(parseSelected(reader))
  const kinds = new Set(selected.map((one) => one.kind))
  if (kinds.size > 1) {
    const field = selected.find((one) => one.kind === 'field')
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      `Field must be grouped or aggregated: ${field?.path.parts.join('.')}`,
    )
  }
  return selected
}

const parseSelected = (reader: Reader): Selected => {
  if (reader.sees('(') || reader.sees('typeof')) {
    throw new ApiError(501, 'NOT_IN_SANDBOX', 'The sandbox does not do child queries or TYPEOF.')
  }
  const name = reader.peek().text.toLowerCase()
  if (reader.peek(1).text !== '(') return { kind: 'field', path: reader.path() }
  if (name === 'fields') throw new ApiError(501, 'NOT_IN_SANDBOX', 'The sandbox does not do FIELDS().')
  if (!aggregates.has(name)) throw reader.unexpected(reader.peek(1))
  reader.next()
  reader.expect('(')
  const path = reader.path()
  reader.expect(')')
  const alias = reader.peek().kind === 'word' && !reader.sees('from') ? reader.next().text : null
  return { kind: 'aggregate', name, path, alias }
}

const parseOrder = (reader: Reader): Ordering[] => {
  const ordering = [parseOrdering(reader)]
  while (reader.takes(',')) ordering.push(parseOrdering(reader))
  return ordering
}

const parseOrdering = (reader: Reader): Ordering => {
  const path = reader.path()
  const descending = reader.takes('desc')
  if (!descending) reader.takes('asc')
  if (!reader.takes('nulls')) return { path, descending, nullsLast: false }
  const nullsLast = reader.takes('last')
  if (!nullsLast) reader.expect('first')
  return { path, descending, nullsLast }
}
