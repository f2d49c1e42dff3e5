import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer } from '../../../test/at-customer.ts'
import { openWorld, type World } from '../../../test/world.ts'
import type { Tx } from '../../db/db.ts'
import { assignTo, putOff, takeUp } from './choices.ts'
import { countProblems, getProblem, listProblems, type Asked } from './list.ts'

// What people decide about problems survives runs, closing and coming back; figures follow the clock.

let world: World
let user: string
let customer: string
let id: string
beforeAll(async () => {
  world = await openWorld({ customers: 12 })
  const { rows } = await sql<{ id: string }>`
    insert into users (workspace_id, email, name, role, status)
    values (${world.workspaceId}, 'mia@lantern.example', 'Mia', 'member', 'joined') returning id`.execute(
    world.database.db,
  )
  user = rows[0]?.id ?? ''
  customer = addCustomer(world, 'not an id', '=Formula Ltd')
  await world.run()
  id = (await list({ kind: 'malformed', customer: `external:${customer}` })).problems[0]?.id ?? ''
})
afterAll(() => world.close())

const by = () => ({ workspaceId: world.workspaceId, name: 'Noor Haddad' })
const asking = () => ({ workspaceId: world.workspaceId, userId: user, now: world.clock.now() })
const within = <R>(work: (tx: Tx) => Promise<R>): Promise<R> => world.database.transaction(work)
const list = (asked: Partial<Asked> = {}) =>
  within((tx) => listProblems(tx, asking(), { snoozed: 'no', offset: 0, limit: 500, ...asked }))
const counts = () => within((tx) => countProblems(tx, asking()))
const problem = () => within((tx) => getProblem(tx, asking(), id))
const mend = (value: string): void =>
  world.sandbox.billing.update(customer, { metadata: { salesforce_account_id: value } })
const runLater = async (): Promise<void> => {
  world.clock.move({ minutes: 30 })
  await world.run()
}

test('given to a colleague, it is theirs, and still is when it comes back', async () => {
  await within((tx) => assignTo(tx, by(), [id], user))
  expect((await list({ assignee: 'me' })).problems).toMatchObject([{ id, assignee: { name: 'Mia' } }])
  expect((await list({ assignee: 'none' })).problems.some((one) => one.id === id)).toBe(false)
  expect((await counts()).mine).toBe(1)
  const before = await problem()
  mend(world.sandbox.org.table('Account').id(0))
  await runLater()
  const closed = await problem()
  expect(closed.closedAt).toBe(world.clock.now().toISOString())
  expect((await counts()).mine).toBe(0)
  mend('not an id')
  await runLater()
  const back = await problem()
  expect(back).toMatchObject({
    closedAt: null,
    assignee: { name: 'Mia' },
    since: world.clock.now().toISOString(),
  })
  expect(new Date(back.since) > new Date(before.since)).toBe(true)
  await runLater()
  expect((await problem()).since, 'one that stands keeps its beginning').toBe(back.since)
})

test('put off, it does not count until the day, closed and back again or not', async () => {
  const open = (await counts()).open
  const now = world.clock.now()
  const until = new Date(now.getTime() + 3 * 86_400_000)
  await within((tx) => putOff(tx, by(), [id], { until, reason: 'Sales is on it', now }))
  expect(await counts()).toMatchObject({ open: open - 1, mine: 0, snoozed: 1 })
  expect((await list({ snoozed: 'yes' })).problems).toMatchObject([
    { id, snooze: { until: until.toISOString(), reason: 'Sales is on it', by: 'Noor Haddad' } },
  ])
  mend(world.sandbox.org.table('Account').id(0))
  await runLater()
  mend('not an id')
  await runLater()
  expect((await problem()).snooze).not.toBeNull()
  expect((await list()).problems.some((one) => one.id === id)).toBe(false)
  world.clock.move({ days: 3 })
  expect((await problem()).snooze).toBeNull()
  expect((await list()).problems.some((one) => one.id === id)).toBe(true)
  expect(await counts()).toMatchObject({ snoozed: 0, mine: 1 })
})

