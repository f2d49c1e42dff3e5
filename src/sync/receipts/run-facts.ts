import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'

/** The row of an ended run, by column, as JSON. */
export type RunFacts = Readonly<Record<string, unknown>>

/** Columns of a run that a receipt holds it to. */
export const coveredColumns = [
  'id',
  'workspace_id',
  'kind',
  'trigger',
  'reason',
  'reads',
  'state',
  'attempt',
  'tries',
  'counts',
  'receipt',
  'problem',
  'brakes',
  'calls',
  'by_user',
  'by_name',
  'queued_at',
  'started_at',
  'finished_at',
  'applied_at',
  'settings',
  'approves',
  'expected',
  'accepts',
  'undoes',
] as const

/** Columns that say nothing of what the run did, or that go on changing after it has ended. */
export const openColumns = [
  'progress',
  'follow_up',
  'resume_at',
  'decision',
  'decided_at',
  'decided_by',
  'before_receipts',
] as const

const instants: readonly string[] = ['queued_at', 'started_at', 'finished_at', 'applied_at']

/** An instant to the microsecond, in UTC, whatever the session's zone is. */
export const utcText = (instant: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** The rows of these runs as they are now. */
export const factsOf = async (db: Db | Tx, runIds: readonly string[]): Promise<Map<string, RunFacts>> => {
  const pairs = coveredColumns.map(
    (name) => sql`${sql.lit(name)}, ${instants.includes(name) ? utcText(sql.ref(name)) : sql.ref(name)}`,
  )
  const { rows } = await sql<{ id: string; facts: RunFacts }>`
    select id, jsonb_build_object(${sql.join(pairs)}) as facts from runs
    where id = any (${[...runIds]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, facts }) => [id, facts]))
}
