import { request as requestHttp } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { Refused, TryLater, type Explanation } from '../../base/errors.ts'
import { checkAddress, mayConnect, outOfReach, type Reach } from './addresses.ts'

/** What the other side answered. Its body is nobody's business and is not kept. */
export interface Posted {
  readonly status: number
  readonly retryAfter: string | null
}

/**
 * Sends one body to an address a person typed. Follows no redirect. Rejects with `Refused` for an address out of reach,
 * such as one inside our own network, whatever its name, and with `TryLater` when there was no answer in time.
 */
export type Post = (
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Posted>

export interface PostOptions {
  /** The name service; handed in for tests. */
  readonly lookup: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>
  readonly reach: Reach
  readonly timeoutMs?: number
}

const mostBytes = 64 * 1024

/** The way out for webhooks. What a name means is judged where the connection is made, so it cannot change between. */
export const openPost =
  ({ lookup, reach, timeoutMs = 10_000 }: PostOptions): Post =>
  async (address, headers, body) => {
    const url = checkAddress(address, reach)
    const resolve: LookupFunction = (host, options, answer) => {
      lookup(host).then(
        (found) => {
          const [first] = found
          if (!first || found.some((one) => !mayConnect(one.address, reach)))
            return answer(outOfReach(reach), '', 4)
          if (options.all) answer(null, [...found])
          else answer(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => answer(error, '', 4),
      )
    }
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    return answered(
      request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: resolve,
        // A connection of its own: one that was kept might have been made to another address.
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
      }),
      body,
    )
  }

const answered = (request: ClientRequest, body: string): Promise<Posted> =>
  new Promise((resolve, reject) => {
    request.on('error', (error) =>
      reject(error instanceof Refused ? error : new TryLater(silent(error), null, { cause: error })),
    )
    request.once('response', (response) => {
      drain(response)
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'] ?? null,
      })
    })
    request.end(body)
  })

/** Reads the rest politely, up to a bound, and lets go. */
const drain = (response: IncomingMessage): void => {
  let bytes = 0
  response.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > mostBytes) response.destroy()
  })
  response.on('error', () => response.destroy())
}

const silent = (error: NodeJS.ErrnoException): Explanation => {
  const late = error.name === 'TimeoutError' || error.name === 'AbortError'
  return {
    code: late ? 'webhook_slow' : 'webhook_unreachable',
    what: late
      ? 'The system did not answer in time.'
      : `The system cannot be reached${error.code ? ` (${error.code})` : ''}.`,
    means: 'The alert is sent again by itself.',
  }
}
