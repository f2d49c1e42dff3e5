import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, atCustomer } from '../../../test/at-customer.ts'
import { overlooksNothing } from '../../../test/histories/overlooked.ts'
import { connectOrg, openWorld, type World } from '../../../test/world.ts'
import { chooseMain } from '../../customers/contacts/choices.ts'
import type { Actor } from '../../db/door.ts'
import { listProblems, type Asked } from './list.ts'

// Each kind opens through a real cause, and closes by itself once that is mended and a run has ended.

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 20 })
  await runLater()
})
afterAll(() => world.close())

const runLater = async (): Promise<void> => {
  world.clock.move({ minutes: 30 })
  await world.run()
  await overlooksNothing(world)
}

const list = (asked: Partial<Asked> = {}) =>
  world.database.transaction((tx) =>
    listProblems(
      tx,
      { workspaceId: world.workspaceId, userId: null, now: world.clock.now() },
      { snoozed: 'no', offset: 0, limit: 500, ...asked },
    ),
  )

/** The kinds that stand against a customer. */
const kindsAt = async (customer: string): Promise<string[]> =>
  (await list({ customer: `external:${customer}` })).problems.map(({ kind }) => kind).toSorted()

const org = () => world.sandbox.org
const newAccount = (name: string, more: Record<string, string> = {}): string =>
  org().changes.insert('Account', { Name: name, ...more })
const newContact = (account: string, email: string | null, name = 'Person'): string =>
  org().changes.insert('Contact', { LastName: name, Email: email, AccountId: account })
/** An account with somebody to write to. */
const peopled = (name: string): string => {
  const account = newAccount(name)
  newContact(account, `somebody@${name.toLowerCase()}.example`)
  return account
}
const setValue = (customer: string, value: string): void =>
  world.sandbox.billing.update(customer, { metadata: { salesforce_account_id: value } })

/** What stands that is about no single customer. */
const others = async (): Promise<[kind: string, subject: string][]> =>
  (await list()).problems
    .filter(({ customer, kind }) => customer === null && kind !== 'owner_inactive')
    .map(({ kind, subject }) => [kind, subject])

test('no value, malformed and not found, until the billing tool holds the account', async () => {
  const account = peopled('Fittingly')
  const wrong = [
    ['no_value', addCustomer(world, '')],
    ['malformed', addCustomer(world, 'not an id')],
    ['not_found', addCustomer(world, '001000000000999AAA')],
  ] as const
  await runLater()
  for (const [kind, customer] of wrong)
    expect(await kindsAt(customer)).toEqual([kind, 'no_account_manager'].toSorted())
  const [told] = (await list({ customer: `external:${wrong[1][1]}`, kind: 'malformed' })).problems
  expect(told).toMatchObject({
    what: 'This is not a Salesforce id.',
    who: 'Whoever keeps customers in Stripe',
    how: expect.stringContaining('“not an id” in “salesforce_account_id” in Stripe') as string,
    links: [{ label: 'Customer in Stripe', url: expect.stringContaining('dashboard.stripe.com') as string }],
  })
  for (const [, customer] of wrong) setValue(customer, account)
  await runLater()
  for (const [, customer] of wrong) expect(await kindsAt(customer)).toEqual([])
})

