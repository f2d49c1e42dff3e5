import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import { recover, startDueRuns } from './jobs.ts'
import { takeRun, unfinishedRuns } from './run/runs.ts'
import { readSettings } from './settings.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 5 })
})
afterAll(() => world.close())

const runs = async (): Promise<{ id: string; trigger: string; state: string }[]> =>
  (
    await sql<{
      id: string
      trigger: string
      state: string
    }>`select id, trigger, state from runs order by queued_at`.execute(world.database.db)
  ).rows

test('a slot missed for days becomes one run, and the next slot lies ahead', async () => {
  const enabledAt = world.clock.now()
  await world.settings({ enabledAt, nextAt: new Date(enabledAt.getTime() + 86_400_000) })
  await startDueRuns(world.parts)
  expect(await runs()).toEqual([])
  world.clock.move({ days: 5, minutes: 3 })
  await startDueRuns(world.parts)
  await startDueRuns(world.parts)
  expect(await runs()).toMatchObject([{ trigger: 'schedule', state: 'queued' }])
  const { nextAt } = await readSettings(world.database.db, world.workspaceId)
  expect(nextAt).toEqual(new Date(enabledAt.getTime() + 6 * 86_400_000))
})

test('a run whose worker is gone is asked for again, one whose worker lives is left alone', async () => {
  const [waiting] = await runs()
  const id = waiting?.id ?? ''
  await takeRun(world.database.db, id, world.clock.now())
  const asked: unknown[] = []
  const parts = {
    ...world.parts,
    jobs: { ...world.parts.jobs, ask: async (_: unknown, __: string, data: object) => void asked.push(data) },
  }
  const release = await world.database.claim(id)
  await recover(parts)
  expect(asked).toEqual([])
  await release?.()
  await recover(parts)
  expect(asked).toEqual([{ runId: id }])
  expect(await unfinishedRuns(world.database.db)).toEqual([id])
})

test('stages of runs that are no more are dropped', async () => {
  await sql`create unlogged table stage_00000000000000000000000000000000_contact (id text)`.execute(
    world.database.db,
  )
  await recover(world.parts)
  const { rows } = await sql`select 1 from pg_class where relname like 'stage\_000%'`.execute(
    world.database.db,
  )
  expect(rows).toEqual([])
})
