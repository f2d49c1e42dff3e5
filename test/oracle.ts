import { usableEmail } from '../src/base/email.ts'
import type { Table } from '../src/sandbox/salesforce/table.ts'
import { said } from './shown.ts'
import type { ShownContact, ShownCustomer, ShownManager } from './shown.ts'
import type { World } from './world.ts'

// What finance should see, straight from the sandbox's own tables, by other means than the product's: no SQL, no
// mirror, no plan. A fault that an incremental read and a read from scratch have in common does not hide from it.

/** What the tables do not tell: what people decided, and merges that have left the recycle bin since they were read. */
export interface Memory {
  /** Loser to winner, as seen by the last whole read that saw the loser at all. */
  readonly merged: Map<string, string>
  /** By customer and source: the contact somebody made the main one. */
  readonly mains: Map<string, string>
  /** By customer and contact: the name of its position. */
  readonly positions: Map<string, string>
  /** Counts related contacts in. */
  readonly related: boolean
}

/** After a whole read of the org: remembers the merges it could see. */
export const rememberMerges = ({ sandbox: { org } }: World, memory: Memory): void => {
  const accounts = org.table('Account')
  for (let row = 0; row < accounts.size; row++) {
    if (!org.permissions.visible(accounts, row)) continue
    const winner = accounts.read(row, 'MasterRecordId')
    if (accounts.life(row) === 1 && typeof winner === 'string') memory.merged.set(accounts.id(row), winner)
    else memory.merged.delete(accounts.id(row))
  }
}

/** Every customer as it should be shown, by its id in the billing tool. */
export const expected = (world: World, memory: Memory): Map<string, ShownCustomer> => {
  const { billing, org } = world.sandbox
  const found = new Map<string, ShownCustomer>()
  const accountsOf = new Map<string, Match>()
  for (let index = 0; index < billing.size; index++) {
    if (billing.isDeleted(index)) continue
    const value = billing.customer(index).metadata?.['salesforce_account_id'] ?? ''
    accountsOf.set(billing.id(index), matchOf(world, memory, value))
  }
  const owners = ownersOf(
    world,
    [...accountsOf.values()].flatMap(({ account }) => account ?? []),
  )
  for (let index = 0; index < billing.size; index++) {
    const id = billing.id(index)
    const match = accountsOf.get(id)
    if (!match) continue
    const { name, description, email } = billing.customer(index)
    const accounts = org.table('Account')
    const owner = match.account && accounts.read(accounts.find(match.account), 'OwnerId')
    found.set(id, {
      name: [name, description, email].map(said).find((text) => text) ?? id,
      ...match,
      manager: typeof owner === 'string' ? (owners.get(owner) ?? null) : null,
      contacts: contactsOf(world, memory, id, index, match.account),
    })
  }
  return found
}

interface Match {
  readonly state: string
  readonly account: string | null
}

const nobody = (state: string): Match => ({ state, account: null })

/** Follows what stands in the field to an account that lives. */
const matchOf = (world: World, memory: Memory, value: string): Match => {
  const { org } = world.sandbox
  const accounts = org.table('Account')
  if (blankless(value) === '') return nobody('no_value')
  const id = idIn(value, '001') ?? personBehind(org.table('Contact'), accounts, world, idIn(value, '003'))
  if (id === null) return nobody('malformed')
  const seen = (at: string): 0 | 1 | null => {
    const row = accounts.find(at)
    return org.permissions.visible(accounts, row) ? (accounts.life(row) as 0 | 1) : null
  }
  if (seen(id) === 0) return { state: 'matched', account: id }
  if (seen(id) === null && !memory.merged.has(id)) return nobody('not_found')
  const trail = new Set<string>()
  for (
    let at: string | null = id;
    at !== null && !trail.has(at);
    at = winnerOf(accounts, memory, at, seen(at))
  ) {
    if (seen(at) === 0) return { state: 'merged', account: at }
    trail.add(at)
  }
  return nobody('deleted')
}

const winnerOf = (accounts: Table, memory: Memory, id: string, life: 0 | 1 | null): string | null => {
  if (life === null) return memory.merged.get(id) ?? null
  const winner = accounts.read(accounts.find(id), 'MasterRecordId')
  return typeof winner === 'string' ? winner : null
}

/** A contact's id stands for an account only where that account is the contact: a person. */
const personBehind = (
  contacts: Table,
  accounts: Table,
  { sandbox: { org } }: World,
  contact: string | null,
): string | null => {
  const home = contact === null ? null : contacts.read(contacts.find(contact), 'AccountId')
  if (typeof home !== 'string' || !org.features.has('personAccounts')) return null
  const row = accounts.find(home)
  const known = org.permissions.visible(accounts, row)
  return known && accounts.read(row, 'PersonContactId') === contact ? home : null
}

const blankless = (text: string): string => text.replaceAll(/^[\s\u200b]+|[\s\u200b]+$/g, '')

/**
 * The 18-character id of the first record with this prefix in a text: by making the 18 characters of each candidate
 * anew and comparing, with the case as written, all lower or all upper.
 */
const idIn = (text: string, prefix: string): string | null => {
  for (const [word] of text.matchAll(/[A-Za-z0-9]{15,18}/g)) {
    const body = word.slice(0, 15)
    if (!word.startsWith(prefix)) continue
    if (word.length === 15) return withSuffix(body)
    if (word.length !== 18) continue
    const lost = body === body.toLowerCase() || body === body.toUpperCase()
    const whole = lost ? recased(body, word.slice(15).toUpperCase()) : withSuffix(body)
    if (whole === (lost ? whole.slice(0, 15) + word.slice(15).toUpperCase() : word)) return whole
  }
  return null
}

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345']

