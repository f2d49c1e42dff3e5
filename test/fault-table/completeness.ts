import { sql } from 'kysely'
import { expect } from 'vitest'
import { describeCustomer } from '../../src/customers/detail.ts'
import type { Misbehaviour } from '../../src/sandbox/faults.ts'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import { standingOf } from '../../src/sync/standing.ts'
import { addCustomer, atCustomer } from '../at-customer.ts'
import { mortal } from '../histories/outside.ts'
import { runWith } from '../run-with.ts'
import type { World } from '../world.ts'
import { about, own, people, type Own } from './look.ts'
import { promised, runWell, seenAfter, type Fault, type Way } from './fault.ts'

const query = 'GET /services/data/v[0-9.]+/query'
const contacts = `${query}.*FROM(%20|\\+)Contact`

const forEver = (order: Misbehaviour, code?: string): Way => ({
  order: ({ sandbox: { org } }) => org.faults.add({ ...order, times: -1 }),
  state: 'partial',
  ...(code ? { code } : {}),
})

/** Its own clock is so many hours wrong; the org's is right. */
const wrongBy =
  (hours: number) =>
  (world: World): SyncParts => {
    const { connections } = world.parts
    const clock = {
      ...world.clock,
      now: () => new Date(world.clock.now().getTime() + hours * 3_600_000),
      sleep: async () => {},
    }
    return { ...world.parts, connections: { ...connections, outside: { ...connections.outside, clock } } }
  }

const wrongClock = (hours: number) =>
  about(async (one) => {
    one.contact()
    await one.look(wrongBy(hours)(one.world))
    one.contact()
    return people(await one.look(wrongBy(hours)(one.world)))
  })

/** Something happens in the middle of a run; that run and the next are looked at. */
const midway =
  (happen: (own: Own) => void): Fault['observe'] =>
  async (world) => {
    const one = own(world)
    one.contact()
    one.contact()
    await one.look()
    const outside = mortal(world.parts, null, (request) => {
      if (request === 6) happen(one)
    })
    world.clock.move({ minutes: 1 })
    const run = await runWith(world, outside.parts)
    expect(['complete', 'partial']).toContain(run.state)
    return seenAfter(run, '–', `after the next run: ${people(await one.look())}`)
  }

const ties: Fault['observe'] = about(async (one) => {
  for (let number = 0; number < 40; number++) one.contact()
  const { contacts: found } = await one.look()
  one.world.sandbox.org.changes.updateEvery('Contact', 1, { Department: 'Moved in one second' })
  const again = await one.look()
  return `${found.length} contacts of one second, in pages of ${one.world.sandbox.org.pageSize}; after all changed in one second ${again.contacts.length}`
})

const late = (minutes: number): Fault['observe'] =>
  about(async (one) => {
    await one.look()
    one.world.clock.move({ hours: 4 })
    await one.look()
    const at = new Date(one.world.clock.now().getTime() - minutes * 60_000)
    one.contact({}, { stamp: at.toISOString() })
    return people(await one.look())
  })

const frozenBound: Fault['observe'] = async (world) => {
  const asked: string[] = []
  const { connections } = world.parts
  const { fetch } = connections.outside
  const watched: typeof fetch = (input, init) => {
    const q = new URL(String(input)).searchParams.get('q')
    if (q?.includes('SystemModstamp >=')) asked.push(q)
    return fetch(input, init)
  }
  const parts = {
    ...world.parts,
    connections: { ...connections, outside: { ...connections.outside, fetch: watched } },
  }
  world.clock.move({ minutes: 40 })
  const run = await runWell(world, parts)
  const bounds = new Set(asked.map((one) => /SystemModstamp < (\S+?)\)?(?: |$)/.exec(one)?.[1]))
  expect(asked.length).toBeGreaterThan(2)
  expect(bounds.size).toBe(1)
  return seenAfter(run, `${asked.length} questions, ${bounds.size} upper bound`)
}

const firstRead: Fault['observe'] = async (world) => {
  const one = own(world)
  one.contact({}, { stamp: '1999-12-31T23:59:59Z' })
  await world.dropDerived()
  const found = people(await one.look())
  return seenAfter(one.last(), found)
}

const emptyRead: Way = {
  order: ({ sandbox: { org } }) => hideAll(org, true),
  mend: ({ sandbox: { org } }) => hideAll(org, false),
  state: 'held',
  code: 'read_empty',
}

const hideAll = (org: World['sandbox']['org'], hidden: boolean): void => {
  const table = org.table('Contact')
  for (let row = 0; row < table.size; row++) org.permissions.hideRow(table.id(row), hidden)
}

