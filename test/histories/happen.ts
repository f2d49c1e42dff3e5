import { SANDBOX_USERNAME } from '../../src/sandbox/credentials.ts'
import type { Table } from '../../src/sandbox/salesforce/table.ts'
import type { World } from '../world.ts'
import type { BillingEvent, Event, RecordEvent } from './events.ts'

/** One of several, whatever their number; undefined when there are none. */
export const choose = <T>(all: readonly T[], pick: number): T | undefined =>
  all[pick % Math.max(all.length, 1)]

const live = 0
const binned = 1
/** Fields a read can do without, so that an admin may hide them. */
export const hideable = [
  ['Contact', 'Title'],
  ['Contact', 'Phone'],
  ['Contact', 'MobilePhone'],
  ['Contact', 'FirstName'],
  ['Contact', 'LastName'],
  ['Account', 'Name'],
  ['Account', 'Billing_Id__c'],
] as const

/** System users stand before the people who sell. */
const firstSeller = 5

const idsOf = (table: Table, life: number): string[] => {
  const found: string[] = []
  for (let index = 0; index < table.size; index++) if (table.life(index) === life) found.push(table.id(index))
  return found
}

/** An object from which everything is gone is no event but a disaster, which has its own tests. */
const fewLeft = ({ sandbox: { org } }: World, table: Table): boolean => {
  let count = 0
  for (let index = 0; index < table.size; index++) if (org.permissions.visible(table, index)) count++
  return count < 4
}

/** Makes it happen in the org; what finds no row to happen to is passed over, as in life. */
export const happenInOrg = (world: World, { do: what, pick, other }: Event<RecordEvent>): void => {
  const { org } = world.sandbox
  const rows = (object: string, life = live): string | undefined =>
    choose(idsOf(org.table(object), life), pick)
  const another = choose(idsOf(org.table('Account'), live), other)
  const { changes } = org
  const late = { stamp: new Date(world.clock.now().getTime() - (pick % 10) * 60_000).toISOString() }
  const on = <T>(id: T | undefined, act: (id: T) => void): void => {
    if (id !== undefined) act(id)
  }
  switch (what) {
    case 'insert':
      return on(another, (at) => changes.insert('Contact', person(pick, at)))
    case 'late':
      return on(another, (at) => changes.insert('Contact', person(pick, at), late))
    case 'edit':
      return on(rows('Contact'), (id) => changes.update('Contact', id, edited(pick, other)))
    case 'reparent':
      return on(rows('Contact'), (id) => reparent(world, id, another ?? null))
    case 'make_private':
      return on(rows('Contact'), (id) => reparent(world, id, null))
    case 'delete':
      return on(ownContact(world, rows('Contact')), (id) => changes.softDelete('Contact', id))
    case 'undelete':
      return on(ownContact(world, rows('Contact', binned)), (id) => undelete(world, id))
    case 'purge':
      return on(ownContact(world, rows('Contact')), (id) => purge(world, 'Contact', id))
    case 'empty_bin':
      return on(ownContact(world, rows('Contact', binned)), (id) => purge(world, 'Contact', id))
    case 'account_add':
      return void changes.insert('Account', { Name: `New ${pick}` })
    case 'account_edit':
      return on(rows('Account'), (id) => changes.update('Account', id, accountEdit(other)))
    case 'account_delete':
      return on(rows('Account'), (id) => changes.softDelete('Account', id))
    case 'account_undelete':
      return on(rows('Account', binned), (id) => changes.undelete('Account', id))
    case 'account_purge':
      return on(rows('Account'), (id) => purge(world, 'Account', id))
    case 'account_empty_bin':
      return on(rows('Account', binned), (id) => purge(world, 'Account', id))
    case 'merge':
      return on(rows('Account'), (id) => merge(world, id, another ?? id))
    case 'owner':
      return on(rows('Account'), (id) => changes.update('Account', id, { OwnerId: anyUser(world, other) }))
    case 'person_add':
    case 'person_edit':
      return happenToPerson(world, what, pick, other)
    case 'relation_add':
    case 'relation_end':
    case 'relation_delete':
      return happenToRelation(world, what, pick, other)
    case 'user_email':
    case 'user_inactive':
    case 'user_of_sandbox':
    case 'freeze':
      return happenToUser(world, what, pick, other)
    default:
      return happenToAccess(world, what, pick, other)
  }
}

