import { sql } from 'kysely'
import type { Explanation } from '../../base/errors.ts'
import { transaction, type Tx } from '../../db/db.ts'
import { noteConnection, noteHeld, noteProblems, type Standing } from './notice.ts'
import type { AlertParts } from './parts.ts'
import { nextSummary } from './settings.ts'
import { anybodyWants, tell } from './tell.ts'
import * as words from './words.ts'

/** What is looked for by the minute, because nobody comes to say so, or whoever did was another program. */

const keptMs = 90 * 86_400_000
const weekMs = 7 * 86_400_000

/** One look over every workspace. What fails for one does not keep the others from being looked at. */
export const look = async (parts: AlertParts, signal: AbortSignal): Promise<void> => {
  const { db } = parts.database
  const { rows } = await sql<{ id: string }>`select id from workspaces order by id`.execute(db)
  for (const { id } of rows) {
    signal.throwIfAborted()
    await lookAt(parts, id).catch((error: unknown) =>
      parts.log.error({ err: error, workspace: id }, 'looking for alerts failed'),
    )
  }
  const before = new Date(parts.clock.now().getTime() - keptMs)
  await sql`delete from alerts where at < ${before}`.execute(db)
}

const lookAt = async (parts: AlertParts, workspaceId: string): Promise<void> => {
  const { db } = parts.database
  const now = parts.clock.now()
  for (const standing of await unsettled(parts, workspaceId))
    await transaction(db, (tx) => noteConnection(tx, parts, standing, now))
  await transaction(db, (tx) => noteHeld(tx, parts, workspaceId, now))
  await transaction(db, (tx) => noteProblems(tx, parts, workspaceId, now))
  await transaction(db, (tx) => summarize(tx, parts, workspaceId, now))
}

/** Connections whose state and alert do not agree: disconnected by a person, or shut out while nobody here was told. */
const unsettled = async (parts: AlertParts, workspaceId: string): Promise<readonly Standing[]> => {
  const { rows } = await sql<Omit<Standing, 'problem'> & { problem: Explanation | null }>`
    select c.workspace_id as "workspaceId", c.id as "connectionId", c.tool, c.account_name as "accountName",
      c.state as "to", c.problem
    from connections c
    left join alert_states s on s.workspace_id = c.workspace_id and s.kind = 'sign_in_needed' and s.subject = c.id::text
    where c.workspace_id = ${workspaceId}
      and (c.state in ('blocked', 'sign_in_needed')) <> coalesce(s.raised, false)`.execute(parts.database.db)
  return rows
}

/** Sends the weekly summary when it is due; weeks missed while the machine was off become one. */
const summarize = async (tx: Tx, parts: AlertParts, workspaceId: string, now: Date): Promise<void> => {
  await sql`insert into alert_settings (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<{ day: number; hour: number; dueAt: Date | null }>`
    select summary_day as day, summary_hour as hour, summary_next_at as "dueAt" from alert_settings
    where workspace_id = ${workspaceId} and (summary_next_at is null or summary_next_at <= ${now})
    for update skip locked`.execute(tx)
  const [due] = rows
  if (!due) return
  const next = nextSummary(due.day, due.hour, now)
  await sql`update alert_settings set summary_next_at = ${next} where workspace_id = ${workspaceId}`.execute(
    tx,
  )
  if (!due.dueAt || !(await anybodyWants(tx, parts, workspaceId, 'weekly_summary'))) return
  const { neighbours } = parts
  const week = await neighbours.week(tx, workspaceId, new Date(now.getTime() - weekMs))
  const message = words.weekly(week, await neighbours.openProblems(tx, workspaceId, now))
  await tell(tx, parts, workspaceId, 'weekly_summary', 'summary', message, now)
}
