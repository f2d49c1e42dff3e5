import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../src/db/door.ts'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { chooseMain, choosePosition } from '../src/customers/contacts/choices.ts'
import { describeCustomer } from '../src/customers/detail.ts'
import { listSkipped } from '../src/customers/contacts/skipped.ts'
import { idOf } from '../src/sandbox/salesforce/id.ts'
import type { SandboxOptions } from '../src/sandbox/sandbox.ts'
import { standingOf } from '../src/sync/standing.ts'
import { addCustomer, atCustomer } from './at-customer.ts'
import { openWorld, type World } from './world.ts'

// Salesforce's data as it really is, through whole runs.

let database: Database
let world: World
beforeAll(async () => {
  database = await openTestDatabase()
  world = await openWorld({ customers: 40 }, database)
  await world.run()
})
afterAll(async () => {
  await world.close()
  await database.close()
})

const runLater = async (of = world): Promise<void> => {
  of.clock.move({ minutes: 30 })
  expect(await of.run()).toMatchObject({ state: 'complete', problem: null })
}

const newAccount = (name: string): string => world.sandbox.org.changes.insert('Account', { Name: name })

const newContact = (account: string | null, email: string): string =>
  world.sandbox.org.changes.insert('Contact', { LastName: 'Person', Email: email, AccountId: account })

const detail = (customer: string) =>
  database.transaction(async (tx) =>
    describeCustomer(tx, world.workspaceId, `external:${customer}`, await standingOf(tx, world.workspaceId)),
  )

const features = [
  'contactsToMultipleAccounts',
  'personAccounts',
  'multiCurrency',
  'statePicklists',
  'accountTeams',
] as const satisfies readonly (keyof SandboxOptions)[]

test('what an org has switched on does not matter to anybody’s contacts and account manager', async () => {
  const size = { customers: 16, seed: 5 }
  const plain = await openWorld(size, database)
  expect(await plain.run()).toMatchObject({ state: 'complete', problem: null })
  const expected = await comparable(plain)
  await plain.close()
  for (const on of [...features.map((one) => [one]), features]) {
    const other = await openWorld(
      { ...size, ...Object.fromEntries(on.map((feature) => [feature, true])) },
      database,
    )
    expect(await other.run(), on.join()).toMatchObject({ state: 'complete', problem: null })
    expect(await comparable(other), on.join()).toEqual(expected)
    await other.close()
  }
})

test('features may be switched on and off between runs', async () => {
  const other = await openWorld({ customers: 16, seed: 6 }, database)
  await runLater(other)
  const before = await other.seen()
  for (const feature of features) {
    other.sandbox.org.features.set(feature, true)
    await runLater(other)
    expect(await other.seen(), feature).toEqual(before)
  }
  for (const feature of ['contactsToMultipleAccounts', 'statePicklists', 'accountTeams'] as const) {
    other.sandbox.org.features.set(feature, false)
    await runLater(other)
    expect(await other.seen(), feature).toEqual(before)
  }
  await other.close()
})

/** What a person sees, without the ids that a workspace gives. */
const comparable = async (of: World): Promise<string[]> =>
  (await of.seen())
    .map((line) => line.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ''))
    .toSorted()

test('a private contact belongs to nobody and is no problem', async () => {
  newContact(null, 'nobody@private.example')
  await runLater()
  const seen = await world.seen()
  expect(seen.some((line) => line.includes('nobody@private.example'))).toBe(false)
  const skipped = await database.transaction(async (tx) =>
    listSkipped(tx, world.workspaceId, await standingOf(tx, world.workspaceId), { offset: 0, limit: 500 }),
  )
  expect(skipped.contacts.some((one) => one.email === 'nobody@private.example')).toBe(false)
})

test('an address of a sandbox copy is nobody’s contact address, and is listed with the reason', async () => {
  const account = newAccount('Copied')
  const customer = addCustomer(world, account)
  for (const email of [
    'one@copied.example.invalid',
    ' TWO@COPIED.EXAMPLE.INVALID',
    'three=copied.example@example.com',
  ])
    newContact(account, email)
  newContact(account, 'real@copied.example')
  await runLater()
  const shown = await detail(customer)
  expect(shown.contacts.map((one) => one.email)).toEqual(['real@copied.example'])
  expect(shown.skipped).toHaveLength(3)
  for (const { reason } of shown.skipped) expect(reason).toContain('sandbox copy')
})

/** The row number, at or behind `from`, whose id and another's differ only in case. */
const twins = (prefix: string, from: number): readonly [number, number] => {
  const seen = new Map<string, number>()
  for (let index = from; ; index++) {
    const key = idOf(prefix, index).slice(0, 15).toLowerCase()
    const other = seen.get(key)
    if (other !== undefined) return [other, index]
    seen.set(key, index)
  }
}

