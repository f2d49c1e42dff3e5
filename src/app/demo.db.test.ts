import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { startTestServer, type TestServer } from '../../test/server.ts'
import { systemClock } from '../base/clock.ts'
import { openSeal } from '../connections/seal.ts'
import { addWebhook as storeWebhook } from '../outbound/webhooks/webhooks.ts'
import { addWebhook, sendAgain, testWebhook } from '../outbound/webhooks/contract.ts'

// Whoever is given the demo's account is the demo: its webhooks end on this machine.

const key = 'a sealing key for tests, long enough'
let receiver: Receiver
let server: TestServer
let client: Client

beforeAll(async () => {
  receiver = await openReceiver()
  server = await startTestServer({
    environment: { CROSSWALK_SECRET_KEY: key, CROSSWALK_STRIPE_ORIGIN: 'http://127.0.0.1:9' },
    demo: {
      email: 'demo@lantern.example',
      password: 'show me around',
      salesforceDomain: 'lantern',
      webhookAddress: receiver.address,
    },
  })
  client = await server.owner()
})
afterAll(async () => {
  await server.stop()
  await receiver.close()
})

const outside = 'The demo reaches nothing outside this machine, and this address is outside.'

test('an address outside is refused when it is typed, with the reason and a way on', async () => {
  const wanted = { address: 'https://hooks.example.invalid/in', kinds: ['held' as const] }
  await expect(client.call(addWebhook, wanted)).rejects.toMatchObject({
    status: 400,
    error: { code: 'address_outside_demo', what: outside, how: expect.stringContaining('of this machine') },
  })
})

test('one that was stored before is never contacted, and the log says why', async () => {
  const { rows } = await sql<{ id: string }>`select id from workspaces`.execute(server.database.db)
  const by = { workspaceId: rows[0]?.id ?? '', name: 'Noor' }
  const url = new URL('https://hooks.example.invalid/in')
  const { webhook } = await server.database.transaction((tx) =>
    storeWebhook(
      tx,
      { seal: openSeal(key), random: randomBytes },
      by,
      { url, format: 'standard', kinds: ['held'] },
      systemClock.now(),
    ),
  )
  const tried = await client.call(testWebhook, { id: webhook.id })
  expect(tried).toMatchObject({ state: 'failed', status: null, outcome: outside })
  expect(await client.call(sendAgain, { id: tried.id })).toMatchObject({ state: 'failed', outcome: outside })
})

test('an address of this machine is told', async () => {
  const wanted = { address: receiver.address, kinds: ['held' as const] }
  const { webhook } = await client.call(addWebhook, wanted)
  expect(await client.call(testWebhook, { id: webhook.id })).toMatchObject({ state: 'delivered' })
  expect(receiver.bodies).toHaveLength(1)
})
