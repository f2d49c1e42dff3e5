import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/client.ts'
import { testClock } from '../../../test/clock.ts'
import { openReceiver, type Receiver } from '../../../test/receiver.ts'
import { owner, startTestServer, type TestServer } from '../../../test/server.ts'
import { listAudit } from '../../audit/contract.ts'
import { acceptInvitation, addApiKey, addUser } from '../../people/contract.ts'
import { startMail, type MailSandbox } from '../../sandbox/mail/mail.ts'
import * as webhooks from '../webhooks/contract.ts'
import * as contract from './contract.ts'

// Alerts through the doors: who may, what is shown, what the audit keeps.

const clock = testClock()
let mail: MailSandbox
let receiver: Receiver
let server: TestServer
let noor: Client
let max: Client

beforeAll(async () => {
  mail = await startMail({ clock })
  receiver = await openReceiver()
  server = await startTestServer({
    clock,
    environment: {
      SMTP_URL: `${mail.smtpUrl}?from=alerts@lantern.example`,
      CROSSWALK_STRIPE_ORIGIN: 'http://127.0.0.1:9',
    },
  })
  noor = await server.owner()
  max = await join('max@lantern.example')
})
afterAll(async () => {
  await server.stop()
  await receiver.close()
  await mail.close()
})

const refusal = (code: string, status: number) =>
  expect.objectContaining({ status, error: expect.objectContaining({ code }) })
const join = async (email: string): Promise<Client> => {
  const wanted = { email, name: 'Max', role: 'member', invite: true } as const
  const { invitation } = await noor.call(addUser, wanted)
  const client = server.client()
  const token = invitation?.link.split('/').at(-1) ?? ''
  await client.call(acceptInvitation, { token, name: 'Max', password: 'correct horse battery' })
  return client
}
const add = (format: 'standard' | 'slack' = 'standard') =>
  noor.call(webhooks.addWebhook, { address: receiver.address, format, kinds: ['held'] })

describe('one’s own notifications', () => {
  test('begin with what the role gets, and stay as chosen', async () => {
    const mine = await noor.call(contract.getNotifications, {})
    expect(mine).toEqual({
      mail: { on: true, from: 'alerts@lantern.example' },
      email: owner.email,
      kinds: ['sign_in_needed', 'run_failed_twice', 'held', 'stopped_for_budget'],
      byRole: true,
    })
    expect(await max.call(contract.getNotifications, {})).toMatchObject({ kinds: [], byRole: true })
    await max.call(contract.setNotifications, { kinds: ['weekly_summary', 'weekly_summary'] })
    expect(await max.call(contract.getNotifications, {})).toMatchObject({
      kinds: ['weekly_summary'],
      byRole: false,
    })
    expect(await noor.call(contract.getNotifications, {})).toEqual(mine)
  })

  test('a test goes to oneself alone', async () => {
    expect(await max.call(contract.testNotifications, {})).toEqual({ ok: true, to: 'max@lantern.example' })
    expect(mail.mailbox.letters.map(({ from, to }) => [from, to])).toEqual([
      ['alerts@lantern.example', ['max@lantern.example']],
    ])
  })

  test('a key acts for the person who made it; one that is nobody’s is told so', async () => {
    const { secret, key } = await noor.call(addApiKey, { name: 'k', role: 'member' })
    const program = server.client()
    program.apiKey = secret
    expect(await program.call(contract.getNotifications, {})).toMatchObject({ email: owner.email })
    await sql`update api_keys set created_by = null where id = ${key.id}`.execute(server.database.db)
    await expect(program.call(contract.getNotifications, {})).rejects.toEqual(refusal('nobody', 409))
  })
})

describe('the settings', () => {
  test('an admin moves the summary, and its next date with it', async () => {
    await noor.call(contract.setAlerts, { summaryDay: 3, summaryHour: 6, problemsAbove: 7 })
    const { settings, raised } = await max.call(contract.getAlerts, {})
    expect(settings).toEqual({
      ...{ problemsAbove: 7, summaryDay: 3, summaryHour: 6 },
      summaryNextAt: '2026-03-04T06:00:00.000Z',
    })
    expect(raised).toEqual([])
    await expect(max.call(contract.setAlerts, { problemsAbove: 1 })).rejects.toEqual(
      refusal('not_allowed', 403),
    )
  })
})

