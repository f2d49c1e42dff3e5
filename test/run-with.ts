import type { SyncParts } from '../src/sync/run/execute.ts'
import { executeRun } from '../src/sync/run/execute.ts'
import { requestRun } from '../src/sync/run/request.ts'
import { runById, type RunAnswer } from '../src/sync/run/answers.ts'
import type { World } from './world.ts'

/** Asks for a run of everything, and answers its id: that of the one under way where there is one. */
export const askFor = async ({ parts, workspaceId, clock }: World): Promise<string> => {
  const { run } = await parts.connections.database.transaction((tx) =>
    requestRun(tx, parts.jobs, {
      workspaceId,
      kind: 'sync',
      trigger: 'manual',
      reason: 'a test',
      reads: ['billing', 'salesforce'],
      by: { userId: null, name: 'Noor Haddad' },
      now: clock.now(),
    }),
  )
  return run.id
}

/** One whole run with another outside, or read another way, than the world's own. */
export const runWith = async (world: World, parts: SyncParts): Promise<RunAnswer> => {
  const id = await askFor(world)
  await executeRun(parts, id, new AbortController().signal)
  const ended = await runById(world.database.db, world.workspaceId, id)
  if (!ended) throw new Error('the run is gone')
  return ended
}
