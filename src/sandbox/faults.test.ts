import type { Clock } from '../base/clock.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askToken, Caller, signIn } from './caller.ts'
import type { Misbehaviour } from './faults.ts'
import { startSandbox } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'
import { testClock } from '../../test/clock.ts'

let sandbox: Sandbox
let caller: Caller
let slept = 0
const clock: Clock = {
  ...testClock('2026-11-02T10:00:00Z'),
  sleep: (ms) => {
    slept += ms
    return Promise.resolve()
  },
}

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 3, clock })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.org.faults.clear())

const query = () => caller.query('SELECT Id FROM Account')
const add = (order: Omit<Misbehaviour, 'match'>) => sandbox.org.faults.add({ match: '/query', ...order })

test('strikes as often as told, after those let through', async () => {
  add({ kind: 'api_error', status: 503, errorCode: 'SERVER_UNAVAILABLE', skip: 1, times: 2 })
  const statuses = []
  for (let at = 0; at < 4; at++) statuses.push((await query()).status)
  expect(statuses).toEqual([200, 503, 503, 200])
})

test('an edge page is HTML', async () => {
  add({ kind: 'html', status: 420 })
  const heard = await query()
  expect([heard.status, heard.headers.get('content-type')]).toEqual([420, 'text/html'])
})

test('a cut connection fails in mid-body', async () => {
  add({ kind: 'cut' })
  await expect(query()).rejects.toThrow()
})

test('slow waits on the clock', async () => {
  add({ kind: 'slow', ms: 5000 })
  await query()
  expect(slept).toBe(5000)
})

test('half the JSON, properly ended', async () => {
  add({ kind: 'garbage' })
  const heard = await query()
  expect(() => heard.json()).toThrow()
})

test('pages that lie', async () => {
  type Page = { totalSize: number; records: unknown[]; done: boolean; nextRecordsUrl?: string }
  const whole = (await query()).json<Page>()
  add({ kind: 'empty' })
  expect((await query()).json()).toEqual({ totalSize: 0, done: true, records: [] })
  add({ kind: 'short_page' })
  const short = (await query()).json<Page>()
  expect([short.totalSize, short.records.length]).toEqual([whole.totalSize, whole.records.length - 1])
  add({ kind: 'wrong_total', rows: 5 })
  expect((await query()).json<Page>().totalSize).toBe(whole.totalSize + 5)
  sandbox.org.pageSize = 1
  add({ kind: 'early_end' })
  expect((await query()).json<Page>()).toMatchObject({ done: true, totalSize: whole.totalSize })
  sandbox.org.pageSize = null
})

test('bulk results that lie', async () => {
  sandbox.org.jobs.pollsToComplete = 0
  const job = (
    await caller.call('POST', '/jobs/query', { operation: 'query', query: 'SELECT Id FROM Account' })
  ).json<{ id: string }>()
  await caller.get(`/jobs/query/${job.id}`)
  sandbox.org.faults.add({ match: '/results', kind: 'short_page' })
  const heard = await caller.get(`/jobs/query/${job.id}/results`)
  const lines = heard.text.trim().split('\n').length - 1
  expect(lines).toBe(Number(heard.headers.get('sforce-numberofrecords')) - 1)
})

test('a refresh whose answer is lost has rotated all the same', async () => {
  const tokens = await signIn(sandbox)
  sandbox.org.faults.add({ match: 'POST /services/oauth2/token', kind: 'cut' })
  const refresh = () =>
    askToken(sandbox, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? null })
  await expect(refresh()).rejects.toThrow()
  expect((await refresh()).json()).toMatchObject({ error: 'invalid_grant' })
})

test('the token endpoint errs as told', async () => {
  sandbox.org.faults.add({
    match: '/token',
    kind: 'token_error',
    error: 'invalid_grant',
    description: 'ip restricted',
  })
  const heard = await askToken(sandbox, { grant_type: 'client_credentials' })
  expect(heard.json()).toEqual({ error: 'invalid_grant', error_description: 'ip restricted' })
})
