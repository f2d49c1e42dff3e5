import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import { SignInAgain, TryLater } from '../base/errors.ts'
import { salesforceGrant } from './grant.ts'
import { listChanges } from './health.ts'
import { giveLeaseBack, takeLease } from './lease.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { connectionById, findConnection, readSecret, type Connection } from './tables.ts'

let world: World
let connection: Connection

beforeEach(async () => {
  world = await openWorld({ customers: 5 })
  const found = await findConnection(world.database.db, world.workspaceId, 'salesforce')
  if (!found) throw new Error('no connection')
  connection = found
})
afterEach(() => world.close())

const one = '00000000-0000-4000-8000-000000000001'
const two = '00000000-0000-4000-8000-000000000002'

const grant = (parts: ConnectionParts = world.parts.connections) => salesforceGrant(parts, connection)

/** Another process: it shares the database and nothing else. `asks` counts its token requests. */
const anotherProcess = (
  fetch: typeof globalThis.fetch = globalThis.fetch,
  sleep: () => Promise<void> = async () => {},
): ConnectionParts & { readonly asks: () => number } => {
  let asks = 0
  const parts = world.parts.connections
  const counting: typeof globalThis.fetch = (input, init) => {
    if (String(input).includes('/oauth2/token')) asks++
    return fetch(input, init)
  }
  const clock = { now: world.clock.now, sleep }
  return { ...parts, outside: { ...parts.outside, fetch: counting, clock }, asks: () => asks }
}

const leaseRunsOut = (): Promise<unknown> =>
  sql`update connections set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null`.execute(
    world.database.db,
  )

test('many who ask at once get one new token, and the refresh token of the store is the new one', async () => {
  const { accessToken: stale } = await grant().current()
  const processes = [anotherProcess(), anotherProcess()]
  const renewed = await Promise.all(
    Array.from({ length: 12 }, (_, index) => grant(processes[index % 2]).renew(stale)),
  )
  expect(new Set(renewed.map(({ accessToken }) => accessToken)).size).toBe(1)
  expect(renewed[0]?.accessToken).not.toBe(stale)
  expect(processes.reduce((sum, { asks }) => sum + asks(), 0)).toBe(1)
  expect((await readSecret(world.database.db, connection.id))?.version).toBe(1)
  await expect(grant().renew(renewed[0]?.accessToken ?? '')).resolves.toBeDefined()
})

test('the new refresh token is stored before anybody is given the access token it came with', async () => {
  const { accessToken: stale } = await grant().current()
  const before = world.sandbox.org.grants.kept()[0]?.refreshToken
  const { accessToken } = await grant().renew(stale)
  const after = world.sandbox.org.grants.kept()[0]?.refreshToken
  expect(after).not.toBe(before)
  const secret = await readSecret(world.database.db, connection.id)
  const kept = world.parts.connections.seal.open(
    secret?.sealed ?? Buffer.alloc(0),
    purposeOf('tokens', world.workspaceId),
  )
  expect(kept).toMatchObject({ accessToken, refreshToken: after })
})

test('a refresh token that replaced another is on the disk before anybody goes on, whatever the database', async () => {
  const order: string[] = []
  const { database } = world
  const parts: ConnectionParts = {
    ...anotherProcess(),
    database: {
      ...database,
      settle: async (rows) => {
        order.push(`forced with version ${(await readSecret(database.db, connection.id))?.version}`)
        await database.settle(rows)
      },
    },
  }
  await grant(parts).renew((await grant().current()).accessToken)
  order.push('given out')
  world.sandbox.org.grants.settings.rotation = false
  await grant(parts).renew((await grant().current()).accessToken)
  order.push('given out')
  expect(order).toEqual(['forced with version 1', 'given out', 'given out'])
})

test('who finds another at it waits, and takes over from one that vanished when its time is up', async () => {
  const { accessToken: stale } = await grant().current()
  const { db } = world.database
  expect(await takeLease(db, connection.id, 0, one, 60_000)).toBe('well')
  expect(await takeLease(db, connection.id, 0, two, 60_000)).toBeNull()
  let waited = 0
  const patient = anotherProcess(undefined, async () => {
    if (++waited === 3) await leaseRunsOut()
  })
  const fresh = await grant(patient).renew(stale)
  expect(waited).toBe(3)
  expect(fresh.accessToken).not.toBe(stale)
})

test('a right that was left without an answer says so to the next holder, and only to it', async () => {
  const { db } = world.database
  await takeLease(db, connection.id, 0, one, 60_000)
  await giveLeaseBack(db, connection.id, two, false)
  expect(await takeLease(db, connection.id, 0, two, 60_000)).toBeNull()
  await giveLeaseBack(db, connection.id, one, true)
  expect(await takeLease(db, connection.id, 0, two, 60_000)).toBe('unanswered')
  await giveLeaseBack(db, connection.id, two, false)
  expect(await takeLease(db, connection.id, 0, one, 60_000)).toBe('well')
})

