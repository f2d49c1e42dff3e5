import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../../src/db/db.ts'
import { executeRun } from '../../src/sync/run/execute.ts'
import { resumeRuns } from '../../src/sync/run/resume.ts'
import { expected, rememberMerges, type Memory } from '../oracle.ts'
import { leasesRunOut } from '../leases.ts'
import { askFor } from '../run-with.ts'
import { shown, type ShownCustomer } from '../shown.ts'
import { connectOrg, openWorld, type World } from '../world.ts'
import { decide } from './decide.ts'
import type { Event, History, Round, Setting } from './events.ts'
import { happenInBilling, happenInOrg, hideable, showAll } from './happen.ts'
import { mortal } from './outside.ts'
import { overlooksNothing } from './overlooked.ts'
import { takeUp } from './take-up.ts'
import { calm, strike } from './troubles.ts'

/**
 * Plays one history in a workspace of its own, in a database that no other history uses meanwhile: what is left by a
 * killed run is taken up as when a process starts. Rejects where Crosswalk and the org differ after one clean run.
 */
export const play = async (database: Database, { setting, begun, rounds, showAll: all }: History) => {
  const world = await openCompany(database, setting)
  const memory: Memory = {
    merged: new Map(),
    mains: new Map(),
    positions: new Map(),
    related: setting.contactsToMultipleAccounts && setting.relatedContacts,
  }
  try {
    if (begun) await cleanRun(world, memory)
    for (const round of rounds) await playRound(world, memory, round)
    calm(world)
    if (all) showAll(world)
    // Past every retry. What leaves no trace is seen by a sweep alone, so past the next one where that matters.
    const sweepDue = setting.sweepEveryMs > 0 && (all || rounds.some(leavesNoTrace))
    world.clock.move({ hours: 5, days: sweepDue ? 1 : 0 })
    await cleanRun(world, memory)
    compare(world, await shown(world), expected(world, memory))
    await overlooksNothing(world)
    // These cost a run each, so they take turns.
    if (setting.seed % 3 === 1) await changesNothing(world)
    if (all && setting.seed % 3 === 2) await fromScratch(world, memory)
  } finally {
    await world.close()
  }
}

const traceless = /purge|empty_bin|hide_|show_row|relation_delete/

const leavesNoTrace = ({ events, midway, meanwhile }: Round): boolean =>
  [...events, ...(midway?.events ?? []), ...meanwhile].some((event) => traceless.test(event.do))

export const openCompany = async (database: Database, setting: Setting): Promise<World> => {
  const { seed, accounts, personAccounts, contactsToMultipleAccounts } = setting
  const world = await openWorld(
    {
      seed,
      accounts,
      customers: accounts - 2,
      contactsPerAccount: 2,
      sellers: 4,
      personAccounts,
      contactsToMultipleAccounts,
    },
    database,
    setting,
  )
  const { org } = world.sandbox
  org.pageSize = setting.pageSize
  org.grants.settings.rotation = setting.rotation
  if (setting.loginsReadable) org.permissions.hideObject('UserLogin', false)
  await world.settings({ relatedContacts: contactsToMultipleAccounts && setting.relatedContacts })
  return world
}

export const happen = async (world: World, memory: Memory, events: readonly Event[]): Promise<void> => {
  for (const event of events) {
    if (event.do === 'choose_main' || event.do === 'choose_position')
      await decide(world, memory, { ...event, do: event.do })
    else atOnce(world, event)
  }
}

/** What does not take a decision happens between one moment and the next. */
const atOnce = (world: World, { do: what, ...numbers }: Event): void => {
  if (what === 'choose_main' || what === 'choose_position') return
  if (what === 'customer_add' || what === 'customer_edit' || what === 'customer_delete')
    happenInBilling(world, { do: what, ...numbers })
  else happenInOrg(world, { do: what, ...numbers })
}

