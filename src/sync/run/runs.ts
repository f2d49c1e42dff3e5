import { sql } from 'kysely'
import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import { isDuplicate, type Db, type Tx } from '../../db/db.ts'
import type * as contract from '../contract.ts'
import type { Measures, StoredBrake } from '../brakes/measures.ts'
import type { Counts } from '../plan/counts.ts'
import type { Planned } from '../plan/planned.ts'
import type { RunAnswer, RunState } from './answers.ts'

export type Reads = readonly ('billing' | 'salesforce')[]
export type Progress = z.output<typeof contract.progress>

/** A run as its worker needs it. */
export interface Run {
  readonly id: string
  readonly workspaceId: string
  readonly kind: RunAnswer['kind']
  readonly reads: Reads
  readonly attempt: number
  readonly byName: string
  /** Calls its earlier attempts made. */
  readonly calls: number
  /** Runs before it that stopped and that it goes on with. */
  readonly tries: number
  readonly startedAt: Date
  /** The settings its plan is made with, where they differ from those in force. */
  readonly settings: Planned | null
  /** The stored plan it is to carry out. */
  readonly approves: string | null
  readonly expected: Expected | null
  readonly accepts: readonly string[]
}

/**
 * What the person knew who asked for it: `decided` where the plan follows from their decision alone, else the figures
 * they were shown.
 */
export type Expected = 'decided' | Measures

export interface RunRequest {
  readonly workspaceId: string
  readonly kind: RunAnswer['kind']
  readonly trigger: RunAnswer['trigger']
  readonly reason: string
  readonly reads: Reads
  readonly by: { readonly userId: string | null; readonly name: string }
  readonly now: Date
  /** Runs before it that stopped and that it goes on with. */
  readonly tries?: number
  readonly settings?: Planned | null
  readonly approves?: string
  readonly expected?: Expected | null
  /** Codes of doubts that an admin has taken as the truth. */
  readonly accepts?: readonly string[]
}

/** Writes a new run, or null when the workspace has one under way: the unique rule is the lock. */
export const insertRun = async (tx: Tx, asked: RunRequest): Promise<string | null> => {
  await sql`savepoint new_run`.execute(tx)
  try {
    const { rows } = await sql<{ id: string }>`
      insert into runs (workspace_id, kind, trigger, reason, reads, state, by_user, by_name, queued_at, tries, settings,
        approves, expected, accepts)
      values (${asked.workspaceId}, ${asked.kind}, ${asked.trigger}, ${asked.reason}, ${[...asked.reads]}, 'queued',
        ${asked.by.userId}, ${asked.by.name}, ${asked.now}, ${asked.tries ?? 0}, ${json(asked.settings)}::jsonb,
        ${asked.approves ?? null}, ${json(asked.expected)}::jsonb, ${[...(asked.accepts ?? [])]})
      returning id`.execute(tx)
    // It does what a stopped run was to go on with.
    await sql`update runs set resume_at = null
      where workspace_id = ${asked.workspaceId} and resume_at is not null and reads <@ ${[...asked.reads]}`.execute(
      tx,
    )
    return rows[0]?.id ?? null
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await sql`rollback to savepoint new_run`.execute(tx)
    return null
  }
}

const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value))

interface ActiveRun {
  readonly id: string
  readonly state: 'queued' | 'running'
  readonly reads: Reads
  readonly followUp: Reads | null
  /** It has a plan of its own to make or to carry out, so nothing else can be done along with it. */
  readonly fixed: boolean
}

/** The run under way, locked until the transaction ends, so that it cannot finish meanwhile. */
export const activeRun = async (tx: Tx, workspaceId: string): Promise<ActiveRun | null> => {
  const { rows } = await sql<ActiveRun>`
    select id, state, reads, follow_up as "followUp",
      kind in ('preview', 'undo') or approves is not null as fixed from runs
    where workspace_id = ${workspaceId} and state in ('queued', 'running') for update`.execute(tx)
  return rows[0] ?? null
}

/** Makes a run under way also do what is asked now: at once when it waits, else by a run that follows. */
export const widenRun = async (
  tx: Tx,
  runId: string,
  change: { reads?: Reads; followUp?: Reads; expected?: null },
): Promise<void> => {
  if (change.expected === null) await sql`update runs set expected = null where id = ${runId}`.execute(tx)
  if (change.reads) await sql`update runs set reads = ${[...change.reads]} where id = ${runId}`.execute(tx)
  if (change.followUp)
    await sql`update runs set follow_up = ${[...change.followUp]} where id = ${runId}`.execute(tx)
  await sql`update runs set kind = 'sync' where id = ${runId} and kind = 'read'`.execute(tx)
}

