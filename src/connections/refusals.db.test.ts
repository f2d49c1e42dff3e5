import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectOrg, openWorld, type World } from '../../test/world.ts'
import type { ApiRefusal, TokenRefusal } from '../sandbox/salesforce/refusals.ts'
import { SANDBOX_CLIENT_ID } from '../sandbox/credentials.ts'
import { checkConnection } from './check.ts'
import { disconnect } from './disconnect.ts'
import { salesforceGrant } from './grant.ts'
import { listChanges, remediesOf, type StateChange } from './health.ts'
import { openCrm } from './open.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { connectionById, findConnection, readSecret, type Connection } from './tables.ts'

// Not every refusal means "sign in again": each has its code, its sentence, its state and its way out, and is told once.

let world: World
let parts: ConnectionParts
let connection: Connection
let told: StateChange[]

beforeAll(async () => {
  world = await openWorld({ customers: 5 })
})
afterAll(() => world.close())
beforeEach(async () => {
  const { org, salesforceOrigin } = world.sandbox
  Object.assign(org, { tokenRefusal: null, apiRefusal: null, instanceUrl: salesforceOrigin })
  org.grants.revokeUser(null)
  await world.database.db.deleteFrom('connection_events').execute()
  await connectOrg(world.parts.connections, world.sandbox, world.workspaceId)
  told = []
  parts = { ...world.parts.connections, told: async (_tx, change) => void told.push(change) }
  connection = await live()
})

const live = async (): Promise<Connection> => {
  const found = await findConnection(world.database.db, world.workspaceId, 'salesforce')
  if (!found) throw new Error('no connection')
  return found
}

const standing = async () => {
  const { state, problem } = (await connectionById(world.database.db, connection.id)) ?? connection
  return { state, code: problem?.code ?? null, remedies: remediesOf(state, problem?.code ?? null) }
}

/** As a run does it: whatever the session is worth, a renewal is due. */
const ask = async (): Promise<void> => {
  world.sandbox.org.grants.expireSessions()
  await checkConnection(parts, connection)
}

const reconnect = { state: 'sign_in_needed', remedies: ['reconnect'] } as const
const mend = { state: 'blocked', remedies: ['check_again'] } as const

describe('the token endpoint refuses', () => {
  test.each<[TokenRefusal, string, typeof reconnect | typeof mend]>([
    ['inactive_user', 'user_inactive', reconnect],
    ['authentication_failure', 'authentication_failure', reconnect],
    ['expired_session', 'session_expired', reconnect],
    ['inactive_organization', 'org_inactive', reconnect],
    ['ip_restricted', 'ip_restricted', mend],
    ['app_not_found', 'app_not_found', mend],
    ['app_blocked', 'app_blocked', mend],
    ['invalid_app_access', 'app_not_allowed', mend],
    ['not_approved', 'app_not_approved', mend],
    ['oauth_flow_disabled', 'flow_disabled', mend],
  ])('%s', async (refusal, code, expected) => {
    const { org } = world.sandbox
    org.tokenRefusal = refusal
    for (let times = 0; times < 3; times++) await ask()
    expect(await standing()).toEqual({ code, ...expected })
    expect(told).toMatchObject([
      {
        from: 'connected',
        to: expected.state,
        problem: { code, who: expect.stringMatching(/\.$|\w$/) as string },
      },
    ])
    expect(told[0]?.problem?.what).toMatch(/^[A-Z].*\.$/s)
    expect(told[0]?.problem?.how).toMatch(/^[A-Z].*\.$/s)
    org.tokenRefusal = null
    await ask()
    const over = expected.state === 'blocked'
    expect(await standing()).toMatchObject(
      over ? { state: 'connected', code: null } : { state: expected.state },
    )
    expect((await listChanges(world.database.db, connection.id)).map(({ to }) => to)).toEqual(
      over ? ['connected', 'blocked'] : ['sign_in_needed'],
    )
    expect(told.map(({ to }) => to)).toEqual(over ? ['blocked', 'connected'] : ['sign_in_needed'])
  })

  test.each<TokenRefusal>(['rate_limit', 'server_error', 'service_unavailable', 'unknown_error'])(
    '%s: a trouble that passes changes no state',
    async (refusal) => {
      world.sandbox.org.tokenRefusal = refusal
      await ask()
      expect(await standing()).toMatchObject({ state: 'connected', code: expect.any(String) as string })
      world.sandbox.org.tokenRefusal = null
      await ask()
      expect(await standing()).toEqual({ state: 'connected', code: null, remedies: [] })
      expect(told).toEqual([])
    },
  )

  test('a revoked grant is final: nothing more is asked, by nobody', async () => {
    world.sandbox.org.grants.revokeUser(null)
    await ask()
    expect(await standing()).toEqual({ code: 'grant_expired', ...reconnect })
    const calls = world.sandbox.org.usage.used
    for (let times = 0; times < 3; times++) await ask()
    expect(world.sandbox.org.usage.used).toBe(calls)
    expect(told).toHaveLength(1)
  })

  test('a rotated secret asks for the new one', async () => {
    const app = world.sandbox.org.apps.get(SANDBOX_CLIENT_ID)
    if (!app) throw new Error('no app')
    world.sandbox.org.apps.set(SANDBOX_CLIENT_ID, { ...app, clientSecret: 'rotated' })
    await ask()
    world.sandbox.org.apps.set(SANDBOX_CLIENT_ID, app)
    expect(await standing()).toEqual({
      state: 'blocked',
      code: 'client_secret_wrong',
      remedies: ['new_app_secret', 'check_again'],
    })
  })

  test('one reason after the other is told each, and the end of it', async () => {
    const { org } = world.sandbox
    for (const refusal of ['ip_restricted', 'ip_restricted', 'app_blocked', null] as const) {
      org.tokenRefusal = refusal
      await ask()
    }
    expect(told.map(({ from, to, problem }) => [from, to, problem?.code ?? null])).toEqual([
      ['connected', 'blocked', 'ip_restricted'],
      ['blocked', 'blocked', 'app_blocked'],
      ['blocked', 'connected', null],
    ])
  })
})

