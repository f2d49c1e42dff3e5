import { createHmac, timingSafeEqual } from 'node:crypto'
import * as oidc from 'openid-client'
import { Fault, Refused, TryLater } from '../../base/errors.ts'
import type { Http, HttpAnswer, Outside } from '../http.ts'
import { openHttp } from '../http.ts'
import { checkInstanceUrl, isSalesforceHost, reach } from './hosts.ts'
import type { SalesforceDomain } from './hosts.ts'
import { oauthFault } from './oauth-errors.ts'

/**
 * The OAuth conversation with one org: authorization code with PKCE, refresh, client credentials, revoke.
 *
 * `openid-client` builds the requests and checks the shape of what comes back; it speaks through our guarded
 * client. Errors are ours: the vendor hides many troubles behind `invalid_grant`, so the raw answer is kept and
 * read with the table of `oauth-errors.ts`. An `id_token`, which nobody asks for, is dropped before the library
 * sees it: its issuer differs from the My Domain in some orgs, and that would refuse a good answer.
 */
export interface SalesforceOAuth {
  /** Where to send the browser. `challenge` comes from `newProof`, `state` from the caller. */
  authorizeUrl(asked: { redirectUri: string; state: string; challenge: string; loginHint?: string }): string
  /** Trades the callback's code. Never repeated: a code is good for one use. */
  exchangeCode(given: { code: string; verifier: string; redirectUri: string }): Promise<Tokens>
  /**
   * A new access token. When `refreshToken` of the answer is not null, rotation is on and the old one is dead:
   * store the new one durably before using anything. Never repeated blindly: a lost answer may have rotated.
   */
  refresh(refreshToken: string): Promise<Tokens>
  /** For an app that runs as a fixed user. Gives no refresh token; ask again when the session ends. */
  clientCredentials(): Promise<Tokens>
  /** Ends the grant. Resolves with false when Salesforce did not confirm it; the local tokens are to be destroyed anyway. */
  revoke(token: string): Promise<boolean>
}

/** The customer's own external client app. */
export interface SalesforceApp {
  readonly clientId: string
  /** Null for a public app. */
  readonly clientSecret: string | null
}

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Checked: an org host of Salesforce, or the loopback override. Null when a refresh did not name one: keep the old. */
  readonly instanceUrl: string | null
  readonly scope: readonly string[]
  readonly issuedAt: Date
  /** 18 characters; null when the answer did not say. */
  readonly orgId: string | null
  readonly userId: string | null
  /**
   * What speaks against using the answer; only ever of a refresh. Its refresh token is to be stored all the same: the
   * one before it is dead. Every other answer that is not to be used is a rejection.
   */
  readonly objection: Refused | null
}

/** A PKCE proof: keep `verifier` on the server beside the state, send `challenge`. */
export async function newProof(): Promise<{ verifier: string; challenge: string }> {
  // base64url only: the vendor's endpoint refuses verifiers with "~", which the standard allows.
  const verifier = oidc.randomPKCECodeVerifier()
  return { verifier, challenge: await oidc.calculatePKCECodeChallenge(verifier) }
}

export interface OAuthOptions extends Outside {
  readonly domain: Pick<SalesforceDomain, 'origin'>
  readonly app: SalesforceApp
  /** From `loopbackOnly`. */
  readonly loopback?: string | null
}

const scopes = ['api', 'refresh_token', 'id']

/**
 * A token answer is small and comes at once, or not. The head, and each piece after it: together far below the time for
 * which the right to renew is held.
 */
const patience = { timeoutMs: 30_000, idleMs: 10_000, limit: 64 * 1024 } as const

/** Opens the conversation. Nothing is sent until a method is called. */
export function openSalesforceOAuth(options: OAuthOptions): SalesforceOAuth {
  const loopback = options.loopback ?? null
  const http = openHttp({
    ...patience,
    ...options,
    name: 'Salesforce',
    allow: (url) => isSalesforceHost(url.hostname),
    loopback,
  })
  const origin = checkInstanceUrl(options.domain.origin, loopback)
  const grant = (type: string, form: Record<string, string>): Promise<Tokens> =>
    token({ http, origin, loopback, app: options.app, now: () => options.clock.now() }, type, form)
  return {
    authorizeUrl: (asked) => authorizeUrl(origin, options.app, loopback, asked),
    async exchangeCode({ code, verifier, redirectUri }) {
      return grant('authorization_code', { code, code_verifier: verifier, redirect_uri: redirectUri })
    },
    refresh: (refreshToken) => grant('refresh_token', { refresh_token: refreshToken }),
    clientCredentials: async () => withApi(named(sound(await grant('client_credentials', {})))),
    revoke: (dead) => revoke(http, origin, dead),
  }
}

