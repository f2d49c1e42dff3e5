import { sql } from 'kysely'
import type { Explanation } from '../../base/errors.ts'
import type { StateChange } from '../../connections/connections.ts'
import type { Tx } from '../../db/db.ts'
import type { AlertParts } from './parts.ts'
import { readAlertSettings } from './settings.ts'
import { forget, raise, recover } from './tell.ts'
import * as words from './words.ts'

/** What happened, turned into what is told. Each is called in the transaction of the event itself. */

/** How a connection stands. */
export type Standing = Pick<
  StateChange,
  'workspaceId' | 'connectionId' | 'tool' | 'accountName' | 'problem'
> & {
  readonly to: StateChange['to']
}

/** A connection stopped working, stopped for another reason, or works again. Ended on purpose, nothing is told. */
export const noteConnection = async (
  tx: Tx,
  parts: AlertParts,
  { workspaceId, connectionId, tool, accountName, problem, to }: Standing,
  now: Date,
): Promise<void> => {
  const state = { workspaceId, kind: 'sign_in_needed', subject: connectionId } as const
  if (to === 'disconnected') await forget(tx, state, now)
  else if (to === 'connected') await recover(tx, parts, state, words.letIn(tool, accountName), now)
  else {
    const message = words.shutOut(tool, accountName, to === 'sign_in_needed', problem)
    await raise(tx, parts, { ...state, reason: to }, message, now)
  }
}

/** A run that has ended. */
export interface RunNote {
  readonly workspaceId: string
  readonly runId: string
  readonly kind: 'read' | 'sync' | 'preview' | 'undo'
  readonly state: 'complete' | 'partial' | 'held' | 'stopped' | 'failed'
  readonly problem: Explanation | null
  /** Everything that was told of the run, the problem above included. */
  readonly told: readonly Explanation[]
  /** Salesforce was read to its end. */
  readonly salesforceRead: boolean
  /** Why it is held, a sentence each. */
  readonly reasons: readonly string[]
  readonly resumeAt: Date | null
  readonly now: Date
}

/** Tells what the end of a run means. */
export const noteRun = async (tx: Tx, parts: AlertParts, run: RunNote): Promise<void> => {
  await noteFailures(tx, parts, run)
  await noteBudget(tx, parts, run)
  if (run.state === 'held')
    await raise(
      tx,
      parts,
      { workspaceId: run.workspaceId, kind: 'held' },
      words.held(run.runId, run.reasons),
      run.now,
    )
  else await noteHeld(tx, parts, run.workspaceId, run.now)
  await noteProblems(tx, parts, run.workspaceId, run.now)
}

/** Two in a row: one that stopped in between went far enough to break the row, and proves nothing. */
const noteFailures = async (tx: Tx, parts: AlertParts, run: RunNote): Promise<void> => {
  if (run.kind !== 'sync') return
  const { workspaceId, runId, state, now } = run
  const alert = { workspaceId, kind: 'run_failed_twice' } as const
  const failures = await countFailures(tx, workspaceId, state === 'failed', now)
  if (failures >= 2) await raise(tx, parts, alert, words.failedTwice(runId, run.problem), now)
  // One that is held has not failed, and has brought nobody up to date either.
  if (state === 'complete' || state === 'partial')
    await recover(tx, parts, alert, words.worksAgain(runId, state === 'complete'), now)
}

/** Counts on, or begins anew; answers the failures in a row. */
const countFailures = async (tx: Tx, workspaceId: string, failed: boolean, now: Date): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    insert into alert_states (workspace_id, kind, raised, count, since)
    values (${workspaceId}, 'run_failed_twice', false, ${failed ? 1 : 0}, ${now})
    on conflict (workspace_id, kind, subject) do update
      set count = case when ${failed} then alert_states.count + 1 else 0 end
    returning count`.execute(tx)
  return rows[0]?.count ?? 0
}

const budgetCodes: ReadonlySet<string> = new Set([
  'call_share_spent',
  'org_calls_high',
  'daily_calls_spent',
  'daily_jobs_spent',
])

const noteBudget = async (tx: Tx, parts: AlertParts, run: RunNote): Promise<void> => {
  const { workspaceId, runId, state, resumeAt, now } = run
  const alert = { workspaceId, kind: 'stopped_for_budget' } as const
  const spent = run.told.find(({ code }) => budgetCodes.has(code))
  if (state === 'stopped' && spent)
    await raise(tx, parts, alert, words.outOfBudget(runId, spent, resumeAt), now)
  else if (run.salesforceRead) await recover(tx, parts, alert, words.budgetAgain(runId), now)
}

/** Tells when no run waits for a decision any more. */
export const noteHeld = async (tx: Tx, parts: AlertParts, workspaceId: string, now: Date): Promise<void> => {
  const alert = { workspaceId, kind: 'held' } as const
  if (!(await isRaised(tx, workspaceId, 'held'))) return
  if ((await parts.neighbours.heldRuns(tx, workspaceId)) > 0) return
  await recover(tx, parts, alert, words.noLongerHeld, now)
}

/** Compares the open problems with the number a person chose. */
export const noteProblems = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
  now: Date,
): Promise<void> => {
  const { problemsAbove: limit } = await readAlertSettings(tx, workspaceId)
  const open = await parts.neighbours.openProblems(tx, workspaceId, now)
  const alert = { workspaceId, kind: 'problems_above' } as const
  if (open > limit) await raise(tx, parts, alert, words.manyProblems(open, limit), now)
  else await recover(tx, parts, alert, words.fewProblems(open, limit), now)
}

const isRaised = async (tx: Tx, workspaceId: string, kind: string): Promise<boolean> => {
  const { rows } = await sql`select 1 from alert_states
    where workspace_id = ${workspaceId} and kind = ${kind} and raised`.execute(tx)
  return rows.length > 0
}
