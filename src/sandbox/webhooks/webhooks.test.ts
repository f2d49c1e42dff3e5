import { afterEach, beforeEach, expect, test } from 'vitest'
import { testClock } from '../../../test/clock.ts'
import { startWebhooks, type WebhookSandbox } from './webhooks.ts'

let sandbox: WebhookSandbox
beforeEach(async () => {
  sandbox = await startWebhooks({ clock: testClock() })
})
afterEach(() => sandbox.close())

const send = (body: string, headers: Record<string, string> = {}) =>
  fetch(sandbox.address, { method: 'POST', headers, body })
const read = async (path = ''): Promise<string> => (await fetch(`${sandbox.address}${path}`)).text()

test('what is sent is kept as it came, the newest first', async () => {
  expect(await read()).toContain('No webhook yet')
  expect((await send('{"a":"ä"}', { 'webhook-id': 'd-1' })).status).toBe(204)
  await send('second')
  expect(sandbox.told().map(({ number, body }) => [number, body])).toEqual([
    [2, 'second'],
    [1, '{"a":"ä"}'],
  ])
  expect(sandbox.told()[1]).toMatchObject({
    at: new Date('2026-03-02T09:00:00Z'),
    headers: { 'webhook-id': 'd-1' },
  })
})

test.each([
  ['signed JSON', '{"data":{"title":"A sync <waits>"}}', 'A sync &lt;waits&gt;'],
  ['a chat', '{"text":"*Held*\\nmore"}', '>*Held*<'],
  ['anything else', '<script>alert(1)</script>', '&lt;script&gt;'],
  ['the word null', 'null', '>null<'],
  ['nothing', '', '(nothing)'],
])('the pages show %s, and nothing on them runs', async (_what, body, shown) => {
  await send(body, { 'webhook-signature': 'v1,<b>' })
  expect(await read()).toContain(shown)
  const one = await read('/1')
  expect(one).toContain('v1,&lt;b&gt;')
  expect((await read()) + one).not.toContain('<script')
  const policy = (await fetch(`${sandbox.address}/1`)).headers.get('content-security-policy')
  expect(policy).toMatch(/^default-src 'none';/)
})

test('the oldest make room, and what is too large is not kept', async () => {
  for (let sent = 1; sent <= 201; sent++) await send(String(sent))
  expect(sandbox.told()).toHaveLength(200)
  expect(sandbox.told().at(-1)?.body).toBe('2')
  expect((await send('x'.repeat(300_000))).status).toBe(413)
  expect(sandbox.told()[0]?.body).toBe('201')
})

test('other addresses and ways are refused, and so is a port that is taken', async () => {
  const origin = new URL(sandbox.address).origin
  expect((await fetch(`${origin}/elsewhere`, { method: 'POST', body: 'x' })).status).toBe(405)
  expect((await fetch(sandbox.address, { method: 'DELETE' })).status).toBe(405)
  expect((await fetch(`${sandbox.address}/7`)).status).toBe(404)
  expect(sandbox.told()).toEqual([])
  const port = Number(new URL(sandbox.address).port)
  await expect(startWebhooks({ clock: testClock(), port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
