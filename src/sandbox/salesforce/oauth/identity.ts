import { json } from '../../http.ts'
import type { Call, Reply } from '../../http.ts'
import type { Org } from '../org.ts'

const plain = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  body,
})

/** The bearer token of a request, or null. */
export const bearer = (call: Call): string | null =>
  /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? null

/** Answers userinfo and the identity URL. A bad token is 403 with bare text here, unlike anywhere else. */
export const answerIdentity = (org: Org, call: Call, asked?: { org: string; user: string }): Reply => {
  const token = bearer(call)
  if (token === null) return plain(403, 'Missing_OAuth_Token')
  const session = org.grants.findSession(token)
  const isLocked = org.apiRefusal === 'locked_to_ip'
  if (!session || isLocked || !org.isActiveUser(session.userId)) return plain(403, 'Bad_OAuth_Token')
  if (asked && asked.org !== org.id) return plain(403, 'Wrong_Org')
  if (asked && asked.user !== session.userId) return plain(404, 'Bad_Id')
  const users = org.table('User')
  const read = (name: string) => users.read(users.find(session.userId), name)
  const id = org.identityUrl(session.userId)
  return json(200, {
    sub: id,
    ...(asked ? { id, display_name: read('Name'), username: read('Username') } : {}),
    user_id: session.userId,
    organization_id: org.id,
    preferred_username: read('Username'),
    nickname: read('Alias'),
    name: read('Name'),
    email: read('Email'),
    email_verified: true,
    given_name: read('FirstName'),
    family_name: read('LastName'),
    zoneinfo: read('TimeZoneSidKey'),
    active: true,
    user_type: org.userinfo.userType,
    language: 'en_US',
    locale: read('LocaleSidKey'),
    utcOffset: 0,
    is_salesforce_integration_user: org.userinfo.integrationUser,
    urls: {
      rest: `${org.origin}/services/data/v{version}/`,
      sobjects: `${org.origin}/services/data/v{version}/sobjects/`,
      query: `${org.origin}/services/data/v{version}/query/`,
      custom_domain: org.origin,
    },
  })
}

/** Answers `/.well-known/openid-configuration`. */
export const answerConfiguration = (org: Org): Reply =>
  json(200, {
    issuer: org.origin,
    authorization_endpoint: `${org.origin}/services/oauth2/authorize`,
    token_endpoint: `${org.origin}/services/oauth2/token`,
    revocation_endpoint: `${org.origin}/services/oauth2/revoke`,
    userinfo_endpoint: `${org.origin}/services/oauth2/userinfo`,
    introspection_endpoint: `${org.origin}/services/oauth2/introspect`,
    jwks_uri: `${org.origin}/id/keys`,
    scopes_supported: ['api', 'full', 'id', 'offline_access', 'openid', 'profile', 'refresh_token', 'web'],
    response_types_supported: ['code', 'token', 'token id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  })

/** Answers `/services/oauth2/revoke`. Errors are form-encoded, unlike anywhere else. */
export const answerRevoke = (org: Org, call: Call): Reply => {
  const token = call.method === 'POST' ? new URLSearchParams(call.body).get('token') : call.query.get('token')
  const refuse = (error: string, description: string): Reply => ({
    status: 400,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: `error=${error}&error_description=${encodeURIComponent(description)}`,
  })
  if (!token) return refuse('unsupported_token_type', 'this token type is not supported')
  return org.grants.revokeToken(token) ? { status: 200 } : refuse('invalid_token', 'invalid token')
}
