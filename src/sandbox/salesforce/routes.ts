import { findRoute } from '../http.ts'
import type { Call, Reply, Route } from '../http.ts'
import { ApiError, notFound } from './api-error.ts'
import { abortJob, createJob, deleteJob, jobPages, jobResults, listJobs, pollJob } from './bulk/answers.ts'
import { answerBatch, answerComposite, readMany } from './composite.ts'
import { describeGlobal, describeObject, readRecord } from './describe.ts'
import { answerLimits, answerRecordCount } from './limits.ts'
import { answerAuthorize, answerConsent, answerConsentPage, answerLogin } from './oauth/authorize.ts'
import type { Session } from './oauth/grants.ts'
import { answerConfiguration, answerIdentity, answerRevoke, bearer } from './oauth/identity.ts'
import { answerIntrospect, answerToken } from './oauth/token.ts'
import type { Org } from './org.ts'
import { answerNext, answerQuery } from './query.ts'
import { listDeleted, listUpdated } from './replication.ts'
import { refusedApi } from './refusals.ts'
import { deprecation, listResources, listVersions, versionOf } from './release.ts'

/** Bytes of an address, and of an address with its headers, above which Salesforce answers 414 and 431. */
const longest = 16_384

/** What answers one request to the org's own host. */
export const orgAnswers = (org: Org): ((call: Call) => Promise<Reply>) => {
  const open = openRoutes(org)
  return async (call) => {
    const tooLong = refuseLength(call)
    if (tooLong) return tooLong
    const found = findRoute(open, call)
    if ('run' in found) return found.run()
    if (found.allowed.length > 0) return refusal(notAllowed(call, found.allowed))
    return call.path.startsWith('/services/data/') ? answerData(org, call) : refusal(notFound())
  }
}

/** Addresses that need no session. */
const openRoutes = (org: Org): Route[] => [
  ['GET', /^\/services\/oauth2\/authorize$/, (call) => answerAuthorize(org, call)],
  ['POST', /^\/services\/oauth2\/login$/, (call) => answerLogin(org, call)],
  ['GET', /^\/services\/oauth2\/consent$/, (call) => answerConsentPage(org, call)],
  ['POST', /^\/services\/oauth2\/consent$/, (call) => answerConsent(org, call)],
  ['POST', /^\/services\/oauth2\/token$/, (call) => answerToken(org, call)],
  ['POST', /^\/services\/oauth2\/introspect$/, (call) => answerIntrospect(org, call)],
  ['POST', /^\/services\/oauth2\/revoke$/, (call) => answerRevoke(org, call)],
  ['GET', /^\/services\/oauth2\/revoke$/, (call) => answerRevoke(org, call)],
  ['GET', /^\/services\/oauth2\/userinfo$/, (call) => answerIdentity(org, call)],
  ['POST', /^\/services\/oauth2\/userinfo$/, (call) => answerIdentity(org, call)],
  ['GET', /^\/id\/(\w+)\/(\w+)$/, (call, id = '', user = '') => answerIdentity(org, call, { org: id, user })],
  ['GET', /^\/\.well-known\/openid-configuration$/, () => answerConfiguration(org)],
  ['GET', /^\/services\/data\/?$/, () => listVersions(org.release)],
]

/** Answers an address below `/services/data/vNN.0`: session first, then the day's count, then the address itself. */
const answerData = async (org: Org, call: Call): Promise<Reply> => {
  try {
    const session = sessionOf(org, call)
    if (org.apiDisabled) throw refusedApi('api_disabled_for_org')
    if (org.apiRefusal) throw refusedApi(org.apiRefusal)
    org.usage.count()
    const reply = await org.usage.atOnce(() => answerVersioned(org, call, session))
    return { ...reply, headers: { ...dataHeaders(org), ...reply.headers } }
  } catch (error) {
    return refusal(error, dataHeaders(org))
  }
}

const answerVersioned = async (org: Org, call: Call, session: Session): Promise<Reply> => {
  const version = versionOf(call.path, org.release)
  const below = call.path.slice(`/services/data/v${version}`.length)
  const found = findRoute(dataRoutes(org, session, version), { ...call, path: below })
  if ('run' in found) {
    const reply = await found.run()
    return { ...reply, headers: { ...reply.headers, ...deprecation(version, org.release) } }
  }
  throw found.allowed.length > 0 ? notAllowed(call, found.allowed) : notFound()
}

