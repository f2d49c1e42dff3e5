import { sql } from 'kysely'
import { recover } from '../../src/sync/jobs.ts'
import { executeRun } from '../../src/sync/run/execute.ts'
import type { World } from '../world.ts'

/**
 * As a process does when it starts: what a killed one left is put right and gone on with. Nothing else may use the
 * database meanwhile.
 */
export const takeUp = async (world: World): Promise<void> => {
  await recover(world.parts)
  const { rows } = await sql<{ id: string }>`select id from runs
    where workspace_id = ${world.workspaceId} and state in ('queued', 'running')`.execute(world.database.db)
  for (const { id } of rows) await executeRun(world.parts, id, new AbortController().signal)
}
