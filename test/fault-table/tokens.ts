import { expect } from 'vitest'
import { connectIntegrationUser } from '../../src/connections/integrate.ts'
import { salesforceGrant } from '../../src/connections/grant.ts'
import { keepAlive } from '../../src/connections/jobs.ts'
import { findConnection, type Connection } from '../../src/connections/tables.ts'
import {
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_USERNAME,
} from '../../src/sandbox/credentials.ts'
import type { ApiRefusal, TokenRefusal } from '../../src/sandbox/salesforce/refusals.ts'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import { executeRun } from '../../src/sync/run/execute.ts'
import { runById } from '../../src/sync/run/answers.ts'
import { mortal } from '../histories/outside.ts'
import { leasesRunOut } from '../leases.ts'
import { askFor, runWith } from '../run-with.ts'
import type { World } from '../world.ts'
import {
  promised,
  runWell,
  saidBy,
  seenAfter,
  signInAgain,
  throughRun,
  words,
  type Fault,
  type Way,
} from './fault.ts'

const token = '/services/oauth2/token'

const endSessions = ({ sandbox: { org } }: World): void => org.grants.expireSessions()

const rotating =
  (on: boolean, then: (world: World) => void = endSessions) =>
  (world: World): void => {
    world.sandbox.org.grants.settings.rotation = on
    then(world)
  }

/** A world in which something happens when the second page of a query is about to be asked for. */
const atSecondPage =
  (act: (world: World) => void) =>
  (world: World): SyncParts => {
    let happened = false
    return mortal(world.parts, null, (_, url) => {
      if (happened || !/\/query(All)?\/./.test(url)) return
      happened = true
      act(world)
    }).parts
  }

const refusing = (reason: TokenRefusal) => (world: World) => {
  endSessions(world)
  world.sandbox.org.tokenRefusal = reason
}

const refusedToken = (
  state: 'partial' | 'stopped',
  reasons: Partial<Record<TokenRefusal, string>>,
): Record<string, Way> =>
  Object.fromEntries(
    Object.entries(reasons).map(([reason, code]) => [
      `The token endpoint says ${reason.replaceAll('_', ' ')}`,
      {
        order: refusing(reason as TokenRefusal),
        state,
        code,
        ...(state === 'stopped' ? { again: true as const } : {}),
      },
    ]),
  )

const refusedApi = (reasons: Partial<Record<ApiRefusal, string>>) =>
  Object.fromEntries(
    Object.entries(reasons).map(([reason, code]) => [
      `The API says ${reason.replaceAll('_', ' ')}`,
      {
        order: ({ sandbox: { org } }: World) => {
          org.apiRefusal = reason as ApiRefusal
        },
        state: 'partial' as const,
        code,
      },
    ]),
  )

/** Pauses as long as they may be: fewer looks until the patience is over. */
const impatient = ({ parts }: World): SyncParts => {
  const { connections } = parts
  const outside = { ...connections.outside, random: () => 60 }
  return { ...parts, connections: { ...connections, outside } }
}

const live = async ({ database, workspaceId }: World): Promise<Connection> => {
  const found = await findConnection(database.db, workspaceId, 'salesforce')
  if (!found) throw new Error('no connection')
  return found
}

/** The process is killed when the token endpoint has answered, before anything could be stored. */
const killedAtExchange: Fault['observe'] = async (world) => {
  const { org } = world.sandbox
  org.grants.settings.rotation = true
  const before = await world.seen()
  endSessions(world)
  const requests: string[] = []
  const { fetch } = world.parts.connections.outside
  const watched: typeof fetch = (input, init) => {
    requests.push(String(input))
    return fetch(input, init)
  }
  const { connections } = world.parts
  const parts = {
    ...world.parts,
    connections: { ...connections, outside: { ...connections.outside, fetch: watched } },
  }
  const at = { by: 'answer', at: await requestsBeforeToken(world) } as const
  const id = await askFor(world)
  await executeRun(mortal(parts, at, () => {}).parts, id, new AbortController().signal).catch(() => {})
  expect(requests.at(-1)).toContain(token)
  await leasesRunOut(world)
  const asked = requests.length
  await executeRun(parts, id, new AbortController().signal)
  const run = await runById(world.database.db, world.workspaceId, id)
  expect(run).toMatchObject({ state: 'stopped', problem: { code: 'refresh_lost' }, resumeAt: null })
  expect(await world.seen()).toEqual(before)
  const renewals = requests.slice(asked).filter((url) => url.includes(token)).length
  await signInAgain(world)
  const next = await runWell(world)
  org.grants.settings.rotation = false
  return {
    run: run ? words(run) : 'gone',
    said: run ? saidBy(run) : 'gone',
    customers: `as they were; the token endpoint was asked ${renewals} time more, then no more`,
    afterwards: `when somebody has signed in again: ${words(next)}`,
  }
}

