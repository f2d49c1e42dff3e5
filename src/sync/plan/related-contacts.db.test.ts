import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, atCustomer } from '../../../test/at-customer.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { listSkipped } from '../../customers/contacts/skipped.ts'
import { standingOf } from '../standing.ts'

// Two accounts, each with people of its own, in an org where a contact may be related to several.

let world: World
const at: Record<'home' | 'other', { account: string; customer: string }> = {
  home: { account: '', customer: '' },
  other: { account: '', customer: '' },
}
let person = ''

beforeAll(async () => {
  world = await openWorld({ customers: 12, contactsToMultipleAccounts: true })
  const { changes } = world.sandbox.org
  for (const name of ['home', 'other'] as const) {
    const account = changes.insert('Account', { Name: `The ${name} account` })
    at[name] = { account, customer: addCustomer(world, account) }
    changes.insert('Contact', { LastName: 'Native', Email: `native@${name}.example`, AccountId: account })
  }
  person = changes.insert('Contact', {
    LastName: 'Everywhere',
    Email: 'both@home.example',
    AccountId: at.home.account,
  })
  await world.run()
})
afterAll(() => world.close())

const emails = async (place: 'home' | 'other'): Promise<string[]> =>
  (await atCustomer(world, at[place].customer)).contacts.map((one) => one.email).toSorted()

const relate = (fields: Record<string, boolean | string> = {}): string =>
  world.sandbox.org.changes.insert('AccountContactRelation', {
    AccountId: at.other.account,
    ContactId: person,
    IsDirect: false,
    ...fields,
  })

const runLater = async () => {
  world.clock.move({ minutes: 30 })
  const run = await world.run()
  expect(run).toMatchObject({ state: 'complete', problem: null })
  return run
}

test('without the choice, only the contacts that name the account are its own', async () => {
  relate({ Roles: 'Billing Contact' })
  await runLater()
  expect(await emails('other')).toEqual(['native@other.example'])
})

test('with it, a related contact is at both, once at each, under ids of their own', async () => {
  await world.settings({ relatedContacts: true })
  await runLater()
  expect(await emails('other')).toEqual(['both@home.example', 'native@other.example'])
  expect(await emails('home')).toEqual(['both@home.example', 'native@home.example'])
  const rows = await Promise.all([at.home, at.other].map(({ customer }) => atCustomer(world, customer)))
  const ids = rows.flatMap(({ contacts }) => contacts).filter((one) => one.sourceId === person)
  expect(new Set(ids.map((one) => one.id)).size).toBe(2)
  for (const { contacts } of rows) expect(contacts.filter((one) => one.main)).toHaveLength(1)
})

test('a second relation to the same account gives no second contact', async () => {
  const second = relate()
  await runLater()
  expect(await emails('other')).toEqual(['both@home.example', 'native@other.example'])
  world.sandbox.org.changes.softDelete('AccountContactRelation', second)
})

test('an inactive relation, a deleted one, and a deleted contact do not count', async () => {
  const { changes } = world.sandbox.org
  const table = world.sandbox.org.table('AccountContactRelation')
  const live = Array.from({ length: table.size }, (_none, index) => index).filter(
    (index) => table.life(index) === 0 && table.read(index, 'AccountId') === at.other.account,
  )
  const mine = live.find((index) => table.read(index, 'ContactId') === person)
  const id = table.id(mine ?? -1)
  changes.update('AccountContactRelation', id, { IsActive: false })
  await runLater()
  expect(await emails('other')).toEqual(['native@other.example'])
  changes.update('AccountContactRelation', id, { IsActive: true })
  await runLater()
  expect(await emails('other')).toContain('both@home.example')
  changes.softDelete('AccountContactRelation', id)
  await runLater()
  expect(await emails('other')).toEqual(['native@other.example'])
  changes.undelete('AccountContactRelation', id)
  await runLater()
  expect(await emails('other')).toContain('both@home.example')
  changes.softDelete('Contact', person)
  await runLater()
  expect(await emails('other')).toEqual(['native@other.example'])
  changes.undelete('Contact', person)
  await runLater()
  expect(await emails('other')).toContain('both@home.example')
})

test('a related contact no mail could reach is left out, counted and listed at both', async () => {
  const { changes } = world.sandbox.org
  const before = (await runLater()).counts?.skippedContacts ?? 0
  const mute = changes.insert('Contact', { LastName: 'Mute', Email: null, AccountId: at.home.account })
  changes.insert('AccountContactRelation', {
    AccountId: at.other.account,
    ContactId: mute,
    IsDirect: false,
  })
  expect((await runLater()).counts?.skippedContacts).toBe(before + 2)
  const { contacts } = await world.database.transaction(async (tx) =>
    listSkipped(tx, world.workspaceId, await standingOf(tx, world.workspaceId), { offset: 0, limit: 500 }),
  )
  expect(contacts).toHaveLength(before + 2)
  const places = contacts.filter((one) => one.sourceId === mute).map((one) => one.customer.externalId)
  expect(places.toSorted()).toEqual([at.home.customer, at.other.customer].toSorted())
  changes.softDelete('Contact', mute)
  await runLater()
})

test('a contact that moves is at its new account, and at the old one while it is still related', async () => {
  const { changes } = world.sandbox.org
  changes.update('Contact', person, { AccountId: at.other.account })
  await runLater()
  expect(await emails('other')).toEqual(['both@home.example', 'native@other.example'])
  expect(await emails('home')).toEqual(['both@home.example', 'native@home.example'])
  changes.update('Contact', person, { AccountId: at.home.account })
  await runLater()
})

test('relations that are hidden stay as they were read last, and the run says so', async () => {
  const { permissions } = world.sandbox.org
  permissions.hideObject('AccountContactRelation', true)
  world.clock.move({ minutes: 30 })
  const before = await world.seen()
  const run = await world.run()
  expect(run).toMatchObject({ state: 'partial', problem: { code: 'relations_hidden' } })
  expect(await world.seen()).toEqual(before)
  permissions.hideObject('AccountContactRelation', false)
  await runLater()
})

test('without the choice again, they are where they name, and nothing is read for it', async () => {
  await world.settings({ relatedContacts: false })
  const run = await world.run([])
  expect(run).toMatchObject({ state: 'complete', calls: 0 })
  expect(await emails('other')).toEqual(['native@other.example'])
})

test('read from scratch, all is the same', async () => {
  await world.settings({ relatedContacts: true })
  await runLater()
  const incremental = await world.seen()
  await world.dropDerived()
  await runLater()
  expect(await world.seen()).toEqual(incremental)
})
