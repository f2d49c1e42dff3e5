import { afterAll, beforeAll, expect, test } from 'vitest'
import { Caller, signIn } from '../caller.ts'
import { startSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import { testClock } from '../../../test/clock.ts'

interface Batch {
  readonly hasErrors: boolean
  readonly results: { statusCode: number; result: unknown }[]
}

let sandbox: Sandbox
let caller: Caller

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 4, clock: testClock('2026-11-02T10:00:00Z') })
  caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
})
afterAll(() => sandbox.close())

const get = (url: string) => ({ method: 'GET', url })
const batch = async (urls: string[], more: Record<string, unknown> = {}): Promise<Batch> =>
  (await caller.call('POST', '/composite/batch', { batchRequests: urls.map(get), ...more })).json<Batch>()

test('a batch answers each read in its place and counts as one call', async () => {
  const before = sandbox.org.usage.used
  const answer = await batch([
    'v66.0/sobjects/Account/describe',
    `v66.0/queryAll?q=${encodeURIComponent('SELECT COUNT() FROM Contact')}`,
    '/services/data/v66.0/limits/recordCount?sObjects=Account,Contact',
  ])
  expect(sandbox.org.usage.used).toBe(before + 1)
  expect(answer.hasErrors).toBe(false)
  expect(answer.results.map((one) => one.statusCode)).toEqual([200, 200, 200])
  expect(answer.results[0]?.result).toMatchObject({ name: 'Account' })
  expect(answer.results[1]?.result).toMatchObject({ totalSize: sandbox.org.table('Contact').size })
  expect(answer.results[2]?.result).toMatchObject({ sObjects: [{ name: 'Account' }, { name: 'Contact' }] })
})

test('a failed read is told in its place; the rest goes on, unless asked to halt', async () => {
  const urls = ['v66.0/sobjects/Nope/describe', 'v66.0/limits']
  const on = await batch(urls)
  expect(on).toMatchObject({
    hasErrors: true,
    results: [{ statusCode: 404, result: [{ errorCode: 'NOT_FOUND' }] }, { statusCode: 200 }],
  })
  expect((await batch(urls, { haltOnError: true })).results[1]).toMatchObject({
    statusCode: 412,
    result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }],
  })
})

test('a batch holds 25 at most, and no bulk job', async () => {
  expect((await batch(Array.from({ length: 25 }, () => 'v66.0/limits'))).results).toHaveLength(25)
  const heard = await caller.call('POST', '/composite/batch', {
    batchRequests: Array(26).fill(get('v66.0/limits')),
  })
  expect([heard.status, heard.text]).toEqual([400, expect.stringContaining('LIMIT_EXCEEDED')])
  expect((await batch(['v66.0/jobs/query'])).results[0]?.statusCode).toBe(501)
})

test('a composite holds five queries at most', async () => {
  const compositeRequest = Array.from({ length: 6 }, (_none, at) => ({
    ...get('/services/data/v66.0/query?q=SELECT+Id+FROM+Account'),
    referenceId: `r${at}`,
  }))
  expect((await caller.call('POST', '/composite', { compositeRequest })).status).toBe(400)
  const five = await caller.call('POST', '/composite', { compositeRequest: compositeRequest.slice(1) })
  expect(five.status).toBe(200)
})

test('record counts ignore sharing and leave empty objects out', async () => {
  const live = (await caller.query('SELECT COUNT() FROM Account')).json<{ totalSize: number }>().totalSize
  sandbox.org.permissions.hideRow(sandbox.org.table('Account').id(0), true)
  const counts = (await caller.get('/limits/recordCount?sObjects=Account,Nope')).json()
  expect(counts).toEqual({ sObjects: [{ count: live, name: 'Account' }] })
  sandbox.org.permissions.hideRow(sandbox.org.table('Account').id(0), false)
})
