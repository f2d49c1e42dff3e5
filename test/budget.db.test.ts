import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { resumeRuns } from '../src/sync/run/resume.ts'
import { executeRun } from '../src/sync/run/execute.ts'
import { openWorld, type World } from './world.ts'

// How a run lives with the calls an org gives it: it stops in time, keeps what it has read, and goes on by itself.

let world: World
afterEach(() => world.close())

const openSmall = async (): Promise<World> => {
  world = await openWorld({ customers: 60, contactsPerAccount: 3 })
  world.sandbox.org.pageSize = 20
  return world
}

/** What a fresh reader of the same org and billing tool would see. */
const fromScratch = async (): Promise<string[]> => {
  await world.dropDerived()
  expect(await world.run()).toMatchObject({ state: 'complete' })
  return world.seen()
}

/** Carries out the runs that are due by now; answers their states. */
const goOn = async (): Promise<{ state: string; reason: string; tries: number }[]> => {
  await resumeRuns(world.parts)
  const { db } = world.database
  const waiting = await sql<{ id: string }>`select id from runs where state = 'queued'`.execute(db)
  for (const { id } of waiting.rows) await executeRun(world.parts, id, new AbortController().signal)
  const ids = waiting.rows.map(({ id }) => id)
  return (
    await sql<{ state: string; reason: string; tries: number }>`
      select state, reason, tries from runs where id = any (${ids}::uuid[])`.execute(db)
  ).rows
}

const pagesAsked = (): number => world.sandbox.org.usage.used

test('out of its share, a run stops with what it has, and goes on from there by itself', async () => {
  await openSmall()
  world.sandbox.org.usage.max = 1_000
  await world.settings({ callShare: 1 })
  const stopped = await world.run()
  expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'call_share_spent' }, calls: 10 })
  expect(stopped.problem?.what).toContain('10 of 1,000')
  expect(stopped.resumeAt).not.toBeNull()
  expect((await world.seen()).some((line) => line.startsWith('contact') && line.includes('salesforce'))).toBe(
    false,
  )
  expect(await goOn()).toEqual([])
  // The day after, ten more calls, and so on to the end; nothing read is read again.
  const states: string[] = []
  const before = pagesAsked()
  for (let day = 1; day <= 6 && states.at(-1) !== 'complete'; day++) {
    world.clock.move({ minutes: 24 * 60 + 1 })
    for (const { state, reason } of await goOn()) {
      states.push(state)
      expect(reason).toBe('Going on where the last run stopped')
    }
  }
  expect(states).toEqual(['stopped', 'complete'])
  expect(pagesAsked() - before).toBeLessThanOrEqual(14)
  await world.settings({ callShare: 100 })
  const seen = await world.seen()
  expect(seen.filter((line) => line.includes('salesforce')).length).toBeGreaterThan(100)
  expect(await fromScratch()).toEqual(seen)
})

test('at the level of all tools together a run stops, and looks again every hour', async () => {
  await openSmall()
  await world.run()
  const yesterday = await world.seen()
  const { org } = world.sandbox
  org.usage.max = 100_000
  org.usage.used = 80_500
  org.changes.update('Contact', org.table('Contact').id(3), { Title: 'Seen when calls are free' })
  const stopped = await world.run()
  expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'org_calls_high' }, calls: 1 })
  expect(await world.seen()).toEqual(yesterday)
  world.clock.move({ minutes: 61 })
  expect(await goOn()).toMatchObject([{ state: 'stopped' }])
  org.usage.used = 100
  world.clock.move({ minutes: 61 })
  expect(await goOn()).toMatchObject([{ state: 'complete' }])
  expect((await world.seen()).some((line) => line.includes('Seen when calls are free'))).toBe(true)
})

test('a source that was away is tried again, later each time, and not for ever', async () => {
  await openSmall()
  await world.run()
  world.sandbox.org.faults.add({ match: '/services/data/', kind: 'html', status: 503, times: -1 })
  expect(await world.run()).toMatchObject({ state: 'partial' })
  const tried: (number | undefined)[] = []
  for (const minutes of [14, 2, 58, 3, 239, 2, 24 * 60]) {
    world.clock.move({ minutes })
    tried.push((await goOn())[0]?.tries)
  }
  expect(tried).toEqual([undefined, 1, undefined, 2, undefined, 3, undefined])
})

