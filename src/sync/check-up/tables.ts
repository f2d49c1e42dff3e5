import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { FieldSeen } from './fields.ts'
import { worst, type CheckUp, type Line } from './lines.ts'

/** The last check-up of a workspace. */
export const lastCheckUp = async (db: Db | Tx, workspaceId: string): Promise<CheckUp | null> => {
  const { rows } = await sql<{ at: Date; by: string; calls: number; lines: Line[] }>`
    select at, by_name as by, calls, lines from check_ups where workspace_id = ${workspaceId}`.execute(db)
  const row = rows[0]
  return row ? { ...row, at: row.at.toISOString(), state: worst(row.lines) } : null
}

/** What the org said of the fields in use, when it was last asked; null when it never was. */
export const lastFields = async (db: Db | Tx, workspaceId: string): Promise<readonly FieldSeen[] | null> => {
  const { rows } = await sql<{ fields: FieldSeen[] | null }>`
    select fields from check_ups where workspace_id = ${workspaceId}`.execute(db)
  return rows[0]?.fields ?? null
}

/** Keeps a check-up instead of the one before. Without `fields`, those known before stay. */
export const storeCheckUp = async (
  db: Db | Tx,
  workspaceId: string,
  { at, by, calls, lines }: Omit<CheckUp, 'state'>,
  fields: readonly FieldSeen[] | null,
): Promise<void> => {
  await sql`insert into check_ups (workspace_id, at, by_name, calls, lines, fields)
    values (${workspaceId}, ${at}, ${by}, ${calls}, ${JSON.stringify(lines)}, ${fields && JSON.stringify(fields)})
    on conflict (workspace_id) do update set at = excluded.at, by_name = excluded.by_name, calls = excluded.calls,
      lines = excluded.lines, fields = coalesce(excluded.fields, check_ups.fields)`.execute(db)
}

/** Calls of the workspace's runs since then. */
export const callsSince = async (db: Db | Tx, workspaceId: string, since: Date): Promise<number> => {
  const { rows } = await sql<{ calls: string }>`
    select coalesce(sum(calls), 0)::text as calls from runs
    where workspace_id = ${workspaceId} and queued_at >= ${since}`.execute(db)
  return Number(rows[0]?.calls ?? 0)
}
