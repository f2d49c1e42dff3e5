import type { Follower } from './changes.ts'
import type { Columns, Table } from './table.ts'
import type { Row, Value } from './value.ts'

/** Every so manyth contact also works for the account after its own when the feature is switched on. */
const alsoWorksElsewhere = 20

interface Rooms {
  readonly accounts: Table
  readonly contacts: Table
  readonly relations: Table
}

/**
 * Keeps AccountContactRelation in step with `Contact.AccountId`: one direct row for every contact that has an account
 * and is not a person account's, made, moved and deleted with it, and indirect rows besides.
 */
export class Relations implements Follower {
  /** Whether a contact that moves keeps its former account as an indirect row. */
  keepFormer = true
  readonly #rooms: Rooms
  #on = false
  /** Contacts of the seeded rows: first the direct ones, ascending, then the indirect. */
  #seeded = new Int32Array(0)
  /** Their accounts' numbers, as they were when seeded. */
  #homes = new Int32Array(0)
  #direct = 0
  /** Rows added since, by the contact's number. */
  readonly #added = new Map<number, number[]>()

  constructor(rooms: Rooms) {
    this.#rooms = rooms
  }

  /** Switched on, every contact gets its row. `stamp` null gives seeded rows their contact's stamp. Off drops the indirect ones. */
  switch(on: boolean, stamp: number | null, now: number): void {
    this.#on = on || this.#on
    if (on && this.#rooms.relations.size === 0) this.#fill(stamp)
    if (!on) this.#dropIndirect(now)
  }

  changed(table: Table, index: number, row: Row, stamp: number | null): void {
    if (table === this.#rooms.relations) this.#note(index)
    if (!this.#on || table !== this.#rooms.contacts || !('AccountId' in row)) return
    const to = row['AccountId'] ?? null
    const direct = this.#rowsOf(index).find((at) => this.#live(at) && this.#read(at, 'IsDirect') === true)
    if (direct === undefined) return typeof to === 'string' ? this.#link(index, to, stamp) : undefined
    if (this.#read(direct, 'AccountId') === to) return
    if (this.keepFormer) this.#rooms.relations.change(direct, { IsDirect: false }, stamp)
    else this.#rooms.relations.setLife(direct, 1, stamp ?? 0)
    if (typeof to === 'string') this.#link(index, to, stamp)
  }

  lived(table: Table, index: number, life: 0 | 1 | 2, stamp: number): void {
    if (!this.#on) return
    if (table === this.#rooms.contacts) this.#follow(this.#rowsOf(index), life, stamp)
    if (table !== this.#rooms.accounts) return
    const rows = this.#rowsAt(table.id(index))
    const winner = table.read(index, 'MasterRecordId')
    if (life === 1 && typeof winner === 'string') for (const row of rows) this.#moveTo(row, winner, stamp)
    else this.#follow(rows, life, stamp)
  }

  /** A merged account's row goes to the winner, unless its contact is there already. */
  #moveTo(row: number, accountId: string, stamp: number): void {
    const { contacts, relations } = this.#rooms
    const contact = contacts.find(String(this.#read(row, 'ContactId')))
    if (this.#at(contact, accountId) === undefined) relations.change(row, { AccountId: accountId }, stamp)
    else relations.setLife(row, 1, stamp)
  }

  /** The living row of a contact at an account. */
  #at(contact: number, accountId: string): number | undefined {
    return this.#rowsOf(contact).find((at) => this.#live(at) && this.#read(at, 'AccountId') === accountId)
  }

  /** The direct row to an account: the indirect one there turns direct, or a new one is made. */
  #link(contact: number, accountId: string, stamp: number | null): void {
    const { contacts, relations } = this.#rooms
    if (contacts.read(contact, 'IsPersonAccount') === true) return
    const there = this.#at(contact, accountId)
    if (there !== undefined) return relations.change(there, { IsDirect: true }, stamp)
    const at = stamp ?? contacts.stamp(contact)
    const dates = { CreatedDate: at, LastModifiedDate: at }
    const ends = { AccountId: accountId, ContactId: contacts.id(contact) }
    this.#remember(contact, relations.add({ ...ends, ...dates, IsDirect: true, IsActive: true }, at))
  }

  /** Remembers a row somebody added by hand. */
  #note(row: number): void {
    const contact = this.#rooms.contacts.find(String(this.#read(row, 'ContactId')))
    if (contact >= 0 && !this.#rowsOf(contact).includes(row)) this.#remember(contact, row)
  }

  #remember(contact: number, row: number): void {
    this.#added.set(contact, [...(this.#added.get(contact) ?? []), row])
  }

  #follow(rows: readonly number[], life: 0 | 1 | 2, stamp: number): void {
    for (const row of rows) this.#rooms.relations.setLife(row, life, stamp)
  }

  #live(row: number): boolean {
    return this.#rooms.relations.life(row) === 0
  }

  #read(row: number, name: string): unknown {
    return this.#rooms.relations.read(row, name)
  }

  #rowsOf(contact: number): number[] {
    const seeded = [placeOf(this.#seeded, contact, 0, this.#direct)]
    seeded.push(placeOf(this.#seeded, contact, this.#direct, this.#seeded.length))
    return [...seeded.filter((row) => row >= 0), ...(this.#added.get(contact) ?? [])]
  }

  #rowsAt(accountId: string): number[] {
    const read = this.#rooms.relations.reader('AccountId')
    const found: number[] = []
    for (let row = 0; row < this.#rooms.relations.size; row++) if (read(row) === accountId) found.push(row)
    return found
  }

  #dropIndirect(now: number): void {
    const { relations } = this.#rooms
    const direct = relations.reader('IsDirect')
    for (let row = 0; row < relations.size; row++)
      if (direct(row) !== true && relations.life(row) !== 2) relations.setLife(row, 2, now)
  }

  #fill(stamp: number | null): void {
    const { accounts, contacts, relations } = this.#rooms
    const home = contacts.reader('AccountId')
    const person = contacts.reader('IsPersonAccount')
    const direct: number[] = []
    const indirect: number[] = []
    const homes: number[] = []
    const others: number[] = []
    for (let index = 0; index < contacts.size; index++) {
      const at = home(index)
      if (typeof at !== 'string' || contacts.life(index) === 2 || person(index) === true) continue
      const account = accounts.find(at)
      direct.push(index)
      homes.push(account)
      const next = index % alsoWorksElsewhere === 3 ? nextLive(accounts, account) : account
      if (next === account) continue
      indirect.push(index)
      others.push(next)
    }
    this.#direct = direct.length
    this.#seeded = Int32Array.from(direct.concat(indirect))
    this.#homes = Int32Array.from(homes.concat(others))
    relations.fill(this.#columns(stamp), this.#seeded.length)
  }

  #columns(stamp: number | null): Columns {
    const { accounts, contacts } = this.#rooms
    const contactOf = (row: number): number => this.#seeded[row] ?? 0
    const isDirect = (row: number): boolean => row < this.#direct
    const made = contacts.reader('CreatedDate')
    const created = (row: number): Value => stamp ?? made(contactOf(row))
    const by = contacts.reader('CreatedById')
    return {
      AccountId: (row) => accounts.id(this.#homes[row] ?? 0),
      ContactId: (row) => contacts.id(contactOf(row)),
      Roles: (row) => (isDirect(row) ? null : 'Billing Contact;Decision Maker'),
      IsDirect: isDirect,
      IsActive: () => true,
      IsDeleted: (row) => contacts.life(contactOf(row)) === 1,
      CreatedDate: created,
      CreatedById: (row) => by(contactOf(row)),
      LastModifiedDate: created,
      LastModifiedById: (row) => by(contactOf(row)),
      SystemModstamp: (row) => stamp ?? contacts.stamp(contactOf(row)),
    }
  }
}

/** The number of the live account after one, going round, or its own when there is no other near. */
const nextLive = (accounts: Table, from: number): number => {
  for (let step = 1; step < Math.min(accounts.size, 50); step++) {
    const at = (from + step) % accounts.size
    if (accounts.life(at) === 0) return at
  }
  return from
}

/** Where a number stands in an ascending stretch, or -1. */
const placeOf = (list: Int32Array, wanted: number, from: number, to: number): number => {
  let low = from
  let high = to - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = list[middle] ?? 0
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}