interface Room {
  readonly http: Http
  readonly origin: string
  readonly loopback: string | null
  readonly app: SalesforceApp
  readonly now: () => Date
}

function configuration(origin: string, app: SalesforceApp): oidc.Configuration {
  const proof = app.clientSecret === null ? oidc.None() : oidc.ClientSecretPost(app.clientSecret)
  const server = {
    issuer: origin,
    authorization_endpoint: `${origin}/services/oauth2/authorize`,
    token_endpoint: `${origin}/services/oauth2/token`,
  }
  const config = new oidc.Configuration(server, app.clientId, undefined, proof)
  // Only an origin that `checkInstanceUrl` took for the loopback override can be http.
  if (origin.startsWith('http:')) oidc.allowInsecureRequests(config)
  return config
}

function authorizeUrl(
  origin: string,
  app: SalesforceApp,
  loopback: string | null,
  asked: { redirectUri: string; state: string; challenge: string; loginHint?: string },
): string {
  const url = oidc.buildAuthorizationUrl(configuration(origin, app), {
    redirect_uri: asked.redirectUri,
    scope: scopes.join(' '),
    state: asked.state,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
    // Without it a browser that is signed in elsewhere connects as that user without a word.
    prompt: 'login consent',
    ...(asked.loginHint === undefined ? {} : { login_hint: asked.loginHint }),
  })
  return reach(url.href, loopback)
}

/** One POST to the token endpoint. The answer is kept aside, so that errors are read by us. */
async function token(room: Room, type: string, form: Record<string, string>): Promise<Tokens> {
  const config = configuration(room.origin, room.app)
  let seen: HttpAnswer | null = null
  config[oidc.customFetch] = async (url, init) => {
    const headers = Object.fromEntries(new Headers(init.headers))
    seen = await room.http.ask({ method: 'POST', url, headers, body: String(init.body), expect: 'any' })
    return withoutIdToken(seen)
  }
  try {
    const body: Record<string, unknown> = { ...(await oidc.genericGrantRequest(config, type, form)) }
    return await taken(room, type, body)
  } catch (thrown) {
    const fault = faultIn(thrown)
    throw fault ?? (seen === null ? thrown : answerFault(seen))
  }
}

/** A new grant we do not take is given back: nobody would hold it, and it counts against the five a user may give. */
async function taken(room: Room, type: string, body: Record<string, unknown>): Promise<Tokens> {
  if (type !== 'authorization_code') return read(room, body)
  try {
    return complete(sound(read(room, body)))
  } catch (thrown) {
    const given = body.refresh_token ?? body.access_token
    if (typeof given === 'string') await revoke(room.http, room.origin, given)
    throw thrown
  }
}

function withoutIdToken(answer: HttpAnswer): Response {
  const body = isRecord(answer.json) ? JSON.stringify({ ...answer.json, id_token: undefined }) : answer.text
  const type = answer.headers.get('content-type') ?? 'text/plain'
  return new Response(body, { status: answer.status, headers: { 'content-type': type } })
}

function faultIn(thrown: unknown): Fault | null {
  for (let at = thrown; at instanceof Error; at = at.cause) if (at instanceof Fault) return at
  return null
}

/** What the endpoint said, read by the table; an answer without the two words is a source that is away. */
function answerFault(answer: HttpAnswer): Fault {
  const form = isRecord(answer.json) ? answer.json : Object.fromEntries(new URLSearchParams(answer.text))
  const { error, error_description: description } = form
  if (typeof error === 'string') return oauthFault(error, typeof description === 'string' ? description : '')
  return new TryLater({
    code: 'sign_in_unreadable',
    what: `The sign-in service of Salesforce answered with something we cannot read (status ${answer.status}).`,
    means: 'The connection is unchanged.',
    who: 'A Crosswalk admin, if it stays.',
    how: 'Check that the address is the My Domain of the org. Salesforce may also be under maintenance.',
  })
}

