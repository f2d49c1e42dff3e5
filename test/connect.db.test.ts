import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSalesforce, disconnectSalesforce } from '../src/connections/contract.ts'
import { acceptInvitation, addUser, signIn } from '../src/people/contract.ts'
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { getCrm } from '../src/sync/contract.ts'
import type { Client } from './client.ts'
import { testClock, type TestClock } from './clock.ts'
import { walkConsent } from './consent.ts'
import { connect, untilIdle } from './flow.ts'
import { owner, startTestServer, type TestServer } from './server.ts'

// The way to Salesforce and back, and every way to lose it.

let sandbox: Sandbox
let server: TestServer
let client: Client
let clock: TestClock
const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const

beforeAll(async () => {
  clock = testClock()
  sandbox = await startSandbox({ customers: 5, clock })
  server = await startTestServer({
    jobs: true,
    clock,
    logLevel: 'error',
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
    },
  })
  client = await server.owner()
})
afterAll(async () => {
  await server.stop()
  await sandbox.close()
})

const app = { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET }
const comeBack = async (from: Client, address: string): Promise<string | null> =>
  (await from.fetch(address)).headers.get('location')
const begin = async (): Promise<string> => {
  const { authorizeUrl } = await client.call(connectSalesforce, { domain: 'northwind-traders' })
  return walkConsent(authorizeUrl, `${server.url}/oauth/salesforce/callback`, person)
}

test('the first time, the app is asked for, and its secret is never shown again', async () => {
  await expect(client.call(connectSalesforce, { domain: 'northwind-traders' })).rejects.toThrow(
    /does not know your Salesforce app/,
  )
  const { authorizeUrl } = await client.call(connectSalesforce, { domain: 'northwind-traders', ...app })
  expect(authorizeUrl).toContain('code_challenge_method=S256')
  expect(authorizeUrl).not.toContain(app.clientSecret)
  const crm = await client.call(getCrm, {})
  expect(crm.app).toMatchObject({
    ready: true,
    fromEnvironment: false,
    callbackUrl: `${server.url}/oauth/salesforce/callback`,
  })
  expect(JSON.stringify(crm)).not.toContain(app.clientSecret)
})

test.each([
  'https://evil.example',
  'login.salesforce.com',
  'acme.my.salesforce.com.evil.example',
  'a b',
  'http://127.0.0.1:1',
])('refuses the domain %s in words', async (domain) => {
  await expect(client.call(connectSalesforce, { domain })).rejects.toMatchObject({
    status: 400,
    error: { what: expect.stringMatching(/\.$/) },
  })
})

test('takes a pasted address for its domain', async () => {
  const answer = await client.call(connectSalesforce, {
    domain: 'https://northwind-traders.lightning.force.com/lightning/page/home',
  })
  expect(answer).toMatchObject({ domain: 'northwind-traders', host: 'northwind-traders.my.salesforce.com' })
})

test('a wrong state, an address used twice, one that is too old and one of another browser each come back in words', async () => {
  expect(await comeBack(client, '/oauth/salesforce/callback?code=x&state=made-up')).toBe(
    '/settings/crm?problem=wrong_state',
  )
  const old = await begin()
  clock.move({ minutes: 16 })
  expect(await comeBack(client, old)).toBe('/settings/crm?problem=expired_code')
  const mine = await begin()
  const other = server.client()
  expect(await comeBack(other, mine)).toBe('/settings/crm?problem=lost_session')
  await other.call(signIn, { email: owner.email, password: owner.password })
  expect(await comeBack(other, mine)).toBe('/settings/crm?problem=lost_session')
  expect(await comeBack(client, mine)).toBe('/settings/crm?connected=1')
  expect(await comeBack(client, mine)).toBe('/settings/crm?problem=replayed_code')
  await untilIdle(client)
})

test.each([
  ['redirect_uri_mismatch', 'redirect_uri must match configuration', 'app_problem', 'callback_mismatch'],
  ['invalid_request', 'required parameter: code challenge', 'app_problem', 'pkce_required'],
  ['invalid_scope', 'the requested scope is not allowed', 'missing_scope', 'scope_refused'],
  ['server_error', '', 'unreachable', 'sign_in_away'],
  ['made_up', 'secret=abc', 'refused', 'oauth_error'],
])(
  'what Salesforce says at the way back (%s) is kept in words until a trip ends well',
  async (error, description, problem, code) => {
    clock.move({ minutes: 1 })
    const state = new URL(await begin()).searchParams.get('state') ?? ''
    const query = new URLSearchParams({ state, error, error_description: description })
    expect(await comeBack(client, `/oauth/salesforce/callback?${query}`)).toBe(
      `/settings/crm?problem=${problem}`,
    )
    const { tripProblem } = await client.call(getCrm, {})
    expect(tripProblem).toMatchObject({ code, what: expect.stringMatching(/\.$/) })
    expect(JSON.stringify(tripProblem)).not.toContain('secret')
  },
)

test('a reason is forgotten after an hour, and once Salesforce is connected', async () => {
  clock.move({ minutes: 61 })
  expect((await client.call(getCrm, {})).tripProblem).toBeNull()
  clock.move({ minutes: 1 })
  sandbox.org.instanceUrl = 'https://evil.example'
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?problem=refused')
  sandbox.org.instanceUrl = sandbox.salesforceOrigin
  expect((await client.call(getCrm, {})).tripProblem).toMatchObject({ what: expect.any(String) })
  clock.move({ minutes: 1 })
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?connected=1')
  expect((await client.call(getCrm, {})).tripProblem).toBeNull()
  await untilIdle(client)
})

test('a hostile instance address is refused and nothing is stored', async () => {
  const before = await client.call(getCrm, {})
  sandbox.org.instanceUrl = 'https://evil.example'
  expect(await connect(client, 'northwind-traders', person)).toBe('/settings/crm?problem=refused')
  sandbox.org.instanceUrl = sandbox.salesforceOrigin
  expect((await client.call(getCrm, {})).connection).toEqual(before.connection)
})

test('a member may neither connect nor disconnect', async () => {
  const invited = await client.call(addUser, {
    email: 'mia@lantern.example',
    name: 'Mia',
    role: 'member',
    invite: true,
  })
  const member = server.client()
  const token = new URL(invited.invitation?.link ?? '').pathname.split('/').at(-1) ?? ''
  await member.call(acceptInvitation, { token, name: 'Mia', password: 'a long enough one' })
  await expect(member.call(connectSalesforce, { domain: 'northwind-traders' })).rejects.toMatchObject({
    status: 403,
  })
  await expect(member.call(disconnectSalesforce, {})).rejects.toMatchObject({ status: 403 })
})

test('disconnecting revokes the grant at Salesforce and destroys the tokens here', async () => {
  expect(sandbox.org.grants.counts().grants).toBeGreaterThan(0)
  await client.call(disconnectSalesforce, {})
  expect(sandbox.org.grants.counts().grants).toBe(0)
  expect((await client.call(getCrm, {})).connection).toBeNull()
  await untilIdle(client)
})
