import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, atCustomer } from '../../../test/at-customer.ts'
import { openWorld, type World } from '../../../test/world.ts'
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

test('no value, malformed and not found, until the billing tool holds the account', async () => {
  const account = peopled('Fittingly')
  const empty = addCustomer(world, '')
  const wrong = addCustomer(world, 'not an id')
  const strange = addCustomer(world, '001000000000ABCAA3')
  await runLater()
  expect(await kindsAt(empty)).toEqual(['no_account_manager', 'no_value'])
  expect(await kindsAt(wrong)).toEqual(['malformed', 'no_account_manager'])
  for (const customer of [empty, wrong, strange]) setValue(customer, account)
  await runLater()
  expect(await kindsAt(empty)).toEqual([])
})