const playRound = async (world: World, memory: Memory, round: Round): Promise<void> => {
  const { events, minutes, troubles, midway, kill, meanwhile } = round
  world.clock.move({ minutes })
  await happen(world, memory, events)
  world.clock.move({ minutes: 1 })
  await leasesRunOut(world)
  await resumeRuns(world.parts)
  const outside = mortal(world.parts, kill, (request) => {
    for (const trouble of troubles) if (trouble.at === request) strike(world, trouble)
    if (midway?.at === request) for (const event of midway.events) atOnce(world, event)
  })
  const id = await askFor(world)
  await executeRun(outside.parts, id, new AbortController().signal).catch((error: unknown) => {
    if (!outside.killed()) throw error
  })
  await remember(world, memory)
  if (!outside.killed()) return
  world.clock.move({ minutes })
  await happen(world, memory, meanwhile)
  world.clock.move({ minutes: 1 })
  await leasesRunOut(world)
  await takeUp(world)
  await remember(world, memory)
  calm(world)
}

/** Whoever asked for accounts last saw merges, if it came to an end. */
const remember = async (world: World, memory: Memory): Promise<void> => {
  const { rows } = await sql<{ at: Date }>`select complete_at as at from mirror_reads
    where workspace_id = ${world.workspaceId} and object = 'Account'`.execute(world.database.db)
  if (rows[0]?.at.getTime() === world.clock.now().getTime()) rememberMerges(world, memory)
}

const cleanRun = async (world: World, memory: Memory): Promise<void> => {
  await takeUp(world)
  await leasesRunOut(world)
  await reconnect(world)
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  await remember(world, memory)
}

/** A person signs in again where that is needed. */
const reconnect = async ({ parts, sandbox, workspaceId, database }: World): Promise<void> => {
  const { rows } = await sql<{ state: string }>`select state from connections
    where workspace_id = ${workspaceId} and tool = 'salesforce' and state = 'sign_in_needed'`.execute(
    database.db,
  )
  if (rows.length > 0) await connectOrg(parts.connections, sandbox, workspaceId)
}

/** What is hidden at the end is shown as it was seen last: that is not in the tables, so it is not compared. */
const compare = (
  world: World,
  is: ReadonlyMap<string, ShownCustomer>,
  should: ReadonlyMap<string, ShownCustomer>,
): void => {
  const view = comparable(world)
  expect(sorted(is, view)).toEqual(sorted(should, view))
}

const sorted = (all: ReadonlyMap<string, ShownCustomer>, view: (one: ShownCustomer) => ShownCustomer) =>
  Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, one]) => [id, view(one)]))

const columns = { Title: 'jobTitle', FirstName: 'firstName', LastName: 'lastName', Phone: 'phone' } as const

const comparable = ({ sandbox: { org } }: World): ((one: ShownCustomer) => ShownCustomer) => {
  const { permissions } = org
  const [contacts, users] = [org.table('Contact'), org.table('User')]
  const hidden = hideable.filter(
    ([object, field]) => object === 'Contact' && permissions.field(contacts, field) === null,
  )
  const blanks: Record<string, null> = {}
  for (const [, field] of hidden) blanks[field === 'MobilePhone' ? 'phone' : columns[field as 'Title']] = null
  let usersHidden = false
  for (let row = 0; row < users.size; row++) usersHidden ||= !permissions.visible(users, row)
  const unseen = { email: null, inactive: false, frozen: false }
  return ({ manager, contacts: people, ...one }) => ({
    ...one,
    manager: manager && usersHidden ? { ...manager, ...unseen } : manager,
    contacts: people.map((person) => (person.source === 'billing' ? person : { ...person, ...blanks })),
  })
}

const nothing = { created: 0, changed: 0, removed: 0 }

/** Also where everything is worked out anew, and not only what was touched. */
const changesNothing = async (world: World): Promise<void> => {
  const before = await world.seen()
  await world.forgetDerivation()
  world.clock.move({ minutes: 1 })
  const again = await world.run()
  expect(again).toMatchObject({
    state: 'complete',
    counts: {
      customers: nothing,
      contacts: nothing,
      accountManagers: { assigned: 0, changed: 0, cleared: 0 },
      usersCreated: 0,
    },
  })
  expect(await world.seen()).toEqual(before)
}

/** A read from scratch knows no merge that has left the recycle bin; where there are none, it sees the same. */
const fromScratch = async (world: World, memory: Memory): Promise<void> => {
  const { org } = world.sandbox
  const accounts = org.table('Account')
  if ([...memory.merged.keys()].some((id) => !org.permissions.visible(accounts, accounts.find(id)))) return
  const before = await world.seen()
  await world.dropDerived()
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await world.seen()).toEqual(before)
}