const receiptBalances: Fault['observe'] = async (world) => {
  const run = await runWell(world)
  const { rows } = await sql<{ crm: { object: string; asked: number; read: number; pages: number }[] }>`
    select receipt -> 'crm' as crm from runs where id = ${run.id}`.execute(world.database.db)
  const objects = rows[0]?.crm ?? []
  expect(objects.map(({ object }) => object)).toEqual(['User', 'Account', 'Contact'])
  for (const { asked, read, pages } of objects)
    expect([read >= asked, pages > 0 || asked === 0]).toEqual([true, true])
  return seenAfter(
    run,
    '–',
    objects.map(({ object, asked, read }) => `${object}: asked ${asked}, read ${read}`).join('; '),
  )
}

/** The contacts cannot be read, so a run keeps its accounts for the next; five hours later that goes on. No sweep is due. */
const brokenOff = (
  before: (own: Own) => Promise<void>,
  meanwhile: (own: Own) => void,
  wanted: { readonly match: object } | { readonly manager: object },
): Fault['observe'] =>
  about(async (one) => {
    const { world, account } = one
    const { org } = world.sandbox
    const parts = { ...world.parts, reading: { wholeUpTo: 0, sweepEveryMs: 86_400_000 } }
    one.contact()
    await one.look(parts)
    await before(one)
    org.changes.update('Account', account, { Name: 'Read before the break' })
    org.faults.add({ match: contacts, kind: 'html', status: 503, times: -1 })
    world.clock.move({ minutes: 1 })
    expect(await runWith(world, parts)).toMatchObject({ state: 'partial' })
    org.faults.clear()
    world.clock.move({ hours: 5 })
    meanwhile(one)
    world.clock.move({ hours: 1 })
    const found = await one.look(parts)
    expect(found).toMatchObject(wanted)
    return `${found.match.state}, ${found.manager?.name ?? 'no account manager'}`
  })

const swept = (happen: (own: Own, contact: string) => void): Fault['observe'] =>
  about(async (one) => {
    one.contact()
    const second = one.contact()
    expect(people(await one.look())).toContain(', ')
    one.world.clock.move({ hours: 3 })
    await one.look()
    happen(one, second)
    return people(await one.look())
  })

const cameBack = (happen: (own: Own, contact: string) => void, back: (own: Own, contact: string) => void) =>
  about(async (one) => {
    one.contact()
    const second = one.contact()
    await one.look()
    happen(one, second)
    const gone = people(await one.look())
    back(one, second)
    return `first ${gone}, then ${people(await one.look())}`
  })

const mergeChain: Fault['observe'] = about(async (one) => {
  const { changes } = one.world.sandbox.org
  one.contact()
  await one.look()
  const [middle, last] = ['Middle', 'Last'].map((Name) => changes.insert('Account', { Name }))
  changes.merge('Account', middle ?? '', [one.account])
  await one.look()
  changes.merge('Account', last ?? '', [middle ?? ''])
  const found = await one.look()
  expect(found.match).toMatchObject({ state: 'merged', account: last })
  const { workspaceId, database } = one.world
  const shown = await database.transaction(async (tx) =>
    describeCustomer(tx, workspaceId, `external:${one.customer}`, await standingOf(tx, workspaceId)),
  )
  const remedy = shown.match.remedy?.replace(last ?? '', 'the living id')
  return `${found.match.state}: ${people(found)}; “${remedy}”`
})

const formula: Fault['observe'] = async (world) => {
  const { org } = world.sandbox
  const account = org.table('Account').id(0)
  const customer = addCustomer(world, 'n/a')
  await world.settings({ identifier: 'external_id', accountField: 'Account_Key__c' })
  world.clock.move({ hours: 1 })
  await runWell(world)
  const before = (await atCustomer(world, customer)).match.state
  org.changes.update('Account', account, { Account_Key__c: customer }, { silent: true })
  const run = await runWell(world)
  const after = (await atCustomer(world, customer)).match
  expect(after).toMatchObject({ state: 'matched', account })
  await world.chooseField('salesforce_account_id')
  await runWell(world)
  return seenAfter(run, `${before}, then ${after.state}`)
}

