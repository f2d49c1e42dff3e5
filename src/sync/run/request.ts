import { Refused } from '../../base/errors.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Tx } from '../../db/db.ts'
import { runById, type RunAnswer } from './answers.ts'
import { activeRun, insertRun, widenRun, type RunRequest } from './runs.ts'

export const runJob = 'sync.run'

/**
 * Asks for a run, as part of the transaction. A workspace runs one at a time: while one is under way it is widened
 * to do this too, or followed by another, so nothing that was asked for is forgotten.
 */
export const requestRun = async (
  tx: Tx,
  jobs: Pick<Jobs, 'ask'>,
  asked: RunRequest,
): Promise<{ run: RunAnswer; started: boolean }> => {
  const fresh = await insertRun(tx, asked)
  if (fresh) await jobs.ask(tx, runJob, { runId: fresh })
  const id = fresh ?? (await joinRun(tx, asked))
  if (!id) return requestRun(tx, jobs, asked)
  const run = await runById(tx, asked.workspaceId, id)
  if (!run) throw new Error('A run that was just written is not there.')
  return { run, started: fresh !== null }
}

/** Null when the run under way ended between the two looks. */
const joinRun = async (tx: Tx, asked: RunRequest): Promise<string | null> => {
  const active = await activeRun(tx, asked.workspaceId)
  if (!active) return null
  if (asked.kind === 'read') return active.id
  if (asked.kind !== 'sync' || asked.approves) throw busy()
  const missing = asked.reads.filter((source) => !active.reads.includes(source))
  const follows = { followUp: [...new Set([...(active.followUp ?? []), ...asked.reads])] }
  if (active.fixed) await widenRun(tx, active.id, follows)
  // It now also does what somebody else asked for, whatever the first one was shown.
  else if (active.state === 'queued')
    await widenRun(tx, active.id, { reads: [...active.reads, ...missing], expected: null })
  else
    await widenRun(
      tx,
      active.id,
      missing.length > 0
        ? { followUp: [...new Set([...(active.followUp ?? []), ...missing])], expected: null }
        : { expected: null },
    )
  return active.id
}

const busy = (): Refused =>
  new Refused(
    {
      code: 'run_under_way',
      what: 'A run is under way, and this needs the customers to itself.',
      means: 'Nothing was started.',
      how: 'Try again when it has ended; Activity shows how far it is.',
    },
    409,
  )