function read(room: Room, body: Record<string, unknown>): Tokens {
  const text = (key: string): string | null => {
    const value = body[key]
    return typeof value === 'string' && value !== '' ? value : null
  }
  checkSignature(room.app, text('signature'), text('id'), text('issued_at'))
  const ids = /\/id\/(00D\w{15})\/(005\w{15})$/.exec(text('id') ?? '')
  const instance = instanceOf(text('instance_url'), room.loopback)
  const issued = Number(text('issued_at'))
  return {
    accessToken: text('access_token') ?? '',
    refreshToken: text('refresh_token'),
    instanceUrl: instance instanceof Refused ? null : instance,
    objection: instance instanceof Refused ? instance : null,
    scope: (text('scope') ?? '').split(/\s+/).filter((word) => word !== ''),
    issuedAt: Number.isFinite(issued) && issued > 0 ? new Date(issued) : room.now(),
    orgId: ids?.[1] ?? null,
    userId: ids?.[2] ?? null,
  }
}

/** The address the answer names, checked, or why it is not to be used. */
function instanceOf(named: string | null, loopback: string | null): string | Refused | null {
  try {
    return named === null ? null : checkInstanceUrl(named, loopback)
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown
    throw thrown
  }
}

function sound(tokens: Tokens): Tokens {
  if (tokens.objection) throw tokens.objection
  return tokens
}

/** base64(HMAC-SHA256(secret, id + issued_at)). Answers of proxies that strip it are accepted, a wrong one is not. */
function checkSignature(
  app: SalesforceApp,
  signature: string | null,
  id: string | null,
  issued: string | null,
): void {
  if (app.clientSecret === null || signature === null || id === null || issued === null) return
  const expected = createHmac('sha256', app.clientSecret)
    .update(id + issued)
    .digest()
  const given = Buffer.from(signature, 'base64')
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new Refused({
    code: 'signature_wrong',
    what: "The answer to the sign-in does not carry Salesforce's signature.",
    means: 'We did not store it. The connection is unchanged.',
    who: 'Whoever looks after this installation.',
    how: 'Somebody may be between this machine and Salesforce. Check the network, then connect again.',
  })
}

function named(tokens: Tokens): Tokens {
  if (tokens.instanceUrl !== null && tokens.orgId !== null) return tokens
  throw new Refused({
    code: 'identity_missing',
    what: 'Salesforce did not say which org and which user this connection belongs to.',
    means: 'The connection was not made.',
    who: 'A Salesforce admin.',
    how: 'Give the app the scope "Access the identity URL service (id)" and connect again.',
  })
}

function withApi(tokens: Tokens): Tokens {
  if (tokens.scope.includes('api') || tokens.scope.includes('full') || tokens.scope.length === 0)
    return tokens
  throw scopeMissing('Manage user data via APIs (api)')
}

function complete(tokens: Tokens): Tokens {
  const { scope } = withApi(named(tokens))
  const offline = scope.includes('refresh_token') || scope.includes('offline_access')
  if (tokens.refreshToken === null || (scope.length > 0 && !offline && !scope.includes('full')))
    throw scopeMissing('Perform requests at any time (refresh_token, offline_access)')
  return tokens
}

const scopeMissing = (scope: string): Refused =>
  new Refused({
    code: 'scope_missing',
    what: `Salesforce gave the connection without the permission "${scope}".`,
    means: 'The connection was not made: it could not keep your customers up to date.',
    who: 'A Salesforce admin.',
    how: "Add this scope in the app's OAuth settings, wait ten minutes, and connect again.",
  })

/** Any answer counts as "gone here"; only a 200 counts as "gone there". */
async function revoke(http: Http, origin: string, dead: string): Promise<boolean> {
  const body = new URLSearchParams({ token: dead }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const url = `${origin}/services/oauth2/revoke`
  try {
    const answer = await http.ask({ method: 'POST', url, headers, body, expect: 'any', repeatable: true })
    return answer.status === 200
  } catch (thrown) {
    if (thrown instanceof Fault) return false
    throw thrown
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
