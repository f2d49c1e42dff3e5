import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../../src/db/db.ts'
import { foresee } from '../../src/sync/plan/foresee/foresee.ts'
import type { Planned } from '../../src/sync/plan/planned.ts'
import { applyPlan, startPreview } from '../../src/sync/previews/decide.ts'
import { requestRun } from '../../src/sync/run/request.ts'
import type { RunAnswer } from '../../src/sync/run/answers.ts'
import type { World } from '../world.ts'
import { happen, openCompany } from './play.ts'
import { forgotten, plain } from './play-undo.ts'
import type { PreviewHistory, PreviewRound } from './previewing.ts'

/**
 * Plays one history. Rejects where a preview changes anything, where its approval changes anything else than the lines
 * it showed, or where the numbers given at once are not those of the plan.
 */
export const playPreview = async (
  database: Database,
  { seed, accounts, rounds }: PreviewHistory,
): Promise<void> => {
  const world = await openCompany(database, { ...plain, seed, accounts })
  try {
    expect(await world.run()).toMatchObject({ state: 'complete' })
    for (const round of rounds) await playRound(world, round)
  } finally {
    await world.close()
  }
}

const playRound = async (world: World, { events, settings, read, between }: PreviewRound): Promise<void> => {
  await happen(world, forgotten(), events)
  world.clock.move({ minutes: 30 })
  const before = await rowsOf(world)
  const atOnce = await foreseenNumbers(world, settings)
  const preview = await world.carryOut((tx) =>
    startPreview(tx, world.parts, actor(world), { settings, read }, world.clock.now()),
  )
  expect(preview).toMatchObject({ state: 'complete', applied: false, canApply: true })
  expect(await rowsOf(world)).toEqual(before)
  if (read === 'nothing' && onlySwitches(settings) && !(await pending(world)))
    expect(atOnce).toEqual(await plannedNumbers(world, preview))
  if (between) await meanwhile(world, between)
  // A person may have chosen another main contact meanwhile.
  const then = await rowsOf(world)
  const after = applied(then, await linesOf(world, preview.id))
  const done = await world.carryOut((tx) =>
    applyPlan(tx, world.parts, actor(world), preview.id, world.clock.now()),
  )
  if (done.state === 'held') {
    expect(between).not.toBeNull()
    expect(done.brakes).toMatchObject([{ brake: 'moved' }])
    expect(await rowsOf(world)).toEqual(then)
  } else {
    expect(done).toMatchObject({ state: 'complete', applied: true })
    expect(await rowsOf(world)).toEqual(after)
  }
}

/** Things happen, and the mirrors hear of it, before anybody approves. */
const meanwhile = async (world: World, between: NonNullable<PreviewRound['between']>): Promise<void> => {
  await happen(world, forgotten(), between)
  world.clock.move({ minutes: 30 })
  const { parts, workspaceId, clock } = world
  await world.carryOut(async (tx) => {
    const asked = { kind: 'read', trigger: 'manual', reason: 'a test', by: actor(world) } as const
    const reads = ['billing', 'salesforce'] as const
    const { run } = await requestRun(tx, parts.jobs, { ...asked, workspaceId, reads, now: clock.now() })
    return run
  })
}

const actor = ({ workspaceId }: World) =>
  ({
    workspaceId,
    userId: null,
    name: 'Noor Haddad',
    role: 'owner',
    via: 'browser',
    sessionId: null,
  }) as const

interface Numbers {
  readonly contacts: readonly number[]
  readonly mains: number
  readonly managers: number
}

/** Only what switching does: a plan for other settings, or with news of the sources, holds more. */
export const foreseenNumbers = (world: World, settings: Planned): Promise<Numbers> =>
  world.database.transaction(async (tx) => {
    const { measures, answer } = await foresee(tx, world.workspaceId, settings)
    const { arriving, leaving } = answer.contacts
    const mains = answer.contacts.mainContactsChanging
    return { contacts: [arriving, leaving], mains, managers: measures.managersChanged }
  })

/** The same of a plan. Who keeps the same account manager by another way changes nothing. */
export const plannedNumbers = async ({ database }: World, { id, counts }: RunAnswer): Promise<Numbers> => {
  const { rows } = await sql`select 1 from changes where run_id = ${id} and about = 'account_manager'
    and change <> 'created' and before ->> 'userId' is distinct from after ->> 'userId'`.execute(database.db)
  const mains = await sql`select 1 from contact_changes p
    join contacts k on k.customer_id = p.customer_id and k.is_main
    where p.run_id = ${id} and p.change = 'created' and p.is_main and lower(k.email) <> lower(p.email)`.execute(
    database.db,
  )
  return {
    mains: mains.rows.length,
    contacts: [counts?.contacts.created ?? -1, counts?.contacts.removed ?? -1],
    managers: rows.length,
  }
}

const onlySwitches = ({ unmatched, sharedAccounts }: Planned): boolean =>
  unmatched === undefined && sharedAccounts === undefined

/** Has a source said something that no run has taken up? */
const pending = async ({ database, workspaceId }: World): Promise<boolean> =>
  (await sql`select 1 from touched where workspace_id = ${workspaceId} limit 1`.execute(database.db)).rows
    .length > 0

type Rows = ReadonlyMap<string, unknown>

/** Every row finance looks at, whole, by what it is. */
const rowsOf = async ({ database: { db }, workspaceId }: World): Promise<Rows> => {
  const { rows } = await sql<{ key: string; row: unknown }>`
    select 'customer ' || id as key, json_build_object('name', name, 'externalId', external_id) as row
    from customers where workspace_id = ${workspaceId}
    union all
    select 'contact ' || id, ${contactRow} from contacts k where workspace_id = ${workspaceId}
    union all
    select 'manager ' || customer_id, json_build_object('userId', user_id, 'source', source)
    from assignments where workspace_id = ${workspaceId}`.execute(db)
  return new Map(rows.map(({ key, row }) => [key, row]))
}

const contactRow = sql`json_build_object('customerId', k.customer_id, 'source', k.source, 'sourceId', k.source_id,
  'email', k.email, 'firstName', k.first_name, 'lastName', k.last_name, 'phone', k.phone, 'jobTitle', k.job_title,
  'isMain', k.is_main, 'createdAt', k.source_created_at)`

interface Line {
  readonly key: string
  readonly change: 'created' | 'changed' | 'removed'
  readonly row: unknown
}

const linesOf = async ({ database: { db } }: World, runId: string): Promise<readonly Line[]> =>
  (
    await sql<Line>`
      select 'contact ' || contact_id as key, change, ${contactRow} as row
      from contact_changes k where run_id = ${runId}
      union all
      select 'customer ' || customer_id, change,
        json_build_object('name', after ->> 'name', 'externalId', after ->> 'externalId')
      from changes where run_id = ${runId} and about = 'customer'
      union all
      select 'manager ' || customer_id, change,
        json_build_object('userId', after ->> 'userId', 'source', after ->> 'source')
      from changes where run_id = ${runId} and about = 'account_manager'`.execute(db)
  ).rows

/** What a reader of the lines expects: in plain words, without the database. */
const applied = (before: Rows, lines: readonly Line[]): Rows => {
  const after = new Map(before)
  for (const { key, change, row } of lines) {
    if (change === 'removed') after.delete(key)
    else after.set(key, row)
  }
  return after
}
