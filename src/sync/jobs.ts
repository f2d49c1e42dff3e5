import { sql } from 'kysely'
import * as z from 'zod'
import { transaction } from '../db/db.ts'
import type { Job } from '../jobs/jobs.ts'
import { dropStages } from '../mirror/mirror.ts'
import { executeRun, type SyncParts } from './run/execute.ts'
import { requestRun, runJob } from './run/request.ts'
import { resumeRuns } from './run/resume.ts'
import { unfinishedRuns } from './run/runs.ts'
import { nextDue, readSettings, writeSettings } from './settings.ts'

/** The work of this folder: carrying runs out, and noticing each minute which are due. */
export const syncJobs = (parts: SyncParts): readonly Job[] => [
  {
    name: runJob,
    data: z.object({ runId: z.uuid() }),
    // A worker that vanished counts as a try; a run itself decides when it has failed.
    retries: 20,
    run: (data, signal) => executeRun(parts, (data as { runId: string }).runId, signal),
  },
  {
    name: 'sync.due',
    data: z.object({}),
    retries: 0,
    cron: '* * * * *',
    run: async () => {
      await takeUpOrphans(parts)
      await startDueRuns(parts)
      await resumeRuns(parts)
    },
  },
]

/**
 * Starts the runs that are due. Of several processes one gets each workspace; slots missed while the machine was
 * off become one run.
 */
export const startDueRuns = async (parts: SyncParts): Promise<void> => {
  const { database, outside } = parts.connections
  const now = outside.clock.now()
  const started = await transaction(database.db, async (tx) => {
    const { rows } = await sql<{ workspace_id: string }>`
      select workspace_id from sync_settings where next_at <= ${now} for update skip locked`.execute(tx)
    for (const { workspace_id: workspaceId } of rows) {
      const settings = await readSettings(tx, workspaceId)
      await writeSettings(tx, workspaceId, { nextAt: nextDue(settings, now) })
      await requestRun(tx, parts.jobs, {
        workspaceId,
        kind: 'sync',
        trigger: 'schedule',
        reason: settings.scheduleMode === 'utc_hour' ? 'Every day at a fixed hour' : 'Every 24 hours',
        reads: ['billing', 'salesforce'],
        by: { userId: null, name: 'Schedule' },
        now,
      })
    }
    return rows.length
  })
  if (started > 0) parts.jobs.wake(runJob)
}

/** Puts right what a killed process left, and starts what was due meanwhile. */
export const recover = async (parts: SyncParts): Promise<void> => {
  const alive = await takeUpOrphans(parts)
  await dropStages(parts.connections.database.db, alive)
  await startDueRuns(parts)
  await resumeRuns(parts)
}

/**
 * Asks again for runs that nobody is at: their worker was killed, or the queue lost them. A run that is claimed has a
 * living worker and is left alone; what is asked for twice is done once. Answers the runs that are under way.
 */
const takeUpOrphans = async (parts: SyncParts): Promise<readonly string[]> => {
  const { database } = parts.connections
  const unfinished = await unfinishedRuns(database.db)
  const alive: string[] = []
  for (const runId of unfinished) {
    const release = await database.claim(runId)
    if (!release) alive.push(runId)
    else await release()
  }
  const orphans = unfinished.filter((runId) => !alive.includes(runId))
  if (orphans.length > 0) {
    await database.transaction(async (tx) => {
      for (const runId of orphans) await parts.jobs.ask(tx, runJob, { runId })
    })
    parts.jobs.wake(runJob)
  }
  return alive
}