describe('the API refuses', () => {
  test.each<[ApiRefusal, string, typeof reconnect | typeof mend]>([
    ['not_valid_for_rest', 'session_not_for_rest', reconnect],
    ['locked_to_ip', 'session_locked', mend],
    ['api_disabled_for_org', 'api_not_in_edition', mend],
    ['api_disabled_for_user', 'api_not_for_user', mend],
  ])('%s', async (refusal, code, expected) => {
    const { org } = world.sandbox
    org.apiRefusal = refusal
    await checkConnection(parts, connection)
    await checkConnection(parts, connection)
    expect(await standing()).toEqual({ code, ...expected })
    expect(told).toHaveLength(1)
    org.apiRefusal = null
    await checkConnection(parts, connection)
    expect((await standing()).state).toBe(expected === mend ? 'connected' : 'sign_in_needed')
  })

  test('a refresh is not tried for what a fresh token does not mend', async () => {
    world.sandbox.org.apiRefusal = 'api_disabled_for_user'
    const before = world.sandbox.org.grants.kept()[0]?.spent.length
    await checkConnection(parts, connection)
    expect(world.sandbox.org.grants.kept()[0]?.spent.length).toBe(before)
  })

  test('a user deactivated in mid-session is found out by the renewal', async () => {
    const { org } = world.sandbox
    const userId = org.grants.kept()[0]?.userId ?? ''
    org.changes.update('User', userId, { IsActive: false })
    await checkConnection(parts, connection)
    org.changes.update('User', userId, { IsActive: true })
    expect(await standing()).toEqual({ code: 'user_inactive', ...reconnect })
  })
})

describe('what a token answer says of the org', () => {
  test('a foreign address is refused, but the refresh token it came with is not lost', async () => {
    const { org, salesforceOrigin } = world.sandbox
    org.instanceUrl = 'https://acme.my.salesforce.com.evil.example'
    await ask()
    expect(await standing()).toEqual({ code: 'instance_foreign', ...mend })
    await ask()
    expect(org.grants.counts().grants).toBe(1)
    org.instanceUrl = salesforceOrigin
    await ask()
    expect(await standing()).toMatchObject({ state: 'connected', code: null })
  })

  test('without an address the one before is kept', async () => {
    world.sandbox.org.instanceUrl = null
    await ask()
    expect(await standing()).toMatchObject({ state: 'connected', code: null })
    expect((await live()).settings.instanceUrl).toBe(world.sandbox.salesforceOrigin)
  })

  test('another org than before stops everything, and asks', async () => {
    const { org } = world.sandbox
    const identityUrl = org.identityUrl.bind(org)
    org.identityUrl = (userId) => identityUrl(userId).replace(org.id, '00D8d00000OtherXAA')
    const before = org.usage.used
    await ask()
    org.identityUrl = identityUrl
    expect(await standing()).toEqual({ code: 'other_org', ...reconnect })
    expect(told[0]?.problem?.what).toContain('00D8d00000OtherXAA')
    await expect(openCrm(parts, connection).describe('Account')).rejects.toMatchObject({
      explanation: { code: 'other_org' },
    })
    expect(org.usage.used).toBe(before)
  })
})

test('renewal, revocation and the question who we are go to the org itself, where it lives now', async () => {
  const { salesforceOrigin, org } = world.sandbox
  const asked: string[] = []
  const real: ConnectionParts = {
    ...parts,
    loopback: { ...parts.loopback, salesforce: null },
    outside: {
      ...parts.outside,
      fetch: (input, init) => {
        const url = new URL(String(input))
        asked.push(`${url.hostname} ${url.pathname}`)
        return globalThis.fetch(salesforceOrigin + url.pathname + url.search, init)
      },
    },
  }
  const { seal } = parts
  const purpose = purposeOf('tokens', world.workspaceId)
  const { db } = world.database
  const secret = await readSecret(db, connection.id)
  const tokens = seal.open<Record<string, unknown>>(secret?.sealed ?? Buffer.alloc(0), purpose)
  const before = seal.seal({ ...tokens, instanceUrl: 'https://old.my.salesforce.com' }, purpose)
  await db.updateTable('connections').set({ sealed: before }).where('id', '=', connection.id).execute()
  // The org has been renamed: it answers with its new address, and from then on that one is used.
  org.instanceUrl = 'https://acme.my.salesforce.com'
  const grant = salesforceGrant(real, connection)
  await grant.renew((await grant.current()).accessToken)
  expect(await openCrm(real, connection).identity()).toMatchObject({ orgId: org.id })
  expect(await disconnect(real, await live(), async () => {})).toEqual({ revoked: true })
  expect(asked.filter((line) => line.includes('oauth2'))).toEqual([
    'old.my.salesforce.com /services/oauth2/token',
    'acme.my.salesforce.com /services/oauth2/userinfo',
    'acme.my.salesforce.com /services/oauth2/revoke',
  ])
})
