import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import * as z from 'zod'
import { testClock } from '../../../test/clock.ts'
import { endpoint } from '../../base/endpoint.ts'
import { Refused, TryLater } from '../../base/errors.ts'
import { openLog } from '../../base/log.ts'
import type { Database } from '../../db/db.ts'
import { admins, everyone, outsideRoute, route, type Verb } from '../../db/door.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { addApiKey } from '../../people/api-keys.ts'
import { frontDoor } from '../../people/front-door.ts'
import { openPasswords } from '../../people/password.ts'
import { systemRandom } from '../../people/token.ts'
import type { House } from './house.ts'
import { openServer } from './server.ts'

/** The doors, tried with addresses made for the purpose. */

const verb = (name: string, audit: string | null, roles = everyone): Verb => ({ name, roles, audit })
const woken: string[] = []

const routes = [
  route(
    endpoint({
      method: 'POST',
      path: '/echo/:name',
      summary: 'Say it back',
      input: z.object({ name: z.string(), times: z.number().int().min(1, 'At least once.') }),
      answer: z.object({ said: z.string() }),
    }),
    verb('echo.say', 'said it back'),
    async ({ audit, after }, { name, times }) => {
      audit({ subject: name, detail: { times } })
      after(async () => void woken.push(name))
      if (name === 'refused')
        throw new Refused({ code: 'no', what: 'Not this one.', how: 'Take another.' }, 422)
      if (name === 'bug') throw new Error('a secret detail')
      if (name === 'later')
        throw new TryLater({ code: 'busy', what: 'Busy.' }, new Date('2026-03-02T10:00:00.000Z'))
      return { said: name.repeat(times) }
    },
  ),
  route(
    endpoint({
      method: 'GET',
      path: '/lie',
      summary: 'Break the contract',
      input: z.object({}),
      answer: z.object({ n: z.number() }),
    }),
    verb('echo.lie', null),
    async () => ({ n: 'one' as unknown as number }),
  ),
  route(
    endpoint({
      method: 'GET',
      path: '/admin',
      summary: 'Admins only',
      input: z.object({}),
      answer: z.object({}),
    }),
    verb('echo.admin', null, admins),
    async () => ({}),
  ),
  outsideRoute(
    endpoint({
      method: 'POST',
      path: '/weigh',
      summary: 'Weigh a file',
      input: z.object({ name: z.string() }),
      answer: z.object({ bytes: z.number() }),
      upload: 'text/csv',
    }),
    verb('file.weigh', 'weighed a file'),
    async ({ upload }) => {
      let bytes = 0
      for await (const chunk of upload) bytes += chunk.length
      return { bytes }
    },
  ),
  outsideRoute(
    endpoint({
      method: 'GET',
      path: '/lines.csv',
      summary: 'Lines',
      input: z.object({ bad: z.stringbool().default(false) }),
      answer: z.string(),
      download: 'text/csv',
    }),
    verb('file.lines', null),
    async (_visit, { bad }) => ({
      name: 'lines of "today".csv',
      lines: (async function* () {
        if (bad) throw new Refused({ code: 'empty', what: 'There is nothing to download.' }, 409)
        for (let line = 0; line < 3; line++) yield `${line}\n`
      })(),
    }),
  ),
]

const linesInside = route(
  endpoint({
    method: 'GET',
    path: '/inside.csv',
    summary: 'Lines of a table',
    input: z.object({}),
    answer: z.string(),
    download: 'text/csv',
  }),
  verb('file.inside', 'downloaded lines'),
  async ({ tx }) => ({
    name: 'inside.csv',
    lines: (async function* () {
      for (let page = 0; page < 3; page++) {
        const { rows } = await sql<{ line: string }>`select repeat('x', 50000) as line`.execute(tx)
        yield `${rows[0]?.line}\n`
      }
    })(),
  }),
)

let database: Database
let app: FastifyInstance
let cookie: string
let key: string

