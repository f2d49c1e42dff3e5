import { Fault, type Explanation } from '../../base/errors.ts'
import type { ConnectionParts } from '../../connections/connections.ts'
import type { Tx } from '../../db/db.ts'
import { diskFull } from '../../db/disk-full.ts'
import { renewStatistics } from '../../db/statistics.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { mirrorTables } from '../../mirror/mirror.ts'
import { linesOf } from '../plan/counts.ts'
import { conclude } from './conclude.ts'
import { reportProgress, Superseded } from './progress.ts'
import { readSources, type ReadingChoices, type SourcesRead } from './read-sources.ts'
import { finishRun, type RunEnded } from './finish.ts'
import { takeRun, type Run } from './runs.ts'

export interface SyncParts {
  readonly connections: ConnectionParts
  readonly jobs: Jobs
  /** For tests that want every way of reading also in a small org. */
  readonly reading?: ReadingChoices
  /** Hears of every run that ends, in the transaction that ends it. */
  readonly ended?: (tx: Tx, ended: RunEnded) => Promise<void>
}

/**
 * One run, from taking it to its receipt: read → match → plan → apply.
 *
 * May be killed at any instant: until the last transaction nothing a person sees has changed, and that transaction
 * carries the customers, the history and the end of the run together. Taken again, it begins anew. Rejects only
 * when it was told to stop, so that the queue hands it out again.
 */
export const executeRun = async (parts: SyncParts, runId: string, signal: AbortSignal): Promise<void> => {
  const release = await parts.connections.database.claim(runId)
  // Somebody is at work on it: this is a second delivery of the same job.
  if (!release) return
  try {
    await carryOut(parts, runId, signal)
  } finally {
    await release()
  }
}

const carryOut = async (parts: SyncParts, runId: string, signal: AbortSignal): Promise<void> => {
  const { database, outside } = parts.connections
  const run = await takeRun(database.db, runId, outside.clock.now())
  if (!run) return
  let written: number
  try {
    const sources = await read(parts, run, signal)
    await renewStatistics(database.db, rowsWritten(sources), Object.values(mirrorTables))
    const counts = await conclude(parts, run, sources)
    // Not the sum: mostly the one is the cause of the other.
    written = Math.max(rowsWritten(sources), counts ? linesOf(counts) : 0)
  } catch (error) {
    if (error instanceof Superseded) return
    if (signal.aborted) throw error
    return fail(parts, run, error)
  }
  // The run is over and kept. What comes now only tidies, and may fail without taking anything back.
  await database
    .settle(written)
    .catch((error: unknown) => outside.log.warn({ err: error }, 'tidying after the run failed'))
}

const read = async (parts: SyncParts, run: Run, signal: AbortSignal): Promise<SourcesRead> => {
  const phases = [
    ...(run.reads.includes('billing') ? (['billing'] as const) : []),
    ...(run.reads.includes('salesforce') ? (['users', 'accounts', 'contacts'] as const) : []),
    'plan' as const,
  ]
  const { database, outside } = parts.connections
  const progress = reportProgress(database.db, outside.clock, run, phases)
  await progress.enter('waiting')
  const sources = await readSources({
    parts: parts.connections,
    choices: parts.reading ?? {},
    run,
    progress,
    signal,
  })
  await progress.enter('plan')
  return sources
}

const rowsWritten = ({ crm, billing }: SourcesRead): number =>
  [...crm, ...billing].reduce((sum, { stored, removed }) => sum + stored + removed, 0)

const fail = async (parts: SyncParts, run: Run, error: unknown): Promise<void> => {
  const { database, outside } = parts.connections
  const fault = error instanceof Fault ? error : diskFull(error)
  const problem = fault?.explanation ?? ourFault
  outside.log.error({ err: error, run: run.id }, 'run failed')
  const end = {
    state: 'failed',
    counts: null,
    receipt: { problems: [problem] },
    problem,
    calls: 0,
    resumeAt: null,
    now: outside.clock.now(),
    applied: false,
  } as const
  await database.transaction((tx) => finishRun(tx, parts, run, end))
}

const ourFault: Explanation = {
  code: 'internal',
  what: 'Something went wrong on our side.',
  means: 'The run stopped and nothing was changed. Your customers are as they were.',
  who: 'Whoever runs this machine',
  how: 'Look at the log of this moment, and synchronize again.',
}
