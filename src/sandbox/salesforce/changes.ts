import { ApiError } from './api-error.ts'
import type { Table } from './table.ts'
import type { Row } from './value.ts'
import { fullId } from './id.ts'

/** How a change is stamped. */
export interface Stamping {
  /** ISO; the sandbox's clock when absent. An earlier time makes a row that commits late. */
  readonly stamp?: string
  /** The change is automation's: `LastModifiedDate` stays. */
  readonly automation?: boolean
  /** Nothing is stamped at all, as when a formula's inputs move. */
  readonly silent?: boolean
}

/** What people and automation do to the org's rows. Every change moves the stamp by the org's clock, in whole seconds. */
export class Changes {
  readonly #tables: ReadonlyMap<string, Table>
  readonly #now: () => Date
  readonly #actor: string

  constructor(tables: ReadonlyMap<string, Table>, now: () => Date, actor: string) {
    this.#tables = tables
    this.#now = now
    this.#actor = actor
  }

  /** Adds a row and gives its id. */
  insert(object: string, fields: Row, stamping: Stamping = {}): string {
    const table = this.#table(object)
    const row = known(table, fields)
    const stamp = this.#stamp(stamping)
    const by = { CreatedById: this.#actor, LastModifiedById: this.#actor }
    const owner: Row = object.toLowerCase() === 'user' ? {} : { OwnerId: this.#actor }
    const dates = { CreatedDate: stamp, LastModifiedDate: stamp }
    const index = table.add({ ...owner, ...by, ...dates, ...derived(table, row, null), ...row }, stamp)
    return table.id(index)
  }

  /** Changes fields of a row that is not purged. */
  update(object: string, id: string, fields: Row, stamping: Stamping = {}): void {
    const table = this.#table(object)
    const index = this.#row(table, id)
    const row = known(table, fields)
    const stamp = stamping.silent ? null : this.#stamp(stamping)
    const touched: Row =
      stamp === null || stamping.automation ? {} : { LastModifiedDate: stamp, LastModifiedById: this.#actor }
    table.change(index, { ...touched, ...derived(table, row, index), ...row }, stamp)
  }

  /** Changes the same fields of every `nth` live row, and gives how many. */
  updateEvery(object: string, nth: number, fields: Row, stamping: Stamping = {}): number {
    const table = this.#table(object)
    let count = 0
    for (let index = 0; index < table.size; index += nth) {
      if (table.life(index) !== 0) continue
      this.update(object, table.id(index), fields, stamping)
      count++
    }
    return count
  }

  /** Puts a row in the recycle bin; an account takes its contacts along. */
  softDelete(object: string, id: string): void {
    this.#setLife(object, id, 1)
  }

  /** Brings a row back under the same id; an account brings its contacts back. */
  undelete(object: string, id: string): void {
    this.#setLife(object, id, 0)
  }

  /** Removes a row for good: it is not in `queryAll` any more. */
  purge(object: string, id: string): void {
    this.#setLife(object, id, 2)
  }

  /** Merges losers into a winner: they go to the recycle bin pointing at it, and their contacts move. */
  merge(object: string, winner: string, losers: readonly string[]): void {
    const table = this.#table(object)
    const stamp = this.#stamp({})
    const won = table.id(this.#row(table, winner))
    if (losers.length === 0 || losers.length > 2)
      throw new ApiError(400, 'INVALID_INPUT', 'merge one or two records')
    for (const loser of losers) {
      const index = this.#row(table, loser)
      if (table.schema.name === 'Account') {
        for (const child of this.#contactsOf(table.id(index)))
          this.#table('Contact').change(child, { AccountId: won }, stamp)
      }
      table.change(index, { MasterRecordId: won }, stamp)
      table.setLife(index, 1, stamp)
    }
    table.change(this.#row(table, won), { LastModifiedDate: stamp }, stamp)
  }

  #setLife(object: string, id: string, life: 0 | 1 | 2): void {
    const table = this.#table(object)
    if (table.schema.name === 'User') throw new ApiError(400, 'DEPENDENCY_EXISTS', 'users cannot be deleted')
    const index = this.#row(table, id)
    const stamp = this.#stamp({})
    const before = table.life(index)
    table.setLife(index, life, stamp)
    if (table.schema.name !== 'Account') return
    const contacts = this.#table('Contact')
    for (const child of this.#contactsOf(table.id(index))) {
      if (contacts.life(child) === before || life === 2) contacts.setLife(child, life, stamp)
    }
  }

  #contactsOf(accountId: string): number[] {
    const contacts = this.#table('Contact')
    const read = contacts.reader('AccountId')
    const found: number[] = []
    for (let index = 0; index < contacts.size; index++) if (read(index) === accountId) found.push(index)
    return found
  }

  #table(object: string): Table {
    const table = this.#tables.get(object.toLowerCase())
    if (!table) throw new ApiError(404, 'NOT_FOUND', `no object ${object}`)
    return table
  }

  #row(table: Table, id: string): number {
    const index = table.find(fullId(id) ?? '')
    if (index < 0 || table.life(index) === 2)
      throw new ApiError(404, 'NOT_FOUND', `no ${table.schema.name} ${id}`)
    return index
  }

  #stamp(stamping: Stamping): number {
    const at = stamping.stamp === undefined ? this.#now().getTime() : Date.parse(stamping.stamp)
    return Math.floor(at / 1000)
  }
}

/** The row in the schema's spelling, ids in full, date-times in seconds. Throws INVALID_FIELD for an unknown field. */
const known = (table: Table, fields: Row): Row => {
  const row: Row = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = table.schema.fields.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (!field || field.type === 'id' || field.compound)
      throw new ApiError(400, 'INVALID_FIELD', `no field ${name}`)
    const isId = field.type === 'reference' && typeof value === 'string'
    const isDate = field.type === 'datetime' && typeof value === 'string'
    row[field.name] = isId ? (fullId(value) ?? value) : isDate ? Math.floor(Date.parse(value) / 1000) : value
  }
  return row
}

/** A person's full name follows its parts. */
const derived = (table: Table, row: Row, index: number | null): Row => {
  if (!('FirstName' in row) && !('LastName' in row)) return {}
  const part = (name: string) => (name in row ? row[name] : index === null ? null : table.read(index, name))
  return { Name: [part('FirstName'), part('LastName')].filter(Boolean).join(' ') }
}