test('ids that differ only in case are different accounts and different people', async () => {
  const { org } = world.sandbox
  const [firstRow, secondRow] = twins('001', org.table('Account').size)
  while (org.table('Account').size <= secondRow) newAccount(`Account ${org.table('Account').size}`)
  const [first, second] = [org.table('Account').id(firstRow), org.table('Account').id(secondRow)]
  expect(first.toLowerCase().slice(0, 15)).toBe(second.toLowerCase().slice(0, 15))
  expect(first).not.toBe(second)

  const [oneRow, otherRow] = twins('003', org.table('Contact').size)
  while (org.table('Contact').size < oneRow) newContact(null, 'filler@private.example')
  newContact(first, 'first@case.example')
  while (org.table('Contact').size < otherRow) newContact(null, 'filler@private.example')
  newContact(second, 'second@case.example')

  const spellings = (id: string) => [
    id,
    id.slice(0, 15),
    `\u00a0 ${id}\u200b`,
    id.toUpperCase(),
    id.toLowerCase().slice(0, 15) + id.slice(15),
    `https://northwind.lightning.force.com/lightning/r/Account/${id}/view`,
    `https://northwind.my.salesforce.com/${id.slice(0, 15)}`,
    `northwind.my.salesforce.com/apex/page?id=${id}&sfdc.override=1`,
  ]
  const customers = [first, second].map((id) => spellings(id).map((value) => addCustomer(world, value)))
  await runLater()
  const emails = ['first@case.example', 'second@case.example']
  for (const [place, account] of [first, second].entries()) {
    for (const customer of customers[place] ?? []) {
      const known = await atCustomer(world, customer)
      expect(known.match, known.match.value ?? '').toMatchObject({ state: 'matched', account })
      expect(known.contacts.map((one) => one.email)).toEqual([emails[place]])
    }
  }
  const shown = await detail(customers[0]?.[0] ?? '')
  expect(shown.match.account?.id).toBe(first)
  expect(shown.match.sharedWith).toHaveLength(spellings(first).length - 1)
})

test('a mistyped id, one of another object and one whose case contradicts itself find nothing', async () => {
  const good = world.sandbox.org.table('Account').id(3)
  const wrong = good.slice(0, 14) + (good.charAt(14) === 'Z' ? 'a' : 'Z') + good.slice(15)
  const values = {
    [wrong]: 'check_characters',
    [good.slice(0, 16)]: 'wrong_length',
    [world.sandbox.org.table('User').id(0)]: 'other_object',
    'n/a': 'not_an_id',
  }
  const customers = Object.keys(values).map((value) => addCustomer(world, value))
  await runLater()
  for (const [place, reason] of Object.values(values).entries())
    expect((await atCustomer(world, customers[place] ?? '')).match).toMatchObject({
      state: 'malformed',
      reason,
      account: null,
    })
})

test('a merged account is followed through a chain, reported, and remembered when the bin is emptied', async () => {
  const { changes } = world.sandbox.org
  const [oldest, middle, last] = [newAccount('Oldest'), newAccount('Middle'), newAccount('Last one')]
  const customer = addCustomer(world, oldest)
  newContact(oldest, 'kept@merged.example')
  await runLater()
  changes.merge('Account', middle, [oldest])
  await runLater()
  changes.merge('Account', last, [middle])
  await runLater()
  const shown = await detail(customer)
  expect(shown.match).toMatchObject({
    state: 'merged',
    value: oldest,
    account: { id: last, name: 'Last one' },
    remedy: `Put ${last} into “salesforce_account_id” in Stripe: what stands there belongs to an account that no longer exists.`,
  })
  expect(shown.contacts.map((one) => one.email)).toEqual(['kept@merged.example'])

  changes.purge('Account', oldest)
  changes.purge('Account', middle)
  world.clock.move({ days: 20 })
  await runLater()
  expect((await detail(customer)).match).toEqual(shown.match)

  changes.softDelete('Account', last)
  await runLater()
  expect((await atCustomer(world, customer)).match).toMatchObject({ state: 'deleted', account: null })
})

test('what comes back from the bin comes back with what people chose', async () => {
  const account = newAccount('Back again')
  const customer = addCustomer(world, account)
  newContact(account, 'elder@back.example')
  const younger = newContact(account, 'younger@back.example')
  await runLater()
  const before = await chooseFor(customer, younger)
  for (const [object, id] of [
    ['Contact', younger],
    ['Account', account],
  ] as const) {
    world.sandbox.org.changes.softDelete(object, id)
    await runLater()
    expect((await atCustomer(world, customer)).contacts).not.toEqual(before.contacts)
    world.sandbox.org.changes.undelete(object, id)
    await runLater()
    expect(await atCustomer(world, customer)).toEqual(before)
  }
})

/** A person makes a contact the main one and gives it a position. */
const chooseFor = async (customer: string, sourceId: string) => {
  const by: Actor = {
    workspaceId: world.workspaceId,
    userId: null,
    name: 'Noor',
    role: 'owner',
    via: 'browser',
    sessionId: null,
  }
  const { contacts } = await atCustomer(world, customer)
  const id = contacts.find((one) => one.sourceId === sourceId)?.id ?? ''
  const { rows } = await sql<{ id: string }>`select id from positions
    where workspace_id = ${world.workspaceId} and name = 'Payer'`.execute(database.db)
  await database.transaction(async (tx) => {
    await chooseMain(tx, by, id, true, world.clock.now())
    await choosePosition(tx, by, id, rows[0]?.id ?? null, world.clock.now())
  })
  const chosen = await atCustomer(world, customer)
  expect(chosen.contacts[0]).toMatchObject({ sourceId, main: true, position: 'Payer' })
  return chosen
}
