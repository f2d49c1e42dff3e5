import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStripe } from '../src/connections/contract.ts'
import { SANDBOX_BILLING_KEY } from '../src/sandbox/credentials.ts'
import { downloadReceipt, getReceipt, verifyReceipts } from '../src/sync/receipts/contract.ts'
import type { Client } from './client.ts'
import { openCompany, type Company } from './company.ts'
import { untilEnded } from './flow.ts'

// Receipts as other programs get them, over HTTP alone.

let company: Company
let client: Client
let runId: string

beforeAll(async () => {
  company = await openCompany({ customers: 12 })
  client = company.client
  ;({ runId } = await client.call(connectStripe, { apiKey: SANDBOX_BILLING_KEY }))
  await untilEnded(client, runId)
})
afterAll(() => company.close())

test('a run’s receipt says what was read and what there is, and that nothing was altered', async () => {
  const { content, ...receipt } = await client.call(getReceipt, { id: runId })
  expect(receipt).toMatchObject({ number: 1, altered: null, linesGone: false })
  expect(content.run).toMatchObject({ id: runId, state: 'complete', reads: ['billing'] })
  expect(content.reads).toMatchObject([
    { tool: 'stripe', object: 'customers', asked: null, read: 12, created: 12, unchanged: 0 },
    { tool: 'stripe', object: 'customer_contacts' },
  ])
  expect(content.totals.customers).toEqual({ before: null, created: 12, removed: 0, after: 12 })
})

test('it comes as CSV, and is verified with all others', async () => {
  expect(await client.call(downloadReceipt, { id: runId })).toContain('\ntotal,customers,after,12\n')
  const { hash } = await client.call(getReceipt, { id: runId })
  expect(await client.call(verifyReceipts, { head: hash.toUpperCase() })).toMatchObject({
    ok: true,
    head: { number: 1, hash },
  })
  expect(await client.call(verifyReceipts, { head: 'f'.repeat(64) })).toMatchObject({ ok: false, altered: 1 })
})

test('a run that is not there has none, and a head is a hash', async () => {
  const id = crypto.randomUUID()
  await expect(client.call(getReceipt, { id })).rejects.toMatchObject({ status: 404 })
  await expect(client.call(downloadReceipt, { id })).rejects.toMatchObject({ status: 404 })
  await expect(client.call(verifyReceipts, { head: 'abc' })).rejects.toMatchObject({ status: 400 })
})