/** Takes a run to work on it. A run whose worker was killed is taken again; the earlier worker is then shut out. */
export const takeRun = async (db: Db, runId: string, now: Date): Promise<Run | null> => {
  const { rows } = await sql<Run>`
    update runs set state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ${now}), problem = null
    where id = ${runId} and state in ('queued', 'running')
    returning id, workspace_id as "workspaceId", kind, reads, attempt, by_name as "byName", calls, tries,
      started_at as "startedAt", settings, approves, expected, accepts`.execute(db)
  return rows[0] ?? null
}

/** False when another worker has taken the run since. */
export const writeProgress = async (
  db: Db,
  run: Run,
  progress: Progress,
  calls: number,
): Promise<boolean> => {
  const result =
    await sql`update runs set progress = ${JSON.stringify(progress)}::jsonb, calls = ${run.calls + calls}
    where id = ${run.id} and attempt = ${run.attempt} and state = 'running'`.execute(db)
  return result.numAffectedRows === 1n
}

interface Held extends Pick<Run, 'kind' | 'settings' | 'approves' | 'expected'> {
  readonly followUp: Reads | null
}

/** What a run read. */
export const readsOf = async (tx: Tx, id: string): Promise<Reads> =>
  (await sql<{ reads: Reads }>`select reads from runs where id = ${id}`.execute(tx)).rows[0]?.reads ?? []

/** Locks the run for its last transaction; answers what to run next, or null when another worker has it. */
export const holdRun = async (tx: Tx, run: Run): Promise<Held | null> => {
  const { rows } = await sql<Held>`
    select kind, follow_up as "followUp", settings, approves, expected from runs
    where id = ${run.id} and attempt = ${run.attempt} and state = 'running' for update`.execute(tx)
  return rows[0] ?? null
}

export interface RunEnd {
  readonly state: Exclude<RunState, 'queued' | 'running'>
  readonly counts: Counts | null
  readonly receipt: object
  readonly problem: Explanation | null
  /** Of this attempt. */
  readonly calls: number
  readonly now: Date
  /** The plan was carried out in this transaction. */
  readonly applied: boolean
  /** When another run goes on with what this one could not finish. */
  readonly resumeAt: Date | null
  /** Why it is held. */
  readonly brakes?: readonly StoredBrake[]
}

export const endRun = async (db: Db | Tx, run: Run, end: RunEnd): Promise<void> => {
  await sql`update runs set state = ${end.state}, counts = ${end.counts && JSON.stringify(end.counts)}::jsonb,
      receipt = ${JSON.stringify(end.receipt)}::jsonb, problem = ${end.problem && JSON.stringify(end.problem)}::jsonb,
      calls = ${run.calls + end.calls}, finished_at = ${end.now}, applied_at = ${end.applied ? end.now : null},
      resume_at = ${end.resumeAt}, progress = null, brakes = ${json(end.brakes)}::jsonb
    where id = ${run.id} and attempt = ${run.attempt} and state = 'running'`.execute(db)
}

/** Runs that were queued or running when this process began. */
export const unfinishedRuns = async (db: Db): Promise<string[]> =>
  (await sql<{ id: string }>`select id from runs where state in ('queued', 'running')`.execute(db)).rows.map(
    (row) => row.id,
  )

/** Our calls to the org since `since`, and when the oldest of them fall out of the day. */
export const callsSince = async (
  db: Db | Tx,
  workspaceId: string,
  since: Date,
): Promise<readonly { readonly at: Date; readonly calls: number }[]> =>
  (
    await sql<{ at: Date; calls: number }>`select started_at as at, calls from runs
      where workspace_id = ${workspaceId} and started_at > ${since} and calls > 0 order by started_at`.execute(
      db,
    )
  ).rows

/** Stopped runs that are to be gone on with now, each taken by one process. */
export const takeResumable = async (
  tx: Tx,
  now: Date,
): Promise<
  readonly { workspaceId: string; reads: Reads; kind: RunAnswer['kind']; tries: number; state: RunState }[]
> => {
  const { rows } = await sql<{
    workspaceId: string
    reads: Reads
    kind: RunAnswer['kind']
    tries: number
    state: RunState
  }>`
    with due as (select id from runs where resume_at <= ${now} for update skip locked)
    update runs set resume_at = null from due where runs.id = due.id
    returning workspace_id as "workspaceId", reads, kind, tries, state`.execute(tx)
  return rows
}