/** Billing is read first; then the first call to the org finds its session over. */
const requestsBeforeToken = async (world: World): Promise<number> => {
  let number = 0
  let found = 0
  const { connections } = world.parts
  const { fetch } = connections.outside
  const counting: typeof fetch = (input, init) => {
    number++
    if (found === 0 && String(input).includes(token)) found = number
    return fetch(input, init)
  }
  const parts = {
    ...world.parts,
    connections: { ...connections, outside: { ...connections.outside, fetch: counting } },
  }
  await runWell(world, parts)
  endSessions(world)
  return found
}

const manyAtOnce: Fault['observe'] = async (world) => {
  const connection = await live(world)
  const { connections } = world.parts
  let asked = 0
  const { fetch } = connections.outside
  const counting: typeof fetch = (input, init) => {
    if (String(input).includes(token)) asked++
    return fetch(input, init)
  }
  const parts = { ...connections, outside: { ...connections.outside, fetch: counting } }
  const { accessToken } = await salesforceGrant(parts, connection).current()
  const renewed = await Promise.all(
    Array.from({ length: 8 }, () => salesforceGrant(parts, connection).renew(accessToken)),
  )
  const different = new Set(renewed.map((one) => one.accessToken)).size
  expect([asked, different]).toEqual([1, 1])
  const run = await runWell(world)
  return seenAfter(
    run,
    '–',
    `${asked} question to the token endpoint, ${different} new token, for ${renewed.length} who asked`,
  )
}

const jobData: Fault['observe'] = async (world) => {
  const sent: object[] = []
  const jobs = {
    ...world.parts.jobs,
    ask: async (_tx: unknown, _name: string, data: object) => void sent.push(data),
  }
  const parts = { ...world.parts, jobs } as SyncParts
  const run = await runWith({ ...world, parts }, parts)
  const keys = [...new Set(sent.flatMap((data) => Object.keys(data)))]
  expect(keys).toEqual(['runId'])
  return seenAfter(run, '–', `a job carries ${keys.join()} and nothing else`)
}

const resting = (kept: boolean): Fault['observe'] => {
  const settle = ({ sandbox: { org } }: World, idleMs: number | null): void => {
    org.grants.settings.idleMs = idleMs
  }
  return throughRun({
    order: async (world) => {
      settle(world, 7 * 86_400_000)
      for (let day = 0; day < 10; day++) {
        world.clock.move({ days: 1 })
        if (kept) await keepAlive(world.parts.connections, new AbortController().signal)
      }
    },
    mend: (world) => settle(world, null),
    ...(kept ? {} : { again: true }),
    state: kept ? 'complete' : 'stopped',
    code: kept ? null : 'grant_expired',
  })
}

const integrationUser: Fault['observe'] = async (world) => {
  const before = await live(world)
  const by = { workspaceId: world.workspaceId, userId: null, name: 'Noor Haddad' }
  await connectIntegrationUser(world.parts.connections, by, { domain: 'northwind-traders' }, async () => {})
  const after = await live(world)
  expect(after.id).toBe(before.id)
  const seen = await throughRun({ order: endSessions, state: 'complete', code: null })(world)
  await signInAgain(world)
  return seen
}

