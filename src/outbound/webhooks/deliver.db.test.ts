import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetAll, openAlertWorld, type AlertWorld, type Sent } from '../../../test/alerts.ts'
import { Refused, TryLater } from '../../base/errors.ts'
import type { Database } from '../../db/db.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { deliverNow } from '../alerts/deliver.ts'
import { listDeliveries, takeDue } from '../alerts/deliveries.ts'
import { raise, recover } from '../alerts/tell.ts'
import { held, noLongerHeld } from '../alerts/words.ts'
import { changeWebhook, listWebhooks, rotateSecret } from './webhooks.ts'

// What a webhook gets: signed, again under the same id, and no more once it has been silent for too long.

let database: Database
let world: AlertWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await forgetAll(database)
  world = await openAlertWorld(database)
})

const runId = '00000000-0000-4000-8000-000000000001'
const alert = (reason = 'Contacts would fall by 52 %.') =>
  database.transaction((tx) =>
    raise(
      tx,
      world.parts,
      { workspaceId: world.workspaceId, kind: 'held', reason },
      held(runId, [reason]),
      world.clock.now(),
    ),
  )
const webhookNow = async () => (await database.transaction((tx) => listWebhooks(tx, world.workspaceId)))[0]
const log = async (id: string) =>
  (await database.transaction((tx) => listDeliveries(tx, world.workspaceId, id, { offset: 0, limit: 100 })))
    .deliveries
const answer = (status: number, retryAfter: string | null = null) => ({ status, retryAfter })
const silent = () => new TryLater({ code: 'webhook_unreachable', what: 'The system cannot be reached.' })

/** As a receiver would, from the text of the scheme alone: true when one of the signatures is the secret’s. */
const genuine = (secret: string | null, { headers, body }: Sent): boolean => {
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
  const key = Buffer.from((secret ?? '').replace('whsec_', ''), 'base64')
  const expected = createHmac('sha256', key).update(signed, 'utf8').digest('base64')
  return (headers['webhook-signature'] ?? '').split(' ').includes(`v1,${expected}`)
}

test('a delivery proves who sent it, and says what happened', async () => {
  const { secret } = await world.webhook(['held'])
  await alert()
  await world.deliver()
  const [sent] = world.sent
  expect(sent && genuine(secret, sent)).toBe(true)
  expect(sent && genuine('whsec_b3RoZXI=', sent)).toBe(false)
  expect(sent?.headers['webhook-timestamp']).toBe(String(Date.parse('2026-03-02T09:00:00Z') / 1000))
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    type: 'alert.held.raised',
    timestamp: '2026-03-02T09:00:00.000Z',
    data: {
      ...{ kind: 'held', change: 'raised', title: 'A sync waits for your decision' },
      workspace: { id: world.workspaceId, name: 'Lantern Works' },
      lines: expect.arrayContaining(['Contacts would fall by 52 %.']),
      who: expect.any(String),
      how: expect.any(String),
      figures: [],
      link: `https://crosswalk.example/activity/${runId}`,
    },
  })
})

test('a chat gets one text, without a signature', async () => {
  const { secret } = await world.webhook(['held'], 'slack')
  await alert('<!channel> & *all*')
  await world.deliver()
  expect(secret).toBeNull()
  const [sent] = world.sent
  expect(Object.keys(sent?.headers ?? {})).not.toContain('webhook-signature')
  const { text } = JSON.parse(sent?.body ?? '') as { text: string }
  expect(text.split('\n').slice(0, 2)).toEqual([
    '*A sync waits for your decision*',
    '&lt;!channel&gt; &amp; *all*',
  ])
  expect(text).toContain(`<https://crosswalk.example/activity/${runId}|Open the sync>`)
})