test('what a person asks for takes the place of what was to be gone on with', async () => {
  await openSmall()
  world.sandbox.org.usage.max = 1_000
  await world.settings({ callShare: 1 })
  expect(await world.run()).toMatchObject({ state: 'stopped' })
  await world.settings({ callShare: 100 })
  const rest = await world.run()
  expect(rest).toMatchObject({ state: 'complete' })
  world.clock.move({ minutes: 25 * 60 })
  expect(await goOn()).toEqual([])
  // Together they cost what one costs, but for asking twice what there is, and for a page begun anew.
  await world.dropDerived()
  const whole = await world.run()
  expect(10 + rest.calls).toBeLessThanOrEqual(whole.calls + 4)
})

test('a settings change does not wait for calls', async () => {
  await openSmall()
  await world.run()
  world.sandbox.org.usage.max = 1_000
  world.sandbox.org.usage.used = 900
  expect(await world.run()).toMatchObject({ state: 'stopped' })
  await world.settings({ contacts: false })
  expect(await world.run([])).toMatchObject({ state: 'complete', calls: 0 })
  expect(
    (await world.seen()).some((line) => line.startsWith('contact') && line.includes('| salesforce |')),
  ).toBe(false)
  world.clock.move({ minutes: 61 })
  expect(await goOn()).toHaveLength(1)
})

test('the jobs of a run that broke off are gone on with, or removed', async () => {
  const byJobs = { wholeUpTo: 0, sweepEveryMs: 0, bulkFrom: 1, bulkPageRows: 50 }
  world = await openWorld({ customers: 60, contactsPerAccount: 3 }, undefined, byJobs)
  const { org } = world.sandbox
  const left = async (): Promise<number> =>
    (await sql<{ count: number }>`select count(*) as count from bulk_jobs`.execute(world.database.db)).rows[0]
      ?.count ?? 0
  const alive = (): number => org.jobs.all(world.clock.now().getTime()).length
  const breakOff = async (): Promise<void> => {
    // For good, in the middle of the contacts' results.
    org.faults.add({ match: 'GET .*/results.*locator', kind: 'status', status: 503, skip: 2, times: -1 })
    expect(await world.run()).toMatchObject({ state: 'partial' })
    expect([alive(), await left()]).toEqual([1, 1])
    org.faults.clear()
  }
  await breakOff()
  const made = org.jobs.created
  expect(await world.run()).toMatchObject({ state: 'complete' })
  const seen = await world.seen()
  // Made after the break: none but for the rows that changed meanwhile.
  expect([org.jobs.created - made, alive(), await left()]).toEqual([0, 0, 0])
  expect(await fromScratch()).toEqual(seen)
  // Gone from Salesforce: the read begins anew.
  await world.dropDerived()
  await breakOff()
  org.jobs.clear()
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect([alive(), await left()]).toEqual([0, 0])
  expect(await world.seen()).toEqual(seen)
  // Too old to go on with: the job is removed, the read begins anew.
  await world.dropDerived()
  await breakOff()
  world.clock.move({ days: 3 })
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect([alive(), await left()]).toEqual([0, 0])
  expect(await world.seen()).toEqual(seen)
})

// Calls do not depend on the engine, so the largest size is run on one of them.
const sizes = process.env.TEST_ENGINE === 'postgres' ? [10, 1_000, 50_000] : [10, 1_000]

test.each(sizes)('a run of %i customers has a ceiling of calls', async (customers) => {
  world = await openWorld({ customers, accounts: customers, contactsPerAccount: 1 }, undefined, {})
  const before = world.sandbox.org.usage.used
  const first = await world.run()
  expect(first).toMatchObject({ state: 'complete' })
  expect(world.sandbox.org.usage.used - before).toBe(first.calls)
  world.clock.move({ minutes: 24 * 60 })
  world.sandbox.org.changes.updateEvery('Contact', 100, { Title: 'Seen today' })
  world.sandbox.org.changes.updateEvery('Account', 100, { Name: 'Seen today' })
  const daily = await world.run()
  expect(daily).toMatchObject({ state: 'complete' })
  expect([first.calls, daily.calls]).toEqual(ceiling[customers])
})

// Small orgs: all questions in one call, then each object whole. From 10,000 rows on by jobs: make, watch, fetch, remove.
// The day after, the first call is refused, because the session is over by then.
const ceiling: Readonly<Record<number, readonly [number, number]>> = {
  10: [5, 5],
  1_000: [5, 5],
  50_000: [16, 15],
}
