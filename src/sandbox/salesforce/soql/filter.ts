import { ApiError } from '../api-error.ts'
import { fullId } from '../id.ts'
import type { Field } from '../field.ts'
import type { Value } from '../value.ts'
import { fold, foldsCase } from './fold.ts'
import { caret } from './lexer.ts'
import type { Condition, Literal, Operator } from './query.ts'
import type { Scope } from './scope.ts'

type Test = (index: number) => boolean
type Compare = Extract<Condition, { kind: 'compare' }>

/** What a filter needs besides names: the query's text for complaints, and today. */
interface FilterContext {
  readonly scope: Scope
  readonly text: string
  readonly now: Date
}

/** Turns a condition into a test of a row's number. Throws as the API would for wrong names, types and ids. */
export const compile = (condition: Condition, context: FilterContext): Test => {
  switch (condition.kind) {
    case 'and': {
      const tests = condition.of.map((one) => compile(one, context))
      return (index) => tests.every((test) => test(index))
    }
    case 'or': {
      const tests = condition.of.map((one) => compile(one, context))
      return (index) => tests.some((test) => test(index))
    }
    case 'not': {
      const test = compile(condition.of, context)
      return (index) => !test(index)
    }
    case 'compare':
      return compileCompare(condition, context)
  }
}

const compileCompare = (condition: Compare, context: FilterContext): Test => {
  const { field, read } = context.scope.find(condition.path)
  if (!field.filterable) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `${caret(context.text, condition.path.at)}field '${field.name}' can not be filtered in a query call`,
    )
  }
  const { operator } = condition
  if (operator === 'like') return compileLike(condition, field, read, context)
  const ranges = condition.values.map((literal) => rangeOf(literal, field, context))
  const folded = foldsCase(field) ? (index: number) => fold(read(index)) : read
  if (operator === 'in' || operator === 'not in') {
    const wanted = new Set(ranges.map((range) => (foldsCase(field) ? fold(range.from) : range.from)))
    return operator === 'in' ? (index) => wanted.has(folded(index)) : (index) => !wanted.has(folded(index))
  }
  const range = ranges[0]
  if (!range) throw new RangeError('a comparison has a value')
  const { from, to } = foldsCase(field) ? { from: fold(range.from), to: fold(range.to) } : range
  return (index) => holds(operator, folded(index), from, to)
}

/** Compares with a value, or with the stretch of a date word, whose ends are both included. */
const holds = (operator: Operator, value: Value, from: Value, to: Value): boolean => {
  if (operator === '=')
    return from === null ? isEmpty(value) : value !== null && value >= from && value <= (to ?? from)
  if (operator === '!=') return !holds('=', value, from, to)
  if (value === null || from === null || to === null) return false
  if (operator === '<') return value < from
  if (operator === '<=') return value <= to
  if (operator === '>') return value > to
  return value >= from
}

const isEmpty = (value: Value): boolean => value === null || value === ''

const compileLike = (
  condition: Compare,
  field: Field,
  read: (index: number) => Value,
  context: FilterContext,
): Test => {
  const literal = condition.values[0]
  const textual = ['string', 'email', 'phone', 'url', 'textarea', 'picklist'].includes(field.type)
  if (!literal || literal.kind !== 'string' || !textual) {
    throw new ApiError(
      400,
      'INVALID_QUERY_FILTER_OPERATOR',
      `${caret(context.text, condition.path.at)}invalid operator on ${field.type} field`,
    )
  }
  const pattern = new RegExp(
    `^${literal.text
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('%', '[^]*')
      .replaceAll('_', '[^]')}$`,
    'iu',
  )
  return (index) => {
    const value = read(index)
    return typeof value === 'string' && pattern.test(value)
  }
}

interface Range {
  readonly from: Value
  readonly to: Value
}

/** The value a literal stands for, in the terms of the field. Throws when its type does not fit. */
const rangeOf = (literal: Literal, field: Field, context: FilterContext): Range => {
  if (literal.kind === 'null') return { from: null, to: null }
  const wanted = literalKinds(field.type)
  if (!wanted.includes(literal.kind)) throw misfit(literal, field, context)
  if (literal.kind === 'word') return dayRange(literal.text, field.type, context.now)
  const value = valueOf(literal, field, context)
  return { from: value, to: value }
}

const literalKinds = (type: string): readonly Literal['kind'][] => {
  switch (type) {
    case 'boolean':
      return ['boolean']
    case 'double':
    case 'currency':
    case 'int':
      return ['number']
    case 'datetime':
      return ['datetime', 'word']
    case 'date':
      return ['date', 'word']
    default:
      return ['string']
  }
}

const misfit = (literal: Literal, field: Field, context: FilterContext): ApiError => {
  const enclosed = literalKinds(field.type)[0] === 'string' ? 'should be' : 'should not be'
  return new ApiError(
    400,
    'INVALID_FIELD',
    `${caret(context.text, literal.at)}value of filter criterion for field '${field.name}' must be of type ${field.type === 'datetime' ? 'dateTime' : field.type} and ${enclosed} enclosed in quotes`,
  )
}

const valueOf = (literal: Literal, field: Field, context: FilterContext): Value => {
  switch (literal.kind) {
    case 'number':
      return Number(literal.text)
    case 'boolean':
      return literal.text === 'true'
    case 'datetime':
      return Date.parse(literal.text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 1000
    case 'string':
      return field.type === 'id' || field.type === 'reference' ? idValue(literal, context) : literal.text
    default:
      return literal.text
  }
}

const idValue = (literal: Literal, context: FilterContext): Value => {
  if (literal.text === '') return null
  const id = fullId(literal.text)
  if (id) return id
  throw new ApiError(
    400,
    'INVALID_QUERY_FILTER_OPERATOR',
    `${caret(context.text, literal.at)}invalid ID field: ${literal.text}`,
  )
}

const dayRange = (word: string, type: string, now: Date): Range => {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) / 1000
  const [name, count] = word.split(':')
  const day = 86_400
  const days = Number(count ?? 0)
  const [from, to] =
    name === 'yesterday'
      ? [-1, 0]
      : name === 'tomorrow'
        ? [1, 2]
        : name === 'last_n_days'
          ? [-days, 1]
          : name === 'next_n_days'
            ? [1, days + 1]
            : [0, 1]
  const start = today + from * day
  const end = today + to * day - 1
  if (type === 'datetime') return { from: start, to: end }
  const date = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)
  return { from: date(start), to: date(end) }
}
