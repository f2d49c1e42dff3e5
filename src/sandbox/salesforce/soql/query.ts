/** A dotted field path and where the query names it. */
export interface Path {
  readonly parts: readonly string[]
  readonly at: number
}

/** What a query selects: a field, or an aggregate of one (`path` null only for a bare `COUNT()`). */
export type Selected =
  | { readonly kind: 'field'; readonly path: Path }
  | { readonly kind: 'aggregate'; readonly name: string; readonly path: Path; readonly alias: string | null }

/** A value a field is compared with. */
export interface Literal {
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'datetime' | 'date' | 'word'
  readonly text: string
  readonly at: number
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'like' | 'in' | 'not in'

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare'
      readonly path: Path
      readonly operator: Operator
      readonly values: readonly Literal[]
    }

export interface Ordering {
  readonly path: Path
  readonly descending: boolean
  readonly nullsLast: boolean
}

/** A query as written, names not yet looked up. `select` null means a bare `COUNT()`. */
export interface Query {
  readonly text: string
  readonly select: readonly Selected[] | null
  readonly from: string
  readonly fromAt: number
  readonly alias: string | null
  readonly where: Condition | null
  readonly order: readonly Ordering[]
  readonly limit: number | null
  readonly offset: number | null
}
