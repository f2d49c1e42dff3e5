import Stripe from 'stripe'
import { Fault } from '../../base/errors.ts'
import type { Billing, BillingContact, BillingCustomer, BillingPage } from '../connector.ts'
import { asFetch, openHttp } from '../http.ts'
import type { Outside } from '../http.ts'
import { stripeFault } from './stripe-errors.ts'

export interface StripeOptions extends Outside {
  /** A secret or restricted key. It never leaves this conversation and never enters a fault. */
  readonly apiKey: string
  /** From `loopbackOnly`. */
  readonly loopback?: string | null
  readonly signal?: AbortSignal
}

/**
 * Opens a conversation with one Stripe account. A restricted key needs "Customers: Read"; without the account
 * permission `check` still proves the key and only knows less. Repeats are made by our own client, not by the SDK.
 */
export function openStripe(options: StripeOptions): Billing {
  const http = openHttp({ ...options, name: 'Stripe', allow: (url) => url.hostname === 'api.stripe.com' })
  const sdk = new Stripe(options.apiKey, {
    httpClient: Stripe.createFetchHttpClient(asFetch(http)),
    maxNetworkRetries: 0,
    telemetry: false,
    // Our own client gives up before this and says why.
    timeout: 30 * 60 * 1000,
  })
  return {
    check: () => check(sdk, options.apiKey),
    read: () => pages(sdk),
    calls: () => http.calls(),
  }
}

const pageSize = 100

async function check(sdk: Stripe, apiKey: string) {
  const test = /^(sk|rk)_test_/.test(apiKey)
  await asking(() => sdk.customers.list({ limit: 1 }))
  const account = await asking(() => sdk.accounts.retrieveCurrent()).catch((thrown: unknown) => {
    if (thrown instanceof Fault && thrown.explanation.code === 'stripe_permission') return null
    throw thrown
  })
  const accountName = account?.settings?.dashboard.display_name ?? account?.business_profile?.name
  return { accountId: account?.id ?? '', accountName: accountName ?? account?.id ?? 'Stripe', test }
}

async function* pages(sdk: Stripe): AsyncGenerator<BillingPage> {
  let before: readonly Stripe.Customer[] = []
  for (;;) {
    const list = await nextPage(sdk, before)
    const alive = list.data.filter((each) => (each as { deleted?: boolean }).deleted !== true)
    yield { customers: alive.map(customerOf), contacts: alive.flatMap(contactOf) }
    if (!list.has_more || list.data.length === 0) return
    before = list.data
  }
}

/** Behind the last customer of the page before; if that one was deleted meanwhile, behind the one above it. */
async function nextPage(sdk: Stripe, before: readonly Stripe.Customer[]) {
  for (let at = before.length - 1; at > 0; at--) {
    try {
      return await askPage(sdk, before[at]?.id)
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.explanation.code !== 'stripe_missing') throw thrown
    }
  }
  return askPage(sdk, before[0]?.id)
}

const askPage = (sdk: Stripe, after: string | undefined) =>
  asking(() =>
    sdk.customers.list({ limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) }),
  )

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (thrown) {
    throw stripeFault(thrown)
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

function customerOf(said: Stripe.Customer): BillingCustomer {
  const names = [said.name, said.business_name, said.description, said.email, said.id]
  return {
    id: said.id,
    name: names.find(isText)?.trim() ?? said.id,
    createdAt: new Date(said.created * 1000).toISOString(),
    fields: fieldsOf(said),
  }
}

/** Metadata under its own keys, and Stripe's own facts under `stripe:…`, where no metadata key can be mistaken for them. */
function fieldsOf(said: Stripe.Customer): Record<string, string> {
  const native: Record<string, unknown> = {
    'stripe:currency': said.currency,
    'stripe:country': said.address?.country,
    'stripe:city': said.address?.city,
    'stripe:postal_code': said.address?.postal_code,
    'stripe:description': said.description,
    'stripe:email': said.email,
    'stripe:phone': said.phone,
    'stripe:invoice_prefix': said.invoice_prefix,
    'stripe:tax_exempt': said.tax_exempt,
  }
  const all = [...Object.entries(said.metadata), ...Object.entries(native)]
  return Object.fromEntries(all.filter((pair): pair is [string, string] => isText(pair[1])))
}

/** Stripe knows one person per customer: the customer record's own e-mail and phone. */
function contactOf(said: Stripe.Customer): BillingContact[] {
  if (!isText(said.email) && !isText(said.phone)) return []
  return [
    {
      id: `${said.id}:email`,
      customerId: said.id,
      email: isText(said.email) ? said.email.trim() : null,
      firstName: null,
      lastName: isText(said.individual_name) ? said.individual_name.trim() : null,
      phone: isText(said.phone) ? said.phone.trim() : null,
      jobTitle: null,
      main: true,
      createdAt: new Date(said.created * 1000).toISOString(),
    },
  ]
}
