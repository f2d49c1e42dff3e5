import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { runChanges } from '../../customers/customers.ts'
import { behind } from '../brakes/rows.ts'
import type { Planned } from '../plan/planned.ts'
import { listRuns, runById, type RunAnswer } from '../run/answers.ts'
import { previewCustomer } from './customer.ts'
import { applyPlan, discardPlan, startPreview } from './decide.ts'

const database: Database = await openTestDatabase()
afterAll(() => database.close())

const usual = { contactsFall: 20, lastContact: 0, managersChange: 20, oneInherits: 33, matchesFall: 10 }

let world: World
let by: Actor
beforeEach(async () => {
  world = await openWorld({}, database)
  by = {
    workspaceId: world.workspaceId,
    userId: null,
    name: 'Noor Haddad',
    role: 'owner',
    via: 'browser',
    sessionId: null,
  }
  await world.run()
  await world.safety(usual)
  world.clock.move({ minutes: 60 })
  return () => world.close()
})

const now = () => world.clock.now()
const preview = (settings: Planned = {}, read: 'everything' | 'nothing' = 'nothing') =>
  world.carryOut((tx) => startPreview(tx, world.parts, by, { settings, read }, now()))
const approve = (id: string) => world.carryOut((tx) => applyPlan(tx, world.parts, by, id, now()))
const again = async (id: string): Promise<RunAnswer> => {
  const found = await runById(database.db, world.workspaceId, id)
  if (!found) throw new Error('the run is gone')
  return found
}
/** Runs that wait for a person, by id. */
const waiting = async (): Promise<readonly string[]> => {
  const { runs, total } = await listRuns(database.db, world.workspaceId, {
    waiting: true,
    offset: 0,
    limit: 1,
  })
  expect(total).toBe(runs.length)
  return runs.map(({ id }) => id)
}
const rowsOf = (run: RunAnswer, brake?: RunAnswer['brakes'][number]['brake']) =>
  database.transaction(async (tx) => {
    const among = await behind(tx, run.id, brake)
    return runChanges(tx, world.workspaceId, run.id, { offset: 0, limit: 500, among })
  })

/** Half of the contacts are deleted in Salesforce. Answers their ids. */
const loseHalf = (): readonly string[] => {
  const { org } = world.sandbox
  const contacts = org.table('Contact')
  const live = Array.from({ length: contacts.size }, (_, index) => index).filter(
    (index) => contacts.life(index) === 0,
  )
  const gone = live.filter((_, at) => at % 2 === 0).map((index) => contacts.id(index))
  for (const id of gone) org.changes.softDelete('Contact', id)
  return gone
}

describe('a bad day', () => {
  test('is held with its rows, and nothing of it is applied', async () => {
    const yesterday = await world.seen()
    loseHalf()
    const held = await world.run()
    expect(held).toMatchObject({ state: 'held', applied: false, canApply: true, decision: null })
    expect(held.brakes.map(({ brake }) => brake)).toContain('contacts_fall')
    expect(held.problem).toMatchObject({ code: 'held', what: held.brakes[0]?.what })
    for (const { brake, count } of held.brakes) {
      const { total } = await rowsOf(held, brake)
      if (brake === 'contacts_fall') expect(total).toBeGreaterThanOrEqual(count)
      else expect(total).toBeGreaterThan(0)
    }
    expect(await waiting()).toEqual([held.id])
    expect(await world.seen()).toEqual(yesterday)
  })

  test('approved, it is applied to the letter', async () => {
    loseHalf()
    const held = await world.run()
    const shown = await rowsOf(held)
    expect(held.appliedBy).toBeNull()
    const done = await approve(held.id)
    expect(done).toMatchObject({ state: 'complete', applied: true, approves: held.id, counts: held.counts })
    expect((await rowsOf(done)).lines.map(sameLine)).toEqual(shown.lines.map(sameLine))
    expect(await again(held.id)).toMatchObject({
      canApply: false,
      decision: { what: 'applied', by: 'Noor Haddad' },
      appliedBy: done.id,
    })
    expect(done.appliedBy).toBeNull()
    expect(await waiting()).toEqual([])
    const after = await world.seen()
    world.clock.move({ minutes: 60 })
    expect(await world.run()).toMatchObject({ state: 'complete' })
    expect(await world.seen()).toEqual(after)
  })

  test('discarded and mended, the next run is as if it had never been', async () => {
    const yesterday = await world.seen()
    const gone = loseHalf()
    const held = await world.run()
    await database.transaction((tx) => discardPlan(tx, by, held.id, now()))
    expect(await again(held.id)).toMatchObject({ decision: { what: 'discarded' }, canApply: false })
    expect(await waiting()).toEqual([])
    await expect(approve(held.id)).rejects.toMatchObject({ explanation: { code: 'plan_decided' } })
    for (const id of gone) world.sandbox.org.changes.undelete('Contact', id)
    world.clock.move({ minutes: 60 })
    expect(await world.run()).toMatchObject({ state: 'complete', applied: true })
    expect(await world.seen()).toEqual(yesterday)
  })

  test('is superseded by a later run, which is held for itself', async () => {
    loseHalf()
    const first = await world.run()
    world.clock.move({ minutes: 60 })
    const second = await world.run()
    expect(second).toMatchObject({ state: 'held', canApply: true })
    expect(await again(first.id)).toMatchObject({ decision: { what: 'superseded', by: null } })
    await expect(approve(first.id)).rejects.toMatchObject({ explanation: { code: 'plan_decided' } })
  })

  test('that went on after somebody looked says what moved, and asks anew', async () => {
    loseHalf()
    const held = await world.run()
    await sql`delete from mirror_contacts where connection_id in (
      select id from connections where workspace_id = ${world.workspaceId}) and id in (
      select source_id from contacts where workspace_id = ${world.workspaceId} and source = 'salesforce'
        and not exists (select 1 from contact_changes c where c.run_id = ${held.id} and c.contact_id = contacts.id)
      order by source_id limit 1)`.execute(database.db)
    const moved = await approve(held.id)
    expect(moved).toMatchObject({ state: 'held', applied: false, brakes: [{ brake: 'moved' }] })
    expect((await rowsOf(moved, 'moved')).total).toBeGreaterThan(0)
    expect(await waiting()).toEqual([moved.id])
    const done = await approve(moved.id)
    expect(done).toMatchObject({ state: 'complete', applied: true })
    const [first, second] = [await again(held.id), await again(moved.id)]
    expect([first.appliedBy, second.appliedBy]).toEqual([null, done.id])
  })
})

