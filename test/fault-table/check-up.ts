import { expect } from 'vitest'
import { openSeal } from '../../src/connections/seal.ts'
import { checkUp } from '../../src/sync/check-up/check-up.ts'
import type { World } from '../world.ts'
import { promised, signInAgain, type Fault } from './fault.ts'

type Connections = World['parts']['connections']

/** A fault and the line of the check-up it shows in. */
interface Way {
  readonly line: string
  readonly state: 'amber' | 'red'
  readonly order: (world: World) => void | Promise<void>
  readonly mend: (world: World) => void | Promise<void>
  /** What is other about this machine while the fault is there. */
  readonly machine?: (parts: Connections) => Connections
}

const look = async (world: World, line: string, connections: Connections) => {
  const { lines } = await checkUp(
    {
      connections,
      jobs: { healthy: () => true },
      machine: { dataDirectory: '/nowhere', keyFromEnvironment: true, mail: null },
    },
    { workspaceId: world.workspaceId, name: 'Noor Haddad' },
  )
  return lines.find(({ code }) => code === line)
}

/** The check-up says it, changes nothing, and says no more of it when it is mended. */
const found =
  ({ line, state, order, mend, machine }: Way): Fault['observe'] =>
  async (world) => {
    const { connections } = world.parts
    const before = await world.seen()
    await order(world)
    const bad = await look(world, line, machine?.(connections) ?? connections)
    expect(bad).toMatchObject({ state })
    expect(bad?.how).toMatch(/^[A-Z].*\.$/s)
    await mend(world)
    const good = await look(world, line, connections)
    expect(good?.state).not.toBe(state)
    expect(await world.seen()).toEqual(before)
    return {
      run: `${bad?.state}, \`${bad?.code}\``,
      said: `${bad?.found} ${bad?.how}`,
      customers: 'as they were',
      afterwards: good ? `${good.state}: ${good.found}` : 'the line is gone',
    }
  }

const field = (object: string, name: string, state: Way['state'], line = `field_${object}.${name}`) =>
  found({
    line,
    state,
    order: ({ sandbox: { org } }) => org.permissions.hideField(object, name, true),
    mend: ({ sandbox: { org } }) => org.permissions.hideField(object, name, false),
  })

const object = (name: string) =>
  found({
    line: `object_${name}`,
    state: 'red',
    order: ({ sandbox: { org } }) => org.permissions.hideObject(name, true),
    mend: ({ sandbox: { org } }) => org.permissions.hideObject(name, false),
  })

const used = (share: number, state: Way['state']) =>
  found({
    line: 'calls_used',
    state,
    order: ({ sandbox: { org } }) => {
      org.usage.used = org.usage.max * share
    },
    mend: ({ sandbox: { org } }) => {
      org.usage.used = 0
    },
  })

const clockOff = (minutes: number) =>
  found({
    line: 'clock',
    state: 'amber',
    order: () => {},
    mend: () => {},
    machine: ({ outside, ...parts }) => {
      const now = (): Date => new Date(outside.clock.now().getTime() + minutes * 60_000)
      return { ...parts, outside: { ...outside, clock: { ...outside.clock, now } } }
    },
  })

const nothing = (): void => {}

export const checks: readonly Fault[] = [
  ...promised('Can we read what we need?', {
    'Contact.Title is hidden': field('Contact', 'Title', 'amber'),
    'Contact.Email is hidden': field('Contact', 'Email', 'red'),
    'Account.OwnerId is hidden': field('Account', 'OwnerId', 'amber'),
    'The object Contact is hidden': object('Contact'),
    'The object Account is hidden': object('Account'),
  }),
  ...promised('Which rows may be hidden?', {
    'An account is hidden by sharing': found({
      line: 'rows_Account',
      state: 'amber',
      order: ({ sandbox: { org } }) => org.permissions.hideRow(org.table('Account').id(2), true),
      mend: ({ sandbox: { org } }) => org.permissions.hideRow(org.table('Account').id(2), false),
    }),
    'Contacts without an account are hidden': found({
      line: 'rows_Contact',
      state: 'amber',
      order: ({ sandbox: { org } }) => {
        org.permissions.viewAll = false
      },
      mend: ({ sandbox: { org } }) => {
        org.permissions.viewAll = true
      },
    }),
  }),
  ...promised('What is the budget?', {
    'Three quarters of the day’s calls are used': used(0.75, 'amber'),
    'More of them are used than we may go on with': used(0.85, 'red'),
  }),
  ...promised('Which API version, which scopes?', {
    'The org calls our version deprecated': found({
      line: 'api_version',
      state: 'amber',
      order: ({ sandbox: { org } }) => {
        org.release.deprecatedBelow = 99
      },
      mend: ({ sandbox: { org } }) => {
        org.release.deprecatedBelow = null
      },
    }),
    'The app may not say who it acts as': found({
      line: 'scopes',
      state: 'amber',
      order: ({ sandbox: { org } }) =>
        org.faults.add({
          match: 'userinfo',
          kind: 'status',
          status: 403,
          body: 'Missing_OAuth_Token',
          times: -1,
        }),
      mend: ({ sandbox: { org } }) => org.faults.clear(),
    }),
  }),
  ...promised('Does the sign-in work, and this machine?', {
    'The approval is revoked': found({
      line: 'grant_expired',
      state: 'red',
      order: ({ sandbox: { org } }) => org.grants.revokeUser(null),
      mend: signInAgain,
    }),
    'The sealing key is another one': found({
      line: 'sealing_key',
      state: 'red',
      order: nothing,
      mend: nothing,
      machine: (parts) => ({ ...parts, seal: openSeal('another sealing key, long enough as well') }),
    }),
    'Our clock is an hour ahead': clockOff(61),
    'Our clock is an hour behind': clockOff(-61),
  }),
]
