import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import { connectionJobs, keepAlive } from './jobs.ts'
import { connectionById, findConnection, readSecret, type Connection } from './tables.ts'

let world: World
let connection: Connection
const never = new AbortController().signal

beforeEach(async () => {
  world = await openWorld({ customers: 5 })
  const found = await findConnection(world.database.db, world.workspaceId, 'salesforce')
  if (!found) throw new Error('no connection')
  connection = found
})
afterEach(() => world.close())

const version = async () => (await readSecret(world.database.db, connection.id))?.version
const look = () => keepAlive(world.parts.connections, never)

test('tokens that rest are renewed before the org forgets them, though nothing is to be read', async () => {
  const { org } = world.sandbox
  org.grants.settings.idleMs = 7 * 86_400_000
  for (let day = 0; day < 30; day++) {
    world.clock.move({ days: 1 })
    await look()
  }
  expect(await version()).toBe(10)
  expect(org.grants.counts().grants).toBe(1)
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({
    state: 'connected',
    problem: null,
  })
})

test('what was renewed lately is left alone', async () => {
  world.clock.move({ days: 2, hours: 23 })
  await look()
  expect(await version()).toBe(0)
  world.clock.move({ hours: 1 })
  await look()
  await look()
  expect(await version()).toBe(1)
})

test('a refusal is the end, as anywhere, and one that passes is tried again an hour later', async () => {
  const { org } = world.sandbox
  world.clock.move({ days: 4 })
  org.faults.add({ match: '/oauth2/token', kind: 'html', status: 503 })
  await look()
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({ state: 'connected' })
  await look()
  expect(await version()).toBe(1)
  world.clock.move({ days: 4 })
  org.tokenRefusal = 'ip_restricted'
  await look()
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({
    state: 'blocked',
    problem: { code: 'ip_restricted' },
  })
  org.tokenRefusal = null
  org.grants.revokeUser(null)
  await look()
  await look()
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({
    state: 'sign_in_needed',
    problem: { code: 'grant_expired' },
  })
})

test('it is looked for every hour, and the job carries nothing', () => {
  const [job] = connectionJobs(world.parts.connections)
  expect(job).toMatchObject({
    name: 'connections.keep_alive',
    cron: expect.stringMatching(/^\d+ \* \* \* \*$/) as string,
  })
  expect(job?.data.parse({ token: 'secret' })).toEqual({})
})
