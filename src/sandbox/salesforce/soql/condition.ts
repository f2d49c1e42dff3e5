import { ApiError } from '../api-error.ts'
import type { Condition, Literal, Operator } from './query.ts'
import type { Reader } from './reader.ts'

/** Reads what follows WHERE. As in Salesforce, AND and OR may not stand side by side without parentheses. */
export const parseCondition = (reader: Reader): Condition => {
  const first = parseOne(reader)
  const word = reader.sees('and') ? 'and' : reader.sees('or') ? 'or' : null
  if (!word) return first
  const of = [first]
  while (reader.takes(word)) of.push(parseOne(reader))
  if (reader.sees('and') || reader.sees('or')) throw reader.unexpected()
  return { kind: word, of }
}

const parseOne = (reader: Reader): Condition => {
  if (reader.takes('not')) return { kind: 'not', of: parseOne(reader) }
  if (reader.takes('(')) {
    const inner = parseCondition(reader)
    reader.expect(')')
    return inner
  }
  const path = reader.path()
  const operator = parseOperator(reader)
  const values = operator === 'in' || operator === 'not in' ? parseList(reader) : [parseLiteral(reader)]
  return { kind: 'compare', path, operator, values }
}

const parseOperator = (reader: Reader): Operator => {
  if (reader.takes('not', 'in')) return 'not in'
  for (const operator of ['in', 'like', '=', '!=', '<=', '>=', '<', '>'] as const) {
    if (reader.takes(operator)) return operator
  }
  if (reader.takes('<>')) return '!='
  if (reader.sees('includes') || reader.sees('excludes')) {
    throw new ApiError(501, 'NOT_IN_SANDBOX', 'The sandbox does not do INCLUDES and EXCLUDES.')
  }
  throw reader.unexpected()
}

const parseList = (reader: Reader): Literal[] => {
  reader.expect('(')
  if (reader.sees('select')) throw new ApiError(501, 'NOT_IN_SANDBOX', 'The sandbox does not do semi-joins.')
  const values = [parseLiteral(reader)]
  while (reader.takes(',')) values.push(parseLiteral(reader))
  reader.expect(')')
  return values
}

const parseLiteral = (reader: Reader): Literal => {
  const token = reader.next()
  const { at, text } = token
  switch (token.kind) {
    case 'string':
      return { kind: 'string', text: unescape(text.slice(1, -1)), at }
    case 'number':
    case 'datetime':
    case 'date':
      return { kind: token.kind, text, at }
    case 'word': {
      const lower = text.toLowerCase()
      if (lower === 'null') return { kind: 'null', text, at }
      if (lower === 'true' || lower === 'false') return { kind: 'boolean', text: lower, at }
      if (/^(today|yesterday|tomorrow|last_n_days:\d+|next_n_days:\d+)$/.test(lower)) {
        return { kind: 'word', text: lower, at }
      }
      throw reader.unexpected(token)
    }
    default:
      throw reader.unexpected(token)
  }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

const unescape = (text: string): string =>
  text.replace(/\\(.)/gs, (_whole, letter: string) => escapes[letter.toLowerCase()] ?? letter)
