import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askToken, authorizeUrl, Caller, signIn } from '../../caller.ts'
import type { Tokens } from '../../caller.ts'
import {
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../../credentials.ts'
import { startSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import { testClock } from '../../../../test/clock.ts'
import { visit } from '../../visitor.ts'

let sandbox: Sandbox
let clock: ReturnType<typeof testClock>
const verifier = 'v'.repeat(43)
const avery = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'allow' } as const

beforeEach(async () => {
  clock = testClock('2026-11-02T10:00:00Z')
  sandbox = await startSandbox({ customers: 2, clock })
})
afterEach(() => sandbox.close())

const codeFor = async (challenged = verifier): Promise<string> =>
  new URL(await visit(authorizeUrl(sandbox, challenged), avery)).searchParams.get('code') ?? ''

const exchange = (code: string, changes: Record<string, string | null> = {}) =>
  askToken(sandbox, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: SANDBOX_CALLBACK,
    code_verifier: verifier,
    ...changes,
  })

const refresh = (token: string | undefined) =>
  askToken(sandbox, { grant_type: 'refresh_token', refresh_token: token ?? '' })

const pair = (error: string, description: string) => ({ error, error_description: description })

describe('authorize', () => {
  test('allowing leads back with a code and the state', async () => {
    const back = new URL(await visit(authorizeUrl(sandbox, verifier), avery))
    expect(back.origin + back.pathname).toBe(SANDBOX_CALLBACK)
    expect(back.searchParams.get('state')).toBe('state-1')
    expect(back.search).toMatch(/code=aPrx[^&]+%3D%3D/)
  })

  test('denying leads back with access_denied', async () => {
    const back = new URL(await visit(authorizeUrl(sandbox, verifier), { ...avery, answer: 'deny' }))
    expect(Object.fromEntries(back.searchParams)).toEqual({
      ...pair('access_denied', 'end-user denied authorization'),
      state: 'state-1',
    })
  })

  test('without a challenge the callback hears it', async () => {
    const back = new URL(await visit(authorizeUrl(sandbox, verifier, { code_challenge: null }), avery))
    expect(back.searchParams.get('error_description')).toBe('missing required code challenge')
  })

  test('plain PKCE and an unknown scope are refused', async () => {
    const plain = await visit(authorizeUrl(sandbox, verifier, { code_challenge_method: 'plain' }), avery)
    expect(new URL(plain).searchParams.get('error')).toBe('invalid_request')
    const scope = await visit(authorizeUrl(sandbox, verifier, { scope: 'api everything' }), avery)
    expect(new URL(scope).searchParams.get('error')).toBe('invalid_scope')
  })

  test.each([
    ['another host', 'https://evil.example/oauth/salesforce/callback'],
    ['another path', 'http://localhost:4400/other'],
    ['a longer path', `${SANDBOX_CALLBACK}/x`],
    ['none', null],
  ])('a redirect to %s never leaves the page', async (_what, redirect) => {
    const url = authorizeUrl(sandbox, verifier, { redirect_uri: redirect })
    await expect(visit(url, avery)).rejects.toThrow('redirect_uri_mismatch')
  })

  test('a loopback callback on any port will do, unless switched off', async () => {
    const url = authorizeUrl(sandbox, verifier, {
      redirect_uri: 'http://127.0.0.1:5999/oauth/salesforce/callback',
    })
    expect(await visit(url, avery)).toMatch(/^http:\/\/127\.0\.0\.1:5999\/.*code=/)
    await new Caller(sandbox, '').control('setAnyLoopbackCallback', { on: false })
    await expect(visit(url, avery)).rejects.toThrow('redirect_uri_mismatch')
  })

  test('an unknown app, a wrong password and an inactive user stay on the page', async () => {
    await expect(visit(authorizeUrl(sandbox, verifier, { client_id: 'x' }), avery)).rejects.toThrow(
      'invalid_client_id',
    )
    const url = authorizeUrl(sandbox, verifier)
    await expect(visit(url, { ...avery, password: 'wrong' })).rejects.toThrow(
      'check your username and password',
    )
    const inactive = { ...avery, username: 'marcus.delacroix@northwind-traders.example' }
    await expect(visit(url, inactive)).rejects.toThrow('check your username and password')
  })

  test('consent needs the browser that logged in', async () => {
    const page = await (await fetch(authorizeUrl(sandbox, verifier))).text()
    const ticket = /value="([^"]+)"/.exec(page)?.[1] ?? ''
    const body = new URLSearchParams({ ticket, answer: 'allow' })
    const answer = await fetch(`${sandbox.salesforceOrigin}/services/oauth2/consent`, {
      method: 'POST',
      body,
    })
    expect(answer.status).toBe(400)
  })

  test('what the address says is shown as text', async () => {
    const url = authorizeUrl(sandbox, verifier, { login_hint: '"><script>alert(1)</script>' })
    const page = await (await fetch(url)).text()
    expect(page).not.toContain('<script>')
  })
})