test('a process that dies between the exchange and the store ends in one clear state, never in a loop', async () => {
  const { accessToken: stale } = await grant().current()
  // The org has answered; the process is gone before it could read.
  let answered = (): void => {}
  const rotated = new Promise<void>((resolve) => (answered = resolve))
  const dying = anotherProcess(async (input, init) => {
    await globalThis.fetch(input, init)
    answered()
    return new Promise<never>(() => {})
  })
  void grant(dying).renew(stale)
  await rotated
  await leaseRunsOut()
  const next = anotherProcess()
  await expect(grant(next).renew(stale)).rejects.toMatchObject({
    kind: 'sign_in_again',
    explanation: { code: 'refresh_lost', how: expect.stringContaining('Reconnect') as string },
  })
  await expect(grant(next).renew(stale)).rejects.toBeInstanceOf(SignInAgain)
  await expect(grant(next).current()).rejects.toMatchObject({ explanation: { code: 'refresh_lost' } })
  expect(next.asks()).toBe(1)
  const { db } = world.database
  expect(await connectionById(db, connection.id)).toMatchObject({
    state: 'sign_in_needed',
    problem: { code: 'refresh_lost' },
  })
  const changes = await listChanges(db, connection.id)
  expect(changes).toMatchObject([{ from: 'connected', to: 'sign_in_needed', code: 'refresh_lost' }])
  const run = await world.run(['salesforce'])
  expect(run.problem?.code).toBe('refresh_lost')
  expect(await listChanges(db, connection.id)).toEqual(changes)
})

test('a renewal without an answer is not posted again by those who waited for it', async () => {
  const { accessToken: stale } = await grant().current()
  let waiting = (): void => {}
  const somebodyWaits = new Promise<void>((resolve) => (waiting = resolve))
  const cutOff = anotherProcess(async (input, init) => {
    await globalThis.fetch(input, init)
    await somebodyWaits
    throw new TypeError('fetch failed')
  })
  const breaks = expect(grant(cutOff).renew(stale)).rejects.toMatchObject({
    explanation: { code: 'refresh_unanswered' },
  })
  const witness = anotherProcess(undefined, async () => waiting())
  await expect(grant(witness).renew(stale)).rejects.toMatchObject({
    kind: 'try_later',
    explanation: { code: 'refresh_unanswered' },
  })
  await breaks
  expect([cutOff.asks(), witness.asks()]).toEqual([1, 0])
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({ state: 'connected' })
  // The next run tries once. The org had rotated, so it ends there, and says why.
  await expect(grant(witness).renew(stale)).rejects.toMatchObject({ explanation: { code: 'refresh_lost' } })
  expect(witness.asks()).toBe(1)
})

test('a renewal that never reached the org is simply made by the next run', async () => {
  const { accessToken: stale } = await grant().current()
  const offline = anotherProcess(() => Promise.reject(new TypeError('fetch failed')))
  await expect(grant(offline).renew(stale)).rejects.toBeInstanceOf(TryLater)
  await expect(grant().renew(stale)).resolves.not.toMatchObject({ accessToken: stale })
})

test('whoever is told that the org is busy with the same token looks again', async () => {
  const { accessToken: stale } = await grant().current()
  world.sandbox.org.faults.add({
    match: 'POST /services/oauth2/token',
    kind: 'token_error',
    description: 'token request is already being processed',
    times: 2,
  })
  const process = anotherProcess()
  await expect(grant(process).renew(stale)).resolves.not.toMatchObject({ accessToken: stale })
  expect(process.asks()).toBe(3)
})

test('a grant is called dead only after the store was read again', async () => {
  const { accessToken: stale } = await grant().current()
  const { db } = world.database
  const late = anotherProcess(async (input, init) => {
    // Meanwhile somebody overtakes: what is presented now has been replaced.
    if (late.asks() === 1) {
      await leaseRunsOut()
      await grant(anotherProcess()).renew(stale)
      return Response.json(
        { error: 'invalid_grant', error_description: 'expired access/refresh token' },
        { status: 400 },
      )
    }
    return globalThis.fetch(input, init)
  })
  const { accessToken } = await grant(late).renew(stale)
  expect(accessToken).toBe((await grant().current()).accessToken)
  expect(await connectionById(db, connection.id)).toMatchObject({ state: 'connected', problem: null })
  expect(await listChanges(db, connection.id)).toEqual([])
})

test('without rotation the same refresh token serves on', async () => {
  world.sandbox.org.grants.settings.rotation = false
  for (let times = 0; times < 3; times++) {
    const { accessToken: stale } = await grant().current()
    await expect(grant().renew(stale)).resolves.not.toMatchObject({ accessToken: stale })
  }
  expect(world.sandbox.org.grants.kept()[0]?.spent).toEqual([])
})

test('tokens lie sealed, for this workspace alone', async () => {
  const secret = await readSecret(world.database.db, connection.id)
  const { accessToken } = await grant().current()
  const { seal } = world.parts.connections
  expect(secret?.sealed.includes(accessToken)).toBe(false)
  expect(() => seal.open(secret?.sealed ?? Buffer.alloc(0), purposeOf('tokens', 'another'))).toThrow(
    /cannot be opened/,
  )
})