const house = (changes: Partial<House> = {}): House => ({
  db: database.db,
  clock: testClock(),
  log: openLog('silent'),
  routes: [...routes, linesInside],
  entries: frontDoor({
    random: systemRandom,
    passwords: openPasswords(systemRandom, 4),
    demo: null,
    banners: [],
    afterSetUp: () => {},
  }),
  publicUrl: new URL('http://localhost:4400'),
  trustProxy: false,
  checkAnswers: true,
  entriesPerMinute: 1000,
  browserFolder: null,
  metrics: new Registry(),
  ready: async () => ({ database: true, jobs: true }),
  oauthCallback: async (query, actor) =>
    `/settings/crm?state=${query.state ?? ''}&as=${actor?.name ?? 'nobody'}`,
  ...changes,
})

beforeAll(async () => {
  database = await openTestDatabase()
  app = await openServer(house())
  const made = await app.inject({
    method: 'POST',
    url: '/api/v1/setup',
    payload: {
      workspaceName: 'Lantern Works',
      name: 'Noor',
      email: 'noor@lantern.example',
      password: 'a long enough one',
    },
  })
  cookie = String(made.headers['set-cookie']).split(';')[0] ?? ''
  const [workspace] = await database.db.selectFrom('workspaces').select('id').execute()
  const by = { workspaceId: workspace?.id ?? '', userId: null, name: 'Test' }
  const wanted = { name: 'Program', role: 'member' } as const
  key = (await database.transaction((tx) => addApiKey(tx, by, wanted, systemRandom, new Date()))).secret
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const screens = { 'x-crosswalk': 'browser', origin: 'http://localhost:4400', host: 'localhost:4400' }
const echo = (name: string, headers: Record<string, string> = {}, options: InjectOptions = {}) =>
  app.inject({
    method: 'POST',
    url: `/api/v1/echo/${name}`,
    headers: { cookie, ...headers },
    payload: { times: 2 },
    ...options,
  })

describe('changes made with a cookie', () => {
  test.each([
    ['our own screens, by Origin', screens, 200],
    [
      'our own screens, by Sec-Fetch-Site',
      { 'x-crosswalk': 'browser', 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['no header of ours', { origin: 'http://localhost:4400', host: 'localhost:4400' }, 403],
    ['nothing that says where it comes from', { 'x-crosswalk': 'browser' }, 403],
    ['another website', { ...screens, origin: 'https://evil.example' }, 403],
    ['another port of this machine', { ...screens, origin: 'http://localhost:5000' }, 403],
    ['a browser that says cross-site', { ...screens, 'sec-fetch-site': 'cross-site' }, 403],
    ['a sandboxed frame', { ...screens, origin: 'null' }, 403],
  ])('%s', async (_name, headers, status) => {
    expect((await echo('a', headers)).statusCode).toBe(status)
  })

  test('a key needs none of it', async () => {
    expect((await echo('a', { cookie: '', authorization: `Bearer ${key}` })).statusCode).toBe(200)
  })

  test('signing in from another website is refused, from a program it is not', async () => {
    const signIn = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/sign-in',
        headers,
        payload: { email: 'noor@lantern.example', password: 'a long enough one' },
      })
    expect((await signIn({ origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await signIn({})).statusCode).toBe(200)
  })

  test('a form cannot be posted', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const posted = await echo('a', { ...screens, 'content-type': type }, { payload: '{"times":2}' })
      expect(posted.statusCode).toBe(415)
    }
  })
})

describe('hosts', () => {
  test.each([
    ['localhost:4400', 200],
    ['127.0.0.1:9', 200],
    ['[::1]:4400', 200],
    ['evil.example', 421],
    ['localhost.evil.example:4400', 421],
  ])('%s answers %i', async (host, status) => {
    expect((await app.inject({ url: '/api/v1/session', headers: { host } })).statusCode).toBe(status)
  })

  test('the public name answers, with a cookie for HTTPS only; probes come under any name', async () => {
    const https = await openServer(house({ publicUrl: new URL('https://crosswalk.example') }))
    const headers = { host: 'crosswalk.example', origin: 'https://crosswalk.example' }
    const payload = { email: 'noor@lantern.example', password: 'a long enough one' }
    const signedIn = await https.inject({ method: 'POST', url: '/api/v1/sign-in', headers, payload })
    expect(signedIn.headers['set-cookie']).toMatch(
      /^__Host-crosswalk=.+; Path=\/; .+; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(signedIn.headers['strict-transport-security']).toBeDefined()
    expect((await https.inject({ url: '/healthz', headers: { host: '10.0.0.7' } })).statusCode).toBe(200)
    await https.close()
  })
})

describe('what goes wrong', () => {
  test('input that does not fit names its fields', async () => {
    const answer = await echo('a', screens, { payload: { times: 0 } })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      error: { code: 'bad_input', fields: [{ path: 'times', what: 'At least once.' }] },
    })
    expect((await echo('a', screens, { payload: [1] })).statusCode).toBe(400)
    expect(
      (await echo('a', { ...screens, 'content-type': 'application/json' }, { payload: '{' })).json(),
    ).toMatchObject({
      error: { code: 'bad_request' },
    })
  })

  test('a fault keeps its status and its sentences; nothing is audited, nothing is woken', async () => {
    const before = await lines()
    const answer = await echo('refused', screens)
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toEqual({ error: { code: 'no', what: 'Not this one.', how: 'Take another.' } })
    expect(await lines()).toEqual(before)
    expect(woken).not.toContain('refused')
  })

  test('later says when', async () => {
    const answer = await echo('later', screens)
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, 'Mon, 02 Mar 2026 10:00:00 GMT'])
  })

  test('a bug of ours says only that it is ours, and where the log has it', async () => {
    const answer = await echo('bug', screens)
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('secret')
    expect(answer.json().error.how).toContain(answer.headers['x-request-id'])
  })

  test('an answer that breaks its contract is caught', async () => {
    expect((await app.inject({ url: '/api/v1/lie', headers: { cookie } })).statusCode).toBe(500)
  })

  test('a large body is refused before it is read', async () => {
    const answer = await echo('a', screens, { payload: { times: 1, more: 'x'.repeat(1_100_000) } })
    expect(answer.json()).toMatchObject({ error: { code: 'too_large' } })
  })

  test('nobody, and somebody without the role, are told apart', async () => {
    expect((await app.inject({ url: '/api/v1/admin' })).json()).toMatchObject({
      error: { code: 'sign_in_first' },
    })
    const member = await app.inject({ url: '/api/v1/admin', headers: { authorization: `Bearer ${key}` } })
    expect([member.statusCode, member.json().error.code]).toEqual([403, 'not_allowed'])
  })

  test('an unknown address of the API answers JSON, even to a browser', async () => {
    const answer = await app.inject({ url: '/api/v1/nothing', headers: { accept: 'text/html' } })
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'no_such_address'])
  })
})