test('a source that shows nothing is held, and taken as the truth only when somebody says so, row by row', async () => {
  const yesterday = await world.seen()
  const { org } = world.sandbox
  const contacts = org.table('Contact')
  for (let index = 0; index < contacts.size; index++) org.permissions.hideRow(contacts.id(index), true)
  const doubted = await world.run()
  expect(doubted).toMatchObject({ state: 'held', brakes: [{ brake: 'emptied' }], canApply: true })
  const planned = await approve(doubted.id)
  expect(planned.state).toBe('held')
  expect(planned.brakes.map(({ brake }) => brake)).toContain('contacts_fall')
  expect(await world.seen()).toEqual(yesterday)
  expect(await approve(planned.id)).toMatchObject({ state: 'complete', applied: true })
  expect((await world.seen()).filter((line) => line.includes('| salesforce | 003'))).toEqual([])
})

describe('a preview', () => {
  test('of a switch changes nothing, and applied it switches and does exactly that', async () => {
    const before = await world.seen()
    const asked = await preview({ contacts: false, accountManagers: false, whenOff: 'clear' })
    expect(asked).toMatchObject({ kind: 'preview', state: 'complete', applied: false, canApply: true })
    expect(await world.seen()).toEqual(before)
    const shown = await rowsOf(asked)
    const done = await approve(asked.id)
    expect(done).toMatchObject({ state: 'complete', applied: true, counts: asked.counts })
    expect((await rowsOf(done)).lines.map(sameLine)).toEqual(shown.lines.map(sameLine))
    const { rows } = await sql`select contacts, account_managers from sync_settings
      where workspace_id = ${world.workspaceId}`.execute(database.db)
    expect(rows).toEqual([{ contacts: false, account_managers: false }])
    expect(await world.run()).toMatchObject({ state: 'complete' })
  })

  test('leaves what it was made from to the next run', async () => {
    const { org } = world.sandbox
    org.changes.update('Contact', org.table('Contact').id(0), { Title: 'Treasurer' })
    const asked = await preview({}, 'everything')
    expect(asked.counts?.contacts).toMatchObject({ changed: 1 })
    expect((await world.run([])).counts?.contacts).toMatchObject({ changed: 1 })
    expect(await again(asked.id)).toMatchObject({ decision: { what: 'superseded' } })
  })

  test('of one customer says what would happen there and nothing else', async () => {
    const { org } = world.sandbox
    const contact = org.table('Contact').id(0)
    org.changes.update('Contact', contact, { Title: 'Treasurer' })
    await preview({}, 'everything')
    const { rows } = await sql<{ id: string }>`select customer_id as id from contacts
      where workspace_id = ${world.workspaceId} and source_id = ${contact}`.execute(database.db)
    const before = await world.seen()
    const lines = await database.transaction((tx) =>
      previewCustomer(tx, world.workspaceId, rows[0]?.id ?? '', {
        planned: {},
        now: now(),
      }),
    )
    expect(lines).toMatchObject([
      { about: 'contact', change: 'changed', fields: [{ name: 'Job title', after: 'Treasurer' }] },
    ])
    expect(await world.seen()).toEqual(before)
  })

  test('does not start beside another run', async () => {
    await database.transaction((tx) =>
      startPreview(tx, world.parts, by, { settings: {}, read: 'nothing' }, now()),
    )
    await expect(preview()).rejects.toMatchObject({ explanation: { code: 'run_under_way' } })
  })
})

/** All a line says but when, by which run and under which number. */
const sameLine = ({ id: _, at: __, runId: ___, ...line }: { id: string; at: string; runId: string | null }) =>
  line
