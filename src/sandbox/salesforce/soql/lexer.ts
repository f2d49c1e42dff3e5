import { ApiError } from '../api-error.ts'

/** One word of a query. `at` is where it starts, counted from 0. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'datetime' | 'date' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const rules: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/y],
  ['date', /\d{4}-\d\d-\d\d(?![T\d])/y],
  ['number', /[+-]?\d+(?:\.\d+)?(?![\w])/y],
  ['word', /[A-Za-z_][\w.]*(?::\d+)?/y],
  ['string', /'(?:[^'\\]|\\.)*'/y],
  ['sign', /<=|>=|!=|<>|[=<>(),]/y],
]

/** The words of a query, ending with one of kind `end`. */
export const tokens = (soql: string): Token[] => {
  const found: Token[] = []
  let at = 0
  while (at < soql.length) {
    const next = tokenAt(soql, at)
    if (!next)
      throw malformed(soql, at, `line 1:${at} no viable alternative at character '${soql.charAt(at)}'`)
    if (next.kind !== 'space') found.push({ kind: next.kind, text: next.text, at })
    at += next.text.length
  }
  found.push({ kind: 'end', text: '<EOF>', at })
  return found
}

const tokenAt = (soql: string, at: number): { kind: Token['kind'] | 'space'; text: string } | null => {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = at
    const match = pattern.exec(soql)
    if (match) return { kind, text: match[0] }
  }
  return null
}

/** The lines Salesforce puts before a complaint: the query around the place, a caret under it, and its position. */
export const caret = (soql: string, at: number, length = 1): string => {
  const from = Math.max(0, at - 20)
  const around = soql.slice(from, at + length + 20)
  return `\n${around}\n${' '.repeat(at - from)}^\nERROR at Row:1:Column:${at + 1}\n`
}

export const malformed = (soql: string, at: number, message: string): ApiError =>
  new ApiError(400, 'MALFORMED_QUERY', `${caret(soql, at)}${message}`)