const person = (pick: number, account: string) => ({
  FirstName: `First${pick % 40}`,
  LastName: `Last${pick % 60}`,
  Email: address(pick),
  AccountId: account,
})

const address = (number: number): string | null =>
  number % 5 === 0 ? null : `person${number % 90}@customer.example`

const oddTitles = [
  'NA',
  'null',
  'None',
  'two\r\nlines',
  'two\nlines',
  'a "quoted", word',
  'nul\u0000byte',
  '',
]

const edited = (pick: number, other: number) => ({
  Title: other % 3 === 0 ? (choose(oddTitles, pick) ?? null) : `Title ${other % 50}`,
  Email: address(other),
  ...(other % 2 === 0 ? { Phone: other % 4 === 0 ? null : `+43 ${pick}` } : {}),
})

const accountEdit = (other: number) => ({ Name: `Renamed ${other % 50}` })

const isPerson = ({ sandbox: { org } }: World, contact: string): boolean => {
  const table = org.table('Contact')
  return table.read(table.find(contact), 'IsPersonAccount') === true
}

/** The contact of a person account goes, comes back and moves with the account, never alone. */
const ownContact = (world: World, id: string | undefined): string | undefined =>
  id !== undefined && isPerson(world, id) ? undefined : id

const reparent = (world: World, id: string, account: string | null): void => {
  if (!isPerson(world, id)) world.sandbox.org.changes.update('Contact', id, { AccountId: account })
}

/** A contact does not come back to an account that is gone. */
const undelete = ({ sandbox: { org } }: World, id: string): void => {
  const contacts = org.table('Contact')
  const home = contacts.read(contacts.find(id), 'AccountId')
  const accounts = org.table('Account')
  if (typeof home !== 'string' || accounts.life(accounts.find(home)) === live)
    org.changes.undelete('Contact', id)
}

const purge = (world: World, object: 'Account' | 'Contact', id: string): void => {
  const { org } = world.sandbox
  if (!fewLeft(world, org.table(object)) && !fewLeft(world, org.table('Contact')))
    org.changes.purge(object, id)
}

/** Companies are not merged with people. */
const merge = (world: World, loser: string, winner: string): void => {
  const accounts = world.sandbox.org.table('Account')
  const kind = (id: string): boolean => accounts.read(accounts.find(id), 'IsPersonAccount') === true
  if (loser !== winner && !kind(loser) && !kind(winner))
    world.sandbox.org.changes.merge('Account', winner, [loser])
}

const anyUser = ({ sandbox: { org } }: World, pick: number): string =>
  org.table('User').id(pick % org.table('User').size)

const happenToPerson = (
  world: World,
  what: 'person_add' | 'person_edit',
  pick: number,
  other: number,
): void => {
  const { org } = world.sandbox
  if (!org.features.has('personAccounts')) return
  const accounts = org.table('Account')
  const people = idsOf(accounts, live).filter(
    (id) => accounts.read(accounts.find(id), 'IsPersonAccount') === true,
  )
  const id = choose(people, pick)
  if (what === 'person_add')
    org.changes.insert('Account', {
      FirstName: `First${pick}`,
      LastName: `Last${other}`,
      PersonEmail: address(pick),
    })
  else if (id)
    org.changes.update('Account', id, { PersonTitle: `Title ${other % 50}`, PersonEmail: address(other) })
}

const happenToRelation = (
  world: World,
  what: 'relation_add' | 'relation_end' | 'relation_delete',
  pick: number,
  other: number,
): void => {
  const { org } = world.sandbox
  if (!org.features.has('contactsToMultipleAccounts')) return
  const relations = org.table('AccountContactRelation')
  const indirect = idsOf(relations, live).filter(
    (id) => relations.read(relations.find(id), 'IsDirect') !== true,
  )
  if (what === 'relation_add') return relate(world, pick, other)
  const id = choose(indirect, pick)
  if (!id) return
  if (what === 'relation_end') org.changes.update('AccountContactRelation', id, { IsActive: other % 2 === 0 })
  else org.changes.softDelete('AccountContactRelation', id)
}

