import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Refused, SignInAgain, TryLater } from '../../base/errors.ts'
import type { Fault } from '../../base/errors.ts'
import { fakeWire, json, page, rejection } from '../fake-wire.ts'
import type { Sent } from '../fake-wire.ts'
import { parseDomain } from './hosts.ts'
import { oauthFault, oauthTable } from './oauth-errors.ts'
import { newProof, openSalesforceOAuth } from './oauth.ts'

const id = 'https://login.salesforce.com/id/00D8d000000AbCdEAK/0058d000001XyZaAAK'
const secret = 'the-client-secret'
const good = {
  access_token: '00D8d000000AbCd!made.up',
  refresh_token: '5Aep861madeUp',
  scope: 'refresh_token api id',
  instance_url: 'https://acme.my.salesforce.com',
  id,
  token_type: 'Bearer',
  issued_at: '1793980800123',
}
const signed = {
  ...good,
  signature: createHmac('sha256', secret)
    .update(id + good.issued_at)
    .digest('base64'),
}

const opened = (
  answer: (sent: Sent) => Response,
  clientSecret: string | null = secret,
  loopback: string | null = null,
) => {
  const wire = fakeWire(answer)
  const app = { clientId: 'the-client-id', clientSecret }
  return { wire, oauth: openSalesforceOAuth({ ...wire, domain: parseDomain('acme'), app, loopback }) }
}
const code = {
  code: 'the-code==',
  verifier: 'v'.repeat(43),
  redirectUri: 'https://cw.example/oauth/salesforce/callback',
}

describe('starting', () => {
  it('sends the browser to the org itself with a proof', async () => {
    const { oauth, wire } = opened(() => json(good))
    const proof = await newProof()
    expect(proof.verifier).toMatch(/^[A-Za-z0-9_-]{43,128}$/)
    expect(proof.challenge).toBe(createHash('sha256').update(proof.verifier).digest('base64url'))
    const url = new URL(
      oauth.authorizeUrl({ redirectUri: code.redirectUri, state: 'st', challenge: proof.challenge }),
    )
    expect(url.origin + url.pathname).toBe('https://acme.my.salesforce.com/services/oauth2/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'the-client-id',
      response_type: 'code',
      redirect_uri: code.redirectUri,
      scope: 'api refresh_token id',
      state: 'st',
      code_challenge: proof.challenge,
      code_challenge_method: 'S256',
      prompt: 'login consent',
    })
    expect(wire.sent).toEqual([])
  })

  it('goes to the loopback override', async () => {
    const loopback = 'http://127.0.0.1:4500'
    const { oauth, wire } = opened(() => json({ ...good, instance_url: loopback }), null, loopback)
    expect(oauth.authorizeUrl({ redirectUri: 'x:y', state: 's', challenge: 'c' })).toMatch(
      /^http:\/\/127\.0\.0\.1:4500\/services/,
    )
    expect((await oauth.exchangeCode(code)).instanceUrl).toBe(loopback)
    expect(wire.sent[0]?.url.href).toBe(`${loopback}/services/oauth2/token`)
  })
})

describe('tokens', () => {
  it('come for a code, signed by the org', async () => {
    const { oauth, wire } = opened(() => json({ ...signed, id_token: 'not.a.token', extra: 1 }))
    expect(await oauth.exchangeCode(code)).toEqual({
      accessToken: good.access_token,
      refreshToken: good.refresh_token,
      instanceUrl: good.instance_url,
      scope: ['refresh_token', 'api', 'id'],
      issuedAt: new Date(1793980800123),
      orgId: '00D8d000000AbCdEAK',
      userId: '0058d000001XyZaAAK',
      objection: null,
    })
    expect(Object.fromEntries(new URLSearchParams(wire.sent[0]?.body))).toEqual({
      grant_type: 'authorization_code',
      code: code.code,
      code_verifier: code.verifier,
      redirect_uri: code.redirectUri,
      client_id: 'the-client-id',
      client_secret: secret,
    })
  })

  it('come without a secret for a public app', async () => {
    const { oauth, wire } = opened(() => json(good), null)
    await oauth.exchangeCode(code)
    expect(new URLSearchParams(wire.sent[0]?.body).has('client_secret')).toBe(false)
  })

  it('come for a refresh token, rotated or not, with or without an address', async () => {
    const { instance_url: _left, refresh_token: _out, ...bare } = good
    const plain = await opened(() => json(bare)).oauth.refresh('old')
    expect(plain).toMatchObject({ refreshToken: null, instanceUrl: null })
    const rotated = await opened(() => json({ ...good, refresh_token: 'new' })).oauth.refresh('old')
    expect(rotated.refreshToken).toBe('new')
  })

  it('come for the app alone', async () => {
    const { oauth, wire } = opened(() => json({ ...good, refresh_token: undefined, scope: 'api id' }))
    expect((await oauth.clientCredentials()).refreshToken).toBeNull()
    expect(new URLSearchParams(wire.sent[0]?.body).get('grant_type')).toBe('client_credentials')
  })

  it.each<[string, object, string]>([
    ['a wrong signature', { ...signed, signature: 'AAAA' }, 'signature_wrong'],
    [
      'a foreign address',
      { ...signed, instance_url: 'https://acme.my.salesforce.com.evil.com' },
      'instance_foreign',
    ],
    [
      'a loopback address without an override',
      { ...signed, instance_url: 'http://127.0.0.1:4500' },
      'instance_foreign',
    ],
    ['no scope for the API', { ...signed, scope: 'id refresh_token' }, 'scope_missing'],
    ['no refresh token', { ...signed, refresh_token: undefined, scope: 'api id' }, 'scope_missing'],
    ['no identity', { ...good, id: undefined }, 'identity_missing'],
  ])('with %s are refused', async (_name, body, why) => {
    const fault = await rejection(opened(() => json(body)).oauth.exchangeCode(code))
    expect(fault).toBeInstanceOf(Refused)
    expect(fault).toMatchObject({ explanation: { code: why } })
    expect(JSON.stringify(fault)).not.toContain(good.access_token)
  })
})

