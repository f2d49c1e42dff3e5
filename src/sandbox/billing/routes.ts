import { findRoute, json } from '../http.ts'
import type { Call, Reply, Route } from '../http.ts'
import { stripeError, wrong } from './stripe-error.ts'
import type { BillingTool } from './tool.ts'

/** What answers one request to the billing tool. */
export const billingAnswers = (tool: BillingTool): ((call: Call) => Promise<Reply>) => {
  const routes: Route[] = [
    [
      'GET',
      /^\/v1\/customers$/,
      (call) => permitted(tool, 'rak_customer_read', () => listCustomers(tool, call)),
    ],
    [
      'GET',
      /^\/v1\/customers\/(\w+)$/,
      (_call, id = '') => permitted(tool, 'rak_customer_read', () => oneCustomer(tool, id)),
    ],
    ['GET', /^\/v1\/account$/, () => permitted(tool, 'rak_account_read', () => account(tool))],
  ]
  return async (call) => {
    tool.calls++
    const headers = {
      'request-id': `req_${tool.calls.toString(36).padStart(14, '0')}`,
      'stripe-version': stripeVersion(call),
    }
    const found = findRoute(routes, call)
    const reply = refuseKey(tool, call) ?? ('run' in found ? await found.run() : unknownAddress(call))
    return { ...reply, headers: { ...headers, ...reply.headers } }
  }
}

const stripeVersion = (call: Call): string => String(call.headers['stripe-version'] ?? '2026-01-28.clover')

const unknownAddress = (call: Call): Reply =>
  stripeError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${call.method}: ${call.path}).`,
  })

const keyOf = (call: Call): string | null => {
  const header = call.headers.authorization ?? ''
  const token = /^Bearer (\S+)$/.exec(header)?.[1]
  if (token !== undefined) return token
  const pair = /^Basic (\S+)$/.exec(header)?.[1]
  return pair === undefined ? null : (Buffer.from(pair, 'base64').toString('utf8').split(':')[0] ?? null)
}

const refuseKey = (tool: BillingTool, call: Call): Reply | null => {
  const key = keyOf(call)
  if (key !== null && tool.keys.has(key)) return null
  const message =
    key === null || key === ''
      ? 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.'
      : `Invalid API Key provided: ${masked(key)}`
  return stripeError(
    401,
    { type: 'invalid_request_error', message },
    { 'www-authenticate': 'Basic realm="Stripe"' },
  )
}

const masked = (key: string): string =>
  key.length > 12 ? `${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}` : '*'.repeat(key.length)

const permitted = (tool: BillingTool, permission: string, run: () => Reply): Reply =>
  tool.lacking.has(permission)
    ? stripeError(403, {
        type: 'invalid_request_error',
        message: `The provided key does not have the required permissions for this endpoint on account '${tool.accountId}'. Having the '${permission}' permission would allow this request to continue.`,
      })
    : run()

const account = (tool: BillingTool): Reply =>
  json(200, {
    id: tool.accountId,
    object: 'account',
    business_profile: {
      name: tool.accountName,
      support_email: 'billing@northwind-traders.example',
      url: null,
    },
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: 'billing@northwind-traders.example',
    metadata: {},
    payouts_enabled: true,
    settings: { dashboard: { display_name: tool.accountName, timezone: 'Etc/UTC' } },
    type: 'standard',
  })

const oneCustomer = (tool: BillingTool, id: string): Reply => {
  const index = tool.find(id)
  if (index < 0) return missing(id, 'id', 404)
  return json(
    200,
    tool.isDeleted(index) ? { id, object: 'customer', deleted: true } : customerJson(tool, index),
  )
}

const missing = (id: string, param: string, status: number): Reply =>
  wrong(`No such customer: '${id}'`, param, 'resource_missing', status)

const parameters = [
  'limit',
  'starting_after',
  'ending_before',
  'email',
  'created[gt]',
  'created[gte]',
  'created[lt]',
  'created[lte]',
]

const listCustomers = (tool: BillingTool, call: Call): Reply => {
  const ask = call.query
  for (const name of ask.keys()) {
    if (!parameters.includes(name) && !/^expand\[\d*\]$/.test(name)) {
      return wrong(`Received unknown parameter: ${name}`, name, 'parameter_unknown')
    }
  }
  const limit = Number(ask.get('limit') ?? 10)
  if (!Number.isInteger(limit))
    return wrong(`Invalid integer: ${ask.get('limit')}`, 'limit', 'parameter_invalid_integer')
  if (limit < 1 || limit > 100) return wrong('limit must be between 1 and 100', 'limit')
  const after = ask.get('starting_after')
  const before = ask.get('ending_before')
  if (after !== null && before !== null)
    return wrong('starting_after and ending_before cannot both be given', 'ending_before')
  for (const [param, id] of [
    ['starting_after', after],
    ['ending_before', before],
  ] as const) {
    const index = id === null ? 0 : tool.find(id)
    if (id !== null && (index < 0 || tool.isDeleted(index))) return missing(id, param, 400)
  }
  const { found, more } =
    before === null ? walk(tool, ask, limit, after, -1) : walk(tool, ask, limit, before, 1)
  const data = found.map((index) => customerJson(tool, index))
  return json(200, {
    object: 'list',
    data: before === null ? data : data.reverse(),
    has_more: more,
    url: '/v1/customers',
  })
}

/** Up to `limit` customers from behind `id`, newest first when `step` is -1, and whether more follow. */
const walk = (
  tool: BillingTool,
  ask: URLSearchParams,
  limit: number,
  id: string | null,
  step: 1 | -1,
): { found: number[]; more: boolean } => {
  const found: number[] = []
  const fits = filterOf(tool, ask)
  for (let at = id === null ? tool.size - 1 : tool.find(id) + step; at >= 0 && at < tool.size; at += step) {
    if (tool.isDeleted(at) || !fits(at)) continue
    if (found.length === limit) return { found, more: true }
    found.push(at)
  }
  return { found, more: false }
}

const filterOf = (tool: BillingTool, ask: URLSearchParams): ((index: number) => boolean) => {
  const email = ask.get('email')
  const bound = (name: string): number | null =>
    ask.has(`created[${name}]`) ? Number(ask.get(`created[${name}]`)) : null
  const [gt, gte, lt, lte] = [bound('gt'), bound('gte'), bound('lt'), bound('lte')]
  if (email === null && (gt ?? gte ?? lt ?? lte) === null) return () => true
  return (index) => {
    const { created, email: own } = tool.customer(index)
    return (
      (email === null || email === own) &&
      (gt === null || created > gt) &&
      (gte === null || created >= gte) &&
      (lt === null || created < lt) &&
      (lte === null || created <= lte)
    )
  }
}

const customerJson = (tool: BillingTool, index: number): Record<string, unknown> => {
  const customer = tool.customer(index)
  return {
    id: tool.id(index),
    object: 'customer',
    address: customer.address ?? null,
    balance: 0,
    created: customer.created,
    currency: customer.currency ?? null,
    default_source: null,
    delinquent: index % 9 === 4,
    description: customer.description ?? null,
    discount: null,
    email: customer.email ?? null,
    invoice_prefix: tool.id(index).slice(4, 12).toUpperCase(),
    livemode: false,
    metadata: customer.metadata ?? {},
    name: customer.name ?? null,
    next_invoice_sequence: 1,
    phone: customer.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
}
