import { sql } from 'kysely'
import type * as z from 'zod'
import type { Database, Db, Tx } from '../../db/db.ts'
import type * as contract from './contract.ts'

type Retention = z.output<typeof contract.retention>

interface Row {
  readonly keepMonths: number | null
  readonly before: Date | null
  readonly lines: number
  readonly at: Date | null
}

export const readRetention = async (db: Db | Tx, workspaceId: string): Promise<Retention> => {
  const { rows } = await sql<Row>`
    select keep_months as "keepMonths", gone_before as before, gone_lines as lines, gone_at as at
    from history_settings where workspace_id = ${workspaceId}`.execute(db)
  const { keepMonths = null, before = null, lines = 0, at = null } = rows[0] ?? {}
  const gone =
    before && at ? { before: before.toISOString(), lines: Number(lines), at: at.toISOString() } : null
  return { keepMonths, gone }
}

export const chooseRetention = async (
  tx: Tx,
  workspaceId: string,
  keepMonths: number | null,
): Promise<Retention> => {
  await sql`insert into history_settings (workspace_id, keep_months) values (${workspaceId}, ${keepMonths})
    on conflict (workspace_id) do update set keep_months = excluded.keep_months`.execute(tx)
  return readRetention(tx, workspaceId)
}

/**
 * Throws away the lines of each workspace that are older than it keeps, and writes down that it did. Receipts stay, pins
 * stay, and so does the plan of a run about which a person may still decide.
 */
export const throwAwayHistory = async (database: Database, now: Date): Promise<void> => {
  const { rows } = await sql<{ id: string; before: Date }>`
    select workspace_id as id, ${now}::timestamptz - make_interval(months => keep_months) as before
    from history_settings where keep_months is not null`.execute(database.db)
  for (const { id, before } of rows)
    await database.transaction(async (tx) => {
      const lines = (await drop(tx, 'contact_changes', id, before)) + (await drop(tx, 'changes', id, before))
      if (lines > 0)
        await sql`update history_settings set gone_before = ${before}, gone_lines = ${lines}, gone_at = ${now}
          where workspace_id = ${id}`.execute(tx)
    })
}

const drop = async (
  tx: Tx,
  table: 'contact_changes' | 'changes',
  workspaceId: string,
  before: Date,
): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} h where h.workspace_id = ${workspaceId} and h.at < ${before}
      and not exists (
        select 1 from runs r where r.id = h.run_id and r.applied_at is null and r.decision is null)`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0n)
}
