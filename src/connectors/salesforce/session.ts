import { Refused, TryLater } from '../../base/errors.ts'
import type { CallBudget, CrmUsage, Grant } from '../connector.ts'
import { openHttp } from '../http.ts'
import type { Http, HttpAnswer, HttpRequest, Outside } from '../http.ts'
import { checkInstanceUrl, isSalesforceHost } from './hosts.ts'
import { isCrowded, isSessionOver, restFault, sessionLocked } from './rest-errors.ts'

/** Authorised requests to one org. Every answer given out is a success; the rest are faults. */
export interface Session {
  /** `path` begins behind the org's origin. */
  ask(request: SessionRequest): Promise<HttpAnswer>
  /** The same with the body handed over as it comes. */
  stream(request: SessionRequest): Promise<HttpAnswer>
  /** `/services/data/vNN.0`, the version being fixed for the whole conversation. */
  base(): Promise<string>
  serverTime(): Promise<string>
  calls(): number
  usage(): CrmUsage | null
}

export interface SessionRequest extends Omit<HttpRequest, 'url' | 'again'> {
  readonly path: string
  /**
   * False: a dead session is a fault (`session_over`) instead of a renewal. For pages of a query, whose locator dies
   * with the session: a renewed token would only be answered with another 401.
   */
  readonly renew?: boolean
  /** Sent whatever the budget says: it tidies up in the org. */
  readonly always?: boolean
}

export interface SessionOptions extends Outside {
  readonly grant: Grant
  /** From `loopbackOnly`. */
  readonly loopback?: string | null
  /** Such as `66.0`. Default: the newest one that both sides know. */
  readonly version?: string
  /** Asked before each call. */
  readonly budget?: CallBudget
  readonly signal?: AbortSignal
}

/** The newest API version this client was tried with. */
const newestKnown = 68

/** Opens a session. Nothing is sent until something is asked. */
export function openSession(options: SessionOptions): Session {
  const road = {
    ...options,
    name: 'Salesforce',
    allow: (url: URL) => isSalesforceHost(url.hostname),
  } as const
  const http = openHttp(road)
  // The list of versions is public and the org does not count it, so neither do we.
  const list = openHttp(road)
  let date: string | null = null
  let usage: CrmUsage | null = null
  let version: Promise<string> | null =
    options.version === undefined ? null : Promise.resolve(options.version)
  const heard = (answer: HttpAnswer): HttpAnswer => {
    date = answer.headers.get('date') ?? date
    usage = usageIn(answer.headers) ?? usage
    return answer
  }
  const run = (request: SessionRequest, send: Http['ask']) =>
    authorised(options, request, async (r) => {
      if (request.always !== true) options.budget?.({ calls: http.calls(), usage })
      return heard(await send(r))
    })
  const listed = async (): Promise<string> => newest(heard(await list.ask(await versionsRequest(options))))
  const base = async (): Promise<string> => {
    version ??= listed().catch((fault: unknown) => {
      version = null
      throw fault
    })
    return `/services/data/v${await version}`
  }
  return {
    ask: (request) => run(request, http.ask),
    stream: (request) => run(request, http.stream),
    base,
    async serverTime() {
      if (date === null) await base()
      if (date === null) heard(await list.ask(await versionsRequest(options)))
      return wholeSeconds(date)
    },
    calls: () => http.calls(),
    usage: () => usage,
  }
}

/** Others may renew too, and under rotation each renewal ends the session before it. */
const mostTokens = 4

/**
 * Sends with the token of the moment. When the session is over, renews once; when the new one is over as well, somebody
 * else has renewed since and theirs is tried, or the org does not let our sessions live.
 */
async function authorised(
  options: SessionOptions,
  request: SessionRequest,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  let token = await options.grant.current()
  for (let tokens = 1; ; tokens++) {
    const url = checkInstanceUrl(token.instanceUrl, options.loopback ?? null) + request.path
    const headers = {
      accept: 'application/json',
      ...request.headers,
      authorization: `Bearer ${token.accessToken}`,
    }
    const answer = await send({ ...request, url, headers, again: isCrowded })
    if (answer.status >= 200 && answer.status < 300) return answer
    if (request.renew === false || !isSessionOver(answer)) throw restFault(answer)
    const stale = token.accessToken
    token = await (tokens === 1 ? options.grant.renew(stale) : options.grant.current())
    if (token.accessToken === stale || tokens === mostTokens) throw sessionLocked()
  }
}

async function versionsRequest(options: SessionOptions): Promise<HttpRequest> {
  const { instanceUrl } = await options.grant.current()
  return { url: `${checkInstanceUrl(instanceUrl, options.loopback ?? null)}/services/data`, expect: 'json' }
}

function newest(answer: HttpAnswer): string {
  const rows: unknown[] = Array.isArray(answer.json) ? answer.json : []
  const listed = rows.flatMap((row) => {
    const version = typeof row === 'object' && row !== null && 'version' in row ? Number(row.version) : NaN
    return Number.isInteger(version) && version > 0 ? [version] : []
  })
  if (listed.length === 0) throw answer.status >= 400 ? restFault(answer) : unlisted()
  return `${Math.min(newestKnown, Math.max(...listed))}.0`
}

const unlisted = (): Refused =>
  new Refused({
    code: 'not_salesforce',
    what: 'The address of this connection does not answer like Salesforce.',
    means: 'Nothing was read and nothing changed.',
    who: 'A Crosswalk admin.',
    how: 'Check the Salesforce address, then connect again.',
  })

/** Other entries (`per-app-api-usage=…`) may stand in the same header, before or behind. */
function usageIn(headers: Headers): CrmUsage | null {
  const found = /(?:^|[\s,;])api-usage\s*=\s*(\d+)\s*\/\s*(\d+)/i.exec(headers.get('sforce-limit-info') ?? '')
  return found === null ? null : { used: Number(found[1]), allowed: Number(found[2]) }
}

function wholeSeconds(date: string | null): string {
  const at = date === null ? NaN : Date.parse(date)
  if (!Number.isNaN(at)) return new Date(at).toISOString()
  throw new TryLater({
    code: 'no_server_time',
    what: 'Salesforce did not say what time it is there.',
    means: 'Nothing was read and nothing changed.',
    how: 'Crosswalk tries again by itself. A proxy between this machine and Salesforce may be removing the date.',
  })
}
