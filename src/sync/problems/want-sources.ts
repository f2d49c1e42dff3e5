import { sql } from 'kysely'
import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import { listConnections, type Connection } from '../../connections/connections.ts'
import type { Tx } from '../../db/db.ts'
import { findWarnings } from '../warnings.ts'
import type { problemKind } from './contract.ts'

type Kind = z.output<typeof problemKind>

/** Kinds that are about a source or a run, and not about a customer. */
export const sourceKinds: readonly Kind[] = [
  'sign_in',
  'run_held',
  'budget',
  'run_failed',
  'fields_hidden',
  'rows_hidden',
]

interface Wanted {
  readonly kind: Kind
  /** What tells it from others of its kind. */
  readonly key: string
  readonly subject: string
  /** The run, or the tool. */
  readonly at: string | null
  readonly said: Explanation | null
}

/** What needs attention about sources and runs. Into `want_problems`. */
export const wantSourceProblems = async (tx: Tx, workspaceId: string): Promise<void> => {
  const connections = await listConnections(tx, workspaceId)
  const wanted = [
    ...connections.flatMap(lostAccess),
    ...(await heldRuns(tx, workspaceId)),
    ...(await endedBadly(tx, workspaceId, connections)),
    ...(await hidden(tx, connections)),
  ]
  await sql`insert into want_problems
    select w.kind, ${workspaceId}::uuid, w.key, w.subject, array[w.at], w.said
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as w (kind text, key text, subject text, at text, said jsonb)`.execute(tx)
}

const toolNames: Readonly<Record<Connection['tool'], string>> = {
  salesforce: 'Salesforce',
  stripe: 'Stripe',
  csv: 'CSV files',
}

const lostAccess = ({ tool, state, problem }: Connection): readonly Wanted[] =>
  state === 'blocked' || state === 'sign_in_needed'
    ? [{ kind: 'sign_in', key: tool, subject: toolNames[tool], at: tool, said: problem }]
    : []

const heldRuns = async (tx: Tx, workspaceId: string): Promise<readonly Wanted[]> => {
  const { rows } = await sql<{ id: string; reason: string; brakes: { what: string }[] | null }>`
    select id, reason, brakes from runs
    where workspace_id = ${workspaceId} and state = 'held' and decision is null
    order by queued_at desc limit 1`.execute(tx)
  return rows.map(({ id, reason, brakes }) => ({
    kind: 'run_held',
    key: id,
    subject: reason,
    at: id,
    said: heldBy(brakes ?? []),
  }))
}

const heldBy = (brakes: readonly { what: string }[]): Explanation => ({
  code: 'run_held',
  what: brakes.map(({ what }) => what).join(' ') || 'A run waits for a decision.',
})

interface LastRun {
  readonly id: string
  readonly reason: string
  readonly state: string
  readonly problem: Explanation | null
}

/** The newest ended run that read this source: how it ended is how the source stands. */
const lastReading = async (tx: Tx, workspaceId: string, source: string): Promise<LastRun | null> => {
  const { rows } = await sql<LastRun>`
    select id, reason, state, problem from runs
    where workspace_id = ${workspaceId} and finished_at is not null and ${source} = any (reads)
      and approves is null and kind in ('read', 'sync', 'preview')
    order by queued_at desc, id limit 1`.execute(tx)
  return rows[0] ?? null
}

const endedBadly = async (
  tx: Tx,
  workspaceId: string,
  connections: readonly Connection[],
): Promise<readonly Wanted[]> => {
  // An access that is lost is told of already.
  const told = new Set(connections.map(({ problem, state }) => state !== 'connected' && problem?.code))
  const found = new Map<string, Wanted>()
  for (const source of ['salesforce', 'billing'] as const) {
    if (!connections.some(({ tool }) => (source === 'salesforce') === (tool === 'salesforce'))) continue
    const run = await lastReading(tx, workspaceId, source)
    if (!run?.problem || found.has(run.id) || told.has(run.problem.code)) continue
    const kind = kindOf(run)
    const subject = neededFields[run.problem.code] ?? run.reason
    if (kind) found.set(run.id, { kind, key: source, subject, at: run.id, said: run.problem })
  }
  return [...found.values()]
}

/** Fields without which nothing is read, by the code of the refusal, as people call them. */
const neededFields: Readonly<Record<string, string>> = {
  identifier_hidden: 'The shared identifier',
  field_hidden: 'A field Crosswalk needs',
}

const kindOf = ({ state, problem }: LastRun): Kind | null => {
  if (problem && problem.code in neededFields) return 'fields_hidden'
  if (state === 'stopped') return 'budget'
  return state === 'failed' || state === 'partial' ? 'run_failed' : null
}

const hidden = async (tx: Tx, connections: readonly Connection[]): Promise<readonly Wanted[]> => {
  const crm = connections.find(({ tool }) => tool === 'salesforce')
  if (!crm) return []
  return (await findWarnings(tx, crm.id)).map(({ about, problem }) => ({
    kind: problem.code === 'field_not_shown' ? 'fields_hidden' : 'rows_hidden',
    key: about,
    subject: about,
    at: null,
    said: problem,
  }))
}
