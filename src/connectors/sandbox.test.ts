import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../base/clock.ts'
import { silent } from '../base/log.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_USERNAME,
} from '../sandbox/credentials.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { CrmPage, Grant, Reading } from './connector.ts'
import { all, rejection } from './fake-wire.ts'
import { openSalesforce } from './salesforce/client.ts'
import type { SalesforceOptions } from './salesforce/client.ts'
import { parseDomain } from './salesforce/hosts.ts'
import { newProof, openSalesforceOAuth } from './salesforce/oauth.ts'
import { openStripe } from './stripe/stripe.ts'

// The connectors against the made-up company, which refuses what the real ones refuse.

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ customers: 250, accounts: 300, contactsPerAccount: 3 })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  sandbox.org.faults.clear()
  sandbox.billing.faults.clear()
})

/** Real answers, but pauses take no time. */
const clock: Clock = { now: () => new Date(), sleep: async () => {} }
const outside = { fetch: globalThis.fetch, clock, log: silent, random: () => 0 }

const oauth = () =>
  openSalesforceOAuth({
    ...outside,
    domain: parseDomain('northwind-traders'),
    app: { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET },
    loopback: sandbox.salesforceOrigin,
  })

/** Approves as a person would, without the pages. */
async function signIn() {
  const { org } = sandbox
  const { verifier, challenge } = await newProof()
  expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'))
  const userId = org.userNamed(SANDBOX_USERNAME) ?? ''
  const scope = ['api', 'refresh_token', 'id']
  const code = org.grants.addCode({
    clientId: SANDBOX_CLIENT_ID,
    redirectUri: SANDBOX_CALLBACK,
    challenge,
    userId,
    scope,
  })
  return oauth().exchangeCode({ code, verifier, redirectUri: SANDBOX_CALLBACK })
}

async function granted(): Promise<Grant> {
  const first = await signIn()
  let { refreshToken } = first
  let held = { accessToken: first.accessToken, instanceUrl: first.instanceUrl ?? '' }
  return {
    current: async () => held,
    async renew() {
      const next = await oauth().refresh(refreshToken ?? '')
      refreshToken = next.refreshToken ?? refreshToken
      held = { accessToken: next.accessToken, instanceUrl: next.instanceUrl ?? held.instanceUrl }
      return held
    },
  }
}

const conversation = async (more: Partial<SalesforceOptions> = {}) =>
  openSalesforce({ ...outside, grant: await granted(), loopback: sandbox.salesforceOrigin, ...more })