describe('what is done', () => {
  const seen = async (name: string) => (await lines()).filter(({ subject }) => subject === name)

  test('is audited in its transaction, then wakes what follows', async () => {
    expect((await echo('done', screens)).json()).toEqual({ said: 'donedone' })
    expect(await seen('done')).toEqual([{ verb: 'echo.say', subject: 'done', detail: { times: 2 } }])
    expect(woken).toContain('done')
  })

  test('an upload streams, whatever its media type, beyond what JSON may be', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/weigh?name=x.csv',
      headers: { ...screens, cookie, 'content-type': 'application/octet-stream' },
      payload: Buffer.alloc(3_000_000),
    })
    expect(answer.json()).toEqual({ bytes: 3_000_000 })
  })

  test('a download is a file with a harmless name; an early failure is an answer', async () => {
    const file = await app.inject({ url: '/api/v1/lines.csv', headers: { cookie } })
    expect(file.body).toBe('0\n1\n2\n')
    expect(file.headers['content-disposition']).toBe('attachment; filename="lines_of_today_.csv"')
    const failed = await app.inject({ url: '/api/v1/lines.csv?bad=true', headers: { cookie } })
    expect([failed.statusCode, failed.json().error.code]).toEqual([409, 'empty'])
  })

  test('a download may read its transaction to the last line', async () => {
    const file = await app.inject({ url: '/api/v1/inside.csv', headers: { cookie } })
    expect(file.body).toBe(`${'x'.repeat(50_000)}\n`.repeat(3))
  })

  test('Salesforce’s way back leads to a path of ours, as whoever the browser is', async () => {
    const back = await app.inject({
      url: '/oauth/salesforce/callback?state=abc&state2=x',
      headers: { cookie },
    })
    expect([back.statusCode, back.headers.location]).toEqual([303, '/settings/crm?state=abc&as=Noor'])
    const open = await openServer(house({ oauthCallback: async () => '//evil.example' }))
    expect((await open.inject('/oauth/salesforce/callback')).statusCode).toBe(500)
    await open.close()
  })
})