const dataRoutes = (org: Org, session: Session, version: string): Route[] => [
  ['GET', /^\/?$/, () => listResources(version, org.identityUrl(session.userId))],
  ['GET', /^\/query\/?$/, (call) => answerQuery(org, call, session, version, false)],
  ['GET', /^\/queryAll\/?$/, (call) => answerQuery(org, call, session, version, true)],
  ['GET', /^\/query(?:All)?\/([\w-]+)$/, (_call, id = '') => answerNext(org, session, version, id)],
  ['GET', /^\/sobjects\/?$/, () => describeGlobal(org.permissions, version)],
  ['GET', /^\/sobjects\/(\w+)\/describe\/?$/, (call, name = '') => describeObject(org, call, version, name)],
  ['GET', /^\/sobjects\/(\w+)\/updated\/?$/, (call, name = '') => listUpdated(org, call, name)],
  ['GET', /^\/sobjects\/(\w+)\/deleted\/?$/, (call, name = '') => listDeleted(org, call, name)],
  [
    'GET',
    /^\/sobjects\/(\w+)\/(\w+)$/,
    (call, name = '', id = '') => readRecord(org.permissions, version, name, id, call.query.get('fields')),
  ],
  ['GET', /^\/limits\/?$/, () => answerLimits(org)],
  ['GET', /^\/limits\/recordCount$/, (call) => answerRecordCount(org, call.query.get('sObjects'))],
  [
    'POST',
    /^\/composite\/?$/,
    (call) => answerComposite(call, (sub) => guarded(() => answerVersioned(org, sub, session))),
  ],
  [
    'POST',
    /^\/composite\/batch\/?$/,
    (call) => answerBatch(call, (sub) => guarded(() => answerVersioned(org, sub, session))),
  ],
  ['POST', /^\/composite\/sobjects\/(\w+)$/, (call, name = '') => readMany(org, call, version, name)],
  ['POST', /^\/jobs\/query$/, (call) => createJob(org, call, session, version)],
  ['GET', /^\/jobs\/query$/, (call) => listJobs(org, call, version)],
  ['GET', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => pollJob(org, id)],
  ['PATCH', /^\/jobs\/query\/(\w+)$/, (call, id = '') => abortJob(org, call, id)],
  ['DELETE', /^\/jobs\/query\/(\w+)$/, (_call, id = '') => deleteJob(org, id)],
  ['GET', /^\/jobs\/query\/(\w+)\/results$/, (call, id = '') => jobResults(org, call, version, id)],
  ['GET', /^\/jobs\/query\/(\w+)\/result[Pp]ages$/, (call, id = '') => jobPages(org, call, version, id)],
]

const sessionOf = (org: Org, call: Call): Session => {
  const token = bearer(call)
  if (token === null && call.headers.authorization !== undefined) {
    throw new ApiError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE')
  }
  const session = token === null ? null : org.grants.findSession(token)
  if (!session || !org.isActiveUser(session.userId)) {
    throw new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
  }
  if (!session.scope.includes('api') && !session.scope.includes('full')) {
    throw new ApiError(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API')
  }
  return session
}

const dataHeaders = (org: Org): Record<string, string> => ({
  ...org.usage.header,
  vary: 'Accept-Encoding',
  'cache-control': 'no-cache,must-revalidate,max-age=0,no-store,private',
  'x-sfdc-request-id': org.serial.next('request', 32),
})

const guarded = async (run: () => Promise<Reply>): Promise<Reply> => {
  try {
    return await run()
  } catch (error) {
    return refusal(error)
  }
}

const refusal = (error: unknown, headers: Record<string, string> = {}): Reply => {
  if (!(error instanceof ApiError)) throw error
  return {
    status: error.status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: error.body,
  }
}

const notAllowed = (call: Call, allowed: readonly string[]): ApiError =>
  new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${call.method}' not allowed. Allowed are ${allowed.join(',')}`,
  )

const refuseLength = (call: Call): Reply | null => {
  const html = (status: number, words: string): Reply => ({
    status,
    headers: { 'content-type': 'text/html;charset=iso-8859-1' },
    body: `<h1>Bad Message ${status}</h1><pre>reason: ${words}</pre>`,
  })
  if (call.target.length > longest) return html(414, 'URI Too Long')
  let headers = 0
  for (const [name, value] of Object.entries(call.headers)) headers += name.length + String(value).length + 4
  return call.target.length + headers > longest ? html(431, 'Request Header Fields Too Large') : null
}
