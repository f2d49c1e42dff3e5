import type { Call, Reply } from '../../http.ts'
import { SANDBOX_CALLBACK_PATH, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../../credentials.ts'
import type { Org } from '../org.ts'
import type { App } from './grants.ts'
import type { Visit } from './visit.ts'
import { consentPage, errorPage, loginPage } from './page.ts'

const known = ['api', 'refresh_token', 'id', 'openid', 'full', 'web', 'profile', 'email']
const cookie = 'northwind_sid'

/** Answers `GET /services/oauth2/authorize`: an error page, the callback with an error, the log-in, or the consent. */
export const answerAuthorize = (org: Org, call: Call): Reply => {
  const ask = call.query
  const app = org.apps.get(ask.get('client_id') ?? '')
  if (!app) return errorPage('invalid_client_id', 'client identifier invalid')
  const redirectUri = ask.get('redirect_uri') ?? ''
  if (!acceptsCallback(app, redirectUri)) {
    return errorPage('redirect_uri_mismatch', 'redirect_uri must match configuration')
  }
  if (org.approvalError) {
    const error = org.approvalError === true ? 'OAUTH_APPROVAL_ERROR_GENERIC' : org.approvalError
    return errorPage(error, 'An unexpected error has occurred')
  }
  const state = ask.get('state')
  const refuse = (error: string, description: string): Reply =>
    back(redirectUri, state, { error, error_description: description })
  if (ask.get('response_type') !== 'code')
    return refuse('unsupported_response_type', 'response type not supported')
  const challenge = ask.get('code_challenge')
  if (!challenge) return refuse('invalid_request', 'missing required code challenge')
  if (ask.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
    return refuse('invalid_request', 'invalid code challenge')
  }
  const scope = scopeOf(ask.get('scope'))
  if (!scope) return refuse('invalid_scope', 'the requested scope is not allowed')
  const visit: Visit = { app, redirectUri, state, scope, challenge, userId: null, browser: null }
  const browser = cookieOf(call)
  const userId = ask.get('prompt')?.includes('login') ? null : org.browsers.get(browser ?? '')
  if (userId && org.isActiveUser(userId)) Object.assign(visit, { userId, browser })
  const ticket = org.serial.next('ticket', 40)
  org.visits.set(ticket, visit)
  return visit.userId === null
    ? login(org, ticket, ask.get('login_hint') ?? SANDBOX_USERNAME, false)
    : consent(org, ticket, visit)
}

/** Answers `POST /services/oauth2/login`. */
export const answerLogin = (org: Org, call: Call): Reply => {
  const form = new URLSearchParams(call.body)
  const ticket = form.get('ticket') ?? ''
  const visit = org.visits.get(ticket)
  if (!visit) return errorPage('invalid_request', 'this page is too old; start again from the app')
  const username = form.get('username')?.trim().toLowerCase() ?? ''
  const userId = org.userNamed(username)
  if (form.get('password') !== SANDBOX_PASSWORD || userId === null || !org.isActiveUser(userId)) {
    return login(org, ticket, username, true)
  }
  const browser = org.serial.next('browser', 40)
  org.browsers.set(browser, userId)
  Object.assign(visit, { userId, browser })
  return {
    status: 303,
    headers: {
      location: `/services/oauth2/consent?ticket=${encodeURIComponent(ticket)}`,
      'set-cookie': `${cookie}=${browser}; Path=/; HttpOnly; SameSite=Lax`,
    },
  }
}

/** Answers `GET /services/oauth2/consent`, where a log-in leads. */
export const answerConsentPage = (org: Org, call: Call): Reply => {
  const ticket = call.query.get('ticket') ?? ''
  const visit = visitOf(org, ticket, call)
  return visit ? consent(org, ticket, visit) : errorPage('access_denied', 'log in first')
}

/** Answers `POST /services/oauth2/consent`: back to the app with a code, or without. */
export const answerConsent = (org: Org, call: Call): Reply => {
  const form = new URLSearchParams(call.body)
  const ticket = form.get('ticket') ?? ''
  const visit = visitOf(org, ticket, call)
  if (!visit?.userId) return errorPage('access_denied', 'log in first')
  const answer = form.get('answer')
  if (answer !== 'allow' && answer !== 'deny') return errorPage('invalid_request', 'Allow or Deny')
  org.visits.delete(ticket)
  if (answer === 'deny') {
    return back(visit.redirectUri, visit.state, {
      error: 'access_denied',
      error_description: 'end-user denied authorization',
    })
  }
  const { redirectUri, challenge, userId } = visit
  const allowed = org.grants.settings.scopes
  const scope = visit.scope.filter((one) => allowed?.includes(one) ?? true)
  const code = org.grants.addCode({ clientId: visit.app.clientId, redirectUri, challenge, userId, scope })
  return back(redirectUri, visit.state, { code })
}

const visitOf = (org: Org, ticket: string, call: Call): Visit | null => {
  const visit = org.visits.get(ticket)
  return visit?.userId && visit.browser === cookieOf(call) ? visit : null
}

const login = (org: Org, ticket: string, username: string, failed: boolean): Reply =>
  loginPage({ ticket, username, failed, hint: org.demo ? SANDBOX_PASSWORD : null })

const consent = (org: Org, ticket: string, visit: Visit): Reply => {
  const users = org.table('User')
  const user = String(users.read(users.find(visit.userId ?? ''), 'Username'))
  return consentPage({ ticket, app: visit.app.name, user, scope: visit.scope })
}

const back = (redirectUri: string, state: string | null, said: Record<string, string>): Reply => {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(said)) url.searchParams.set(name, value)
  if (state !== null) url.searchParams.set('state', state)
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } }
}

const acceptsCallback = (app: App, url: string): boolean =>
  app.callbackUrls.includes(url) ||
  (app.anyLoopbackCallback &&
    new RegExp(`^http://(localhost|127\\.0\\.0\\.1):\\d{1,5}${SANDBOX_CALLBACK_PATH}$`).test(url))

/** The scopes asked for, by their first names, or null when one is unknown. Nothing asked is everything the app has. */
const scopeOf = (asked: string | null): string[] | null => {
  if (!asked?.trim()) return ['api', 'refresh_token', 'id']
  const scope = asked
    .trim()
    .split(/\s+/)
    .map((one) => (one === 'offline_access' ? 'refresh_token' : one))
  return scope.every((one) => known.includes(one)) ? [...new Set(scope)] : null
}

const cookieOf = (call: Call): string | null =>
  new RegExp(`(?:^|;\\s*)${cookie}=([\\w.]+)`).exec(call.headers.cookie ?? '')?.[1] ?? null