const noRunAs: Fault['observe'] = async (world) => {
  const { org } = world.sandbox
  const by = { workspaceId: world.workspaceId, userId: null, name: 'Noor Haddad' }
  await connectIntegrationUser(world.parts.connections, by, { domain: 'northwind-traders' }, async () => {})
  const user = org.clientCredentialsUser
  const seen = await throughRun({
    order: (same) => {
      org.clientCredentialsUser = null
      endSessions(same)
    },
    mend: () => {
      org.clientCredentialsUser = user
    },
    state: 'partial',
  })(world)
  await signInAgain(world)
  return seen
}

const admin = ({ sandbox: { org } }: World): string => org.userNamed(SANDBOX_USERNAME) ?? ''

export const tokens: readonly Fault[] = [
  ...promised(
    'An ended session is renewed, with rotation or without, and the new token is stored before it is used.',
    {
      'The session ends, rotation off': { order: rotating(false), state: 'complete', code: null },
      'The session ends, rotation on': { order: rotating(true), state: 'complete', code: null },
      'The session ends three times in one run': {
        order: rotating(true),
        parts: (world) =>
          mortal(world.parts, null, (request) => {
            if ([4, 9, 14].includes(request)) endSessions(world)
          }).parts,
        state: 'complete',
        code: null,
      },
      'Eight ask for a new token at once': manyAtOnce,
      'A job is asked for': jobData,
    },
  ),
  ...promised(
    'Another’s renewal is waited for, and a lost one ends in a clear “reconnect”, never in a loop.',
    {
      'The org is busy with the same token, once': {
        order: (world) => {
          endSessions(world)
          world.sandbox.org.faults.add({
            match: token,
            kind: 'token_error',
            description: 'token request is already being processed',
          })
        },
        state: 'complete',
        code: null,
      },
      'The org is busy with the same token, for good': {
        order: refusing('in_progress'),
        parts: impatient,
        state: 'partial',
        code: 'refresh_busy',
      },
      'The answer with the new tokens is cut off, rotation on': {
        order: rotating(true, (world) => {
          endSessions(world)
          world.sandbox.org.faults.add({ match: token, kind: 'cut', times: -1 })
        }),
        again: true,
        state: 'partial',
      },
      'The process is killed between the exchange and the store': killedAtExchange,
    },
  ),
  ...promised(
    'A renewal in the middle of paging restarts the query behind the last row, and never asks the dead page again.',
    {
      'The session ends between two pages': {
        order: rotating(true, () => {}),
        parts: atSecondPage(endSessions),
        state: 'complete',
        code: null,
      },
      'The place in the pages is forgotten (404)': {
        order: ({ sandbox: { org } }) => {
          org.locators.unknownStatus = 404
        },
        parts: atSecondPage(({ sandbox: { org } }) => org.locators.clear()),
        state: 'complete',
        code: null,
      },
      'The place in the pages is forgotten (400)': {
        order: ({ sandbox: { org } }) => {
          org.locators.unknownStatus = 400
        },
        parts: atSecondPage(({ sandbox: { org } }) => org.locators.clear()),
        state: 'complete',
        code: null,
      },
    },
  ),
  ...promised('The address in a token answer is checked, and the one before is kept where there is none.', {
    'A renewal names a foreign address': {
      order: (world) => {
        endSessions(world)
        world.sandbox.org.instanceUrl = 'https://northwind.my.salesforce.com.attacker.example'
      },
      mend: (world) => {
        world.sandbox.org.instanceUrl = world.sandbox.salesforceOrigin
      },
      state: 'partial',
      code: 'instance_foreign',
    },
    'A renewal names no address': {
      order: (world) => {
        endSessions(world)
        world.sandbox.org.instanceUrl = null
      },
      mend: (world) => {
        world.sandbox.org.instanceUrl = world.sandbox.salesforceOrigin
      },
      state: 'complete',
      code: null,
    },
    'The renewal is sent to a Lightning address': {
      order: (world) => {
        endSessions(world)
        world.sandbox.org.host = 'lightning'
      },
      mend: (world) => {
        world.sandbox.org.host = 'my_domain'
      },
      state: 'partial',
    },
  }),
  ...promised('Each refusal has its own sentence and way out: only a new approval helps here.', {
    ...refusedToken('stopped', {
      inactive_user: 'user_inactive',
      authentication_failure: 'authentication_failure',
      expired_session: 'session_expired',
      inactive_organization: 'org_inactive',
    }),
    'The approval is revoked in Salesforce': {
      order: ({ sandbox: { org } }) => org.grants.revokeUser(null),
      mend: signInAgain,
      state: 'stopped',
      code: 'grant_expired',
    },
    'The user is deactivated': {
      order: (world) => {
        world.sandbox.org.changes.update('User', admin(world), { IsActive: false })
        endSessions(world)
      },
      mend: async (world) => {
        world.sandbox.org.changes.update('User', admin(world), { IsActive: true })
        await signInAgain(world)
      },
      state: 'stopped',
    },
    'The user is frozen': {
      order: (world) => world.sandbox.org.freezeUser(admin(world), true),
      mend: async (world) => {
        world.sandbox.org.freezeUser(admin(world), false)
        await signInAgain(world)
      },
      state: 'stopped',
    },
    'A sixth approval by the same user ends the first': {
      order: async (world) => {
        const user = admin(world)
        for (let number = 0; number < 5; number++)
          world.sandbox.org.grants.addGrant(SANDBOX_CLIENT_ID, user, ['api', 'refresh_token'])
        endSessions(world)
      },
      mend: signInAgain,
      state: 'stopped',
      code: 'grant_expired',
    },
  }),
  ...promised(
    'Each refusal has its own sentence and way out: an admin mends these, and it goes on by itself.',
    {
      ...refusedToken('partial', {
        ip_restricted: 'ip_restricted',
        app_blocked: 'app_blocked',
        app_not_found: 'app_not_found',
        invalid_app_access: 'app_not_allowed',
        oauth_flow_disabled: 'flow_disabled',
        not_approved: 'app_not_approved',
      }),
      ...refusedApi({
        api_disabled_for_org: 'api_not_in_edition',
        api_disabled_for_user: 'api_not_for_user',
        locked_to_ip: 'session_locked',
      }),
      'The app’s secret is changed in Salesforce': {
        order: (world) => {
          endSessions(world)
          secretOf(world, 'another secret')
        },
        mend: (world) => secretOf(world, SANDBOX_CLIENT_SECRET),
        state: 'partial',
        code: 'client_secret_wrong',
      },
      'The app is removed from the org': {
        order: (world) => {
          endSessions(world)
          world.sandbox.org.apps.delete(SANDBOX_CLIENT_ID)
        },
        mend: (world) => secretOf(world, SANDBOX_CLIENT_SECRET),
        state: 'partial',
      },
    },
  ),
  ...promised('A trouble that passes changes nothing about the connection.', {
    ...refusedToken('partial', {
      rate_limit: 'login_rate',
      server_error: 'refresh_unanswered',
      service_unavailable: 'refresh_unanswered',
      unknown_error: 'refresh_unanswered',
    }),
    ...refusedApi({ server_too_busy: 'source_away' }),
  }),
  ...promised('Tokens that rest are kept alive.', {
    'The org ends tokens after a week of rest, and ten days pass': resting(true),
    'The same, with this machine off for ten days': resting(false),
  }),
  ...promised('Another organization than before stops everything and asks.', {
    'Another organization answers at the same address': {
      order: (world) => {
        world.sandbox.org.becomeAnotherOrg(7)
        endSessions(world)
      },
      mend: ({ sandbox: { org } }) => org.becomeAnotherOrg(0),
      again: true,
      state: 'held',
      code: 'other_org',
    },
  }),
  ...promised('An integration user is the second way in; it asks anew where others renew.', {
    'The session of the integration user ends': integrationUser,
    'Nobody is named any more as whom the app runs': noRunAs,
  }),
]

const secretOf = ({ sandbox: { org } }: World, clientSecret: string): void => {
  const app = {
    clientId: SANDBOX_CLIENT_ID,
    callbackUrls: [SANDBOX_CALLBACK],
    anyLoopbackCallback: true,
    name: 'Crosswalk',
  }
  org.apps.set(SANDBOX_CLIENT_ID, { ...app, clientSecret })
}