const wanted: Record<'Account' | 'Contact' | 'User', string[]> = {
  Account: [
    'Id',
    'SystemModstamp',
    'IsDeleted',
    'MasterRecordId',
    'Name',
    'OwnerId',
    'CreatedDate',
    'AnnualRevenue',
    'NumberOfEmployees',
    'BillingStreet',
  ],
  Contact: [
    'Id',
    'SystemModstamp',
    'IsDeleted',
    'AccountId',
    'FirstName',
    'LastName',
    'Email',
    'Phone',
    'Title',
    'CreatedDate',
  ],
  User: ['Id', 'SystemModstamp', 'Name', 'Email', 'IsActive', 'UserType', 'Username'],
}
const readingOf = (object: keyof typeof wanted, more: Partial<Reading> = {}): Reading => ({
  object,
  fields: wanted[object],
  since: null,
  until: null,
  after: null,
  expected: 0,
  ...more,
})
const lines = (pages: readonly CrmPage[]): string[] =>
  pages
    .flatMap((each) =>
      Buffer.from(each.csv)
        .toString()
        .split(/\n(?="0)/),
    )
    .map((line) => line.replace(/\n$/, ''))
    .sort()
const rowsOf = (pages: readonly CrmPage[]): number => pages.reduce((sum, each) => sum + each.rows, 0)

describe('Salesforce', () => {
  it('says whose org it is', async () => {
    const tokens = await signIn()
    expect(await (await conversation()).identity()).toMatchObject({
      orgId: sandbox.org.id,
      userId: tokens.userId,
    })
    expect(tokens).toMatchObject({ orgId: sandbox.org.id, instanceUrl: sandbox.salesforceOrigin })
  })

  it.each<keyof typeof wanted>(['Account', 'Contact', 'User'])(
    '%s: pages and a bulk job give the same rows, as many as counted',
    async (object) => {
      const crm = await conversation({ bulkPageRows: 250 })
      const counted = await crm.count(object, { since: null, until: null })
      sandbox.org.pageSize = 200
      const small = await all(crm.read(readingOf(object)))
      const large = await all(crm.read(readingOf(object, { expected: 1_000_000 })))
      sandbox.org.pageSize = null
      expect(lines(large)).toEqual(lines(small))
      expect([rowsOf(small), rowsOf(large)]).toEqual([counted, counted])
      expect(crm.usage()?.used).toBeGreaterThan(0)
    },
  )

  it('survives a renewal with rotation in the middle of paging', async () => {
    const crm = await conversation()
    sandbox.org.pageSize = 200
    const pages: CrmPage[] = []
    for await (const each of crm.read(readingOf('Contact'))) {
      pages.push(each)
      if (pages.length === 2) sandbox.org.grants.expireSessions()
    }
    sandbox.org.pageSize = null
    expect(rowsOf(pages)).toBe(await crm.count('Contact', { since: null, until: null }))
    expect(new Set(lines(pages)).size).toBe(rowsOf(pages))
  })

  it.each([
    ['html', '/queryAll', {}],
    ['cut', '/queryAll', {}],
    ['garbage', '/queryAll', {}],
    ['api_error', '/queryAll', {}],
    ['status', '/queryAll', { status: 420 }],
    ['cut', '/results', { bytes: 5000 }],
    ['html', '/results', {}],
    ['short_page', '/results', {}],
  ] as const)('gets over %s on %s', async (kind, match, more) => {
    const crm = await conversation()
    const expected = match === '/results' ? 1_000_000 : 0
    sandbox.org.faults.add({ match, kind, times: 1, ...more })
    expect(rowsOf(await all(crm.read(readingOf('Account', { expected }))))).toBe(
      await crm.count('Account', { since: null, until: null }),
    )
  })

  it.each([
    ['short_page', '/queryAll', 'short_read'],
    ['early_end', '/queryAll', 'short_read'],
    ['wrong_total', '/queryAll', 'short_read'],
    ['short_page', '/results', 'cut_off'],
  ] as const)('does not believe %s on %s', async (kind, match, why) => {
    const crm = await conversation()
    await crm.describe('Contact')
    sandbox.org.pageSize = 200
    sandbox.org.faults.add({ match, kind, times: -1 })
    const expected = match === '/results' ? 1_000_000 : 0
    const outcome = await all(crm.read(readingOf('Contact', { expected }))).then(
      () => 'complete',
      (fault: unknown) => fault,
    )
    sandbox.org.pageSize = null
    expect(outcome).toMatchObject({ kind: 'try_later', explanation: { code: why } })
  })

  it('never follows a redirect to another place', async () => {
    const crm = await conversation()
    sandbox.org.faults.add({ match: '/queryAll', kind: 'redirect', location: 'https://evil.example/collect' })
    expect(await rejection(crm.count('Account', { since: null, until: null }))).toMatchObject({
      explanation: { code: 'foreign_host' },
    })
  })

  it('refuses an address that is not Salesforce’s, in the answer to a sign-in', async () => {
    sandbox.org.instanceUrl = 'https://northwind.my.salesforce.com.evil.example'
    const outcome = await rejection(signIn())
    sandbox.org.instanceUrl = sandbox.salesforceOrigin
    expect(outcome).toMatchObject({ explanation: { code: 'instance_foreign' } })
  })

  it('tells a revoked grant from a bad moment', async () => {
    const tokens = await signIn()
    expect(await oauth().revoke(tokens.refreshToken ?? '')).toBe(true)
    expect(await rejection(oauth().refresh(tokens.refreshToken ?? ''))).toMatchObject({
      kind: 'sign_in_again',
      explanation: { code: 'grant_expired' },
    })
    const crm = openSalesforce({ ...outside, grant: await granted(), loopback: sandbox.salesforceOrigin })
    sandbox.org.apiDisabled = true
    const outcome = await rejection(crm.count('Account', { since: null, until: null }))
    sandbox.org.apiDisabled = false
    expect(outcome).toMatchObject({ kind: 'refused', explanation: { code: 'api_not_in_edition' } })
  })

  it('connects an app that runs as a fixed user', async () => {
    expect((await oauth().clientCredentials()).refreshToken).toBeNull()
  })

  it('sees what permissions leave', async () => {
    const crm = await conversation()
    sandbox.org.permissions.hideField('Contact', 'Title', true)
    const outcome = await rejection(all(crm.read(readingOf('Contact'))))
    sandbox.org.permissions.hideField('Contact', 'Title', false)
    expect(outcome).toMatchObject({ explanation: { code: 'field_hidden' } })
  })
})

describe('Stripe', () => {
  const open = (apiKey = SANDBOX_BILLING_KEY) =>
    openStripe({ ...outside, apiKey, loopback: sandbox.stripeOrigin })

  it('names the account and reads every customer once', async () => {
    expect(await open().check()).toEqual({
      accountId: sandbox.billing.accountId,
      accountName: sandbox.billing.accountName,
      test: true,
    })
    const ids = (await all(open().read())).flatMap((each) => each.customers.map((one) => one.id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(240)
  })

  it('refuses a wrong key without repeating it', async () => {
    const fault = await rejection(open('rk_test_wrong').check())
    expect(fault).toMatchObject({ kind: 'sign_in_again' })
    expect(JSON.stringify(fault)).not.toContain('rk_test_wrong')
  })
})