test('a deleted account, until it is restored', async () => {
  const account = peopled('Deleted')
  const customer = addCustomer(world, account)
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
  org().changes.softDelete('Account', account)
  await runLater()
  expect(await kindsAt(customer)).toContain('deleted')
  org().changes.undelete('Account', account)
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

test('a merged id still in billing, until billing holds the one that survived', async () => {
  const [winner, loser] = [peopled('Winner'), peopled('Loser')]
  const customer = addCustomer(world, loser)
  org().changes.merge('Account', winner, [loser])
  await runLater()
  const [merged] = (await list({ customer: `external:${customer}` })).problems
  expect(merged).toMatchObject({
    kind: 'merged',
    how: expect.stringContaining(`Put ${winner}`) as string,
    links: [{ label: 'Customer in Stripe' }, { label: 'Winner in Salesforce' }],
  })
  setValue(customer, winner)
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

test('two customers on one account where that is forbidden, until it is allowed', async () => {
  const account = peopled('Shared')
  const [one, other] = [addCustomer(world, account), addCustomer(world, account)]
  await world.settings({ sharedAccounts: false })
  await runLater()
  for (const customer of [one, other]) expect(await kindsAt(customer)).toContain('shared_account')
  await world.settings({ sharedAccounts: true })
  await runLater()
  for (const customer of [one, other]) expect(await kindsAt(customer)).toEqual([])
})

test('several accounts with one value, until each has its own', async () => {
  const twins = [peopled('Twin'), peopled('Twin')] as const
  const customer = addCustomer(world, 'Twin')
  await world.settings({ accountField: 'Name' })
  await runLater()
  const [ambiguous] = (await list({ customer: `external:${customer}`, kind: 'ambiguous' })).problems
  expect(ambiguous?.what).toBe('2 accounts in Salesforce carry this value, so we do not guess.')
  expect(ambiguous?.links.map(({ label }) => label)).toEqual([
    'Customer in Stripe',
    'Twin in Salesforce',
    'Twin in Salesforce',
  ])
  const third = newAccount('Twin')
  await runLater()
  const [more] = (await list({ customer: `external:${customer}`, kind: 'ambiguous' })).problems
  expect(more?.what).toContain('3 accounts')
  for (const id of [twins[1], third]) org().changes.update('Account', id, { Name: 'Only child' })
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
  await world.settings({ accountField: 'Id' })
  setValue(customer, twins[0])
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

test('a contact nobody can write to, and a customer that has no other', async () => {
  const account = newAccount('Unreachable')
  const person = newContact(account, null, 'Silent')
  const customer = addCustomer(world, account)
  await runLater()
  expect(await kindsAt(customer)).toEqual(['contact_skipped', 'no_contact'])
  const [skipped] = (await list({ customer: `external:${customer}`, kind: 'contact_skipped' })).problems
  expect(skipped).toMatchObject({
    subject: 'Silent',
    what: 'Silent is left out. It has no e-mail address.',
    links: [{ label: 'Contact in Salesforce', url: expect.stringContaining(person) as string }],
  })
  org().changes.update('Contact', person, { Email: 'silent@unreachable.example' })
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

test('a main contact somebody chose and who has gone, until they are back', async () => {
  const account = newAccount('Chosen')
  newContact(account, 'oldest@chosen.example', 'Oldest')
  world.clock.move({ minutes: 1 })
  const chosen = newContact(account, 'chosen@chosen.example', 'Chosen')
  const customer = addCustomer(world, account)
  await runLater()
  const known = await atCustomer(world, customer)
  const id = known.contacts.find(({ sourceId }) => sourceId === chosen)?.id ?? ''
  await world.database.transaction((tx) => chooseMain(tx, actor(), id, true, world.clock.now()))
  org().changes.softDelete('Contact', chosen)
  await runLater()
  const [gone] = (await list({ customer: `external:${customer}` })).problems
  expect(gone).toMatchObject({
    kind: 'main_contact_gone',
    subject: 'Chosen',
    means: 'Oldest is the main contact meanwhile, as the rule says.',
  })
  org().changes.undelete('Contact', chosen)
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

const actor = (): Actor => ({
  workspaceId: world.workspaceId,
  userId: null,
  name: 'Noor Haddad',
  role: 'owner',
  via: 'browser',
  sessionId: null,
})

test('an owner who has left is one problem, shown at each of their customers, until somebody else owns them', async () => {
  const owner = org().changes.insert('User', {
    LastName: 'Leaver',
    Name: 'Leaver',
    Email: 'leaver@northwind.example',
    Username: 'leaver@northwind.example',
    UserType: 'Standard',
    IsActive: true,
  })
  const account = newAccount('Left', { OwnerId: owner })
  newContact(account, 'somebody@left.example')
  const customers = [addCustomer(world, account), addCustomer(world, account)] as const
  await runLater()
  expect(await kindsAt(customers[0])).toEqual([])
  org().changes.update('User', owner, { IsActive: false })
  await runLater()
  const found = await list({ customer: `external:${customers[1]}` })
  expect(found.problems).toMatchObject([
    { kind: 'owner_inactive', subject: 'Leaver', means: expect.stringMatching(/^2 customers/) as string },
  ])
  org().changes.update('Account', account, { OwnerId: org().table('User').id(0) })
  await runLater()
  expect(await kindsAt(customers[0])).toEqual([])
  expect((await list({ search: 'leaver' })).total).toBe(0)
})

test('customers without account manager, while owners decide', async () => {
  const customer = addCustomer(world, '')
  await runLater()
  expect(await kindsAt(customer)).toContain('no_account_manager')
  await world.settings({ accountManagers: false })
  await runLater()
  expect(await kindsAt(customer)).toEqual(['no_value'])
  await world.settings({ accountManagers: true })
  setValue(customer, peopled('Managed'))
  await runLater()
  expect(await kindsAt(customer)).toEqual([])
})

test('a hidden field, one that is needed, and the identifier', async () => {
  const { permissions } = org()
  permissions.hideField('Contact', 'Phone', true)
  await runLater()
  expect(await others()).toEqual([['fields_hidden', 'Contact.Phone']])
  permissions.hideField('Contact', 'Phone', false)
  await runLater()
  expect(await others()).toEqual([])
  permissions.hideField('Contact', 'Email', true)
  await runLater()
  expect(await others()).toEqual([['fields_hidden', 'A field Crosswalk needs']])
  permissions.hideField('Contact', 'Email', false)
  await world.settings({ accountField: 'Billing_Id__c' })
  permissions.hideField('Account', 'Billing_Id__c', true)
  await runLater()
  expect(await others()).toEqual([['fields_hidden', 'The shared identifier']])
  permissions.hideField('Account', 'Billing_Id__c', false)
  await world.settings({ accountField: 'Id' })
  await runLater()
  expect(await others()).toEqual([])
})

test('hidden records, as the weekly count tells', async () => {
  const contacts = org().table('Contact')
  const first = Array.from({ length: 15 }, (_, index) => contacts.id(index))
  for (const id of first) org().permissions.hideRow(id, true)
  world.clock.move({ days: 8 })
  await world.run()
  expect(await others()).toEqual([['rows_hidden', 'Contact']])
  for (const id of first) org().permissions.hideRow(id, false)
  world.clock.move({ days: 1 })
  await world.run()
  expect(await others()).toEqual([])
})

test('out of calls, until a run gets through', async () => {
  const { usage } = org()
  usage.headerAs = 'api-usage=90000/100000'
  await runLater()
  expect(await others()).toEqual([['budget', 'a test']])
  usage.headerAs = undefined
  await runLater()
  expect(await others()).toEqual([])
})

test('a source that is away, until it is back', async () => {
  world.sandbox.billing.faults.add({ match: '/v1/', kind: 'html', times: -1 })
  await runLater()
  expect(await others()).toEqual([['run_failed', 'a test']])
  // A run of the other source alone says nothing about this one.
  await world.run(['salesforce'])
  expect(await others()).toEqual([['run_failed', 'a test']])
  world.sandbox.billing.faults.clear()
  await runLater()
  expect(await others()).toEqual([])
})

test('access that was taken away, told once and not a second time by the run', async () => {
  org().grants.revokeUser(null)
  await runLater()
  expect(await others()).toEqual([['sign_in', 'Salesforce']])
  const [lost] = (await list({ kind: 'sign_in' })).problems
  expect(lost).toMatchObject({
    how: expect.stringMatching(/connect/i) as string,
    place: { path: '/settings/crm' },
  })
  await connectOrg(world.parts.connections, world.sandbox, world.workspaceId)
  await runLater()
  expect(await others()).toEqual([])
})
