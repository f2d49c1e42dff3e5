import type { Misbehaviour } from '../../src/sandbox/faults.ts'
import { tokenRefusals } from '../../src/sandbox/salesforce/refusals.ts'
import type { World } from '../world.ts'
import type { Trouble } from './events.ts'
import { choose } from './happen.ts'

const data = '/services/data/'
const rows = 'GET /services/data/.*/(queryAll|query|jobs)'

const orders: Partial<Readonly<Record<Trouble['what'], Misbehaviour>>> = {
  server_error: { match: data, kind: 'api_error', status: 500 },
  maintenance: { match: data, kind: 'html', status: 503 },
  no_route: { match: data, kind: 'html', status: 420 },
  cut: { match: data, kind: 'cut' },
  garbage: { match: '/services/data/.*/(query|composite)', kind: 'garbage' },
  empty: { match: rows, kind: 'empty' },
  short_page: { match: rows, kind: 'short_page' },
  early_end: { match: rows, kind: 'early_end' },
  wrong_total: { match: rows, kind: 'wrong_total' },
  no_header: { match: data, kind: 'header', headers: { 'sforce-limit-info': 'api-usage=soon' } },
}

const billingOrders: Partial<Readonly<Record<Trouble['what'], Misbehaviour>>> = {
  billing_error: { match: '/v1/', kind: 'api_error', status: 500 },
  billing_cut: { match: '/v1/', kind: 'cut' },
}

/** Without the one that is waited for, which takes a person's patience to no end. */
const refusals = tokenRefusals.filter((reason) => reason !== 'in_progress')

/** Makes something go wrong, from now on. */
export const strike = ({ sandbox: { org, billing } }: World, { what, times, pick }: Trouble): void => {
  const often = { times: times === 0 ? -1 : times }
  const order = orders[what]
  if (order) return org.faults.add({ ...order, ...often })
  const bill = billingOrders[what]
  if (bill) return billing.faults.add({ ...bill, ...often })
  if (what === 'too_many_at_once') org.usage.mostAtOnce = 0
  if (what === 'out_of_calls') org.usage.used = org.usage.max
  if (what === 'sessions_end') org.grants.expireSessions()
  if (what === 'locators_end') org.locators.clear()
  if (what === 'api_refused') org.apiRefusal = 'server_too_busy'
  if (what === 'approval_revoked') org.grants.revokeUser(null)
  if (what === 'jobs_fail') org.jobs.failure = 'InternalServerError : try again'
  if (what === 'jobs_end') org.jobs.end(pick % 2 === 0 ? 'Failed' : 'Aborted', null, null)
  if (what === 'jobs_forgotten') org.jobs.clear()
  if (what === 'token_refused') {
    org.grants.expireSessions()
    org.tokenRefusal = choose(refusals, pick) ?? null
  }
}

/** Everything answers again as it should. An approval that was revoked stays so. */
export const calm = ({ sandbox: { org, billing } }: World): void => {
  org.faults.clear()
  billing.faults.clear()
  org.usage.mostAtOnce = null
  org.usage.used = 0
  org.apiRefusal = null
  org.tokenRefusal = null
  org.jobs.failure = null
}
