import { sql } from 'kysely'
import { releasePins } from '../src/sync/undo/pins.ts'
import { previewUndo } from '../src/sync/undo/preview.ts'
import { requestUndo } from '../src/sync/undo/request.ts'
import type { Undoes } from '../src/sync/undo/undone.ts'
import type { RunAnswer } from '../src/sync/run/answers.ts'
import type { World } from './world.ts'

/** Undoing in a world without doors, as the addresses do it. */

const noor = { userId: null, name: 'Noor Haddad' }

export type Extent = Omit<Undoes, 'runId'>
export const whole: Extent = { customerId: null, line: null }

/** Undoes a run, or a part of it. */
export const undoIn = (world: World, runId: string, extent: Extent = whole): Promise<RunAnswer> =>
  world.carryOut((tx) =>
    requestUndo(
      tx,
      world.parts.jobs,
      { ...noor, workspaceId: world.workspaceId },
      { runId, ...extent },
      world.clock.now(),
    ),
  )

export const previewIn = (world: World, runId: string, extent: Extent = whole) =>
  world.database.transaction((tx) =>
    previewUndo(tx, { ...noor, workspaceId: world.workspaceId }, { runId, ...extent }, world.clock.now()),
  )

/** Releases every pin of a run, or all there are. */
export const releaseIn = async (world: World, runId: string | null = null): Promise<number> =>
  world.database.transaction((tx) => releasePins(tx, world.workspaceId, { runId, customerId: null }))

/** How many lines a run left. */
export const linesOf = async ({ database }: World, runId: string): Promise<number> =>
  (
    await sql<{ count: number }>`select (select count(*) from contact_changes where run_id = ${runId})
      + (select count(*) from changes where run_id = ${runId}) as count`.execute(database.db)
  ).rows[0]?.count ?? 0
