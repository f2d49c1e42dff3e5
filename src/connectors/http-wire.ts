import { Fault, Refused, TryLater } from '../base/errors.ts'
import type { Explanation } from '../base/errors.ts'

/** Where this client may go, and by which road. */
export interface Road {
  /** The source's name as a person knows it, for sentences. */
  readonly name: string
  /** May this host be spoken to at all? Asked about the parsed address, for each request and each redirect. */
  readonly allow: (url: URL) => boolean
  /** All traffic goes to this loopback origin instead, under the same paths. Development and tests only. */
  readonly loopback: string | null
  readonly fetch: typeof globalThis.fetch
}

/** One request, ready for the wire. */
export interface Parcel {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal
}

const redirects = new Set([301, 302, 303, 307, 308])
const mostHops = 5

/**
 * Sends one request and follows redirects by hand, so that the host rule is asked at every hop and a token is
 * never carried to another host. Only a GET follows: a form with a secret in it is not posted twice.
 * Calls `sent` once per request that leaves.
 */
export async function send(road: Road, parcel: Parcel, sent: () => void): Promise<Response> {
  const headers = new Headers(parcel.headers)
  let url = parcel.url
  for (let hop = 0; hop <= mostHops; hop++) {
    guard(road, url)
    sent()
    const response = await road.fetch(routed(road, url), {
      method: parcel.method,
      headers,
      redirect: 'manual',
      signal: parcel.signal,
      ...(parcel.body === undefined ? {} : { body: parcel.body }),
    })
    if (!redirects.has(response.status)) return response
    await response.body?.cancel()
    const next = target(road, response, url)
    if (parcel.method !== 'GET') throw new Refused(moved(road.name, next.hostname), 409)
    if (next.origin !== url.origin) {
      headers.delete('authorization')
      headers.delete('cookie')
    }
    url = next
  }
  throw new TryLater({
    code: 'too_many_redirects',
    what: `${road.name} kept sending us from one address to the next.`,
    means: 'Nothing was read and nothing changed.',
    who: `Usually ${road.name} itself, during maintenance.`,
    how: 'Wait and try again. If it stays, check the address of the connection.',
  })
}

/** Refuses an address that is not https, carries a user name, or belongs to a host the source does not own. */
export function guard(road: Road, url: URL): void {
  const home = road.loopback !== null && url.origin === road.loopback
  const clean = url.username === '' && url.password === ''
  if (clean && (home || (url.protocol === 'https:' && url.port === '' && road.allow(url)))) return
  throw new Refused({
    code: 'foreign_host',
    what: `We were about to be sent to ${url.hostname || 'an unknown place'}, which does not belong to ${road.name}.`,
    means: 'We stopped before sending anything, so no token left this machine. Nothing changed.',
    who: 'Whoever looks after this installation.',
    how: `Check the address of the connection. If it is right, somebody may be tampering with the network.`,
  })
}

/** The same path and query, at the loopback origin when there is one. */
const routed = (road: Road, url: URL): URL =>
  road.loopback === null ? url : new URL(url.pathname + url.search, road.loopback)

function target(road: Road, response: Response, from: URL): URL {
  const location = response.headers.get('location')
  const next = location === null ? null : URL.parse(location, from)
  if (next !== null) return next
  throw new TryLater(away(road.name, response.status))
}

const moved = (name: string, host: string): Explanation => ({
  code: 'moved',
  what: `${name} says this address has moved to ${host}.`,
  means: 'Nothing was read and nothing changed.',
  who: 'A Crosswalk admin.',
  how: 'Connect again with the new address.',
})

/** The sentence for a source that answers, but not with an answer. */
export const away = (name: string, status: number): Explanation =>
  status === 420
    ? {
        code: 'no_route',
        what: `${name} knows no such address (status 420).`,
        means: 'Nothing was read and nothing changed.',
        who: 'A Crosswalk admin.',
        how: 'A brand-new or renamed domain needs some minutes. If it stays, check the address of the connection.',
      }
    : {
        code: status === 429 ? 'too_busy' : 'source_away',
        what: `${name} is not answering properly right now (status ${status}).`,
        means: 'Nothing was read and nothing changed.',
        who: `Usually nobody: ${name} is busy or under maintenance.`,
        how: 'Crosswalk tries again by itself.',
      }

/**
 * A fault for whatever the network threw. Faults pass through; the original message is dropped, it can hold an
 * address. What the network cannot have thrown is a bug of ours, and is thrown on.
 */
export function netFault(name: string, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  const code = causeCode(thrown)
  // `fetch` says everything with a TypeError or a DOMException.
  if (code === 'network' && !(thrown instanceof TypeError || thrown instanceof DOMException)) throw thrown
  if (code === 'ENOTFOUND')
    return new TryLater({
      code: 'host_not_found',
      what: `There is no such address at ${name}, or this machine cannot look it up.`,
      means: 'Nothing was read and nothing changed.',
      who: 'A Crosswalk admin.',
      how: 'Check the address of the connection, and that this machine is online.',
    })
  return new TryLater({
    code: 'unreachable',
    what: `We could not reach ${name}, or the line broke (${code}).`,
    means: 'Nothing changed.',
    who: 'Whoever looks after this machine, if it stays.',
    how: 'Crosswalk tries again by itself. Check that this machine may reach the internet.',
  })
}

function causeCode(thrown: unknown): string {
  for (let at = thrown, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return 'ETIMEDOUT'
  }
  return 'network'
}
