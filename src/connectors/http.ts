import { TryLater } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { away, guard, netFault, send } from './http-wire.ts'
import type { Road } from './http-wire.ts'

/**
 * The one way out. Every connector speaks to its source through this client: https only, only to hosts the
 * source owns, never with a token across hosts, politely repeated, bounded in time and size.
 */
export interface Http {
  /** One whole answer. Rejects with `TryLater` when the source stays away, `Refused` for a foreign host. */
  ask(request: HttpRequest): Promise<HttpAnswer>
  /** The same, but a 2xx body is handed over as it arrives, and breaking off rejects the iteration with `TryLater`. */
  stream(request: HttpRequest): Promise<HttpAnswer>
  /** Requests that left, repeats and redirects included. */
  calls(): number
}

/** The world, handed in. */
export interface Outside {
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  readonly log: Log
  /** Even in [0, 1). Only for spreading repeats, never for secrets. */
  readonly random: () => number
}

export interface HttpOptions extends Outside {
  readonly name: Road['name']
  readonly allow: Road['allow']
  /** From `loopbackOnly`; null for the real thing. */
  readonly loopback?: string | null
  /** Tries per request, the first included. */
  readonly attempts?: number
  /** Until the head of the answer. Salesforce lets a query think for two minutes. */
  readonly timeoutMs?: number
  /** Between two pieces of a body. */
  readonly idleMs?: number
  /** Largest whole answer, in bytes after decompression. */
  readonly limit?: number
  /** Aborting it ends what is under way. */
  readonly signal?: AbortSignal
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** With `json` or `csv`, a web page instead means that the source is away. `any` takes what comes. */
  readonly expect: 'json' | 'csv' | 'any'
  /** Sending it twice does no harm. Default: true for GET and DELETE only. */
  readonly repeatable?: boolean
  /** Answers that are worth another try although the status does not say so. */
  readonly again?: (answer: HttpAnswer) => boolean
  /** Reads a JSON body. Default `JSON.parse`. */
  readonly parse?: (text: string) => unknown
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** The whole body, or empty when it is handed over in `body`. */
  readonly text: string
  /** The body read as JSON; undefined when it is not JSON. */
  readonly json: unknown
  /** Only from `stream`, and only for a 2xx. */
  readonly body: AsyncIterable<Uint8Array> | null
}

/** Longest wait between two tries, whoever asks for it. Beyond it the caller is told to come back later. */
const longestPauseMs = 60_000

/** Opens the way out to one source. */
export function openHttp(options: HttpOptions): Http {
  const road: Road = {
    name: options.name,
    allow: options.allow,
    loopback: options.loopback ?? null,
    fetch: options.fetch,
  }
  let calls = 0
  const run = (request: HttpRequest, streaming: boolean): Promise<HttpAnswer> =>
    persist(options, request, () => once(options, road, request, streaming, () => calls++))
  return {
    ask: (request) => run(request, false),
    stream: (request) => run(request, true),
    calls: () => calls,
  }
}

/**
 * The origin, if it is a loopback http or https address; otherwise a plain `Error`, because only an operator's
 * environment variable can be wrong here.
 */
export function loopbackOnly(origin: string): string {
  const url = URL.parse(origin)
  const local = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  const web = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (!local || !web || url.username !== '' || url.pathname !== '/' || url.search !== '')
    throw new Error(
      `${URL.canParse(origin) ? new URL(origin).origin : 'This'} is not a loopback origin like http://127.0.0.1:4500`,
    )
  return url.origin
}

/** The same way out, in the shape other people's libraries want. Whole answers only; faults come out as thrown. */
export function asFetch(http: Http): typeof globalThis.fetch {
  return async (input, init) => {
    const sent = new Request(input, init)
    const method = sent.method as 'GET' | 'POST' | 'PATCH' | 'DELETE'
    const body = method === 'GET' || method === 'DELETE' ? undefined : await sent.text()
    const headers = Object.fromEntries(sent.headers)
    const request = { method, url: sent.url, headers, expect: 'any' } as const
    const answer = await http.ask(body === undefined ? request : { ...request, body })
    const empty = answer.status === 204 || answer.status === 304
    return new Response(empty ? null : answer.text, { status: answer.status, headers: bare(answer.headers) })
  }
}

/** Without the headers that speak of the bytes on the wire: the text is already unpacked. */
function bare(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name)
  return kept
}

