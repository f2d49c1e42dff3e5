import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Caller, signIn } from '../../caller.ts'
import type { Heard } from '../../caller.ts'
import { startSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'
import { testClock } from '../../../../test/clock.ts'

let sandbox: Sandbox
let caller: Caller

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 40, clock: testClock('2026-11-02T10:00:00Z') })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterAll(() => sandbox.close())
beforeEach(() => {
  sandbox.org.jobs.pollsToComplete = 1
  sandbox.org.jobs.failure = null
})

const create = (query: string, more: Record<string, unknown> = {}): Promise<Heard> =>
  caller.call('POST', '/jobs/query', { operation: 'query', query, ...more })

const poll = async (id: string): Promise<Record<string, unknown>> =>
  (await caller.get(`/jobs/query/${id}`)).json()

const finished = async (query: string, more: Record<string, unknown> = {}): Promise<string> => {
  sandbox.org.jobs.pollsToComplete = 0
  const { id } = (await create(query, more)).json<{ id: string }>()
  await poll(id)
  return id
}

const results = (id: string, query = ''): Promise<Heard> =>
  caller.get(`/jobs/query/${id}/results${query}`, { accept: 'text/csv' })

test('a job goes from UploadComplete over InProgress to JobComplete', async () => {
  const created = (await create('SELECT Id FROM Account')).json<Record<string, unknown>>()
  expect(created).toMatchObject({
    state: 'UploadComplete',
    apiVersion: 66,
    object: 'Account',
    operation: 'query',
  })
  const id = String(created['id'])
  expect(id).toMatch(/^750/)
  expect((await poll(id))['state']).toBe('InProgress')
  expect((await results(id)).status).toBe(400)
  expect(await poll(id)).toMatchObject({ state: 'JobComplete', jobType: 'V2Query' })
})

test('the CSV quotes every value, doubles quotes, ends date-times in Z and shows null as empty', async () => {
  sandbox.org.changes.insert('Contact', { LastName: 'O"Quote', Title: 'a\nb', Email: null, FirstName: 'NA' })
  const query =
    "SELECT lastname, Title, Email, FirstName, Account.Name, IsDeleted, CreatedDate FROM Contact WHERE LastName = 'O\"Quote'"
  const heard = await results(await finished(query))
  expect(heard.headers.get('content-type')).toMatch(/^text\/csv/)
  expect(heard.text).toBe(
    '"LastName","Title","Email","FirstName","Account.Name","IsDeleted","CreatedDate"\n' +
      '"O""Quote","a\nb","","NA","","false","2026-11-02T10:00:00.000Z"\n',
  )
})

test('CRLF and other delimiters', async () => {
  const id = await finished('SELECT Id, Name FROM Account LIMIT 1', {
    lineEnding: 'CRLF',
    columnDelimiter: 'PIPE',
  })
  expect((await results(id)).text).toMatch(/^"Id"\|"Name"\r\n"001[^"]+"\|"[^"]+"\r\n$/)
})

test('pages neither repeat nor lose rows, and each has the header', async () => {
  const id = await finished('SELECT Id FROM Contact ORDER BY Id', { operation: 'queryAll' })
  const whole = parse((await results(id)).text).slice(1)
  const rows: unknown[] = []
  let locator = ''
  for (let pages = 0; locator !== 'null'; pages++) {
    expect(pages).toBeLessThan(100)
    const heard = await results(id, `?maxRecords=17${locator === '' ? '' : `&locator=${locator}`}`)
    const [head, ...page] = parse(heard.text)
    expect(head).toEqual(['Id'])
    expect(heard.headers.get('sforce-numberofrecords')).toBe(String(page.length))
    rows.push(...page)
    locator = heard.headers.get('sforce-locator') ?? ''
  }
  expect(rows).toEqual(whole)
  expect(whole.length).toBe(sandbox.org.table('Contact').size)
})

test('no rows leave the header line and a locator saying null', async () => {
  const heard = await results(await finished("SELECT Id FROM Account WHERE Name = 'nobody'"))
  expect(heard.text).toBe('"Id"\n')
  expect(heard.headers.get('sforce-locator')).toBe('null')
  expect(heard.headers.get('sforce-numberofrecords')).toBe('0')
})

test('result pages can be fetched side by side', async () => {
  sandbox.org.jobs.maxRows = 10
  const id = await finished('SELECT Id FROM Contact')
  const pages = (await caller.get(`/jobs/query/${id}/resultPages`)).json<{
    done: boolean
    resultPages: { resultUrl: string }[]
  }>()
  expect(pages.resultPages).toHaveLength(5)
  expect(pages.done).toBe(false)
  const second = await caller.get(pages.resultPages[1]?.resultUrl ?? '')
  expect(parse(second.text)).toHaveLength(11)
  sandbox.org.jobs.maxRows = 250_000
})

describe('refusals', () => {
  test.each([
    ['SELECT COUNT() FROM Account', 'API_ERROR'],
    ['SELECT COUNT(Id) FROM Account', 'API_ERROR'],
    ['SELECT Id FROM Account OFFSET 5', 'API_ERROR'],
    ['SELECT BillingAddress FROM Account', 'FEATURENOTENABLED'],
    ['SELECT Id FROM Organization', 'INVALIDENTITY'],
    ['SELECT Nme FROM Account', 'INVALID_FIELD'],
    ['SELECT Id', 'MALFORMED_QUERY'],
  ])('%s is %s', async (query, code) => {
    const heard = await create(query)
    expect(heard.status).toBe(400)
    expect(heard.json()).toMatchObject([{ errorCode: code }])
  })

  test('results need the version that created the job', async () => {
    const id = await finished('SELECT Id FROM Account')
    expect((await caller.get(`/services/data/v65.0/jobs/query/${id}/results`)).status).toBe(409)
  })

  test('a wrong locator', async () => {
    const id = await finished('SELECT Id FROM Account')
    expect((await results(id, '?locator=MTAwMDA')).status).toBe(400)
  })
})

test('a failed job says why', async () => {
  sandbox.org.jobs.failure = 'InternalServerError : Retried more than fifteen times'
  const id = await finished('SELECT Id FROM Account')
  expect(await poll(id)).toMatchObject({ state: 'Failed', errorMessage: sandbox.org.jobs.failure })
})

test('abort, delete and list', async () => {
  const { id } = (await create('SELECT Id FROM Account')).json<{ id: string }>()
  const path = `/jobs/query/${id}`
  expect((await caller.call('DELETE', path)).text).toContain('API_ERROR')
  expect((await caller.call('PATCH', path, { state: 'Aborted' })).json()).toMatchObject({ state: 'Aborted' })
  expect((await caller.call('PATCH', path, { state: 'Aborted' })).text).toContain('INVALIDJOBSTATE')
  const listed = (await caller.get('/jobs/query')).json<{ records: { id: string }[] }>()
  expect(listed.records.map((job) => job.id)).toContain(id)
  expect((await caller.call('DELETE', path)).status).toBe(204)
  expect((await caller.get(path)).status).toBe(404)
})