describe('the code', () => {
  test('is exchanged once for tokens with a true signature and no expires_in', async () => {
    const code = await codeFor()
    const heard = await exchange(code)
    const tokens = heard.json<Tokens & { expires_in?: number }>()
    expect(tokens.access_token).toMatch(new RegExp(`^${sandbox.org.id.slice(0, 15)}!`))
    expect(tokens.refresh_token).toMatch(/^5Aep861/)
    expect(tokens.instance_url).toBe(sandbox.salesforceOrigin)
    expect(tokens.issued_at).toBe(String(clock.now().getTime()))
    expect(tokens.expires_in).toBeUndefined()
    const signed = createHmac('sha256', SANDBOX_CLIENT_SECRET)
      .update(tokens.id + tokens.issued_at)
      .digest('base64')
    expect(tokens.signature).toBe(signed)
    expect((await exchange(code)).json()).toEqual(pair('invalid_grant', 'expired authorization code'))
  })

  test('grows old', async () => {
    const code = await codeFor()
    clock.move({ minutes: 15.1 })
    expect((await exchange(code)).json()).toEqual(pair('invalid_grant', 'expired authorization code'))
  })

  test('needs its own verifier, redirect and app', async () => {
    const wrong = await exchange(await codeFor(), { code_verifier: 'w'.repeat(43) })
    expect(wrong.json()).toEqual(pair('invalid_grant', 'invalid code verifier'))
    const missing = await exchange(await codeFor(), { code_verifier: null })
    expect(missing.json()).toEqual(pair('invalid_grant', 'invalid code verifier'))
    const redirect = await exchange(await codeFor(), { redirect_uri: 'http://localhost:4400/x' })
    expect(redirect.json()).toEqual(pair('redirect_uri_mismatch', 'redirect_uri must match configuration'))
    expect((await exchange('aPrxNever==')).json()).toEqual(
      pair('invalid_grant', 'invalid authorization code'),
    )
  })

  test('is refused for a verifier with a tilde, right as it is', async () => {
    const tilde = `${'v'.repeat(42)}~`
    const heard = await exchange(await codeFor(tilde), { code_verifier: tilde })
    expect(heard.json()).toEqual(pair('invalid_grant', 'invalid code verifier'))
  })

  test('needs the secret', async () => {
    const code = await codeFor()
    const none = await exchange(code, { client_secret: null })
    expect(none.json()).toEqual(pair('invalid_client', 'invalid client credentials'))
    const unknown = await exchange(code, { client_id: 'x' })
    expect(unknown.json()).toEqual(pair('invalid_client_id', 'client identifier invalid'))
    expect((await askToken(sandbox, { grant_type: 'password' })).json()).toEqual(
      pair('unsupported_grant_type', 'grant type not supported'),
    )
  })
})

test('the secret may come in Basic, which must be well formed', async () => {
  const ask = async (header: string): Promise<unknown> => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const headers = { authorization: header }
    return (
      await fetch(`${sandbox.salesforceOrigin}/services/oauth2/token`, { method: 'POST', body, headers })
    ).json()
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  expect(await ask(basic(`${SANDBOX_CLIENT_ID}:${SANDBOX_CLIENT_SECRET}`))).toHaveProperty('access_token')
  expect(await ask(basic(`${SANDBOX_CLIENT_ID}:100%`))).toMatchObject({ error: 'invalid_client' })
  expect(await ask('Basic !')).toMatchObject({ error: 'invalid_basic_auth_header' })
})

