import { ApiError } from '../api-error.ts'
import type { Field } from '../field.ts'
import type { Table } from '../table.ts'
import type { Value } from '../value.ts'
import { caret } from './lexer.ts'
import type { Path, Query } from './query.ts'

/** What the asking user may see: tables, and their fields without the hidden ones. */
export interface View {
  /** The table of that name, in any case, or null when there is none for this user. */
  table(name: string): Table | null
  /** The field of that name, in any case, or null when missing or hidden. */
  field(table: Table, name: string): Field | null
  /** The row is there, shared, and not purged. */
  visible(table: Table, index: number): boolean
}

/** A path looked up: what it is, how to read it, and its names as the schema spells them. */
export interface Found {
  readonly field: Field
  /** The table the field itself is in. */
  readonly table: Table
  readonly names: readonly string[]
  /** The tables passed through, one for each name but the last. */
  readonly parents: readonly Table[]
  /** For each parent, its row's number, or -1. */
  readonly steps: readonly ((index: number) => number)[]
  readonly read: (index: number) => Value
}

/** Names of one query, looked up in one user's view. */
export class Scope {
  readonly table: Table
  readonly view: View
  /** Raised before rows are read again, since links may have moved meanwhile. */
  turn = 0
  readonly #query: Query
  /** One lookup per row for each parent, however many of its fields are asked for. */
  readonly #steps = new Map<string, (index: number) => number>()

  constructor(view: View, query: Query) {
    const table = view.table(query.from)
    if (!table) {
      throw new ApiError(
        400,
        'INVALID_TYPE',
        `${caret(query.text, query.fromAt, query.from.length)}sObject type '${query.from}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
      )
    }
    this.table = table
    this.view = view
    this.#query = query
  }

  /** Looks a path up, or throws INVALID_FIELD with the caret lines. */
  find(path: Path): Found {
    let table = this.table
    let step = (index: number): number => index
    const parts = this.#unaliased(path.parts)
    const names: string[] = []
    const parents: Table[] = []
    const steps: ((index: number) => number)[] = []
    for (const part of parts.slice(0, -1)) {
      const up = this.#parent(table, part, path)
      const before = step
      names.push(up.name)
      step = this.#remembered(names.join('.'), (index) => {
        const at = before(index)
        return at < 0 ? -1 : up.step(at)
      })
      table = up.table
      parents.push(table)
      steps.push(step)
    }
    const field = this.view.field(table, parts.at(-1) ?? '')
    if (!field) throw this.#missing(path, parts.at(-1) ?? '', table)
    const cell = table.reader(field.name)
    const read = parents.length === 0 ? cell : (index: number) => readAt(cell, step(index))
    return { field, table, names: [...names, field.name], parents, steps, read }
  }

  /** The step to a parent, remembering the row it was last asked for while that row is being read. */
  #remembered(path: string, step: (index: number) => number): (index: number) => number {
    const known = this.#steps.get(path)
    if (known) return known
    let last = -1
    let answer = -1
    let turn = this.turn
    const made = (index: number): number => {
      if (index === last && turn === this.turn) return answer
      last = index
      turn = this.turn
      return (answer = step(index))
    }
    this.#steps.set(path, made)
    return made
  }

  #unaliased(parts: readonly string[]): readonly string[] {
    const head = parts[0]?.toLowerCase()
    const own = [this.#query.alias, this.table.schema.name].some((name) => name?.toLowerCase() === head)
    return own && parts.length > 1 ? parts.slice(1) : parts
  }

  #parent(
    table: Table,
    part: string,
    path: Path,
  ): { table: Table; name: string; step: (index: number) => number } {
    const link = table.schema.fields.find(
      (field) => field.relationshipName?.toLowerCase() === part.toLowerCase(),
    )
    const to = link?.referenceTo ? this.view.table(link.referenceTo) : null
    if (!link?.relationshipName || !to || !this.view.field(table, link.name)) {
      throw new ApiError(
        400,
        'INVALID_FIELD',
        `${caret(this.#query.text, path.at)}Didn't understand relationship '${part}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      )
    }
    const read = table.reader(link.name)
    const step = (index: number): number => {
      const id = read(index)
      const at = typeof id === 'string' ? to.find(id) : -1
      return at >= 0 && this.view.visible(to, at) ? at : -1
    }
    return { table: to, name: link.relationshipName, step }
  }

  #missing(path: Path, name: string, table: Table): ApiError {
    return new ApiError(
      400,
      'INVALID_FIELD',
      `${caret(this.#query.text, path.at, name.length)}No such column '${name}' on entity '${table.schema.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    )
  }
}

const readAt = (cell: (index: number) => Value, index: number): Value => (index < 0 ? null : cell(index))
