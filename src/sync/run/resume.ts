import { transaction } from '../../db/db.ts'
import type { SyncParts } from './execute.ts'
import { requestRun, runJob } from './request.ts'
import { takeResumable } from './runs.ts'

/** Starts the runs that go on with what stopped ones could not finish. Of several processes one gets each. */
export const resumeRuns = async (parts: SyncParts): Promise<void> => {
  const { database, outside } = parts.connections
  const now = outside.clock.now()
  const started = await transaction(database.db, async (tx) => {
    const due = await takeResumable(tx, now)
    for (const { workspaceId, reads, kind, tries, state } of due) {
      await requestRun(tx, parts.jobs, {
        workspaceId,
        kind,
        trigger: 'resume',
        reason: state === 'stopped' ? 'Going on where the last run stopped' : 'Trying again what failed',
        reads,
        by: { userId: null, name: 'Schedule' },
        now,
        tries: tries + 1,
      })
    }
    return due.length
  })
  if (started > 0) parts.jobs.wake(runJob)
}
