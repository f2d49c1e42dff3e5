import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import type * as contract from './contract.ts'
import type { AlertParts } from './parts.ts'
import { readAlertSettings, type AlertSettings } from './settings.ts'

/** How alerts stand, as the page shows it. */

export const shownSettings = (settings: AlertSettings): z.output<typeof contract.alertSettings> => ({
  ...settings,
  summaryNextAt: settings.summaryNextAt?.toISOString() ?? null,
})

export const shownMail = ({ mail }: AlertParts): z.output<typeof contract.mail> => ({
  on: mail !== null,
  from: mail?.from ?? null,
})

/** Everything of a workspace: what is wrong now, what was told, how it is set. */
export const showAlerts = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
): Promise<z.output<typeof contract.getAlerts.answer>> => ({
  mail: shownMail(parts),
  settings: shownSettings(await readAlertSettings(tx, workspaceId)),
  raised: await raisedNow(tx, workspaceId),
  alerts: await newest(tx, workspaceId),
})

const raisedNow = async (tx: Tx, workspaceId: string) => {
  const { rows } = await sql<{ kind: z.output<typeof contract.alertKind>; since: Date }>`
    select kind, min(since) as since from alert_states
    where workspace_id = ${workspaceId} and raised group by kind order by 2, 1`.execute(tx)
  return rows.map(({ kind, since }) => ({ kind, since: since.toISOString() }))
}

const newest = async (tx: Tx, workspaceId: string) => {
  const { rows } = await sql<Omit<z.output<typeof contract.alert>, 'at'> & { at: Date }>`
    select a.id, a.kind, a.change, a.at, a.message ->> 'title' as title,
      (select count(*) from alert_deliveries d where d.alert_id = a.id) as deliveries,
      (select count(*) from alert_deliveries d where d.alert_id = a.id and d.state = 'delivered') as delivered
    from alerts a where a.workspace_id = ${workspaceId} order by a.at desc, a.id limit 50`.execute(tx)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