describe('what does not arrive', () => {
  test('is sent again, ever more patiently, under the same id and with a new signature', async () => {
    const { secret } = await world.webhook(['held'])
    world.answers.push(silent(), answer(500), answer(302))
    await alert()
    await world.deliver()
    await world.deliver()
    expect(world.sent).toHaveLength(1)
    for (const minutes of [1, 2, 6]) {
      world.clock.move({ minutes })
      await world.deliver()
    }
    expect(world.sent).toHaveLength(4)
    expect(new Set(world.sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(world.sent.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(4)
    expect(world.sent.every((sent) => genuine(secret, sent))).toBe(true)
    expect(await webhookNow()).toMatchObject({ failingSince: null, disabledAt: null })
  })

  test('waits as long as it is asked to, and no longer than a day', async () => {
    const { id } = await world.webhook(['held'])
    world.answers.push(answer(429, '3600'), answer(503, '99999999'))
    await alert()
    await world.deliver()
    expect((await log(id))[0]).toMatchObject({ nextAt: '2026-03-02T10:00:00.000Z', status: 429 })
    world.clock.move({ hours: 1 })
    await world.deliver()
    expect((await log(id))[0]).toMatchObject({ nextAt: '2026-03-03T10:00:00.000Z', status: 503 })
  })

  test('keeps the end of it waiting too: nobody hears of an end before the beginning', async () => {
    await world.webhook(['held'])
    world.answers.push(silent())
    await alert()
    await world.deliver()
    world.clock.move({ minutes: 0.05 })
    const over = { workspaceId: world.workspaceId, kind: 'held' } as const
    await database.transaction((tx) => recover(tx, world.parts, over, noLongerHeld, world.clock.now()))
    await world.deliver()
    expect(world.sent).toHaveLength(1)
    world.clock.move({ minutes: 1 })
    await world.deliver()
    const types = world.sent.map(({ body }) => (JSON.parse(body) as { type: string }).type)
    expect(types).toEqual(['alert.held.raised', 'alert.held.raised', 'alert.held.recovered'])
  })

  test('is taken up by another process when the first was killed at it', async () => {
    await world.webhook(['held'])
    await alert()
    const taken = await takeDue(database.db, world.clock.now())
    await world.deliver()
    expect(world.sent).toEqual([])
    world.clock.move({ minutes: 3 })
    await world.deliver()
    expect(world.sent.map(({ headers }) => headers['webhook-id'])).toEqual([taken?.id])
  })

  test('ends after five days: the webhook is switched off, and owners and admins are told', async () => {
    await world.user('Noor', 'owner')
    await world.user('Max', 'member')
    const { id } = await world.webhook(['held'])
    world.answers.push(...Array.from({ length: 40 }, silent))
    await alert()
    for (let days = 0; days < 7; days++) {
      await world.deliver()
      world.clock.move({ days: 1 })
    }
    await world.deliver()
    expect(await webhookNow()).toMatchObject({
      disabledAt: '2026-03-07T09:00:00.000Z',
      disabledBecause: expect.stringContaining('for five days'),
    })
    expect(world.letters.filter(({ subject }) => subject === 'A webhook was switched off')).toHaveLength(1)
    expect(world.audit).toEqual(['switched a webhook off that did not answer https://hooks.example.com/in'])
    expect(await log(id)).toMatchObject([{ state: 'failed', tries: 6 }])
    await alert('Another reason.')
    expect(await log(id)).toHaveLength(1)
    await database.transaction((tx) =>
      changeWebhook(tx, world.workspaceId, id, { on: true }, world.clock.now()),
    )
    expect(await webhookNow()).toMatchObject({ disabledAt: null, failingSince: null })
  })

  test('ends at once with 410, which says so', async () => {
    await world.webhook(['held'])
    world.answers.push(answer(410))
    await alert()
    await world.deliver()
    expect(await webhookNow()).toMatchObject({ disabledBecause: expect.stringContaining('410') })
  })

  test('is tried again when a person says so, also long after', async () => {
    const { id } = await world.webhook(['held'])
    world.answers.push(answer(410))
    await alert()
    await world.deliver()
    const [first] = await log(id)
    world.clock.move({ days: 30 })
    await deliverNow(world.parts, first?.id ?? '')
    expect(await log(id)).toMatchObject([{ id: first?.id, state: 'delivered', tries: 2, status: 200 }])
  })
})

test('a new secret signs beside the old one for a day, and then alone', async () => {
  const { id, secret: old } = await world.webhook(['held'])
  const rotated = await database.transaction((tx) =>
    rotateSecret(tx, world.parts, world.workspaceId, id, world.clock.now()),
  )
  expect(rotated?.oldUntil).toBe('2026-03-03T09:00:00.000Z')
  await alert()
  await world.deliver()
  world.clock.move({ hours: 24 })
  await alert('Another reason.')
  await world.deliver()
  const proofs = world.sent.map((sent) => [genuine(old, sent), genuine(rotated?.secret ?? null, sent)])
  expect(proofs).toEqual([
    [true, true],
    [false, true],
  ])
})

test('neither address nor secret stands in the database in clear', async () => {
  const { secret } = await world.webhook(['held'], 'standard')
  const { rows } = await sql<{ sealed: Buffer; shown: string }>`select sealed, shown from webhooks`.execute(
    database.db,
  )
  expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain(
    (secret ?? '').slice('whsec_'.length),
  )
  expect(rows[0]?.shown).toBe('https://hooks.example.com/in')
})

describe('mail', () => {
  test('is sent again under the same id while the server is away, and not when it refuses for good', async () => {
    await world.user('Noor', 'owner')
    const away = new TryLater({ code: 'mail_unreachable', what: 'The mail server cannot be reached.' })
    const never = new Refused({ code: 'mail_refused', what: 'The mail server refused this e-mail for good.' })
    world.mailFaults.push(away)
    await alert()
    await world.deliver()
    world.clock.move({ minutes: 1 })
    await world.deliver()
    expect(world.letters).toHaveLength(1)
    world.mailFaults.push(never)
    await alert('Another reason.')
    await world.deliver()
    world.clock.move({ days: 1 })
    await world.deliver()
    expect(world.letters).toHaveLength(1)
  })
})