describe('troubles', () => {
  it.each<[string, string, string, typeof Refused | typeof SignInAgain | typeof TryLater]>([
    ['invalid_grant', 'expired access/refresh token', 'grant_expired', SignInAgain],
    ['invalid_grant', 'token request is already being processed', 'refresh_in_progress', TryLater],
    ['invalid_grant', 'expired authorization code', 'code_expired', Refused],
    ['invalid_grant', 'invalid authorization code', 'code_invalid', Refused],
    ['invalid_grant', 'invalid code verifier', 'verifier_invalid', Refused],
    ['invalid_grant', 'authentication failure', 'authentication_failure', SignInAgain],
    ['invalid_grant', 'authentication failure - Invalid Password', 'authentication_failure', SignInAgain],
    ['invalid_grant', 'inactive user', 'user_inactive', SignInAgain],
    ['invalid_grant', 'expired session', 'session_expired', SignInAgain],
    ['invalid_grant', 'inactive organization', 'org_inactive', SignInAgain],
    ['invalid_grant', 'ip restricted', 'ip_restricted', Refused],
    ['invalid_grant', "user hasn't approved this consumer", 'app_not_approved', Refused],
    ['invalid_grant', 'Audience validation failed', 'audience_wrong', Refused],
    ['invalid_grant', 'no client credentials user enabled', 'no_run_as_user', Refused],
    ['invalid_grant', 'request not supported on this domain', 'domain_not_supported', Refused],
    ['invalid_grant', 'something new', 'grant_refused', SignInAgain],
    ['invalid_client_id', 'client identifier invalid', 'client_id_unknown', Refused],
    ['invalid_client', 'invalid client credentials', 'client_secret_wrong', Refused],
    ['invalid_app_access', 'user is not admin approved to access this app', 'app_not_allowed', Refused],
    ['redirect_uri_mismatch', 'redirect_uri must match configuration', 'callback_mismatch', Refused],
    ['unsupported_grant_type', 'grant type not supported', 'flow_not_supported', Refused],
    ['oauth_flow_disabled', '', 'flow_disabled', Refused],
    ['invalid_request', 'missing required code challenge', 'pkce_required', Refused],
    ['invalid_request', 'whatever', 'request_refused', Refused],
    ['invalid_scope', 'the requested scope is not allowed', 'scope_refused', Refused],
    ['access_denied', 'end-user denied authorization', 'access_denied', Refused],
    ['rate_limit_exceeded', 'login rate exceeded', 'login_rate', TryLater],
    ['server_error', '', 'sign_in_away', TryLater],
    ['never_heard_of', 'x', 'oauth_error', Refused],
  ])('%s, %s', async (error, description, why, type) => {
    const { oauth, wire } = opened(() => json({ error, error_description: description }, 400))
    const fault = await rejection(oauth.refresh('5Aep-secret'))
    expect(fault).toBeInstanceOf(type)
    expect(fault).toMatchObject({ explanation: { code: why } })
    expect((fault as Fault).explanation.how).toMatch(/\.$/)
    expect(wire.sent).toHaveLength(1)
  })

  it.each<[string, () => Response]>([
    ['a page', () => page(200)],
    ['a busy page', () => page(503)],
    ['plain text', () => new Response('nope', { status: 400 })],
    ['JSON of another shape', () => json({ access_token: 7 })],
    ['nothing', () => new Response(null, { status: 200 })],
    [
      'a broken line',
      () => {
        throw new TypeError('fetch failed')
      },
    ],
  ])('%s is TryLater, and the form is not posted again', async (_name, answer) => {
    const { oauth, wire } = opened(answer)
    const fault = await rejection(oauth.refresh('5Aep-secret'))
    expect(fault).toBeInstanceOf(TryLater)
    expect(JSON.stringify(fault)).not.toContain('5Aep-secret')
    expect(wire.sent).toHaveLength(1)
  })

  it('are read when they come form-encoded', async () => {
    const { oauth } = opened(() => new Response('error=invalid_client&error_description=x', { status: 401 }))
    expect(await rejection(oauth.refresh('r'))).toMatchObject({
      explanation: { code: 'client_secret_wrong' },
    })
  })

  it('never repeat odd words of the other side', () => {
    expect(oauthFault('<b>00D!secret</b>', '').explanation.what).toContain('"unknown"')
  })

  it('name who can help wherever somebody can', () => {
    for (const row of oauthTable) if (row.then !== 'try_later') expect(row.who, row.code).toBeTruthy()
  })
})

describe('revoking', () => {
  it.each<[() => Response, boolean]>([
    [() => new Response(null, { status: 200 }), true],
    [() => new Response('error=unsupported_token_type', { status: 400 }), false],
    [() => new Response('Bad_Id', { status: 404 }), false],
    [() => page(503), false],
  ])('never fails', async (answer, confirmed) => {
    const { oauth, wire } = opened(answer)
    expect(await oauth.revoke('5Aep')).toBe(confirmed)
    expect(wire.sent[0]?.body).toBe('token=5Aep')
  })
})
