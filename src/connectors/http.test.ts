import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { silent } from '../base/log.ts'
import { Refused, TryLater } from '../base/errors.ts'
import { all, fakeWire, json, page, rejection } from './fake-wire.ts'
import type { FakeWire, Sent } from './fake-wire.ts'
import { asFetch, openHttp } from './http.ts'
import type { HttpOptions } from './http.ts'

const allow = (url: URL): boolean => ['good.example', 'also.example'].includes(url.hostname)
const open = (wire: FakeWire, more: Partial<HttpOptions> = {}) =>
  openHttp({ ...wire, name: 'Source', allow, ...more })
const answering = (answer: (sent: Sent, nth: number) => Response | Promise<Response>) => {
  const wire = fakeWire(answer)
  return { wire, http: open(wire) }
}
const get = (url = 'https://good.example/a') => ({ url, expect: 'json' }) as const

describe('where it goes', () => {
  it.each([
    'http://good.example/a',
    'https://evil.example/a',
    'https://good.example.evil.example/a',
    'https://good.example:8443/a',
    'https://me:pass@good.example/a',
    'https://evil.example\\@good.example/a',
    'http://127.0.0.1:4500/a',
  ])('never to %s', async (url) => {
    const { wire, http } = answering(() => json({}))
    const fault = await rejection(http.ask(get(url)))
    expect(fault).toBeInstanceOf(Refused)
    expect(wire.sent).toEqual([])
  })

  it('to the loopback override alone when there is one', async () => {
    const wire = fakeWire(() => json({ ok: true }))
    const http = open(wire, { loopback: 'http://127.0.0.1:4500' })
    await http.ask(get('https://good.example/a?b=c'))
    expect(wire.sent[0]?.url.href).toBe('http://127.0.0.1:4500/a?b=c')
    expect(await rejection(http.ask(get('https://evil.example/a')))).toBeInstanceOf(Refused)
    expect(wire.sent).toHaveLength(1)
  })
})

const to = (location: string, status = 302): Response => new Response(null, { status, headers: { location } })

describe('redirects', () => {
  it('are followed on the same host with the token, and to another allowed host without it', async () => {
    const { wire, http } = answering((_, nth) =>
      nth === 1 ? to('/b') : nth === 2 ? to('https://also.example/c', 301) : json({ at: 'c' }),
    )
    const answer = await http.ask({ ...get(), headers: { authorization: 'Bearer t', 'x-kept': 'yes' } })
    expect(answer.json).toEqual({ at: 'c' })
    expect(wire.sent.map((each) => each.headers.get('authorization'))).toEqual(['Bearer t', 'Bearer t', null])
    expect(wire.sent[2]?.headers.get('x-kept')).toBe('yes')
    expect(http.calls()).toBe(3)
  })

  it.each([
    'https://evil.example/',
    'http://good.example/',
    '//evil.example/x',
    'https://good.example@evil.example/',
    'file:///etc/passwd',
  ])('to %s are refused before anything is sent there', async (location) => {
    const { wire, http } = answering(() => to(location))
    expect(await rejection(http.ask(get()))).toMatchObject({ explanation: { code: 'foreign_host' } })
    expect(wire.sent).toHaveLength(1)
  })

  it('of a form are not followed, not even to an allowed host', async () => {
    const { wire, http } = answering(() => to('https://also.example/token', 307))
    const fault = await rejection(http.ask({ ...get(), method: 'POST', body: 'client_secret=s3cret' }))
    expect(fault).toMatchObject({ explanation: { code: 'moved' } })
    expect(JSON.stringify(fault)).not.toContain('s3cret')
    expect(wire.sent).toHaveLength(1)
  })

  it('end after five', async () => {
    const { wire, http } = answering((_, nth) => to(`/${nth}`))
    const fault = await rejection(http.ask({ ...get(), repeatable: false }))
    expect(fault).toMatchObject({ explanation: { code: 'too_many_redirects' } })
    expect(wire.sent).toHaveLength(6)
  })
})

