import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, atCustomer } from '../../../test/at-customer.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { judgeCandidates } from './candidates.ts'

// A person account is one human with two ids, 001 and 003.

let world: World
let account = ''
let shadow = ''
let byAccount = ''
let byContact = ''

beforeAll(async () => {
  world = await openWorld({ customers: 12, personAccounts: true, contactsToMultipleAccounts: true })
  const { changes } = world.sandbox.org
  account = changes.insert('Account', {
    FirstName: 'Ida',
    LastName: 'Vann',
    PersonEmail: 'ida@vann.example',
    PersonTitle: 'Painter',
  })
  shadow = String(world.sandbox.org.table('Account').read(rowOf('Account', account), 'PersonContactId'))
  byAccount = addCustomer(world, account)
  byContact = addCustomer(world, shadow)
  await world.run()
})
afterAll(() => world.close())

const rowOf = (object: string, id: string): number => world.sandbox.org.table(object).find(id)

const runLater = async (): Promise<void> => {
  world.clock.move({ minutes: 30 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
}

test('a customer on a person account has exactly one contact for that human', async () => {
  const { match, contacts } = await atCustomer(world, byAccount)
  expect(match).toMatchObject({ state: 'matched', account, reason: null })
  expect(contacts).toMatchObject([{ sourceId: shadow, email: 'ida@vann.example', main: true }])
})

test('the id of the contact behind it finds the account too, and says by what', async () => {
  const { match, contacts } = await atCustomer(world, byContact)
  expect(match).toMatchObject({ state: 'matched', account, reason: 'person_contact', value: shadow })
  expect(contacts).toMatchObject([{ sourceId: shadow, email: 'ida@vann.example', main: true }])
})

test('also with 15 characters, and pasted from the address line', async () => {
  const short = addCustomer(world, shadow.slice(0, 15))
  const pasted = addCustomer(world, `https://acme.lightning.force.com/lightning/r/Contact/${shadow}/view`)
  await runLater()
  for (const customer of [short, pasted])
    expect((await atCustomer(world, customer)).match).toMatchObject({ state: 'matched', account })
})

test('the id of a contact of a company stands for no account', async () => {
  const company = world.sandbox.org.table('Contact').id(0)
  const customer = addCustomer(world, company)
  await runLater()
  expect((await atCustomer(world, customer)).match).toMatchObject({
    state: 'malformed',
    reason: 'other_object',
    account: null,
  })
})

test('a field that holds such ids is judged by the accounts they find', async () => {
  const judged = await world.database.transaction((tx) => judgeCandidates(tx, world.workspaceId, 'Id'))
  const field = judged.candidates.find((one) => one.key === 'salesforce_account_id')
  const { rows } = await sql<{ matched: number; malformed: number }>`
    select count(*) filter (where state in ('matched', 'merged')) as matched,
      count(*) filter (where state = 'malformed') as malformed
    from matches where workspace_id = ${world.workspaceId}`.execute(world.database.db)
  expect(field?.matched).toBe(rows[0]?.matched)
  expect((field?.filled ?? 0) - (field?.wellFormed ?? 0)).toBe(rows[0]?.malformed)
})

test('one human also when a relation names them, at their own account or at another', async () => {
  const { changes } = world.sandbox.org
  const company = changes.insert('Account', { Name: 'Gallery' })
  const gallery = addCustomer(world, company)
  for (const AccountId of [account, company])
    changes.insert('AccountContactRelation', { AccountId, ContactId: shadow, IsDirect: false })
  await world.settings({ relatedContacts: true })
  await runLater()
  const own = await atCustomer(world, byAccount)
  expect(own.contacts.map((one) => one.sourceId)).toEqual([shadow])
  const there = await atCustomer(world, gallery)
  expect(there.contacts.map((one) => one.sourceId)).toEqual([shadow])
  expect(there.contacts[0]?.id).not.toBe(own.contacts[0]?.id)
})

test('an e-mail that changes on either side arrives once', async () => {
  world.sandbox.org.changes.update('Account', account, { PersonEmail: 'ida.vann@home.example' })
  await runLater()
  expect((await atCustomer(world, byAccount)).contacts).toMatchObject([{ email: 'ida.vann@home.example' }])
  world.sandbox.org.changes.update('Contact', shadow, { Email: 'ida@vann.example' })
  await runLater()
  expect((await atCustomer(world, byAccount)).contacts).toMatchObject([{ email: 'ida@vann.example' }])
})

test('a person account merged into another is followed by both of its ids', async () => {
  const { changes } = world.sandbox.org
  const survivor = changes.insert('Account', { LastName: 'Vann-Moss', PersonEmail: 'ida@moss.example' })
  changes.merge('Account', survivor, [account])
  await runLater()
  for (const customer of [byAccount, byContact])
    expect((await atCustomer(world, customer)).match).toMatchObject({ state: 'merged', account: survivor })
})
