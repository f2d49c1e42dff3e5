import { OutOfBudget, SignInAgain, TryLater, type Fault } from '../../base/errors.ts'
import type { SourcesRead } from './read-sources.ts'
import type { Run, RunEnd } from './runs.ts'

const minute = 60_000
/** Pauses before a source that was away is tried again; after the last the daily run has to do. */
const pauses = [15 * minute, 60 * minute, 4 * 60 * minute]
/** Calls fall out of the org's day one by one: looking once an hour costs little. */
const budgetPause = 60 * minute

/**
 * How a run ended, from what became of its sources, and when another goes on with what it could not finish.
 *
 * Rule: `complete` only when every source was read and proven. Out of calls or out of a grant it is `stopped`: it goes
 * on by itself, or when a person signed in again. Otherwise `partial` with some sources, or without something a person
 * chose to read, and `failed` with none.
 */
export const verdict = (
  sources: SourcesRead,
  { tries, kind }: Pick<Run, 'tries' | 'kind'>,
  now: Date,
): Pick<RunEnd, 'state' | 'problem' | 'receipt' | 'calls' | 'resumeAt'> => {
  const { faults, problems, attempted, crm, billing, calls } = sources
  const told = [...faults.map((fault) => fault.explanation), ...problems]
  return {
    state: stateOf(faults, problems.length > 0, attempted),
    problem: told[0] ?? null,
    calls,
    receipt: { crm, billing, problems: told },
    // Somebody waits for a preview: they can ask again.
    resumeAt: kind === 'preview' ? null : earliest(faults.map((fault) => resumeOf(fault, tries, now))),
  }
}

const stateOf = (faults: readonly Fault[], lacking: boolean, attempted: number): RunEnd['state'] => {
  if (faults.length === 0) return lacking ? 'partial' : 'complete'
  if (faults.some((fault) => fault instanceof OutOfBudget || fault instanceof SignInAgain)) return 'stopped'
  return faults.length < attempted ? 'partial' : 'failed'
}

const resumeOf = (fault: Fault, tries: number, now: Date): Date | null => {
  const soonest = (pause: number): Date => new Date(now.getTime() + pause)
  if (fault instanceof OutOfBudget)
    return fault.resumeAt && fault.resumeAt > now ? fault.resumeAt : soonest(budgetPause)
  const pause = pauses[tries]
  if (!(fault instanceof TryLater) || pause === undefined) return null
  return fault.retryAt && fault.retryAt > soonest(pause) ? fault.retryAt : soonest(pause)
}

const earliest = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((found, one) => (one && (!found || one < found) ? one : found), null)