test('taken up again, it counts at once', async () => {
  const now = world.clock.now()
  const until = new Date(now.getTime() + 86_400_000)
  await within((tx) => putOff(tx, by(), [id], { until, reason: 'Later', now }))
  await within((tx) => takeUp(tx, world.workspaceId, id))
  expect(await counts()).toMatchObject({ snoozed: 0, mine: 1 })
})

test('refuses a moment that has passed, a colleague who cannot sign in, and a problem nobody knows', async () => {
  const now = world.clock.now()
  await expect(
    within((tx) => putOff(tx, by(), [id], { until: now, reason: 'Now', now })),
  ).rejects.toMatchObject({ explanation: { code: 'snooze_past' } })
  const owner = await sql<{ id: string }>`
    select id from users where workspace_id = ${world.workspaceId} and status = 'created' limit 1`.execute(
    world.database.db,
  )
  await expect(within((tx) => assignTo(tx, by(), [id], owner.rows[0]?.id ?? ''))).rejects.toMatchObject({
    explanation: { code: 'assignee_unknown' },
  })
  await expect(
    within((tx) => getProblem(tx, asking(), '00000000-0000-4000-8000-000000000000')),
  ).rejects.toMatchObject({ explanation: { code: 'problem_unknown' } })
})

test('nobody sees, assigns or puts off what is another workspace’s', async () => {
  const other = '00000000-0000-4000-8000-000000000000'
  const now = world.clock.now()
  expect(
    await within((tx) =>
      putOff(tx, { workspaceId: other, name: 'X' }, [id], {
        until: new Date(now.getTime() + 1000),
        reason: 'x',
        now,
      }),
    ),
  ).toBe(0)
  expect(await within((tx) => assignTo(tx, { workspaceId: other }, [id], null))).toBe(0)
  expect(await within((tx) => countProblems(tx, { ...asking(), workspaceId: other }))).toEqual({
    open: 0,
    mine: 0,
    snoozed: 0,
  })
})

test('each day keeps its figure, by kind, also when the last one closes', async () => {
  const days = async (): Promise<[string, number][]> => {
    const { rows } = await sql<{ day: string; open: number }>`
      select day::text, open from problem_counts
      where workspace_id = ${world.workspaceId} and kind = 'malformed' order by day`.execute(
      world.database.db,
    )
    return rows.map(({ day, open }) => [day, open])
  }
  await runLater()
  const before = await days()
  const open = before.at(-1)?.[1] ?? 0
  mend(world.sandbox.org.table('Account').id(0))
  world.clock.move({ days: 1 })
  await world.run()
  const after = await days()
  expect(after).toHaveLength(before.length + 1)
  expect(after.at(-1)?.[1]).toBe(open - 1)
})

test('kinds are counted whichever is looked at, and a search finds customers, ids and values', async () => {
  mend('not an id')
  await runLater()
  const all = await list()
  const one = await list({ kind: 'malformed' })
  expect(one.groups).toEqual(all.groups)
  expect(one.total).toBe(one.problems.length)
  expect(all.total).toBe(all.groups.reduce((sum, { open }) => sum + open, 0))
  for (const search of ['=formula', customer.toUpperCase(), 'not an ID'])
    expect((await list({ search, kind: 'malformed' })).problems).toMatchObject([{ id }])
  expect((await list({ search: '%' })).total).toBe(0)
})

test('closed for more than 90 days, it is forgotten with what was decided about it', async () => {
  mend(world.sandbox.org.table('Account').id(0))
  await runLater()
  world.clock.move({ days: 89 })
  await world.run()
  expect((await problem()).assignee).toMatchObject({ name: 'Mia' })
  world.clock.move({ days: 2 })
  await world.run()
  await expect(problem()).rejects.toMatchObject({ explanation: { code: 'problem_unknown' } })
  mend('not an id')
  await runLater()
  expect(await problem()).toMatchObject({ closedAt: null, assignee: null })
})

test('a mistake of ours in looking for problems takes no run back', async () => {
  await sql`alter table problems rename to problems_away`.execute(world.database.db)
  expect(await world.run()).toMatchObject({ state: 'complete' })
  await sql`alter table problems_away rename to problems`.execute(world.database.db)
  await runLater()
  expect((await list()).total).toBeGreaterThan(0)
})
