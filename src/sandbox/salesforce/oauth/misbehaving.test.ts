import { afterEach, beforeEach, expect, test } from 'vitest'
import { askToken, authorizeUrl, Caller, signIn } from '../../caller.ts'
import type { Heard, Tokens } from '../../caller.ts'
import { SANDBOX_CLIENT_ID, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../../credentials.ts'
import { startSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import { visit } from '../../visitor.ts'
import { tokenRefusals } from '../refusals.ts'
import { testClock } from '../../../../test/clock.ts'

let sandbox: Sandbox
let control: Caller['control']
let clock: ReturnType<typeof testClock>

beforeEach(async () => {
  clock = testClock('2026-11-02T10:00:00Z')
  sandbox = await startSandbox({ customers: 2, clock })
  const caller = new Caller(sandbox, '')
  control = (command, args) => caller.control(command, args)
})
afterEach(() => sandbox.close())

const refresh = (tokens: Tokens, more: Record<string, string | null> = {}): Promise<Heard> =>
  askToken(sandbox, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '', ...more })
const why = (heard: Heard): string => heard.json<{ error_description: string }>().error_description
const introspect = async (token: string): Promise<Record<string, unknown>> => {
  const form = { token, client_id: SANDBOX_CLIENT_ID, client_secret: 'sandbox-crosswalk-secret' }
  const url = `${sandbox.salesforceOrigin}/services/oauth2/introspect`
  return (await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json()) as Record<
    string,
    unknown
  >
}

test('a refresh token dies of disuse, and every use starts it anew', async () => {
  const day = 86_400_000
  await control('setGrants', { idleMs: 30 * day })
  let tokens = await signIn(sandbox)
  for (let at = 0; at < 3; at++) {
    clock.move({ hours: 24 * 29 })
    tokens = (await refresh(tokens)).json<Tokens>()
  }
  clock.move({ hours: 24 * 30 })
  expect(why(await refresh(tokens))).toBe('expired access/refresh token')
  await control('setGrants', { idleMs: null })
  expect((await refresh(tokens)).status).toBe(400)
})

test('a fixed lifetime ends however much a token is used, and "immediately expire" at once', async () => {
  await control('setGrants', { lifetimeMs: 3_600_000 })
  let tokens = await signIn(sandbox)
  clock.move({ minutes: 50 })
  tokens = (await refresh(tokens)).json<Tokens>()
  clock.move({ minutes: 10 })
  expect((await refresh(tokens)).status).toBe(400)
  await control('setGrants', { lifetimeMs: null, idleMs: 0 })
  expect((await refresh(await signIn(sandbox))).status).toBe(400)
})

test.each(tokenRefusals)('the token endpoint refuses as told: %s', async (reason) => {
  const tokens = await signIn(sandbox)
  await control('setTokenRefusal', { reason })
  const heard = await refresh(tokens)
  expect(heard.status).toBe(400)
  expect(heard.json()).toEqual({ error: expect.any(String), error_description: expect.any(String) })
  await control('setTokenRefusal', { reason: null })
  expect((await refresh(tokens)).status).toBe(200)
})

test('reuse of a spent token ends the approval even while a refresh is under way', async () => {
  const first = await signIn(sandbox)
  const second = (await refresh(first)).json<Tokens>()
  const [racing, reused] = await Promise.all([refresh(second), refresh(first)])
  expect(why(reused)).toBe('expired access/refresh token')
  const left = racing.status === 200 ? racing.json<Tokens>() : second
  expect((await refresh(left)).status).toBe(400)
})

test('another secret is needed after it was rotated, and what it approved is over', async () => {
  const tokens = await signIn(sandbox)
  await control('rotateSecret', { secret: 'another' })
  expect((await refresh(tokens)).json()).toMatchObject({ error: 'invalid_client' })
  expect(why(await refresh(tokens, { client_secret: 'another' }))).toBe('expired access/refresh token')
  expect((await new Caller(sandbox, tokens.access_token).get('/limits')).status).toBe(401)
})

test('the wrong host refuses refreshes, client credentials, and at Lightning everything', async () => {
  const tokens = await signIn(sandbox)
  await control('setHost', { kind: 'generic' })
  expect(why(await refresh(tokens))).toBe('expired access/refresh token')
  expect(why(await askToken(sandbox, { grant_type: 'client_credentials' }))).toBe(
    'request not supported on this domain',
  )
  await control('setHost', { kind: 'lightning' })
  expect((await refresh(tokens)).json()).toMatchObject({ error: 'unsupported_grant_type' })
  await control('setHost', { kind: 'my_domain' })
  expect((await refresh(tokens)).status).toBe(200)
})

test('a session locked to another address is refused right after a good refresh', async () => {
  await control('setApiRefusal', { reason: 'locked_to_ip' })
  const fresh = (await refresh(await signIn(sandbox))).json<Tokens>()
  const caller = new Caller(sandbox, fresh.access_token)
  expect((await caller.get('/limits')).json()).toEqual([
    { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
  ])
  expect((await caller.get('/services/oauth2/userinfo')).text).toBe('Bad_OAuth_Token')
})

test.each([
  ['api_disabled_for_user', 403, 'API_CURRENTLY_DISABLED'],
  ['api_disabled_for_org', 403, 'API_DISABLED_FOR_ORG'],
  ['not_valid_for_rest', 401, 'This session is not valid for use with the REST API'],
])('the API refuses as told: %s', async (reason, status, words) => {
  await control('setApiRefusal', { reason })
  const heard = await new Caller(sandbox, (await signIn(sandbox)).access_token).get('/limits')
  expect([heard.status, heard.text]).toEqual([status, expect.stringContaining(words)])
})

test('the page ends in the error told, and nobody comes back', async () => {
  await control('setApprovalError', { on: true, error: 'OAUTH_EC_APP_NOT_FOUND' })
  const who = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'allow' } as const
  await expect(visit(authorizeUrl(sandbox, 'v'.repeat(43)), who)).rejects.toThrow('OAUTH_EC_APP_NOT_FOUND')
})

test('introspection tells what a token is worth without using it', async () => {
  const tokens = await signIn(sandbox)
  expect(await introspect(tokens.access_token)).toMatchObject({
    active: true,
    token_type: 'access_token',
    username: SANDBOX_USERNAME,
    client_id: SANDBOX_CLIENT_ID,
  })
  expect(await introspect(tokens.refresh_token ?? '')).toMatchObject({ active: true })
  clock.move({ minutes: 100 })
  await introspect(tokens.access_token)
  clock.move({ minutes: 100 })
  expect(await introspect(tokens.access_token)).toEqual({ active: false })
})

test('userinfo says of an integration user what it is told', async () => {
  await control('setUserinfo', { integrationUser: true, userType: 'CLOUD_INTEGRATION_USER' })
  const caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
  expect((await caller.get('/services/oauth2/userinfo')).json()).toMatchObject({
    is_salesforce_integration_user: true,
    user_type: 'CLOUD_INTEGRATION_USER',
  })
})

test('an app may do without its secret, not with a wrong one', async () => {
  const app = sandbox.org.apps.get(SANDBOX_CLIENT_ID)
  if (app) sandbox.org.apps.set(SANDBOX_CLIENT_ID, { ...app, secretOptional: true })
  const tokens = await signIn(sandbox)
  expect((await refresh(tokens, { client_secret: 'wrong' })).status).toBe(400)
  expect((await refresh(tokens, { client_secret: null })).status).toBe(200)
})

test('a refresh with rotation ends the locators of the session before; without, they live on', async () => {
  sandbox.org.pageSize = 1
  for (const rotation of [true, false]) {
    sandbox.org.grants.settings.rotation = rotation
    const tokens = await signIn(sandbox)
    const before = new Caller(sandbox, tokens.access_token)
    const page = (await before.query('SELECT Id FROM Account')).json<{ nextRecordsUrl: string }>()
    await refresh(tokens)
    expect((await before.get(page.nextRecordsUrl)).status).toBe(rotation ? 401 : 200)
  }
})
