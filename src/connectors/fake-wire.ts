import type { Clock } from '../base/clock.ts'
import { silent } from '../base/log.ts'
import type { Outside } from './http.ts'

/** One request as it left, for tests to look at. */
export interface Sent {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
}

export interface FakeWire extends Outside {
  readonly sent: Sent[]
  /** Every pause asked for, in milliseconds. */
  readonly pauses: number[]
}

/**
 * For tests: a world in which every request is answered by `answer`, pauses take no time but move the clock, and
 * chance is always one half. An `answer` that throws is a broken line.
 */
export function fakeWire(answer: (sent: Sent, nth: number) => Response | Promise<Response>): FakeWire {
  const sent: Sent[] = []
  const pauses: number[] = []
  let now = Date.parse('2026-11-22T10:00:00Z')
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms) => {
      pauses.push(ms)
      now += ms
    },
  }
  return {
    sent,
    pauses,
    clock,
    log: silent,
    random: () => 0.5,
    async fetch(input, init) {
      const request = new Request(input, init)
      const one = {
        method: request.method,
        url: new URL(request.url),
        headers: request.headers,
        body: await request.text(),
      }
      sent.push(one)
      return answer(one, sent.length)
    },
  }
}

/** An answer of JSON. */
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      ...headers,
    },
  })

/** An answer of the vendor's error shape. */
export const sfError = (status: number, errorCode: string, message = ''): Response =>
  json([{ errorCode, message }], status)

/** A web page where data was expected. */
export const page = (status = 200): Response =>
  new Response('<html><body>We are down for maintenance</body></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  })

/** A body that breaks off after these pieces. */
export function brokenOff(pieces: readonly string[], headers: Record<string, string>): Response {
  const bytes = pieces.map((piece) => Buffer.from(piece))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = bytes.shift()
      if (next === undefined) controller.error(new TypeError('terminated'))
      else controller.enqueue(next)
    },
  })
  return new Response(body, { headers })
}

/** What a promise rejects with; fails the test when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (thrown) {
    return thrown
  }
  throw new Error('this should have been rejected')
}

/** All that an iteration gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