describe('webhooks', () => {
  test('show their secret once, and never again', async () => {
    const { webhook, secret } = await add()
    expect(secret).toMatch(/^whsec_/)
    expect(JSON.stringify(await noor.call(webhooks.listWebhooks, {}))).not.toContain('whsec')
    const rotated = await noor.call(webhooks.rotateWebhook, { id: webhook.id })
    expect(rotated.secret).not.toBe(secret)
    const { lines } = await noor.call(listAudit, { limit: 100 })
    expect(JSON.stringify(lines)).not.toContain('whsec')
    await noor.call(webhooks.removeWebhook, { id: webhook.id })
    await expect(noor.call(webhooks.rotateWebhook, { id: webhook.id })).rejects.toEqual(
      refusal('webhook_gone', 404),
    )
  })

  test('a chat has no secret, and its address is not shown', async () => {
    const { webhook, secret } = await add('slack')
    expect([secret, webhook.address]).toEqual([null, `${new URL(receiver.address).origin}/…`])
    await expect(noor.call(webhooks.rotateWebhook, { id: webhook.id })).rejects.toEqual(
      refusal('no_secret', 409),
    )
  })

  test('a test says what came of it, and can be sent again', async () => {
    const { webhook } = await add()
    receiver.status = 503
    const failed = await noor.call(webhooks.testWebhook, { id: webhook.id })
    expect(failed).toMatchObject({ state: 'failed', status: 503, outcome: 'The system answered 503.' })
    expect(await noor.call(webhooks.listWebhooks, {})).toMatchObject({
      webhooks: expect.arrayContaining([expect.objectContaining({ id: webhook.id, failingSince: null })]),
    })
    receiver.status = 200
    const again = await noor.call(webhooks.sendAgain, { id: failed.id })
    expect(again).toMatchObject({ id: failed.id, state: 'delivered', tries: 2, status: 200 })
    expect(await noor.call(webhooks.listDeliveries, { id: webhook.id })).toMatchObject({
      total: 1,
      deliveries: [{ id: failed.id }],
    })
  })

  test('an address inside is refused at the field, in words', async () => {
    const inside = { address: 'https://10.0.0.1/', format: 'standard' as const, kinds: ['held' as const] }
    await expect(noor.call(webhooks.addWebhook, inside)).rejects.toEqual(refusal('address_refused', 400))
  })

  test('each deed is one line in the audit', async () => {
    const { lines } = await noor.call(listAudit, { limit: 100 })
    const deeds = new Set(lines.map(({ verb }) => verb))
    for (const verb of ['add', 'rotate', 'remove', 'test', 'send_again'])
      expect(deeds).toContain(`webhooks.${verb}`)
    for (const verb of ['alerts.set', 'notifications.set', 'notifications.test'])
      expect(deeds).toContain(verb)
  })
})

test('what belongs to another workspace is not there', async () => {
  const { webhook } = await add()
  const { id: delivery } = await noor.call(webhooks.testWebhook, { id: webhook.id })
  const { db } = server.database
  const other = await sql<{ id: string }>`insert into workspaces (name) values ('Else') returning id`.execute(
    db,
  )
  await sql`update webhooks set workspace_id = ${other.rows[0]?.id} where id = ${webhook.id}`.execute(db)
  await sql`update alert_deliveries set workspace_id = ${other.rows[0]?.id} where id = ${delivery}`.execute(
    db,
  )
  const gone = { status: 404 }
  const { id } = webhook
  for (const asked of [
    () => noor.call(webhooks.changeWebhook, { id, on: false }),
    () => noor.call(webhooks.rotateWebhook, { id }),
    () => noor.call(webhooks.removeWebhook, { id }),
    () => noor.call(webhooks.testWebhook, { id }),
    () => noor.call(webhooks.listDeliveries, { id }),
    () => noor.call(webhooks.sendAgain, { id: delivery }),
  ])
    await expect(asked()).rejects.toMatchObject(gone)
  const { rows } = await sql`select 1 from webhooks where id = ${id} and disabled_at is null`.execute(db)
  expect(rows).toHaveLength(1)
})

test('without a mail server the page says so, and a test is refused in words', async () => {
  const bare = await startTestServer({ clock })
  const client = await bare.owner()
  expect(await client.call(contract.getNotifications, {})).toMatchObject({ mail: { on: false, from: null } })
  await expect(client.call(contract.testNotifications, {})).rejects.toEqual(refusal('mail_off', 409))
  await expect(
    client.call(webhooks.addWebhook, { address: receiver.address, kinds: ['held'] }),
  ).rejects.toEqual(refusal('address_refused', 400))
  await bare.stop()
})
