import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../test/server.ts'
import { getBilling } from '../connections/contract.ts'
import { SANDBOX_BILLING_KEY } from '../sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { listRuns } from '../sync/contract.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ customers: 3 })
})
afterAll(() => sandbox.close())

test('the key of the environment is taken with the first account, by a process without workers too', async () => {
  const server = await startTestServer({
    environment: { STRIPE_API_KEY: SANDBOX_BILLING_KEY, CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin },
  })
  const client = await server.owner()
  // Taken beside the answer, so it may be a moment later.
  await expect
    .poll(async () => (await client.call(getBilling, {})).connections, { timeout: 20_000 })
    .toMatchObject([{ tool: 'stripe', fromEnvironment: true }])
  const { runs } = await client.call(listRuns, {})
  expect(runs).toMatchObject([{ state: 'queued', reason: 'Environment connected the billing tool' }])
  await server.stop()
})

test('a request that never ends does not hold the stop', async () => {
  const server = await startTestServer()
  const socket = connect(Number(new URL(server.url).port), 'localhost')
  socket.write(
    'POST /api/v1/sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n',
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(String(answer)).toContain('100 Continue')
  const dropped = once(socket, 'close')
  await server.crosswalk.stop(20)
  await dropped
  await server.stop()
})
