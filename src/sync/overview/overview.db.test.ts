import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import { overviewOf } from './overview.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 60 })
})
afterAll(() => world.close())

const look = () => world.database.transaction((tx) => overviewOf(tx, world.workspaceId, world.clock.now()))

const countOf = async (query: ReturnType<typeof sql<{ count: number }>>): Promise<number> =>
  (await query.execute(world.database.db)).rows[0]?.count ?? 0

test('before the first run all pictures are empty', async () => {
  expect(await look()).toEqual({
    customers: 0,
    matches: {},
    contacts: [],
    managers: { top: [], others: { people: 0, customers: 0 }, unassigned: 0 },
    problems: { days: [], kinds: [] },
    runs: [],
  })
})

test('every customer is in each picture once, and the figures are those of the rows', async () => {
  const run = await world.run()
  const found = await look()
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
  expect(found.customers).toBe(60)
  expect(sum(Object.values(found.matches))).toBe(60)
  expect(found.matches).toEqual(run.counts?.matches)
  expect(sum(found.contacts.map(({ customers }) => customers))).toBe(60)
  expect(sum(found.contacts.map(({ contacts }) => contacts))).toBe(
    await countOf(sql`select count(*) as count from contacts`),
  )
  const { top, others, unassigned } = found.managers
  expect(sum([...top.map(({ customers }) => customers), others.customers, unassigned])).toBe(60)
  expect(top.length + others.people).toBe(
    await countOf(sql`select count(distinct user_id) as count from assignments`),
  )
  expect(top.map(({ customers }) => customers)).toEqual(
    top.map(({ customers }) => customers).toSorted((one, other) => other - one),
  )
  expect(top.length).toBeLessThanOrEqual(10)
})

test('problems are those that are open now, kind by kind', async () => {
  const { problems } = await look()
  for (const { kind, open } of problems.kinds) {
    const stored = await countOf(
      sql`select count(*) as count from problems where kind = ${kind} and closed_at is null`,
    )
    expect(open.at(-1), kind).toBe(stored)
    expect(open).toHaveLength(problems.days.length)
  }
})

test('runs stand oldest first, with how much each changed', async () => {
  world.clock.move({ minutes: 30 })
  const second = await world.run()
  const { runs } = await look()
  expect(runs.map(({ id }) => id).at(-1)).toBe(second.id)
  const [first, last] = runs
  const changed = await countOf(
    sql`select (select count(*) from contact_changes where run_id = ${first?.id})
      + (select count(*) from changes where run_id = ${first?.id} and about <> 'match') as count`,
  )
  expect(first).toMatchObject({ kind: 'sync', state: 'complete', applied: true, changes: changed })
  expect(last).toMatchObject({ changes: 0, milliseconds: 0 })
})

test('customers nobody has looked for in Salesforce are told as such', async () => {
  await sql`delete from matches where customer_id = (select min(customer_id::text)::uuid from matches)`.execute(
    world.database.db,
  )
  expect((await look()).matches.not_connected).toBe(1)
})