export const completeness: readonly Fault[] = [
  ...promised(
    'One upper bound for a whole run, none below on the first read, and the org’s clock, not ours.',
    {
      'A run reads what changed': frozenBound,
      'A record changed in the last century, read the first time': firstRead,
      'Our clock is nine hours ahead': wrongClock(9),
      'Our clock is nine hours behind': wrongClock(-9),
    },
  ),
  ...promised('A read that was broken off is gone on with, and ends as of today.', {
    'An account gets another owner while a read of changes lies broken off': brokenOff(
      async () => {},
      ({ world: { sandbox }, account }) =>
        sandbox.org.changes.update('Account', account, { OwnerId: sandbox.org.table('User').id(5) }),
      { manager: { name: 'Noor Haddad' } },
    ),
    'An account gets another owner while a whole read lies broken off': brokenOff(
      ({ world }) => world.dropDerived(),
      ({ world: { sandbox }, account }) =>
        sandbox.org.changes.update('Account', account, { OwnerId: sandbox.org.table('User').id(5) }),
      { manager: { name: 'Noor Haddad' } },
    ),
    'An account is purged while a whole read lies broken off': brokenOff(
      ({ world }) => world.dropDerived(),
      ({ world: { sandbox }, account }) => sandbox.org.changes.purge('Account', account),
      { match: { state: 'not_found' } },
    ),
  }),
  ...promised('Records that change while they are read come with this run or the next.', {
    'A contact is made in mid-run': midway((one) => void one.contact()),
    'A contact is changed in mid-run': midway(({ world: { sandbox } }) =>
      sandbox.org.changes.updateEvery('Contact', 1, { Department: 'Changed midway' }),
    ),
    'A contact is deleted in mid-run': midway((one) => removeOne(one, 'softDelete')),
    'A contact is purged in mid-run': midway((one) => removeOne(one, 'purge')),
    'A record is saved late, five minutes after its stamp': late(5),
    'A record is saved late, fourteen minutes after its stamp': late(14),
    'A record is saved late, two hours after its stamp': late(120),
    'Forty records of one second, more than a page': ties,
  }),
  ...promised(
    'Every read is proven by count, rows and pages. What does not balance is not complete and removes nothing.',
    {
      'Nothing happens': receiptBalances,
      'A row is missing from a page': forEver({ match: contacts, kind: 'short_page', skip: 0 }),
      'Half of a page is missing': forEver({ match: contacts, kind: 'short_page', rows: 5 }),
      'The last page says it is the last too early': forEver({ match: contacts, kind: 'early_end' }),
      'The total is larger than what comes': forEver({ match: contacts, kind: 'wrong_total', rows: 2 }),
      'The total is smaller than what comes': forEver({ match: contacts, kind: 'wrong_total', rows: -2 }),
      'An empty page where there are rows': forEver({ match: contacts, kind: 'empty' }),
      'Accounts come short': forEver({ match: `${query}.*FROM(%20|\\+)Account`, kind: 'short_page' }),
      'Users come short': forEver({
        match: `${query}.*FROM(%20|\\+)User%20|${query}.*FROM\\+User\\+`,
        kind: 'short_page',
      }),
      'The first questions are answered with half the JSON': forEver({ match: 'composite', kind: 'garbage' }),
    },
  ),
  ...promised('A read that fails, or is empty where it was not, never removes anyone.', {
    'No contact is to be seen any more': emptyRead,
    'The contacts cannot be read, after the accounts were': forEver({
      match: contacts,
      kind: 'html',
      status: 503,
    }),
    'The customers of the billing tool cannot be read': {
      order: ({ sandbox: { billing } }) =>
        billing.faults.add({ match: '/v1/customers', kind: 'html', times: -1 }),
      state: 'partial',
      changes: true,
    },
    'The billing tool shows no customers any more': {
      order: ({ sandbox: { billing } }) =>
        billing.faults.add({ match: '/v1/customers', kind: 'empty', times: -1 }),
      state: 'held',
      code: 'read_empty',
    },
  }),
  ...promised('Formulas are read in full, although they move no stamp.', {
    'A formula that is the shared identifier changes without a trace': formula,
  }),
  ...promised('Every id is asked for: what is gone, hidden or stale without a trace is noticed.', {
    'A contact is purged': swept(({ world }, id) => world.sandbox.org.changes.purge('Contact', id)),
    'A contact is hidden by sharing': swept(({ world }, id) =>
      world.sandbox.org.permissions.hideRow(id, true),
    ),
    'A contact has a change with a stamp of three hours ago': swept(({ world }, id) =>
      world.sandbox.org.changes.update(
        'Contact',
        id,
        { Email: 'stale@own1.example' },
        { stamp: new Date(world.clock.now().getTime() - 2 * 3_600_000).toISOString() },
      ),
    ),
  }),
  ...promised('Deleted records go, what comes back comes back, and merges are followed to the survivor.', {
    'A contact is deleted and undeleted': cameBack(
      ({ world }, id) => world.sandbox.org.changes.softDelete('Contact', id),
      ({ world }, id) => world.sandbox.org.changes.undelete('Contact', id),
    ),
    'An account is deleted and undeleted': cameBack(
      ({ world, account }) => world.sandbox.org.changes.softDelete('Account', account),
      ({ world, account }) => world.sandbox.org.changes.undelete('Account', account),
    ),
    'A contact is hidden and shown again': cameBack(
      ({ world }, id) => world.sandbox.org.permissions.hideRow(id, true),
      ({ world }, id) => world.sandbox.org.permissions.hideRow(id, false),
    ),
    'An account is merged into one that is merged into another': mergeChain,
  }),
]

const removeOne = ({ world: { sandbox } }: Own, how: 'softDelete' | 'purge'): void => {
  const table = sandbox.org.table('Contact')
  sandbox.org.changes[how]('Contact', table.id(table.size - 1))
}
