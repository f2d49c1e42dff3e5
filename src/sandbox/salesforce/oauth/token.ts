import { setTimeout } from 'node:timers/promises'
import { decodeSafely, json } from '../../http.ts'
import type { Call, Reply } from '../../http.ts'
import type { Org } from '../org.ts'
import { refusedToken } from '../refusals.ts'
import { challengeOf, signatureOf } from './grants.ts'
import type { App, Grant, Session } from './grants.ts'

const refuse = (error: string, description: string): Reply =>
  json(400, { error, error_description: description }, { 'cache-control': 'no-store' })

/** Answers `POST /services/oauth2/token`. */
export const answerToken = async (org: Org, call: Call): Promise<Reply> => {
  const form = new URLSearchParams(call.body)
  const host = hostOf(org, call)
  if (host === 'lightning') return refuse('unsupported_grant_type', 'grant type not supported')
  const client = clientOf(org, call, form)
  if ('status' in client) return client
  if (org.tokenRefusal) return refuse(...refusedToken(org.tokenRefusal))
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(org, client, form)
    case 'refresh_token':
      return host === 'generic' ? expired() : refresh(org, client, form)
    case 'client_credentials':
      if (host === 'generic') return refuse('invalid_grant', 'request not supported on this domain')
      return clientCredentials(org, client)
    default:
      return refuse('unsupported_grant_type', 'grant type not supported')
  }
}

/** The kind of host asked: what the org is told to stand for, or what the request itself names. */
const hostOf = (org: Org, call: Call): Org['host'] => {
  const name = call.headers.host ?? ''
  if (/^(login|test)\.salesforce\.com$/.test(name)) return 'generic'
  return name.endsWith('.lightning.force.com') ? 'lightning' : org.host
}

const expired = (): Reply => refuse('invalid_grant', 'expired access/refresh token')

/** Answers `POST /services/oauth2/introspect`: what a token is worth, without using it. */
export const answerIntrospect = (org: Org, call: Call): Reply => {
  const form = new URLSearchParams(call.body)
  const client = clientOf(org, call, form)
  if ('status' in client) return client
  const token = form.get('token') ?? ''
  const session = org.grants.peekSession(token)
  const grant = session ? null : org.grants.findGrant(token)
  const isLive = grant?.alive === true && grant.refreshToken === token
  const found = session ?? (isLive ? grant : null)
  if (!found || found.clientId !== client.clientId) return json(200, { active: false })
  const seconds = (ms: number): number => Math.floor(ms / 1000)
  const users = org.table('User')
  const since = session?.startedAt ?? grant?.approvedAt ?? 0
  const { sessionMs } = org.grants.settings
  return json(200, {
    active: true,
    scope: found.scope.join(' '),
    client_id: found.clientId,
    username: users.read(users.find(found.userId), 'Username'),
    sub: org.identityUrl(found.userId),
    token_type: session ? 'access_token' : 'refresh_token',
    iat: seconds(since),
    nbf: seconds(since),
    ...(session ? { exp: seconds(session.usedAt + sessionMs) } : {}),
  })
}

/** The app, proven by its secret in the body or in Basic. */
const clientOf = (org: Org, call: Call, form: URLSearchParams): App | Reply => {
  let id = form.get('client_id')
  let secret = form.get('client_secret')
  const header = call.headers.authorization
  if (header !== undefined) {
    const pair = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header)?.[1]
    const [user, password] = pair ? Buffer.from(pair, 'base64').toString('utf8').split(':') : []
    if (user === undefined || password === undefined)
      return refuse('invalid_basic_auth_header', 'invalid header')
    id = decodeSafely(user.replaceAll('+', ' '))
    secret = decodeSafely(password.replaceAll('+', ' '))
  }
  const app = id === null ? undefined : org.apps.get(id)
  if (!app) return refuse('invalid_client_id', 'client identifier invalid')
  if (secret === null && app.secretOptional) return app
  return app.clientSecret === secret ? app : refuse('invalid_client', 'invalid client credentials')
}

const exchangeCode = (org: Org, app: App, form: URLSearchParams): Reply => {
  const code = org.grants.takeCode(form.get('code') ?? '')
  if (typeof code === 'string') return refuse('invalid_grant', code)
  if (code.clientId !== app.clientId) return refuse('invalid_grant', 'invalid authorization code')
  if (form.get('redirect_uri') !== code.redirectUri) {
    return refuse('redirect_uri_mismatch', 'redirect_uri must match configuration')
  }
  const verifier = form.get('code_verifier') ?? ''
  // Salesforce refuses every verifier with a tilde, although RFC 7636 allows it.
  if (!/^[A-Za-z0-9._-]{43,128}$/.test(verifier) || challengeOf(verifier) !== code.challenge) {
    return refuse('invalid_grant', 'invalid code verifier')
  }
  const grant = org.grants.addGrant(app.clientId, code.userId, code.scope)
  return success(
    org,
    app,
    org.grants.addSession(code.userId, code.scope, app.clientId, grant),
    grant.refreshToken,
  )
}

const refresh = async (org: Org, app: App, form: URLSearchParams): Promise<Reply> => {
  const token = form.get('refresh_token') ?? ''
  const grant = org.grants.findGrant(token)
  if (!grant?.alive || grant.clientId !== app.clientId) return expired()
  if (grant.refreshToken !== token) {
    org.grants.revokeGrant(grant)
    return expired()
  }
  if (grant.busy) return refuse('invalid_grant', 'token request is already being processed')
  if (org.grants.hasExpired(grant)) return expired()
  if (!org.isActiveUser(grant.userId)) return refuse('invalid_grant', 'inactive user')
  grant.busy = true
  try {
    await setTimeout(org.grants.settings.refreshHoldMs)
    return grant.alive ? renewed(org, app, grant) : expired()
  } finally {
    grant.busy = false
  }
}

const renewed = (org: Org, app: App, grant: Grant): Reply => {
  const rotated = org.grants.settings.rotation ? org.grants.rotate(grant) : null
  return success(org, app, org.grants.addSession(grant.userId, grant.scope, app.clientId, grant), rotated)
}

const clientCredentials = (org: Org, app: App): Reply => {
  const userId = org.clientCredentialsUser
  if (userId === null) return refuse('invalid_grant', 'no client credentials user enabled')
  if (!org.isActiveUser(userId)) return refuse('invalid_grant', 'inactive user')
  return success(org, app, org.grants.addSession(userId, ['api', 'id'], app.clientId, null), null)
}

const success = (org: Org, app: App, session: Session, refreshToken: string | null): Reply => {
  const id = org.identityUrl(session.userId)
  const issuedAt = String(org.now().getTime())
  return json(
    200,
    {
      access_token: session.token,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      signature: signatureOf(app.clientSecret, id, issuedAt),
      scope: [...session.scope].sort().reverse().join(' '),
      ...(org.instanceUrl === null ? {} : { instance_url: org.instanceUrl }),
      id,
      token_type: 'Bearer',
      issued_at: issuedAt,
    },
    { 'cache-control': 'no-store' },
  )
}