const relate = ({ sandbox: { org } }: World, pick: number, other: number): void => {
  const contacts = org.table('Contact')
  const ContactId = choose(idsOf(contacts, live), pick)
  const AccountId = choose(idsOf(org.table('Account'), live), other)
  if (!ContactId || !AccountId || typeof contacts.read(contacts.find(ContactId), 'AccountId') !== 'string')
    return
  const relations = org.table('AccountContactRelation')
  const there = idsOf(relations, live).some((id) => {
    const row = relations.find(id)
    return relations.read(row, 'AccountId') === AccountId && relations.read(row, 'ContactId') === ContactId
  })
  if (!there)
    org.changes.insert('AccountContactRelation', { AccountId, ContactId, IsDirect: false, IsActive: true })
}

const happenToUser = (
  world: World,
  what: 'user_email' | 'user_inactive' | 'user_of_sandbox' | 'freeze',
  pick: number,
  other: number,
): void => {
  const { org } = world.sandbox
  const table = org.table('User')
  const index = firstSeller + (pick % (table.size - firstSeller))
  const id = table.id(index)
  // The one Crosswalk signed in as stays: without it nothing is read, which other tests show.
  if (id === org.userNamed(SANDBOX_USERNAME)) return
  if (what === 'user_email')
    org.changes.update('User', id, { Email: `${other % 7}.Seller@northwind.example` })
  if (what === 'user_of_sandbox')
    org.changes.update('User', id, { Email: `seller${index}@northwind.example.invalid` })
  if (what === 'user_inactive') org.changes.update('User', id, { IsActive: other % 2 === 0 })
  if (what === 'freeze') org.freezeUser(id, other % 2 === 0)
}

type AccessEvent = Exclude<RecordEvent, `${string}_add`> & (`hide_${string}` | `show_${string}`)

const happenToAccess = (world: World, what: AccessEvent, pick: number, other: number): void => {
  const { permissions, ...org } = world.sandbox.org
  const field = hideable[pick % hideable.length] ?? hideable[0]
  if (what === 'hide_field' || what === 'show_field')
    return permissions.hideField(field[0], field[1], what === 'hide_field')
  const object = what === 'hide_contact' ? 'Contact' : what === 'hide_user' ? 'User' : 'Account'
  void org
  const table = world.sandbox.org.table(what === 'show_row' ? (choose(objects, other) ?? 'User') : object)
  const from = table.schema.name === 'User' ? firstSeller : 0
  const id = table.id(from + (pick % (table.size - from)))
  if (what === 'show_row') permissions.hideRow(id, false)
  else if (!fewLeft(world, table)) permissions.hideRow(id, true)
}

const objects = ['Account', 'Contact', 'User'] as const

/** Everything that was hidden is to be seen again. */
export const showAll = ({ sandbox: { org } }: World): void => {
  for (const [object, field] of hideable) org.permissions.hideField(object, field, false)
  for (const object of objects) {
    const table = org.table(object)
    for (let index = 0; index < table.size; index++) org.permissions.hideRow(table.id(index), false)
  }
}

/** Makes it happen in the billing tool. */
export const happenInBilling = (
  { sandbox: { org, billing } }: World,
  { do: what, pick, other }: Event<BillingEvent>,
): void => {
  const customers: string[] = []
  for (let index = 0; index < billing.size; index++)
    if (!billing.isDeleted(index)) customers.push(billing.id(index))
  const accounts = org.table('Account')
  const metadata = { salesforce_account_id: spelled(org.table('Contact'), accounts, other) }
  if (what === 'customer_add')
    return void billing.add({ name: `New ${pick}`, email: `billing${pick}@new.example`, metadata })
  const id = choose(customers, pick)
  if (!id) return
  if (what === 'customer_edit') billing.update(id, { name: `Edited ${other}`, metadata })
  else if (customers.length > 2) billing.delete(id)
}

/** The id of some account, gone ones included, in one of the spellings people leave it in. */
const spelled = (contacts: Table, accounts: Table, other: number): string => {
  const index = Math.floor(other / 8) % accounts.size
  const id = accounts.id(index)
  const person = accounts.read(index, 'PersonContactId')
  switch (other % 8) {
    case 0:
      return 'n/a'
    case 1:
      return id.slice(0, 15)
    case 2:
      return ` ${id.toUpperCase()}\u00a0`
    case 3:
      return `https://northwind.lightning.force.com/lightning/r/Account/${id}/view`
    case 4:
      return typeof person === 'string' ? person : contacts.id(0)
    default:
      return id
  }
}
