import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'

/** When alerts are raised and the weekly summary is sent, as a person chose it. */
export interface AlertSettings {
  readonly problemsAbove: number
  /** 1 is Monday; UTC. */
  readonly summaryDay: number
  readonly summaryHour: number
  /** Null until the first look after the start. */
  readonly summaryNextAt: Date | null
}

const defaults: AlertSettings = { problemsAbove: 25, summaryDay: 1, summaryHour: 8, summaryNextAt: null }

export const readAlertSettings = async (db: Db | Tx, workspaceId: string): Promise<AlertSettings> => {
  const { rows } = await sql<AlertSettings>`
    select problems_above as "problemsAbove", summary_day as "summaryDay", summary_hour as "summaryHour",
      summary_next_at as "summaryNextAt"
    from alert_settings where workspace_id = ${workspaceId}`.execute(db)
  return rows[0] ?? defaults
}

/** Writes them whole; the next summary is reckoned anew from `now`. */
export const writeAlertSettings = async (
  tx: Tx,
  workspaceId: string,
  { problemsAbove, summaryDay, summaryHour }: Omit<AlertSettings, 'summaryNextAt'>,
  now: Date,
): Promise<AlertSettings> => {
  const summaryNextAt = nextSummary(summaryDay, summaryHour, now)
  await sql`insert into alert_settings (workspace_id, problems_above, summary_day, summary_hour, summary_next_at)
    values (${workspaceId}, ${problemsAbove}, ${summaryDay}, ${summaryHour}, ${summaryNextAt})
    on conflict (workspace_id) do update set problems_above = excluded.problems_above,
      summary_day = excluded.summary_day, summary_hour = excluded.summary_hour,
      summary_next_at = excluded.summary_next_at`.execute(tx)
  return { problemsAbove, summaryDay, summaryHour, summaryNextAt }
}

/** The next such day and hour, UTC, later than `after`. `day` 1 is Monday. */
export const nextSummary = (day: number, hour: number, after: Date): Date => {
  const next = new Date(after)
  next.setUTCHours(hour, 0, 0, 0)
  // Sunday is 0 to JavaScript, and 7 here.
  const ahead = (day - next.getUTCDay() + 7) % 7
  next.setUTCDate(next.getUTCDate() + ahead)
  if (next <= after) next.setUTCDate(next.getUTCDate() + 7)
  return next
}
