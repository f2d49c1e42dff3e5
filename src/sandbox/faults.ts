import type { Clock } from '../base/clock.ts'
import { json } from './http.ts'
import type { Call, Reply } from './http.ts'

/**
 * How a server can misbehave.
 *
 * Instead of answering (nothing happens behind it): `status` an answer of your own · `html` an edge's page ·
 * `api_error` Salesforce's array, or Stripe's error on the billing tool · `token_error` the token endpoint's error · `redirect` · `hang` never answers.
 *
 * After the request was truly served: `cut` the connection dies in mid-body · `slow` it arrives late ·
 * `garbage` half the JSON, ended properly · `empty` a good answer with no rows · `short_page` rows missing, totals as before ·
 * `wrong_total` another total · `early_end` says there is no more · `header` other or missing headers.
 */
export const faultKinds = [
  'status',
  'html',
  'api_error',
  'token_error',
  'redirect',
  'hang',
  'cut',
  'slow',
  'garbage',
  'empty',
  'short_page',
  'wrong_total',
  'early_end',
  'header',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** An order to misbehave. */
export interface Misbehaviour {
  /** A regular expression, tried on `METHOD /path?query` as it came. */
  readonly match: string
  readonly kind: FaultKind
  /** How many requests it strikes; 1 when absent, -1 for ever. */
  readonly times?: number
  /** Matching requests let through before it strikes. */
  readonly skip?: number
  readonly status?: number
  /** For `status`: the body. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly errorCode?: string
  readonly message?: string
  /** For `token_error`: the pair. */
  readonly error?: string
  readonly description?: string
  /** For `slow`: milliseconds on the sandbox's clock. */
  readonly ms?: number
  /** For `cut`: bytes let through; half the body when absent. */
  readonly bytes?: number
  /** For `short_page` and `wrong_total`: how many; 1 when absent. */
  readonly rows?: number
  readonly location?: string
}

interface Pending {
  readonly order: Misbehaviour
  readonly pattern: RegExp
  skip: number
  left: number
}

/** The misbehaviours waiting to strike one server. The oldest that matches strikes first. */
export class Faults {
  #pending: Pending[] = []
  readonly #refuse: (order: Misbehaviour) => Reply

  /** `refuse` shapes `api_error` the way the server's own errors look. */
  constructor(refuse: (order: Misbehaviour) => Reply) {
    this.#refuse = refuse
  }

  add(order: Misbehaviour): void {
    this.#pending.push({
      order,
      pattern: new RegExp(order.match),
      skip: order.skip ?? 0,
      left: order.times ?? 1,
    })
  }

  clear(): void {
    this.#pending = []
  }

  /** Answers `call` through `answer`, spoiled by the misbehaviour that is due, if any. */
  async around(call: Call, clock: Clock, answer: () => Promise<Reply>): Promise<Reply> {
    const order = this.#due(`${call.method} ${call.target}`)
    if (!order) return answer()
    return instead(order, this.#refuse) ?? spoil(order, clock, await answer())
  }

  #due(line: string): Misbehaviour | null {
    for (const pending of this.#pending) {
      if (!pending.pattern.test(line)) continue
      if (pending.skip > 0) {
        pending.skip--
        continue
      }
      if (pending.left > 0 && --pending.left === 0)
        this.#pending = this.#pending.filter((other) => other !== pending)
      return pending.order
    }
    return null
  }
}

/** What the edge says before an instance is reached: no such host, instance away, or maintenance. */
const edgeWords: Readonly<Record<number, string>> = {
  420: 'We could not find a route for this host name.',
  502: 'The instance could not be reached.',
}