const withSuffix = (body: string): string =>
  body +
  [0, 5, 10]
    .map((from) => [...body.slice(from, from + 5)].map((one) => (/[A-Z]/.test(one) ? '1' : '0')).toReversed())
    .map((bits) => alphabet[parseInt(bits.join(''), 2)])
    .join('')

/** The body with the capitals its suffix tells. */
const recased = (body: string, suffix: string): string => {
  const bits = [...suffix].flatMap((one) =>
    [...Math.max(alphabet.indexOf(one), 0).toString(2).padStart(5, '0')].toReversed(),
  )
  return withSuffix(
    [...body.toLowerCase()].map((one, at) => (bits[at] === '1' ? one.toUpperCase() : one)).join(''),
  )
}

/** The account manager each owner of these accounts is; none for the system's own users. */
const ownersOf = ({ sandbox: { org } }: World, accounts: readonly string[]): Map<string, ShownManager> => {
  const users = org.table('User')
  const table = org.table('Account')
  const owners = new Set(accounts.map((id) => String(table.read(table.find(id), 'OwnerId'))))
  const people = new Map<string, { user: string; active: boolean; frozen: boolean }[]>()
  for (const user of [...owners].toSorted()) {
    const row = users.find(user)
    const email = said(users.read(row, 'Email')) ?? ''
    const domain = email.slice(email.lastIndexOf('@') + 1)
    if (users.read(row, 'UserType') !== 'Standard' || !domain.includes('.')) continue
    const person = email.endsWith('.invalid') ? user : email.toLowerCase()
    const frozen = org.table('UserLogin').read(row, 'IsFrozen') === true
    const mine = { user, active: users.read(row, 'IsActive') === true, frozen }
    people.set(person, [...(people.get(person) ?? []), mine])
  }
  const loginsShown = org.permissions.table('UserLogin') !== null
  const found = new Map<string, ShownManager>()
  for (const same of people.values()) {
    const inactive = same.every(({ active }) => !active)
    const frozen = loginsShown && !inactive && same.every((one) => one.frozen || !one.active)
    for (const { user } of same) {
      const email = (said(users.read(users.find(user), 'Email')) ?? '').toLowerCase()
      found.set(user, { user, email, inactive, frozen })
    }
  }
  return found
}

const contactsOf = (
  world: World,
  memory: Memory,
  customer: string,
  index: number,
  account: string | null,
): ShownContact[] => {
  const source = account === null ? 'billing' : 'salesforce'
  const all = account === null ? billed(world, index) : workingAt(world, memory, account)
  const reached = all.flatMap((one) => {
    const email = one.email === null ? null : usableEmail(one.email)
    return email === null ? [] : [{ ...one, email }]
  })
  const oldest = reached.toSorted((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1))[0]
  const chosen = memory.mains.get(`${customer} ${source}`)
  const main = reached.some(({ id }) => id === chosen) ? chosen : oldest?.id
  return reached
    .map((one) => ({
      ...one,
      source,
      main: one.id === main,
      position: memory.positions.get(`${customer} ${one.id}`) ?? null,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

type Person = Omit<ShownContact, 'source' | 'main' | 'position' | 'email'> & { readonly email: string | null }

/** The one person the billing tool knows of a customer. */
const billed = ({ sandbox: { billing } }: World, index: number): Person[] => {
  const { email, phone, created } = billing.customer(index)
  const nameless = { firstName: null, lastName: null, jobTitle: null }
  const id = `${billing.id(index)}:email`
  return [{ id, email: said(email ?? null), phone: said(phone ?? null), since: created * 1000, ...nameless }]
}

const workingAt = (world: World, memory: Memory, account: string): Person[] => {
  const { org } = world.sandbox
  const contacts = org.table('Contact')
  const found: Person[] = []
  const related = memory.related ? relatedTo(world, account) : new Set()
  for (let row = 0; row < contacts.size; row++) {
    const home = contacts.read(row, 'AccountId')
    const here = home === account || (home !== null && related.has(contacts.id(row)))
    if (!here || contacts.life(row) !== 0 || !org.permissions.visible(contacts, row)) continue
    const of = (name: string): string | null => said(contacts.read(row, name))
    found.push({
      id: contacts.id(row),
      email: of('Email'),
      firstName: of('FirstName'),
      lastName: of('LastName'),
      phone: of('Phone') ?? of('MobilePhone'),
      jobTitle: of('Title'),
      since: Number(contacts.read(row, 'CreatedDate')) * 1000,
    })
  }
  return found
}

/** Contacts whom a relation in force names at an account. */
const relatedTo = ({ sandbox: { org } }: World, account: string): Set<unknown> => {
  const relations = org.table('AccountContactRelation')
  const found = new Set<unknown>()
  for (let row = 0; row < relations.size; row++) {
    const is = (name: string): boolean => relations.read(row, name) === true
    if (
      relations.life(row) === 0 &&
      is('IsActive') &&
      !is('IsDirect') &&
      relations.read(row, 'AccountId') === account
    )
      found.add(relations.read(row, 'ContactId'))
  }
  return found
}
