import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Db, Tx } from '../../db/db.ts'
import type { StoredBrake } from '../brakes/measures.ts'
import type * as contract from '../contract.ts'
import { objectReads, type StoredReads } from '../receipts/object-reads.ts'
import { linksOfRuns, runLinks, type RunLinks } from './run-links.ts'

/** A run as it is told. */
export type RunAnswer = z.output<typeof contract.run>
export type RunState = RunAnswer['state']

/** A plan that is stored and that a person may still decide about. */
export const undecided = sql`(decision is null and (state = 'held'
  or (kind = 'preview' and state in ('complete', 'partial'))))`

const shown = sql`id, kind, trigger, reason, state, progress, counts, calls, problem, by_name as "by",
  started_at as "startedAt", finished_at as "finishedAt", queued_at as "queuedAt", resume_at as "resumeAt",
  jsonb_build_object('crm', receipt -> 'crm', 'billing', receipt -> 'billing') as reads, applied_at is not null as applied, coalesce(brakes, '[]') as brakes,
  decision, decided_by as "decidedBy", decided_at as "decidedAt", approves, ${linksOfRuns}, settings,
  ${undecided} and not coalesce(brakes, '[]') @> '[{"brake": "other_org"}]'
    and not coalesce(brakes, '[]') @> '[{"brake": "unbalanced"}]' as "canApply"`

interface RunRow
  extends
    RunLinks,
    Omit<
      RunAnswer,
      'startedAt' | 'finishedAt' | 'queuedAt' | 'resumeAt' | 'decision' | 'brakes' | 'reads' | keyof RunLinks
    > {
  reads: StoredReads
  brakes: readonly StoredBrake[]
  decision: 'applied' | 'discarded' | 'superseded' | null
  decidedBy: string | null
  decidedAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  queuedAt: Date
  resumeAt: Date | null
}

const answer = ({ decision, decidedBy, decidedAt, ...row }: RunRow): RunAnswer => ({
  ...row,
  ...runLinks(row),
  reads: objectReads(row.reads),
  brakes: row.brakes.map(({ brake, what, count, limit, rows }) => ({ brake, what, count, limit, rows })),
  decision: decision && decidedAt ? { what: decision, by: decidedBy, at: decidedAt.toISOString() } : null,
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
  queuedAt: row.queuedAt.toISOString(),
  resumeAt: row.resumeAt?.toISOString() ?? null,
})

const select = async (db: Db | Tx, workspaceId: string, rest: RawBuilder<unknown>): Promise<RunAnswer[]> =>
  (
    await sql<RunRow>`select ${shown} from runs where workspace_id = ${workspaceId} and ${rest}`.execute(db)
  ).rows.map(answer)

/** The run with this id. */
export const runById = async (db: Db | Tx, workspaceId: string, id: string): Promise<RunAnswer | null> =>
  (await select(db, workspaceId, sql`id = ${id}`))[0] ?? null

/** The one that waits for its turn or is at work: a workspace has one at most. */
export const runUnderWay = async (db: Db | Tx, workspaceId: string): Promise<RunAnswer | null> =>
  (await select(db, workspaceId, sql`state in ('queued', 'running')`))[0] ?? null

/** The newest run that has ended. */
export const lastRun = async (db: Db | Tx, workspaceId: string): Promise<RunAnswer | null> =>
  (await select(db, workspaceId, sql`finished_at is not null order by queued_at desc limit 1`))[0] ?? null

/**
 * The newest ended run that synchronized with Salesforce, or carried out a plan that had; a read, a run of billing alone
 * and one that is held do not count.
 */
export const lastSync = async (db: Db | Tx, workspaceId: string): Promise<RunAnswer | null> =>
  (
    await select(
      db,
      workspaceId,
      sql`finished_at is not null and kind = 'sync' and state <> 'held'
        and ('salesforce' = any (reads) or approves is not null) order by queued_at desc limit 1`,
    )
  )[0] ?? null

/** Held until a person decides; the words are those of the index `runs_undecided`. */
const waiting = sql`(state = 'held' and decision is null)`

/** Runs, newest first, or only those that wait for a decision. */
export const listRuns = async (
  db: Db | Tx,
  workspaceId: string,
  page: { offset: number; limit: number; waiting?: boolean },
): Promise<{ total: number; runs: RunAnswer[] }> => {
  const asked = page.waiting ? waiting : sql`true`
  const counted = await sql<{
    total: number
  }>`select count(*) as total from runs where workspace_id = ${workspaceId} and ${asked}`.execute(db)
  const runs = await select(
    db,
    workspaceId,
    sql`${asked} order by queued_at desc, id limit ${page.limit} offset ${page.offset}`,
  )
  return { total: counted.rows[0]?.total ?? 0, runs }
}
