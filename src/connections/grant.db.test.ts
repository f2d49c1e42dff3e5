import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import { SignInAgain } from '../base/errors.ts'
import { salesforceGrant } from './grant.ts'
import { purposeOf } from './parts.ts'
import { connectionById, listConnections, readSecret, takeLease, type Connection } from './tables.ts'

let world: World
let connection: Connection

beforeEach(async () => {
  world = await openWorld({ customers: 5 })
  const found = (await listConnections(world.database.db, world.workspaceId)).find(
    (one) => one.tool === 'salesforce',
  )
  if (!found) throw new Error('no connection')
  connection = found
})
afterEach(() => world.close())

const grant = () => salesforceGrant(world.parts.connections, connection)
const tokenCalls = (): number => world.sandbox.org.grants.counts().grants

test('many who ask at once get one new token, and the refresh token of the store is the new one', async () => {
  const { accessToken: stale } = await grant().current()
  const renewed = await Promise.all(Array.from({ length: 12 }, () => grant().renew(stale)))
  expect(new Set(renewed.map((one) => one.accessToken)).size).toBe(1)
  expect(renewed[0]?.accessToken).not.toBe(stale)
  expect(tokenCalls()).toBe(1)
  expect((await readSecret(world.database.db, connection.id))?.version).toBe(1)
  await expect(grant().renew(renewed[0]?.accessToken ?? '')).resolves.toBeDefined()
})

test('who finds another at it waits and takes what the other stored', async () => {
  const { accessToken: stale } = await grant().current()
  const { database, parts } = world
  const until = new Date(world.clock.now().getTime() + 60_000)
  expect(
    await takeLease(
      database.db,
      connection.id,
      0,
      '00000000-0000-4000-8000-000000000001',
      world.clock.now(),
      until,
    ),
  ).toBe(true)
  expect(
    await takeLease(
      database.db,
      connection.id,
      0,
      '00000000-0000-4000-8000-000000000002',
      world.clock.now(),
      until,
    ),
  ).toBe(false)
  let waited = 0
  const patient = {
    ...parts.connections,
    outside: {
      ...parts.connections.outside,
      // The holder was killed: its lease runs out while we wait.
      clock: { now: world.clock.now, sleep: async () => void (waited++, world.clock.move({ minutes: 1 })) },
    },
  }
  const fresh = await salesforceGrant(patient, connection).renew(stale)
  expect(waited).toBeGreaterThan(0)
  expect(fresh.accessToken).not.toBe(stale)
})

test('a refresh token that was rotated and lost ends in one clear state, never in a loop', async () => {
  const { accessToken: stale } = await grant().current()
  world.sandbox.org.faults.add({ match: 'POST /services/oauth2/token', kind: 'cut', times: 1 })
  await expect(grant().renew(stale)).rejects.toThrow()
  await expect(grant().renew(stale)).rejects.toBeInstanceOf(SignInAgain)
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({ state: 'sign_in_needed' })
  const before = world.sandbox.org.usage.used
  await expect(grant().renew(stale)).rejects.toBeInstanceOf(SignInAgain)
  expect(world.sandbox.org.usage.used).toBe(before)
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
