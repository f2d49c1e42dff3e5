import { ApiError } from './api-error.ts'
import type { Features } from './features.ts'
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

/** Hears of changes in order to keep other rows in step with them. */
export interface Follower {
  /** A row was added, or fields of it were set. `stamp` is null for a silent change. */
  changed(table: Table, index: number, row: Row, stamp: number | null): void
  /** A row went to the recycle bin, came back, or went for good. */
  lived(table: Table, index: number, life: 0 | 1 | 2, stamp: number): void
}

/** What people and automation do to the org's rows. Every change moves the stamp by the org's clock, in whole seconds. */
export class Changes {
  readonly #tables: ReadonlyMap<string, Table>
  readonly #now: () => Date
  readonly #actor: string
  readonly #followers: readonly Follower[]
  readonly #features: Features

  constructor(
    tables: ReadonlyMap<string, Table>,
    features: Features,
    now: () => Date,
    followers: readonly Follower[],
  ) {
    this.#tables = tables
    this.#features = features
    this.#now = now
    this.#actor = this.#table('User').id(0)
    this.#followers = followers
  }

  /** Adds a row and gives its id. */
  insert(object: string, fields: Row, stamping: Stamping = {}): string {
    const table = this.#table(object)
    const row = known(table, this.#features, fields)
    const stamp = this.#stamp(stamping)
    const by = { CreatedById: this.#actor, LastModifiedById: this.#actor }
    const owner: Row = table.schema.fields.some((one) => one.name === 'OwnerId')
      ? { OwnerId: this.#actor }
      : {}
    const dates = { CreatedDate: stamp, LastModifiedDate: stamp }
    const whole = { ...blank(table), ...owner, ...by, ...dates, ...derived(table, row, null), ...row }
    const index = table.add(whole, stamp)
    this.#tell(table, index, whole, stamp)
    return table.id(index)
  }

  /** Changes fields of a row that is not purged. */
  update(object: string, id: string, fields: Row, stamping: Stamping = {}): void {
    const table = this.#table(object)
    const index = this.#row(table, id)
    const row = known(table, this.#features, fields)
    const stamp = stamping.silent ? null : this.#stamp(stamping)
    const touched: Row =
      stamp === null || stamping.automation ? {} : { LastModifiedDate: stamp, LastModifiedById: this.#actor }
    const whole = { ...touched, ...derived(table, row, index), ...row }
    table.change(index, whole, stamp)
    this.#tell(table, index, whole, stamp)
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
        for (const child of this.#contactsOf(table.id(index))) this.#move(child, won, stamp)
      }
      table.change(index, { MasterRecordId: won }, stamp)
      this.#live(table, index, 1, stamp)
    }
    table.change(this.#row(table, won), { LastModifiedDate: stamp }, stamp)
  }

  #setLife(object: string, id: string, life: 0 | 1 | 2): void {
    const table = this.#table(object)
    if (table.schema.name === 'User') throw new ApiError(400, 'DEPENDENCY_EXISTS', 'users cannot be deleted')
    const index = this.#row(table, id)
    const stamp = this.#stamp({})
    const before = table.life(index)
    this.#live(table, index, life === 1 && table.schema.binless ? 2 : life, stamp)
    if (table.schema.name !== 'Account') return
    const contacts = this.#table('Contact')
    for (const child of this.#contactsOf(table.id(index))) {
      if (contacts.life(child) === before || life === 2) this.#live(contacts, child, life, stamp)
    }
  }

  #move(contact: number, accountId: string, stamp: number): void {
    const contacts = this.#table('Contact')
    contacts.change(contact, { AccountId: accountId }, stamp)
    this.#tell(contacts, contact, { AccountId: accountId }, stamp)
  }

  #live(table: Table, index: number, life: 0 | 1 | 2, stamp: number): void {
    table.setLife(index, life, stamp)
    for (const follower of this.#followers) follower.lived(table, index, life, stamp)
  }

  #tell(table: Table, index: number, row: Row, stamp: number | null): void {
    for (const follower of this.#followers) follower.changed(table, index, row, stamp)
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
const known = (table: Table, features: Features, fields: Row): Row => {
  const row: Row = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = table.schema.fields.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (!field || field.type === 'id' || field.compound || !features.has(field.feature))
      throw new ApiError(400, 'INVALID_FIELD', `no field ${name}`)
    const isId = field.type === 'reference' && typeof value === 'string'
    const isDate = field.type === 'datetime' && typeof value === 'string'
    row[field.name] = isId ? (fullId(value) ?? value) : isDate ? Math.floor(Date.parse(value) / 1000) : value
  }
  return row
}

/** What a new row has where nothing is said: no box is ticked, and money is in the org's own currency. */
const blank = (table: Table): Row => {
  const row: Row = {}
  for (const field of table.schema.fields) {
    if (field.type === 'boolean' && field.name !== 'IsDeleted') row[field.name] = field.name === 'IsActive'
    if (field.name === 'CurrencyIsoCode') row[field.name] = 'GBP'
  }
  return row
}

/** A person's full name follows its parts. */
const derived = (table: Table, row: Row, index: number | null): Row => {
  if (!('FirstName' in row) && !('LastName' in row)) return {}
  const part = (name: string) => (name in row ? row[name] : index === null ? null : table.read(index, name))
  return { Name: [part('FirstName'), part('LastName')].filter(Boolean).join(' ') }
}