describe('refreshing', () => {
  test('with rotation ends the session before, and reuse ends everything', async () => {
    const first = await signIn(sandbox)
    const second = (await refresh(first.refresh_token)).json<Tokens>()
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await new Caller(sandbox, first.access_token).get('/sobjects')).status).toBe(401)
    const caller = new Caller(sandbox, second.access_token)
    expect((await caller.get('/sobjects')).status).toBe(200)
    const expired = pair('invalid_grant', 'expired access/refresh token')
    expect((await refresh(first.refresh_token)).json()).toEqual(expired)
    expect((await caller.get('/sobjects')).status).toBe(401)
    expect((await refresh(second.refresh_token)).json()).toEqual(expired)
  })

  test('without rotation keeps the token and the session', async () => {
    sandbox.org.grants.settings.rotation = false
    const first = await signIn(sandbox)
    const second = (await refresh(first.refresh_token)).json<Tokens>()
    expect(second.refresh_token).toBeUndefined()
    expect((await new Caller(sandbox, first.access_token).get('/sobjects')).status).toBe(200)
    expect((await refresh(first.refresh_token)).status).toBe(200)
  })

  test('twice at once lets one win and harms nothing', async () => {
    const { refresh_token: token } = await signIn(sandbox)
    const both = await Promise.all([refresh(token), refresh(token)])
    const won = both.find((heard) => heard.status === 200)
    const lost = both.find((heard) => heard.status === 400)
    expect(lost?.json()).toEqual(pair('invalid_grant', 'token request is already being processed'))
    expect((await refresh(won?.json<Tokens>().refresh_token)).status).toBe(200)
  })

  test('fails for a user who left', async () => {
    const { refresh_token: token } = await signIn(sandbox)
    const id = sandbox.org.userNamed(SANDBOX_USERNAME) ?? ''
    sandbox.org.changes.update('User', id, { IsActive: false })
    expect((await refresh(token)).json()).toEqual(pair('invalid_grant', 'inactive user'))
  })
})

test('the sixth approval silently ends the first', async () => {
  sandbox.org.grants.settings.rotation = false
  const approvals: Tokens[] = []
  for (let at = 0; at < 6; at++) approvals.push(await signIn(sandbox))
  const heard = await Promise.all(approvals.map((tokens) => refresh(tokens.refresh_token)))
  expect(heard.map((one) => one.status)).toEqual([400, 200, 200, 200, 200, 200])
})

test('client credentials act as the run-as user, without a refresh token', async () => {
  const tokens = (await askToken(sandbox, { grant_type: 'client_credentials' })).json<Tokens>()
  expect(tokens.refresh_token).toBeUndefined()
  expect((await new Caller(sandbox, tokens.access_token).get('/limits')).status).toBe(200)
  sandbox.org.clientCredentialsUser = null
  expect((await askToken(sandbox, { grant_type: 'client_credentials' })).json()).toEqual(
    pair('invalid_grant', 'no client credentials user enabled'),
  )
})

test('an answer may grant less than asked, and name another instance or none', async () => {
  sandbox.org.grants.settings.scopes = ['refresh_token', 'id']
  const tokens = await signIn(sandbox)
  expect(tokens.scope.split(' ').sort()).toEqual(['id', 'refresh_token'])
  const heard = await new Caller(sandbox, tokens.access_token).get('/sobjects')
  expect(heard.text).toContain('This session is not valid for use with the REST API')
  sandbox.org.instanceUrl = 'https://evil.example'
  const second = (await refresh(tokens.refresh_token)).json<Tokens>()
  expect(second.instance_url).toBe('https://evil.example')
  sandbox.org.instanceUrl = null
  expect((await refresh(second.refresh_token)).json()).not.toHaveProperty('instance_url')
})

test('a session ends two hours after its last use', async () => {
  const caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
  clock.move({ minutes: 119 })
  expect((await caller.get('/sobjects')).status).toBe(200)
  clock.move({ minutes: 121 })
  const heard = await caller.get('/sobjects')
  expect(heard.status).toBe(401)
  expect(heard.json()).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }])
})

test('revoking a refresh token takes its sessions along, and errors are form-encoded', async () => {
  const tokens = await signIn(sandbox)
  const revoke = (form: Record<string, string>) =>
    fetch(`${sandbox.salesforceOrigin}/services/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams(form),
    })
  const done = await revoke({ token: tokens.refresh_token ?? '' })
  expect([done.status, await done.text()]).toEqual([200, ''])
  expect((await new Caller(sandbox, tokens.access_token).get('/sobjects')).status).toBe(401)
  const none = await revoke({})
  expect(await none.text()).toBe(
    'error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported',
  )
})

test('userinfo answers a bad token with bare text', async () => {
  const tokens = await signIn(sandbox)
  const ask = (token: string) => new Caller(sandbox, token).get('/services/oauth2/userinfo')
  const bad = await ask('nope')
  expect([bad.status, bad.text]).toEqual([403, 'Bad_OAuth_Token'])
  const good = await ask(tokens.access_token)
  expect(good.json()).toMatchObject({ organization_id: sandbox.org.id, email: SANDBOX_USERNAME })
  expect(good.headers.has('sforce-limit-info')).toBe(false)
})
