import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Caller, signIn } from '../../caller.ts'
import type { Heard } from '../../caller.ts'
import { startSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import { testClock } from '../../../../test/clock.ts'

let sandbox: Sandbox
let caller: Caller
let clock: ReturnType<typeof testClock>

beforeEach(async () => {
  clock = testClock('2026-11-02T10:00:00Z')
  sandbox = await startSandbox({ customers: 20, clock })
  sandbox.org.grants.settings.sessionMs = Infinity
  sandbox.org.jobs.pollsToComplete = 0
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterEach(() => sandbox.close())

const create = async (query: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await caller.call('POST', '/jobs/query', { operation: 'query', query, ...more })).json<{ id: string }>().id
const poll = (id: string): Promise<Heard> => caller.get(`/jobs/query/${id}`)
const finished = async (query: string, more: Record<string, unknown> = {}): Promise<string> => {
  const id = await create(query, more)
  await poll(id)
  return id
}
const results = (id: string, query = '', headers: Record<string, string> = {}): Promise<Heard> =>
  caller.get(`/jobs/query/${id}/results${query}`, headers)
const nobody = "SELECT Id FROM Account WHERE Name = 'nobody'"

test('line breaks, NUL bytes and words that look like nothing come through as they are', async () => {
  const odd = ['a\r\nb', 'a\nb', 'nul\u0000l', 'NA', 'null', 'None', ' x ', '"', ',']
  for (const Title of odd) sandbox.org.changes.insert('Contact', { LastName: 'Odd', Title })
  const query = "SELECT Title FROM Contact WHERE LastName = 'Odd' ORDER BY Id"
  for (const lineEnding of ['LF', 'CRLF']) {
    const { text } = await results(await finished(query, { lineEnding }))
    const records = parse(text, { recordDelimiter: lineEnding === 'LF' ? '\n' : '\r\n' })
    expect(records.slice(1)).toEqual(odd.map((one) => [one]))
  }
})

test('a page without rows is a header line or nothing, counted or not', async () => {
  const id = await finished(nobody)
  await caller.control('setBulk', { emptyPage: 'nothing', countsEmptyPage: false })
  const heard = await results(id)
  expect([heard.status, heard.text, heard.headers.get('sforce-numberofrecords')]).toEqual([200, '', null])
  expect(heard.headers.get('sforce-locator')).toBe('null')
})

test('jobs and their results are kept for seven days', async () => {
  const id = await finished('SELECT Id FROM Account')
  clock.move({ hours: 24 * 7 })
  expect((await results(id)).status).toBe(200)
  clock.move({ minutes: 1 })
  expect((await results(id)).status).toBe(404)
  expect((await poll(id)).status).toBe(404)
  expect((await caller.get('/jobs/query')).json<{ records: unknown[] }>().records).toEqual([])
})

test('a page may have fewer rows than asked', async () => {
  await caller.control('setBulk', { maxRows: 3 })
  const heard = await results(await finished('SELECT Id FROM Account'), '?maxRecords=50000')
  expect(heard.headers.get('sforce-numberofrecords')).toBe('3')
  expect(heard.headers.get('sforce-locator')).not.toBe('null')
})

test('jobs under way can be ended, finished ones not', async () => {
  sandbox.org.jobs.pollsToComplete = 5
  const [failed, aborted] = [await create('SELECT Id FROM Account'), await create('SELECT Id FROM Contact')]
  await caller.control('endBulkJobs', { state: 'Failed', message: 'InternalServerError : gone', id: failed })
  expect((await caller.control('endBulkJobs', { state: 'Aborted' })).json()).toEqual({ answer: 1 })
  expect((await poll(failed)).json()).toMatchObject({
    state: 'Failed',
    errorMessage: 'InternalServerError : gone',
  })
  expect((await poll(aborted)).json()).toMatchObject({ state: 'Aborted' })
  expect((await results(aborted)).text).toContain('INVALIDJOBSTATE')
  await caller.control('setBulk', { unfinished: 412 })
  expect([(await results(aborted)).status, (await results(aborted)).text]).toEqual([
    412,
    expect.stringContaining('JOB_NOT_COMPLETE'),
  ])
})

test('a finished job cannot be aborted', async () => {
  const id = await finished('SELECT Id FROM Account')
  const heard = await caller.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' })
  expect(heard.json()).toEqual([
    { message: 'Aborting already Completed Job not allowed', errorCode: 'INVALIDJOBSTATE' },
  ])
})

test("the day's jobs have an end", async () => {
  await caller.control('setBulk', { maxPerDay: 1 })
  await create(nobody)
  const heard = await caller.call('POST', '/jobs/query', { operation: 'query', query: nobody })
  expect([heard.status, heard.text]).toEqual([400, expect.stringContaining('LIMIT_EXCEEDED')])
  clock.move({ hours: 24 })
  expect(await create(nobody)).toMatch(/^750/)
})

test('the list gives a thousand at a time', async () => {
  for (let at = 0; at < 1001; at++) {
    sandbox.org.jobs.add({
      operation: 'query',
      object: 'Account',
      createdById: '',
      createdAt: clock.now().getTime(),
      version: '66.0',
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      soql: nobody,
    })
  }
  interface List {
    readonly done: boolean
    readonly records: unknown[]
    readonly nextRecordsUrl: string
  }
  const first = (await caller.get('/jobs/query?jobType=V2Query')).json<List>()
  expect([first.done, first.records.length]).toEqual([false, 1000])
  const second = (await caller.get(first.nextRecordsUrl)).json<List>()
  expect([second.done, second.records.length]).toEqual([true, 1])
  expect((await caller.get('/jobs/query?jobType=Classic')).json<List>().records).toEqual([])
})

test('numbers in exponent form, and compressed results, on command', async () => {
  sandbox.org.changes.insert('Account', { Name: 'Large', AnnualRevenue: 12_500_000 })
  const query = "SELECT AnnualRevenue FROM Account WHERE Name = 'Large'"
  expect((await results(await finished(query))).text).toContain('"12500000"')
  await caller.control('setBulk', { exponents: true, zipped: true })
  const heard = await results(await finished(query), '', { 'accept-encoding': 'gzip' })
  expect(heard.text).toContain('"1.25E7"')
  expect(heard.headers.get('content-encoding')).toBe('gzip')
})
