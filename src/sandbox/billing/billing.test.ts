import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SANDBOX_BILLING_KEY } from '../credentials.ts'
import { startSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { testClock } from '../../../test/clock.ts'

let sandbox: Sandbox
const clock = testClock('2026-11-02T10:00:00Z')

beforeAll(async () => {
  sandbox = await startSandbox({ clock })
})
afterAll(() => sandbox.close())

const open = (key = SANDBOX_BILLING_KEY): Stripe =>
  new Stripe(key, {
    host: '127.0.0.1',
    port: new URL(sandbox.stripeOrigin).port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })

const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${sandbox.stripeOrigin}${path}`, {
    headers: { authorization: `Bearer ${SANDBOX_BILLING_KEY}`, ...headers },
  })

describe('through the official client', () => {
  test('paging gives every customer once, newest first', async () => {
    const ids: string[] = []
    const stamps: number[] = []
    for await (const customer of open().customers.list({ limit: 7 })) {
      ids.push(customer.id)
      stamps.push(customer.created)
    }
    expect(new Set(ids).size).toBe(120)
    expect(ids).toHaveLength(120)
    expect(stamps).toEqual([...stamps].sort((a, b) => b - a))
  })

  test('one customer, a deleted one and a missing one', async () => {
    const stripe = open()
    const id = sandbox.billing.add({ name: 'Late Comer', metadata: { segment: 'Small' } })
    expect(await stripe.customers.retrieve(id)).toMatchObject({ name: 'Late Comer', livemode: false })
    expect((await stripe.customers.list({ limit: 1 })).data[0]?.id).toBe(id)
    sandbox.billing.update(id, { metadata: { segment: '', note: 'x' } })
    expect(await stripe.customers.retrieve(id)).toMatchObject({ metadata: { note: 'x' } })
    sandbox.billing.delete(id)
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id, deleted: true })
    expect((await stripe.customers.list({ limit: 1 })).data[0]?.id).not.toBe(id)
    await expect(stripe.customers.retrieve('cus_madeup00000000')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    })
  })

  test('the account behind the key', async () => {
    expect(await open().accounts.retrieveCurrent()).toMatchObject({ id: sandbox.billing.accountId })
  })

  test('a wrong key and a missing permission', async () => {
    await expect(open('rk_test_something_else').customers.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
    })
    sandbox.billing.lacking.add('rak_account_read')
    await expect(open().accounts.retrieveCurrent()).rejects.toMatchObject({ type: 'StripePermissionError' })
    sandbox.billing.lacking.clear()
  })

  test('misbehaviour', async () => {
    const { faults } = sandbox.billing
    faults.add({
      match: '/v1/customers',
      kind: 'api_error',
      status: 429,
      errorCode: 'rate_limit',
      headers: { 'retry-after': '2' },
    })
    await expect(open().customers.list()).rejects.toMatchObject({
      type: 'StripeRateLimitError',
      headers: { 'retry-after': '2' },
    })
    faults.add({ match: '/v1/customers', kind: 'cut' })
    await expect(open().customers.list()).rejects.toMatchObject({ type: 'StripeConnectionError' })
    faults.add({ match: '/v1/customers', kind: 'html', status: 502 })
    await expect(open().customers.list()).rejects.toThrow()
    expect((await open().customers.list()).data).toHaveLength(10)
  })
})

test('Basic with the key as user name opens it too', async () => {
  const basic = Buffer.from(`${SANDBOX_BILLING_KEY}:`).toString('base64')
  expect((await ask('/v1/account', { authorization: `Basic ${basic}` })).status).toBe(200)
})

test.each([
  ['/v1/customers?limit=101', 400],
  ['/v1/customers?limit=ten', 400],
  ['/v1/customers?page=2', 400],
  ['/v1/customers?starting_after=cus_nobody', 400],
  ['/v1/invoices', 404],
])('%s answers %i with Stripe’s error shape', async (path, status) => {
  const response = await ask(path)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
})

test('walking backwards keeps the newest first', async () => {
  const list = async (query: string) =>
    (await (await ask(`/v1/customers?${query}`)).json()) as { data: { id: string }[] }
  const forward = (await list('limit=5')).data.map((one) => one.id)
  const back = (await list(`limit=2&ending_before=${forward[4]}`)).data.map((one) => one.id)
  expect(back).toEqual(forward.slice(2, 4))
})
