import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, atCustomer, type Known } from '../../../test/at-customer.ts'
import { openWorld, type World } from '../../../test/world.ts'

// Every kind of user that may own an account, each owning the account of one customer.

let world: World
let customer = ''
let account = ''

beforeAll(async () => {
  world = await openWorld({ customers: 10 })
  account = world.sandbox.org.changes.insert('Account', { Name: 'Owned in many ways' })
  customer = addCustomer(world, account)
  await world.run()
})
afterAll(() => world.close())

let made = 0
const newUser = (fields: Record<string, string | boolean | null>): string => {
  made += 1
  return world.sandbox.org.changes.insert('User', {
    FirstName: 'Kind',
    LastName: `Number${made}`,
    Username: `kind${made}@northwind-traders.example`,
    Email: `kind${made}@northwind-traders.example`,
    UserType: 'Standard',
    IsActive: true,
    ...fields,
  })
}

const runLater = async (): Promise<Known['manager']> => {
  world.clock.move({ minutes: 30 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  return (await atCustomer(world, customer)).manager
}

const ownedBy = async (user: string): Promise<Known['manager']> => {
  world.sandbox.org.changes.update('Account', account, { OwnerId: user })
  return runLater()
}

const addColleague = async (name: string, email: string): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    insert into users (workspace_id, name, email, status) values (${world.workspaceId}, ${name}, ${email}, 'joined')
    returning id`.execute(world.database.db)
  return rows[0]?.id ?? ''
}

const noManagers = {
  'the system itself': { UserType: 'AutomatedProcess' },
  'an integration of the vendor': { UserType: 'CloudIntegrationUser' },
  'a guest': { UserType: 'Guest' },
  'a partner in a portal': { UserType: 'PowerPartner' },
  'a customer in a portal': { UserType: 'CspLitePortal' },
  'the system under the usual type': { Email: 'insightssecurity@00d5g000000fghij' },
}

test('the system’s own users and those of portals are no account managers', async () => {
  const customers = Object.entries(noManagers).map(([kind, fields]) => {
    const owned = world.sandbox.org.changes.insert('Account', { Name: kind, OwnerId: newUser(fields) })
    return addCustomer(world, owned, kind)
  })
  await runLater()
  for (const one of customers)
    expect(await atCustomer(world, one)).toMatchObject({ match: { state: 'matched' }, manager: null })
})

test('an inactive owner is imported and flagged', async () => {
  const user = newUser({ IsActive: false })
  const manager = await ownedBy(user)
  expect(manager).toMatchObject({ sourceUserId: user, inactive: true, frozen: false, hidden: false })
  world.sandbox.org.changes.update('User', user, { IsActive: true })
  expect(await runLater()).toMatchObject({ id: manager?.id, inactive: false })
})

test('a frozen owner is imported and flagged, where Salesforce says who is frozen', async () => {
  const { org } = world.sandbox
  const user = org.table('User').id(6)
  expect(await ownedBy(user)).toMatchObject({ sourceUserId: user, frozen: false })
  org.freezeUser(user, true)
  expect(await runLater()).toMatchObject({ frozen: false })
  org.permissions.hideObject('UserLogin', false)
  expect(await runLater()).toMatchObject({ sourceUserId: user, frozen: true, inactive: false })
  org.permissions.hideObject('UserLogin', true)
  expect(await runLater()).toMatchObject({ frozen: true })
  org.permissions.hideObject('UserLogin', false)
  org.freezeUser(user, false)
  expect(await runLater()).toMatchObject({ frozen: false })
})

test.each([
  ['.invalid behind it', 'dana.cole@northwind-traders.example.invalid'],
  ['.INVALID in capitals', 'dana.cole@northwind-traders.example.INVALID'],
  ['the older kind', 'dana.cole=northwind-traders.example@example.com'],
])('the address of a sandbox copy (%s) is not the colleague’s', async (_, Email) => {
  await sql`delete from users where workspace_id = ${world.workspaceId} and status = 'joined'`.execute(
    world.database.db,
  )
  const colleague = await addColleague('Dana Cole', 'Dana.Cole@northwind-traders.example')
  const alike = await addColleague('Dana Copy', Email)
  const manager = await ownedBy(newUser({ Email }))
  expect(manager?.name).toContain('Number')
  expect([colleague, alike]).not.toContain(manager?.id)
})

test('an address that changes on the user alone changes who it is here', async () => {
  const colleague = await addColleague('Robin West', 'robin.west@northwind-traders.example')
  const user = newUser({})
  const before = await ownedBy(user)
  const stamp = world.sandbox.org.table('Account').stamp(world.sandbox.org.table('Account').find(account))
  world.sandbox.org.changes.update('User', user, { Email: 'Robin.West@northwind-traders.example' })
  expect(await runLater()).toMatchObject({ id: colleague, name: 'Robin West', sourceUserId: user })
  world.sandbox.org.changes.update('User', user, { Email: 'somebody.else@northwind-traders.example' })
  expect(await runLater()).toMatchObject({ id: before?.id, email: 'somebody.else@northwind-traders.example' })
  expect(world.sandbox.org.table('Account').stamp(world.sandbox.org.table('Account').find(account))).toBe(
    stamp,
  )
})

test('owners without an address are known by name, flagged, and never one another', async () => {
  const first = await ownedBy(newUser({ Email: null, LastName: 'Silent' }))
  const second = await ownedBy(newUser({ Email: '', LastName: 'Quiet' }))
  expect(first).toMatchObject({ name: 'Kind Silent', email: null, hidden: true })
  expect(second).toMatchObject({ name: 'Kind Quiet', email: null, hidden: true })
  expect(second?.id).not.toBe(first?.id)
})

test('an owner who is hidden later stays the account manager, and is flagged', async () => {
  const user = newUser({})
  const seen = await ownedBy(user)
  expect(seen).toMatchObject({ hidden: false })
  world.sandbox.org.permissions.hideRow(user, true)
  expect(await runLater()).toEqual({ ...seen, hidden: true })
  world.sandbox.org.permissions.hideRow(user, false)
  expect(await runLater()).toEqual(seen)
})

test('an owner who was never shown is known by the Salesforce id until they are', async () => {
  const user = newUser({ LastName: 'Unseen' })
  world.sandbox.org.permissions.hideRow(user, true)
  const unseen = await ownedBy(user)
  expect(unseen).toMatchObject({ name: `Salesforce user ${user}`, email: null, hidden: true })
  world.sandbox.org.permissions.hideRow(user, false)
  expect(await runLater()).toMatchObject({ id: unseen?.id, name: 'Kind Unseen', hidden: false })
})
