import type { Follower } from './changes.ts'
import { personMirror } from './person-fields.ts'
import type { Features } from './features.ts'
import type { Table } from './table.ts'
import type { Row, Value } from './value.ts'

const toContact = Object.entries(personMirror)
const toAccount = toContact.map(([account, contact]) => [contact, account] as const)

/**
 * Person accounts: an account made with a last name is one human, and has a contact of its own behind it. Changing
 * either changes both; the contact goes and comes back with the account.
 */
export class Persons implements Follower {
  readonly #features: Features
  readonly #accounts: Table
  readonly #contacts: Table

  constructor(features: Features, accounts: Table, contacts: Table) {
    this.#features = features
    this.#accounts = accounts
    this.#contacts = contacts
  }

  changed(table: Table, index: number, row: Row, stamp: number | null): void {
    if (!this.#features.has('personAccounts')) return
    if (table === this.#accounts) this.#accountChanged(index, row, stamp)
    if (table === this.#contacts && table.read(index, 'IsPersonAccount') === true) {
      const account = this.#accounts.find(String(table.read(index, 'AccountId')))
      if (account >= 0) mirror(this.#accounts, account, row, toAccount, stamp)
    }
  }

  lived(): void {
    // The contact of a person account goes with the account, as every account's contacts do.
  }

  #accountChanged(index: number, row: Row, stamp: number | null): void {
    const contact = this.#contacts.find(String(this.#accounts.read(index, 'PersonContactId') ?? ''))
    if (contact >= 0) mirror(this.#contacts, contact, row, toContact, stamp)
    else if (typeof row['LastName'] === 'string') this.#makeContact(index, row, stamp)
  }

  #makeContact(account: number, row: Row, stamp: number | null): void {
    const kept = ['OwnerId', 'CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById']
    const shared = Object.fromEntries([...kept, 'CurrencyIsoCode'].map((name) => [name, row[name] ?? null]))
    const boxes = { IsEmailBounced: false, HasOptedOutOfEmail: false, IsPersonAccount: true }
    const fields = translated(row, toContact)
    const at = stamp ?? this.#accounts.stamp(account)
    const contact = this.#contacts.add(
      { ...shared, ...boxes, ...fields, AccountId: this.#accounts.id(account) },
      at,
    )
    this.#accounts.change(
      account,
      { IsPersonAccount: true, PersonContactId: this.#contacts.id(contact) },
      stamp,
    )
  }
}

type Pairs = readonly (readonly [string, string])[]

const translated = (row: Row, pairs: Pairs): Row => {
  const said: Record<string, Value> = {}
  for (const [from, to] of pairs) if (from in row) said[to] = row[from] ?? null
  return said
}

/** Carries the shared fields over, with who and when; a change of nothing shared leaves the other alone. */
const mirror = (table: Table, index: number, row: Row, pairs: Pairs, stamp: number | null): void => {
  const said = translated(row, pairs)
  if (Object.keys(said).length === 0) return
  const when = row['LastModifiedDate']
  if (when !== undefined) said['LastModifiedDate'] = when
  table.change(index, said, stamp)
}
