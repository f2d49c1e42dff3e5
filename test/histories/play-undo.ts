import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../../src/db/db.ts'
import type { Memory } from '../oracle.ts'
import { linesOf, previewIn, releaseIn, undoIn, whole, type Extent } from '../undo.ts'
import type { World } from '../world.ts'
import type { Setting } from './events.ts'
import { choose } from './happen.ts'
import { overlooksNothing } from './overlooked.ts'
import { happen, openCompany } from './play.ts'
import { chosenMains, standing, type Standing } from './standing.ts'
import { mainsOf, undone, type Among } from './undone.ts'
import type { Undoing, UndoHistory, UndoRound } from './undoing.ts'

interface Ran {
  readonly id: string
  readonly before: Standing
  readonly after: Standing
}

/** Plays one history in a workspace of its own. Rejects where an undo leaves anything else than its rule says. */
export const playUndo = async (
  database: Database,
  { seed, accounts, rounds }: UndoHistory,
): Promise<void> => {
  const world = await openCompany(database, { ...plain, seed, accounts })
  try {
    const runs: Ran[] = []
    await ran(world, runs)
    for (const round of rounds) await playRound(world, runs, round)
    await releasedIsFromScratch(world)
  } finally {
    await world.close()
  }
}

export const plain: Setting = {
  seed: 1,
  accounts: 6,
  wholeUpTo: 0,
  sweepEveryMs: 0,
  bulkFrom: 10_000,
  bulkPageRows: 1_000,
  pageSize: 2_000,
  rotation: false,
  loginsReadable: false,
  personAccounts: false,
  contactsToMultipleAccounts: false,
  relatedContacts: false,
}

export const forgotten = (): Memory => ({
  merged: new Map(),
  mains: new Map(),
  positions: new Map(),
  related: false,
})

/** One whole run, with what was before it and what is after it. */
const ran = async (world: World, runs: Ran[]): Promise<void> => {
  world.clock.move({ minutes: 30 })
  const before = await standing(world)
  const run = await world.run()
  expect(run).toMatchObject({ state: 'complete', problem: null })
  await overlooksNothing(world)
  runs.push({ id: run.id, before, after: await standing(world) })
}

const playRound = async (
  world: World,
  runs: Ran[],
  { events, switched, undoing }: UndoRound,
): Promise<void> => {
  await happen(world, forgotten(), events)
  if (switched) await turn(world, switched)
  await ran(world, runs)
  expect(await brokenPins(world)).toEqual([])
  if (!undoing) return
  const gone = (await standing(world)).customers
  await undoOne(world, runs, undoing)
  const back = [...(await standing(world)).customers.keys()].filter((id) => !gone.has(id))
  await changesNothing(world, runs, back)
}

/**
 * With nothing new at the sources, the next run changes nothing. Only for customers that have just come back it may
 * bring what their sources said while they were away.
 */
const changesNothing = async (world: World, runs: Ran[], back: readonly string[]): Promise<void> => {
  const kept = await world.seen()
  await ran(world, runs)
  expect(await brokenPins(world)).toEqual([])
  const { rows } = await sql<{ customer: string }>`
    select customer_id as customer from contact_changes where run_id = ${runs.at(-1)?.id}
    union select customer_id from changes where run_id = ${runs.at(-1)?.id}`.execute(world.database.db)
  if (back.length === 0) expect(await world.seen()).toEqual(kept)
  expect(rows.filter(({ customer }) => !back.includes(customer))).toEqual([])
}

const turn = async (world: World, what: NonNullable<UndoRound['switched']>): Promise<void> => {
  const { rows } = await sql<{ contacts: boolean; accountManagers: boolean; unmatched: string }>`
    select contacts, account_managers as "accountManagers", unmatched from sync_settings
    where workspace_id = ${world.workspaceId}`.execute(world.database.db)
  const [now] = rows
  if (what === 'unmatched')
    await world.settings({ unmatched: now?.unmatched === 'leave_empty' ? 'keep_billing' : 'leave_empty' })
  else await world.settings({ [what]: !now?.[what] })
}

interface Line {
  readonly number: string
  readonly about: Parameters<Among>[0]
  readonly subject: string
  readonly customer: string
}