describe('repeating', () => {
  const lost = (): Response => {
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('https://x?token=s3cret'), { code: 'ECONNRESET' }),
    })
  }
  it.each<[string, () => Response]>([
    ['500', () => json([{ errorCode: 'UNKNOWN_EXCEPTION' }], 500)],
    ['503', () => page(503)],
    ['420', () => page(420)],
    ['429', () => json({}, 429)],
    ['a page instead of JSON', () => page()],
    ['cut JSON', () => json('{"records":[{"Id":"00')],
    ['nothing at all', () => json('')],
    ['a broken line', lost],
  ])('%s: four tries with growing pauses, then TryLater', async (_name, answer) => {
    const { wire, http } = answering(answer)
    const fault = await rejection(http.ask(get('https://good.example/a?secret=s3cret')))
    expect(fault).toBeInstanceOf(TryLater)
    expect(wire.sent).toHaveLength(4)
    expect(wire.pauses).toEqual([375, 750, 1500])
    expect(`${String(fault)}${JSON.stringify(fault)}${String((fault as Error).cause)}`).not.toContain(
      's3cret',
    )
  })

  it('does not take a bug of ours for a broken line', async () => {
    const { wire, http } = answering(() => {
      throw new RangeError('ours')
    })
    expect(await rejection(http.ask(get()))).toBeInstanceOf(RangeError)
    expect(await rejection(http.ask(get('nonsense')))).toBeInstanceOf(RangeError)
    expect(wire.sent).toHaveLength(1)
  })

  it('goes on with the first good answer', async () => {
    const { wire, http } = answering((_, nth) => (nth < 3 ? page(502) : json({ ok: 1 })))
    expect((await http.ask(get())).json).toEqual({ ok: 1 })
    expect(wire.pauses).toEqual([375, 750])
  })

  it('never sends a POST twice on its own', async () => {
    const { wire, http } = answering(lost)
    expect(await rejection(http.ask({ ...get(), method: 'POST', body: 'x' }))).toBeInstanceOf(TryLater)
    expect(wire.sent).toHaveLength(1)
    expect(wire.pauses).toEqual([])
  })

  it('does not repeat a refusal', async () => {
    const { wire, http } = answering(() => json([], 400))
    expect((await http.ask(get())).status).toBe(400)
    expect(wire.sent).toHaveLength(1)
  })

  it('waits as long as it is asked to, each time', async () => {
    const { wire, http } = answering((_, nth) =>
      nth === 1
        ? json({}, 429, { 'retry-after': '7' })
        : nth === 2
          ? json({}, 503, { 'retry-after': 'Sun, 22 Nov 2026 10:00:20 GMT' })
          : json({}),
    )
    await http.ask(get())
    expect(wire.pauses).toEqual([7000, 13_000])
  })

  it('hands a long wait to the caller', async () => {
    const { wire, http } = answering(() => json({}, 503, { 'retry-after': '3600' }))
    const fault = await rejection(http.ask(get()))
    expect(fault).toMatchObject({ retryAt: new Date('2026-11-22T11:00:00Z') })
    expect(wire.sent).toHaveLength(1)
  })

  it('tries again what the caller calls busy, and then hands it over', async () => {
    const { wire, http } = answering(() => json({ busy: true }, 403))
    const answer = await http.ask({ ...get(), again: (each) => each.status === 403 })
    expect(answer.status).toBe(403)
    expect(wire.sent).toHaveLength(4)
  })
})

describe('bodies', () => {
  it('beyond the limit are not read on', async () => {
    const wire = fakeWire(() => json(`"${'x'.repeat(100)}"`))
    const fault = await rejection(open(wire, { limit: 50, attempts: 1 }).ask(get()))
    expect(fault).toMatchObject({ explanation: { code: 'answer_too_large' } })
  })

  it('reach other libraries as a fetch', async () => {
    const { wire, http } = answering(() => json({ ok: 1 }, 201, { 'content-encoding': 'identity' }))
    const answer = await asFetch(http)('https://good.example/x', { method: 'POST', body: 'a=b' })
    expect([answer.status, await answer.json()]).toEqual([201, { ok: 1 }])
    expect(wire.sent[0]).toMatchObject({ method: 'POST', body: 'a=b' })
    expect(await rejection(asFetch(http)('https://evil.example'))).toBeInstanceOf(Refused)
  })
})

describe('over a real line', () => {
  const serving = async (
    listener: Parameters<typeof createServer>[1],
    run: (origin: string) => Promise<void>,
  ) => {
    const server = createServer(listener as never)
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }
  const real = (loopback: string, more: Partial<HttpOptions> = {}) =>
    openHttp({
      name: 'Source',
      allow,
      loopback,
      fetch,
      clock: systemClock,
      log: silent,
      random: () => 0,
      attempts: 1,
      ...more,
    })

  it('streams a body and notices when it breaks off', async () => {
    await serving(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '100' })
        response.write('half')
        setImmediate(() => response.destroy())
      },
      async (origin) => {
        const http = real(origin)
        const seen: string[] = []
        const fault = await rejection(
          (async () => {
            const answer = await http.stream({ url: 'https://good.example/a', expect: 'csv' })
            for await (const piece of answer.body ?? []) seen.push(Buffer.from(piece).toString())
          })(),
        )
        expect(fault).toBeInstanceOf(TryLater)
        expect(seen.join('')).toMatch(/^(half)?$/)
      },
    )
  })

  it('gives up on silence, before the head and within the body', async () => {
    await serving(
      (request, response) => {
        if (request.url === '/body') response.write('x')
      },
      async (origin) => {
        const http = real(origin, { timeoutMs: 30, idleMs: 30 })
        for (const path of ['head', 'body']) {
          const fault = await rejection(http.ask({ url: `https://good.example/${path}`, expect: 'any' }))
          expect(fault).toMatchObject({ kind: 'try_later', explanation: { code: 'unreachable' } })
        }
      },
    )
  })

  it('unpacks, and hands over what a reader takes', async () => {
    const { gzipSync } = await import('node:zlib')
    await serving(
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/csv' })
        response.end(gzipSync('a,b\n'))
      },
      async (origin) => {
        const answer = await real(origin).stream({ url: 'https://good.example/a', expect: 'csv' })
        expect(Buffer.concat(await all(answer.body ?? fail())).toString()).toBe('a,b\n')
      },
    )
  })
})

function fail(): never {
  throw new Error('no body')
}