/** Repeats what may be repeated, with growing pauses, and gives the last trouble when nothing helped. */
async function persist(
  options: HttpOptions,
  request: HttpRequest,
  attempt: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const method = request.method ?? 'GET'
  const repeatable = request.repeatable ?? (method === 'GET' || method === 'DELETE')
  const most = repeatable ? (options.attempts ?? 4) : 1
  for (let n = 1; ; n++) {
    const outcome = await attempt().catch((thrown: unknown) => netFault(options.name, thrown))
    options.signal?.throwIfAborted()
    if ('kind' in outcome) {
      if (!(outcome instanceof TryLater) || n >= most) throw outcome
      await pause(options, n, null)
      continue
    }
    const trouble = troubleOf(request, outcome)
    if (trouble === null) return outcome
    const wait = retryAfterMs(outcome.headers, options.clock)
    const tooLong = wait !== null && wait > longestPauseMs
    if (n >= most || tooLong) {
      if (trouble === 'again') return outcome
      const retryAt = wait === null ? null : new Date(options.clock.now().getTime() + wait)
      throw new TryLater(away(options.name, outcome.status), retryAt)
    }
    options.log.warn({ source: options.name, status: outcome.status, attempt: n }, 'trying again')
    await pause(options, n, wait)
  }
}

/** `away`: the source did not really answer. `again`: it did, and the caller would like another try. */
function troubleOf(request: HttpRequest, answer: HttpAnswer): 'away' | 'again' | null {
  const { status } = answer
  if (status >= 500 || status === 420 || status === 429) return 'away'
  if (status >= 200 && status < 300 && answer.body === null) {
    if (request.expect === 'json' && answer.json === undefined && status !== 204) return 'away'
    if (request.expect === 'csv' && status !== 204) return 'away'
  }
  return request.again?.(answer) ? 'again' : null
}

/** Half of the pause is fixed and half is chance, so that many waiting clients do not return at once. */
async function pause(options: HttpOptions, attempt: number, asked: number | null): Promise<void> {
  const grown = Math.min(30_000, 500 * 2 ** (attempt - 1))
  const ms = asked ?? Math.round(grown * (0.5 + options.random() / 2))
  await options.clock.sleep(ms, options.signal)
}

function retryAfterMs(headers: Headers, clock: Clock): number | null {
  const value = headers.get('retry-after')?.trim()
  if (!value) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - clock.now().getTime())
}

/** One try: sends, checks what came, and reads the body unless it is to be streamed. */
async function once(
  options: HttpOptions,
  road: Road,
  request: HttpRequest,
  streaming: boolean,
  sent: () => void,
): Promise<HttpAnswer> {
  const url = URL.parse(request.url)
  if (url === null) throw new RangeError('an address of our own making cannot be read')
  guard(road, url)
  const watch = watchdog(options)
  try {
    watch.within(options.timeoutMs ?? 150_000)
    const headers = new Headers(request.headers)
    const method = request.method ?? 'GET'
    const response = await send(
      road,
      { method, url, headers, body: request.body, signal: watch.signal },
      sent,
    )
    watch.done()
    const { status } = response
    const pieces = bodyOf(response, watch, options)
    const page = isPage(response.headers)
    if (streaming && response.ok && !page)
      return { status, headers: response.headers, text: '', json: undefined, body: pieces }
    const text = await wholeText(pieces, options)
    const json = page ? undefined : parsed(text, request)
    return { status, headers: response.headers, text, json, body: null }
  } catch (thrown) {
    watch.done()
    throw thrown
  }
}

const isPage = (headers: Headers): boolean => /^text\/html\b/i.test(headers.get('content-type') ?? '')

function parsed(text: string, request: HttpRequest): unknown {
  if (request.expect !== 'json' && !/^\s*[[{]/.test(text)) return undefined
  try {
    return (request.parse ?? JSON.parse)(text) as unknown
  } catch {
    return undefined
  }
}

interface Watchdog {
  readonly signal: AbortSignal
  within(ms: number): void
  done(): void
}

function watchdog(options: HttpOptions): Watchdog {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = (): void => controller.abort(new DOMException('no answer in time', 'TimeoutError'))
  const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal
  return {
    signal,
    within(ms) {
      clearTimeout(timer)
      timer = setTimeout(late, ms)
    },
    done: () => clearTimeout(timer),
  }
}

async function* bodyOf(
  response: Response,
  watch: Watchdog,
  options: HttpOptions,
): AsyncGenerator<Uint8Array> {
  const idleMs = options.idleMs ?? 60_000
  try {
    if (response.body === null) return
    watch.within(idleMs)
    for await (const piece of response.body) {
      // The reader may be slow on purpose; only the source's silence counts.
      watch.done()
      yield piece
      watch.within(idleMs)
    }
  } catch (thrown) {
    throw netFault(options.name, thrown)
  } finally {
    watch.done()
  }
}

async function wholeText(pieces: AsyncIterable<Uint8Array>, options: HttpOptions): Promise<string> {
  const limit = options.limit ?? 64 * 1024 * 1024
  const kept: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.byteLength
    if (size > limit)
      throw new TryLater({
        code: 'answer_too_large',
        what: `${options.name} sent an answer far larger than any answer should be.`,
        means: 'We stopped reading. Nothing changed.',
        how: 'If it stays, the address of the connection may be wrong.',
      })
    kept.push(piece)
  }
  return Buffer.concat(kept).toString('utf8')
}