/** Undoes one of the runs so far, or a part of it, and compares with the rule. */
const undoOne = async (world: World, runs: Ran[], { run: back, extent, pick }: Undoing): Promise<void> => {
  const run = runs.toReversed()[back % runs.length]
  if (!run) return
  const lines = await linesToUndo(world, run.id)
  const line = choose(lines, pick)
  if (!line) return
  const part: Extent = {
    run: whole,
    customer: { customerId: line.customer, line: null },
    line: { customerId: null, line: line.number },
  }[extent]
  const among: Among = {
    run: () => true,
    customer: (_: string, __: string, customer: string) => customer === line.customer,
    line: (about: string, subject: string) => about === line.about && subject === line.subject,
  }[extent]
  const times = { before: run.before, after: run.after, now: await standing(world) }
  const left = undone(times, among)
  const mains = mainsOf(times, among, left, await chosenMains(world))
  const shown = await previewIn(world, run.id, part)
  expect(await standing(world)).toEqual(times.now)
  const undo = await undoIn(world, run.id, part)
  expect(undo).toMatchObject({ state: 'complete', applied: true, problem: null })
  expect(undo.counts).toMatchObject(shown.counts)
  expect(await linesOf(world, undo.id)).toBe(shown.total)
  const after = await standing(world)
  expect(plainly(after)).toEqual(plainly(left))
  expect(oneMainEach(after, mains)).toEqual([])
  runs.push({ id: undo.id, before: times.now, after })
}

const linesToUndo = async ({ database }: World, runId: string): Promise<readonly Line[]> =>
  (
    await sql<Line>`
      select number::text, 'contact' as about, contact_id as subject, customer_id as customer
      from contact_changes where run_id = ${runId}
      union all select number::text, about, customer_id, customer_id from changes
      where run_id = ${runId} and about in ('customer', 'account_manager') order by 1`.execute(database.db)
  ).rows

/** Without who is main, for comparing. */
const plainly = ({ customers, contacts, managers }: Standing) => ({
  customers: Object.fromEntries(customers),
  managers: Object.fromEntries(managers),
  contacts: Object.fromEntries(
    [...contacts].map(([id, { customerId, values }]) => [id, { customerId, values }]),
  ),
})

/** Customers whose main contact is not exactly one, or not the one it has to be. */
const oneMainEach = ({ contacts }: Standing, mains: ReadonlyMap<string, string>): string[] => {
  const found = new Map<string, string[]>()
  for (const [id, { customerId, main }] of contacts)
    found.set(customerId, [...(found.get(customerId) ?? []), ...(main ? [id] : [])])
  return [...found]
    .filter(([customer, ids]) => ids.length !== 1 || (mains.get(customer) ?? ids[0]) !== ids[0])
    .map(([customer, ids]) => `${customer}: ${ids.join()}, not ${mains.get(customer) ?? 'one'}`)
}

/** Pins that do not hold. */
const brokenPins = async ({ database, workspaceId }: World): Promise<readonly unknown[]> =>
  (
    await sql`
      select p.about, p.hold, p.subject, p.values from pins p
      left join customers c on c.id = p.customer_id
      left join contacts k on k.id = p.subject_id
      left join assignments a on a.customer_id = p.customer_id
      where p.workspace_id = ${workspaceId} and not case p.about
        when 'customer' then case p.hold when 'absent' then c.id is null
          when 'present' then c.name = p.values ->> 'name' else coalesce(c.name = p.values ->> 'name', true) end
        when 'account_manager' then c.id is null
          or a.user_id::text is not distinct from (case p.hold when 'absent' then null else p.values ->> 'userId' end)
        else c.id is null or case p.hold when 'absent' then k.id is null
          else (k.id is null and p.hold = 'values') or coalesce((k.email = coalesce(p.values ->> 'email', k.email)
            and (not p.values ? 'jobTitle' or k.job_title is not distinct from p.values ->> 'jobTitle')
            and (not p.values ? 'phone' or k.phone is not distinct from p.values ->> 'phone')
            and (not p.values @> '{"isMain": true}' or k.is_main or exists (
              select 1 from contact_choices ch join contacts o on o.id = ch.contact_id
              where ch.customer_id = k.customer_id and ch.main))), false) end
      end`.execute(database.db)
  ).rows

/** Once nothing is pinned any more, what is there is what a read from scratch finds. */
const releasedIsFromScratch = async (world: World): Promise<void> => {
  await releaseIn(world)
  world.clock.move({ minutes: 30 })
  await world.run()
  const released = await world.seen()
  await world.dropDerived()
  world.clock.move({ minutes: 30 })
  await world.run()
  expect(await world.seen()).toEqual(released)
}
