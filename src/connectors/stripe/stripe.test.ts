import { describe, expect, it } from 'vitest'
import { Refused, SignInAgain, TryLater } from '../../base/errors.ts'
import { all, fakeWire, json, page, rejection } from '../fake-wire.ts'
import type { Sent } from '../fake-wire.ts'
import { openStripe } from './stripe.ts'

const apiKey = 'rk_test_madeUpAndSecret'
const opened = (answer: (sent: Sent, nth: number) => Response) => {
  const wire = fakeWire(answer)
  return { wire, billing: openStripe({ ...wire, apiKey }) }
}
const customer = (n: number, more: object = {}) => ({
  id: `cus_${n}`,
  object: 'customer',
  created: 1_700_000_000 + n,
  name: `Customer ${n}`,
  email: null,
  phone: null,
  description: null,
  metadata: {},
  ...more,
})
const list = (data: object[], more = false): Response =>
  json({ object: 'list', data, has_more: more, url: '/v1/customers' })
const failing = (status: number, error: object): Response => json({ error }, status)

describe('reading', () => {
  it('asks for pages of a hundred until there are no more', async () => {
    const { wire, billing } = opened((sent) =>
      sent.url.searchParams.get('starting_after') === 'cus_2'
        ? list([customer(3)])
        : list([customer(1), customer(2)], true),
    )
    const pages = await all(billing.read())
    expect(pages.flatMap((each) => each.customers.map((one) => one.id))).toEqual(['cus_1', 'cus_2', 'cus_3'])
    expect(wire.sent.map((each) => each.url.href)).toEqual([
      'https://api.stripe.com/v1/customers?limit=100',
      'https://api.stripe.com/v1/customers?limit=100&starting_after=cus_2',
    ])
    expect(wire.sent[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`)
    expect(billing.calls()).toBe(2)
  })

  it('maps a customer, its own fields and its contact', async () => {
    const said = customer(1, {
      name: ' Acme GmbH ',
      email: 'ar@acme.com',
      phone: '+49 30 1',
      currency: 'eur',
      individual_name: 'Ada Lovelace',
      address: { country: 'DE', city: 'Berlin', postal_code: '10115' },
      metadata: { salesforce_id: '0015g00000AbCdEAAV', empty: '' },
    })
    const [first] = await all(opened(() => list([said])).billing.read())
    expect(first).toEqual({
      customers: [
        {
          id: 'cus_1',
          name: 'Acme GmbH',
          createdAt: '2023-11-14T22:13:21.000Z',
          fields: {
            salesforce_id: '0015g00000AbCdEAAV',
            'stripe:currency': 'eur',
            'stripe:country': 'DE',
            'stripe:city': 'Berlin',
            'stripe:postal_code': '10115',
            'stripe:email': 'ar@acme.com',
            'stripe:phone': '+49 30 1',
          },
        },
      ],
      contacts: [
        {
          id: 'cus_1:email',
          customerId: 'cus_1',
          email: 'ar@acme.com',
          firstName: null,
          lastName: 'Ada Lovelace',
          phone: '+49 30 1',
          jobTitle: null,
          main: true,
          createdAt: '2023-11-14T22:13:21.000Z',
        },
      ],
    })
  })

  it('finds another name where there is none, and leaves deleted customers out', async () => {
    const nameless = [{ description: 'Acme' }, { email: 'a@b.de' }, {}].map((more, n) =>
      customer(n, { name: null, ...more }),
    )
    const [first] = await all(
      opened(() => list([...nameless, { id: 'cus_9', deleted: true }])).billing.read(),
    )
    expect(first?.customers.map((each) => each.name)).toEqual(['Acme', 'a@b.de', 'cus_2'])
    expect(first?.contacts.map((each) => each.id)).toEqual(['cus_1:email'])
  })

  it('goes on behind the customer before, when the last one is deleted meanwhile', async () => {
    const { billing } = opened((sent) => {
      const after = sent.url.searchParams.get('starting_after')
      if (after === null) return list([customer(1), customer(2)], true)
      return after === 'cus_1'
        ? list([customer(3)])
        : failing(400, {
            type: 'invalid_request_error',
            code: 'resource_missing',
            param: 'starting_after',
            message: 'No such customer',
          })
    })
    expect((await all(billing.read())).flatMap((each) => each.customers.map((one) => one.id))).toEqual([
      'cus_1',
      'cus_2',
      'cus_3',
    ])
  })
})

describe('checking', () => {
  const account = {
    id: 'acct_1',
    object: 'account',
    settings: { dashboard: { display_name: 'Acme Billing' } },
  }

  it('proves the key and names the account', async () => {
    const { billing } = opened((sent) => (sent.url.pathname === '/v1/account' ? json(account) : list([])))
    expect(await billing.check()).toEqual({ accountId: 'acct_1', accountName: 'Acme Billing', test: true })
  })

  it('does without the account where the key may not see it', async () => {
    const { billing } = opened((sent) =>
      sent.url.pathname === '/v1/account'
        ? failing(403, { type: 'invalid_request_error', message: 'x' })
        : list([]),
    )
    expect(await billing.check()).toEqual({ accountId: '', accountName: 'Stripe', test: true })
  })
})

describe('troubles', () => {
  it.each<[string, () => Response, string, unknown, number]>([
    [
      'a bad key',
      () => failing(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${apiKey}` }),
      'stripe_key',
      SignInAgain,
      1,
    ],
    [
      'a key without the permission',
      () =>
        failing(403, { type: 'invalid_request_error', message: `The key ${apiKey} lacks rak_customer_read` }),
      'stripe_permission',
      Refused,
      1,
    ],
    [
      'a limit',
      () => failing(429, { type: 'invalid_request_error', code: 'rate_limit' }),
      'too_busy',
      TryLater,
      4,
    ],
    ['an outage', () => page(503), 'source_away', TryLater, 4],
    [
      'a wrong parameter',
      () => failing(400, { type: 'invalid_request_error', message: 'x' }),
      'stripe_refused',
      Refused,
      1,
    ],
    [
      'a broken line',
      () => {
        throw new TypeError('fetch failed')
      },
      'unreachable',
      TryLater,
      4,
    ],
  ])('%s', async (_name, answer, why, type, calls) => {
    const { billing, wire } = opened(answer)
    const fault = await rejection(all(billing.read()))
    expect(fault).toBeInstanceOf(type)
    expect(fault).toMatchObject({ explanation: { code: why } })
    expect(
      `${JSON.stringify(fault)}${String((fault as Error).stack)}${String((fault as Error).cause)}`,
    ).not.toContain(apiKey)
    expect(wire.sent).toHaveLength(calls)
  })
})