describe('the screens', () => {
  let folder: string
  let withScreens: FastifyInstance
  const get = (url: string, accept = 'text/html') => withScreens.inject({ url, headers: { accept } })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crosswalk-screens-'))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<title>Crosswalk</title>')
    await writeFile(join(folder, 'assets/app-1a2b.js'), 'go()')
    withScreens = await openServer(house({ browserFolder: folder }))
  })
  afterAll(async () => {
    await withScreens.close()
    await rm(folder, { recursive: true })
  })

  test('draw every address a browser opens, and are asked for anew each time', async () => {
    for (const url of ['/', '/customers', '/settings/crm?problem=x', '/invitation/abc']) {
      const { statusCode, body, headers } = await get(url)
      expect([url, statusCode, body, headers['cache-control']]).toEqual([
        url,
        200,
        '<title>Crosswalk</title>',
        'no-cache',
      ])
    }
  })

  test('files with a hash in their name are kept for good; what is not there is not a page', async () => {
    expect((await get('/assets/app-1a2b.js', '*/*')).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    )
    expect((await get('/assets/app-0000.js', '*/*')).statusCode).toBe(404)
    expect((await get('/assets/../../etc/passwd')).body).not.toContain('root:')
  })

  test('not built yet is said in words', async () => {
    const { statusCode, body } = await app.inject({ url: '/', headers: { accept: 'text/html' } })
    expect([statusCode, body]).toEqual([503, expect.stringContaining('npm start')])
  })
})

describe('around it', () => {
  test('headers keep scripts, frames and forms of others out, and answers out of caches', async () => {
    const { headers } = await app.inject({ url: '/api/v1/session' })
    expect(headers['content-security-policy']).toBe(
      "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;connect-src 'self';frame-ancestors 'none';form-action 'self';base-uri 'none';object-src 'none'",
    )
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  test('ready only when every part is', async () => {
    expect((await app.inject('/readyz')).json()).toEqual({ ok: true, database: true, jobs: true })
    const half = await openServer(house({ ready: async () => ({ database: true, jobs: false }) }))
    expect((await half.inject('/readyz')).statusCode).toBe(503)
    await half.close()
  })

  test('figures name patterns, never addresses', async () => {
    await echo('figure', screens)
    const { body } = await app.inject('/metrics')
    expect(body).toContain('route="/api/v1/echo/:name"')
    expect(body).not.toContain('figure')
  })

  test('the front door tires of an address that keeps knocking', async () => {
    const strict = await openServer(house({ entriesPerMinute: 3 }))
    const knock = () => strict.inject({ method: 'POST', url: '/api/v1/sign-out' })
    const codes = [await knock(), await knock(), await knock(), await knock()].map(
      ({ statusCode }) => statusCode,
    )
    expect(codes).toEqual([200, 200, 200, 429])
    await strict.close()
  })

  test('the API describes every address it answers, with who may', async () => {
    const { paths } = (await app.inject('/api/openapi.json')).json()
    const described = Object.entries<Record<string, unknown>>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const answered = house()
      .routes.map((one) => one.endpoint)
      .concat(house().entries.map((one) => one.endpoint))
    expect(described.toSorted()).toEqual(
      answered.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).toSorted(),
    )
    expect(paths['/echo/{name}'].post).toMatchObject({
      parameters: [{ name: 'name', in: 'path', required: true }],
      requestBody: { content: { 'application/json': { schema: { required: ['times'] } } } },
    })
    const page = await app.inject('/api/docs')
    expect(page.body).toContain('<code class="method">POST</code> <code>/echo/{name}</code>')
    expect(page.body).not.toContain('<script')
  })
})

const lines = () =>
  database.db.selectFrom('audit_lines').select(['verb', 'subject', 'detail']).orderBy('id').execute()
