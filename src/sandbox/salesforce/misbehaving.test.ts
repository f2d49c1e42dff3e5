import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Caller, signIn } from '../caller.ts'
import { startSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { testClock } from '../../../test/clock.ts'

interface Page {
  readonly totalSize: number
  readonly nextRecordsUrl?: string
  readonly records: Record<string, unknown>[]
}

let sandbox: Sandbox
let caller: Caller
let clock: ReturnType<typeof testClock>

beforeEach(async () => {
  clock = testClock('2026-11-02T10:00:00Z')
  sandbox = await startSandbox({ customers: 30, clock })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterEach(() => sandbox.close())

const rows = async (soql: string): Promise<Record<string, unknown>[]> =>
  (await caller.query(soql)).json<Page>().records

describe('describe', () => {
  const ask = (since: string) => caller.get('/sobjects/Account/describe', { 'if-modified-since': since })

  test('says 304 until a permission or a feature changes, and counts as a call', async () => {
    const first = await caller.get('/sobjects/Account/describe')
    const modified = first.headers.get('last-modified') ?? ''
    const used = sandbox.org.usage.used
    const again = await ask(modified)
    expect([again.status, again.text, sandbox.org.usage.used]).toEqual([304, '', used + 1])
    clock.move({ minutes: 1 })
    await caller.control('hideField', { object: 'Account', field: 'Website' })
    const changed = await ask(modified)
    expect(changed.status).toBe(200)
    expect(changed.text).not.toContain('"Website"')
    expect((await ask(changed.headers.get('last-modified') ?? '')).status).toBe(304)
  })
})

describe('versions', () => {
  test('a pinned version can be deprecated, then retired', async () => {
    expect((await caller.get('/limits')).headers.has('warning')).toBe(false)
    await caller.control('setRelease', { deprecatedBelow: 67 })
    expect((await caller.get('/limits')).headers.get('warning')).toMatch(/^299 - "/)
    await caller.control('setRelease', { oldest: 67, deprecatedBelow: null })
    const retired = await caller.get('/limits')
    expect([retired.status, retired.text]).toEqual([410, expect.stringContaining('UNSUPPORTED_API_VERSION')])
    expect((await caller.get('/services/data')).json<unknown[]>()).toHaveLength(2)
    await caller.control('setRelease', { oldest: 31, newest: 65 })
    expect((await caller.get('/limits')).status).toBe(404)
  })
})

test('too many requests at once are refused', async () => {
  await caller.control('setUsage', { mostAtOnce: 0 })
  const heard = await caller.get('/limits')
  expect([heard.status, heard.text]).toEqual([403, expect.stringContaining('ConcurrentRequests')])
  await caller.control('setUsage', { mostAtOnce: null })
  expect((await caller.get('/limits')).status).toBe(200)
})

test('the usage header can be missing or odd', async () => {
  const header = async () => (await caller.get('/limits')).headers.get('sforce-limit-info')
  await caller.control('setUsage', { header: null })
  expect(await header()).toBeNull()
  const odd = 'api-usage=18/5000; per-app-api-usage=17/250(appName=other)'
  await caller.control('setUsage', { header: odd })
  expect(await header()).toBe(odd)
  await caller.control('setUsage', { header: 'usual' })
  expect(await header()).toMatch(/^api-usage=\d+\/100000$/)
})

test('the edge answers a host it does not know with a page', async () => {
  sandbox.org.faults.add({ match: '/limits', kind: 'html', status: 420 })
  const heard = await caller.get('/limits')
  expect([heard.status, heard.text]).toEqual([420, expect.stringContaining('route')])
})

describe('paging', () => {
  const soql = 'SELECT Id, Name FROM Account ORDER BY Id'

  test('a row changed between pages shows what it became', async () => {
    sandbox.org.pageSize = 2
    const { nextRecordsUrl = '' } = (await caller.query(soql)).json<Page>()
    const third = String((await rows('SELECT Id FROM Account ORDER BY Id LIMIT 1 OFFSET 2'))[0]?.['Id'])
    sandbox.org.changes.update('Account', third, { Name: 'Changed meanwhile' })
    const page = (await caller.get(nextRecordsUrl)).json<Page>()
    expect(page.records[0]).toMatchObject({ Id: third, Name: 'Changed meanwhile' })
    sandbox.org.permissions.hideRow(third, true)
    expect((await caller.get(nextRecordsUrl)).json<Page>().records).toHaveLength(1)
  })

  test('a locator dies on command, with either status', async () => {
    sandbox.org.pageSize = 2
    const { nextRecordsUrl = '' } = (await caller.query(soql)).json<Page>()
    await caller.control('expireLocators')
    expect((await caller.get(nextRecordsUrl)).status).toBe(400)
    await caller.control('setLocatorStatus', { status: 404 })
    const heard = await caller.get(nextRecordsUrl)
    expect([heard.status, heard.text]).toEqual([404, expect.stringContaining('INVALID_QUERY_LOCATOR')])
  })
})

test('a row can commit later than its stamp', async () => {
  const stamp = '2026-11-02T09:52:00Z'
  const since = 'SELECT Id FROM Contact WHERE SystemModstamp >='
  expect(await rows(`${since} 2026-11-02T09:50:00Z`)).toEqual([])
  const insert = { object: 'Contact', fields: { LastName: 'Late' }, stamp }
  const { answer: id } = (await caller.control('insert', insert)).json<{ answer: string }>()
  expect(await rows(`${since} 2026-11-02T09:59:00Z`)).toEqual([])
  expect((await rows(`${since} 2026-11-02T09:50:00Z`)).map((one) => one['Id'])).toEqual([id])
})

test('answers are compressed only when asked', async () => {
  const get = async (encoding: string): Promise<string | null> =>
    (await caller.get('/sobjects/Account/describe', { 'accept-encoding': encoding })).headers.get(
      'content-encoding',
    )
  expect([await get('gzip'), await get('identity')]).toEqual(['gzip', null])
})

test.each([
  ['/sobjects/Account/0015g00000FgHi', 'MALFORMED_ID'],
  ['/sobjects/Account/0015g00000FgHiJAAA', 'MALFORMED_ID'],
  ['/query', 'MALFORMED_QUERY'],
  ['/query?q=SELECT+Id+FORM+Account', 'MALFORMED_QUERY'],
  ["/query?q=SELECT+Id+FROM+Account+WHERE+OwnerId='1'", 'INVALID_QUERY_FILTER_OPERATOR'],
])('%s is %s', async (path, code) => {
  const heard = await caller.get(path)
  expect([heard.status, heard.text]).toEqual([400, expect.stringContaining(code)])
})