const edgePage = (status: number): string =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${edgeWords[status] ?? 'We are down for maintenance.'}</h1></body></html>`

const instead = (order: Misbehaviour, refuse: (order: Misbehaviour) => Reply): Reply | null => {
  const headers = order.headers ?? {}
  switch (order.kind) {
    case 'status':
      return { status: order.status ?? 500, headers, body: order.body ?? '' }
    case 'html': {
      const status = order.status ?? 503
      return { status, headers: { 'content-type': 'text/html', ...headers }, body: edgePage(status) }
    }
    case 'api_error': {
      const reply = refuse(order)
      return { ...reply, headers: { ...reply.headers, ...headers } }
    }
    case 'token_error':
      return json(order.status ?? 400, {
        error: order.error ?? 'invalid_grant',
        error_description: order.description ?? 'expired access/refresh token',
      })
    case 'redirect':
      return { status: order.status ?? 302, headers: { location: order.location ?? 'http://127.0.0.1:1/' } }
    case 'hang':
      return { status: 0, hang: true }
    default:
      return null
  }
}

const spoil = async (order: Misbehaviour, clock: Clock, reply: Reply): Promise<Reply> => {
  switch (order.kind) {
    case 'slow':
      await clock.sleep(order.ms ?? 1000)
      return reply
    case 'cut':
      return { ...reply, cutAfter: order.bytes ?? -1 }
    case 'header':
      return { ...reply, headers: { ...reply.headers, ...order.headers } }
    case 'garbage': {
      const text = await textOf(reply)
      return { ...reply, body: text.slice(0, text.length >> 1) }
    }
    default:
      return spoilRows(order, reply)
  }
}

const textOf = async (reply: Reply): Promise<string> => {
  if (typeof reply.body === 'string') return reply.body
  const parts: Buffer[] = []
  for await (const part of reply.body ?? []) parts.push(part)
  return Buffer.concat(parts).toString()
}

const spoilRows = async (order: Misbehaviour, reply: Reply): Promise<Reply> => {
  const text = await textOf(reply)
  if (String(reply.headers?.['content-type']).startsWith('text/csv')) return spoilCsv(order, reply, text)
  const answer = JSON.parse(text) as Record<string, unknown>
  return { ...reply, body: JSON.stringify(spoilPage(order, answer)) }
}

const spoilCsv = (order: Misbehaviour, reply: Reply, text: string): Reply => {
  const lines = text.match(/(?:"(?:[^"]|"")*"|[^"\n])*\n/g) ?? []
  const head = { ...reply.headers }
  if (order.kind === 'empty') {
    return {
      ...reply,
      headers: { ...head, 'sforce-numberofrecords': '0', 'sforce-locator': 'null' },
      body: lines[0] ?? '',
    }
  }
  if (order.kind === 'early_end')
    return { ...reply, headers: { ...head, 'sforce-locator': 'null' }, body: text }
  if (order.kind === 'wrong_total') {
    const said = Number(head['sforce-numberofrecords']) + (order.rows ?? 1)
    return { ...reply, headers: { ...head, 'sforce-numberofrecords': String(said) }, body: text }
  }
  return { ...reply, body: lines.slice(0, Math.max(1, lines.length - (order.rows ?? 1))).join('') }
}

const spoilPage = (order: Misbehaviour, answer: Record<string, unknown>): Record<string, unknown> => {
  const key = Array.isArray(answer['data']) ? 'data' : 'records'
  const rows = (answer[key] ?? []) as unknown[]
  switch (order.kind) {
    case 'empty':
      return key === 'data'
        ? { ...answer, data: [], has_more: false }
        : { totalSize: 0, done: true, records: [] }
    case 'short_page':
      return { ...answer, [key]: rows.slice(0, Math.max(0, rows.length - (order.rows ?? 1))) }
    case 'wrong_total':
      return { ...answer, totalSize: Number(answer['totalSize'] ?? 0) + (order.rows ?? 1) }
    case 'early_end': {
      const { nextRecordsUrl: _dropped, ...rest } = answer
      return key === 'data' ? { ...answer, has_more: false } : { ...rest, done: true }
    }
    default:
      return answer
  }
}
