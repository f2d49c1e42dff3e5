import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeWire, json } from '../connectors/fake-wire.ts'
import type { Database } from '../db/db.ts'
import { openTestDatabase } from '../db/test-database.ts'
import { keepStripeKey } from './billing.ts'
import { openSeal } from './seal.ts'
import { listConnections } from './tables.ts'

const by = { workspaceId: '6f1c2f0e-52b1-4c8e-9d53-0d3f4a5b6c7d', userId: null, name: 'Noor' }

let database: Database
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.close())

/** Types a key whose account Stripe gives as `account`, or keeps to itself. Answers what is connected then. */
const typed = async (account: string | null): Promise<string | undefined> => {
  const outside = fakeWire(({ url }) => {
    if (url.pathname !== '/v1/account')
      return json({ object: 'list', data: [], has_more: false, url: '/v1/customers' })
    if (account === null)
      return json({ error: { type: 'invalid_request_error', message: 'Not allowed.' } }, 403)
    return json({
      id: account,
      object: 'account',
      settings: { dashboard: { display_name: `Name of ${account}` } },
    })
  })
  const seal = openSeal(randomBytes(32).toString('base64'))
  const parts = {
    database,
    seal,
    outside,
    loopback: { salesforce: null, stripe: null },
    app: null,
    publicUrl: 'http://localhost',
  }
  await keepStripeKey(parts, by, 'rk_test_1234', false, async () => {})
  return (await listConnections(database.db, by.workspaceId))[0]?.accountName
}

test('a key of another account is refused, and the first stays', async () => {
  await typed('acct_1')
  await expect(typed('acct_2')).rejects.toThrow('another Stripe account')
  expect(await typed('acct_1')).toBe('Name of acct_1')
})

test('a key that may not see its account is taken, and does not make us forget the account', async () => {
  await typed('acct_1')
  expect(await typed(null)).toBe('Name of acct_1')
  await expect(typed('acct_2')).rejects.toThrow('another Stripe account')
})

test('an account that was not known is learned from the next key', async () => {
  expect(await typed(null)).toBe('Stripe')
  expect(await typed('acct_1')).toBe('Name of acct_1')
  await expect(typed('acct_2')).rejects.toThrow('another Stripe account')
})
