import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connectOrg, openWorld, type World } from '../../test/world.ts'
import { SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from '../sandbox/credentials.ts'
import { checkConnection } from './check.ts'
import { disconnect } from './disconnect.ts'
import { salesforceGrant } from './grant.ts'
import { connectIntegrationUser } from './integrate.ts'
import { keepAlive } from './jobs.ts'
import { openCrm } from './open.ts'
import type { ConnectionParts } from './parts.ts'
import { closeConnection, connectionById, findConnection, type Connection } from './tables.ts'

// The second way in: the app runs as its integration user, nobody signs in.

let world: World
let parts: ConnectionParts

beforeAll(async () => {
  world = await openWorld({ customers: 5 })
  parts = world.parts.connections
})
afterAll(() => world.close())
beforeEach(async () => {
  world.sandbox.org.grants.revokeUser(null)
  await connectOrg(parts, world.sandbox, world.workspaceId)
})

const by = () => ({ workspaceId: world.workspaceId, userId: null, name: 'Noor Haddad' })
const connect = (domain = 'northwind-traders', given = parts) =>
  connectIntegrationUser(given, by(), { domain }, async () => {})
const live = async (): Promise<Connection> => {
  const found = await findConnection(world.database.db, world.workspaceId, 'salesforce')
  if (!found) throw new Error('no connection')
  return found
}

test('connects without a browser, keeps the connection there was, and gives its approval back', async () => {
  const before = await live()
  const { org } = world.sandbox
  await connect()
  const after = await live()
  expect(after).toMatchObject({ id: before.id, way: 'integration_user', state: 'connected' })
  expect(after.settings).toMatchObject({ userId: org.clientCredentialsUser, domain: 'northwind-traders' })
  expect(org.grants.counts().grants).toBe(0)
  expect(await openCrm(parts, after).identity()).toMatchObject({
    orgId: org.id,
    userId: org.clientCredentialsUser,
  })
})

test('asks anew whenever the session has ended, once for all who wait', async () => {
  await connect()
  const { org } = world.sandbox
  let asks = 0
  const counting: ConnectionParts = {
    ...parts,
    outside: {
      ...parts.outside,
      fetch: (input, init) => {
        if (String(input).endsWith('/token')) asks++
        return globalThis.fetch(input, init)
      },
    },
  }
  for (let times = 1; times <= 3; times++) {
    org.grants.expireSessions()
    const connection = await live()
    await Promise.all([1, 2, 3, 4].map(() => openCrm(counting, connection).identity()))
    expect(asks).toBe(times)
  }
})

test.each([
  ['no client credentials user enabled', 'invalid_grant', 'no_run_as_user'],
  ['request not supported on this domain', 'invalid_grant', 'domain_not_supported'],
  ['invalid client credentials', 'invalid_client', 'client_secret_wrong'],
  ['client identifier invalid', 'invalid_client_id', 'client_id_unknown'],
  ['grant type not supported', 'unsupported_grant_type', 'flow_not_supported'],
  ['inactive user', 'invalid_grant', 'user_inactive'],
])('is refused in words while connecting: %s', async (description, error, code) => {
  const before = await live()
  world.sandbox.org.faults.add({ match: '/oauth2/token', kind: 'token_error', error, description })
  await expect(connect()).rejects.toMatchObject({
    explanation: { code, how: expect.stringMatching(/\.$/) as string },
  })
  expect(await live()).toEqual(before)
})

test('only at the My Domain, and only the org that was connected before', async () => {
  await expect(connect('login.salesforce.com')).rejects.toMatchObject({
    explanation: { code: 'domain_generic' },
  })
  const before = await live()
  await world.database.db.updateTable('connections').set({ account_id: '00D8d00000OtherXAA' }).execute()
  await expect(connect()).rejects.toMatchObject({ explanation: { code: 'other_org' } })
  expect((await live()).way).toBe(before.way)
})

test('a typed key and secret are kept only when they work', async () => {
  const typing = { ...parts, app: null }
  const asked = { domain: 'northwind-traders', clientId: SANDBOX_CLIENT_ID }
  const typed = (clientSecret: string) =>
    connectIntegrationUser(typing, by(), { ...asked, clientSecret }, async () => {})
  await expect(typed('wrong')).rejects.toMatchObject({ explanation: { code: 'client_secret_wrong' } })
  await expect(connect(undefined, typing)).rejects.toMatchObject({ explanation: { code: 'app_missing' } })
  await typed(SANDBOX_CLIENT_SECRET)
  world.sandbox.org.grants.expireSessions()
  expect(await openCrm(typing, await live()).identity()).toMatchObject({ orgId: world.sandbox.org.id })
})

test('what is refused later is for an admin to mend, and then goes on by itself', async () => {
  await connect()
  const { org } = world.sandbox
  const runAs = org.clientCredentialsUser
  org.clientCredentialsUser = null
  org.grants.expireSessions()
  const connection = await live()
  await checkConnection(parts, connection)
  expect(await live()).toMatchObject({ state: 'blocked', problem: { code: 'no_run_as_user' } })
  org.clientCredentialsUser = runAs
  org.tokenRefusal = 'inactive_user'
  await checkConnection(parts, connection)
  expect(await live()).toMatchObject({ state: 'blocked', problem: { code: 'user_inactive' } })
  org.tokenRefusal = null
  await checkConnection(parts, connection)
  expect(await live()).toMatchObject({ state: 'connected', problem: null })
})

test('a lost answer costs nothing, resting costs nothing, and disconnecting ends the session', async () => {
  await connect()
  const { org } = world.sandbox
  const connection = await live()
  const grant = salesforceGrant(parts, connection)
  const { accessToken } = await grant.current()
  org.faults.add({ match: '/oauth2/token', kind: 'cut' })
  await expect(grant.renew(accessToken)).rejects.toMatchObject({ kind: 'try_later' })
  const renewed = await grant.renew(accessToken)
  expect(renewed.accessToken).not.toBe(accessToken)
  world.clock.move({ days: 10 })
  await keepAlive(parts, new AbortController().signal)
  expect(await grant.current()).toMatchObject(renewed)
  const sessions = org.grants.counts().sessions
  expect(await disconnect(parts, connection, async () => {})).toEqual({ revoked: true })
  expect(org.grants.counts().sessions).toBe(sessions - 1)
  await world.database.transaction((tx) => closeConnection(tx, connection.id, world.clock.now()))
  expect(await connectionById(world.database.db, connection.id)).toMatchObject({ state: 'disconnected' })
})
