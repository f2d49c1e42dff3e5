import { sql } from 'kysely'
import type * as z from 'zod'
import { Gone } from '../../base/errors.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { delivery } from '../webhooks/contract.ts'
import type { Message } from './message.ts'
import type { AlertChange } from './parts.ts'

/** Deliveries: one alert on its way to one address, taken by one process at a time. */

export type Delivery = z.output<typeof delivery>

/** A delivery that was taken, with what is to be told. */
export interface Taken {
  readonly id: string
  readonly workspaceId: string
  readonly workspace: string
  readonly userId: string | null
  readonly webhookId: string | null
  readonly tries: number
  readonly createdAt: Date
  readonly kind: string
  readonly change: AlertChange
  readonly at: Date
  readonly message: Message
}

/** How a try ended. */
export interface Outcome {
  readonly state: 'delivered' | 'waiting' | 'failed'
  readonly nextAt: Date | null
  readonly status: number | null
  readonly sentence: string
}

/** A process that took one and was killed holds it for so long; then another sends it again, under the same id. */
const leaseMs = 2 * 60_000

/**
 * Takes what is due, or null. Of several processes one gets each. Of one kind to one address they go one after the
 * other, so that nobody hears of an end before the beginning.
 */
export const takeDue = (db: Db, now: Date): Promise<Taken | null> =>
  take(
    db,
    sql`select d.id from alert_deliveries d join alerts a on a.id = d.alert_id
      where d.state = 'waiting' and d.next_at <= ${now} and not exists (
        select 1 from alert_deliveries e join alerts b on b.id = e.alert_id
        where e.state = 'waiting' and b.kind = a.kind and e.created_at < d.created_at
          and e.workspace_id = d.workspace_id and e.user_id is not distinct from d.user_id
          and e.webhook_id is not distinct from d.webhook_id)
      order by d.next_at, d.created_at, d.id limit 1 for update of d skip locked`,
    now,
  )

/** Takes this one, whatever became of it before. */
export const takeThis = (db: Db, id: string, now: Date): Promise<Taken | null> =>
  take(db, sql`select id from alert_deliveries where id = ${id} for update`, now)

const take = async (db: Db, which: ReturnType<typeof sql>, now: Date): Promise<Taken | null> => {
  const lease = new Date(now.getTime() + leaseMs)
  const { rows } = await sql<Taken>`
    with chosen as materialized (${which})
    update alert_deliveries d set state = 'waiting', tries = d.tries + 1, tried_at = ${now}, next_at = ${lease}
    from chosen, alerts a, workspaces w
    where d.id = chosen.id and a.id = d.alert_id and w.id = d.workspace_id
    returning d.id, d.workspace_id as "workspaceId", w.name as workspace, d.user_id as "userId",
      d.webhook_id as "webhookId", d.tries, d.created_at as "createdAt", a.kind, a.change, a.at, a.message`.execute(
    db,
  )
  return rows[0] ?? null
}

/** Writes down how a try ended. False when another process has taken the delivery since. */
export const writeOutcome = async (
  tx: Tx,
  { id, tries }: Taken,
  { state, nextAt, status, sentence }: Outcome,
): Promise<boolean> => {
  const result = await sql`update alert_deliveries
    set state = ${state}, next_at = ${nextAt}, status = ${status}, outcome = ${sentence}
    where id = ${id} and tries = ${tries} and state = 'waiting'`.execute(tx)
  return result.numAffectedRows === 1n
}

/** Puts an alert on its way to one webhook, to be sent by the caller at once. */
export const addDelivery = async (
  tx: Tx,
  workspaceId: string,
  alertId: string,
  webhookId: string,
  now: Date,
): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    insert into alert_deliveries (workspace_id, alert_id, webhook_id, created_at, next_at)
    values (${workspaceId}, ${alertId}, ${webhookId}, ${now}, ${new Date(now.getTime() + leaseMs)})
    returning id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('A delivery that was just written has no id.')
  return row.id
}

interface Row extends Omit<Delivery, 'createdAt' | 'triedAt' | 'nextAt'> {
  readonly createdAt: Date
  readonly triedAt: Date | null
  readonly nextAt: Date | null
}

const shown = sql`d.id, a.kind, a.change, a.message ->> 'title' as title, d.state, d.tries,
  d.created_at as "createdAt", d.tried_at as "triedAt", d.next_at as "nextAt", d.status, d.outcome`

const answer = (row: Row): Delivery => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  triedAt: row.triedAt?.toISOString() ?? null,
  nextAt: row.nextAt?.toISOString() ?? null,
})

/** What was sent to a webhook, newest first. */
export const listDeliveries = async (
  tx: Tx,
  workspaceId: string,
  webhookId: string,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; deliveries: Delivery[] }> => {
  const mine = sql`d.workspace_id = ${workspaceId} and d.webhook_id = ${webhookId}`
  const counted = await sql<{
    total: number
  }>`select count(*) as total from alert_deliveries d where ${mine}`.execute(tx)
  const { rows } = await sql<Row>`select ${shown} from alert_deliveries d join alerts a on a.id = d.alert_id
    where ${mine} order by d.created_at desc, d.id limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { total: counted.rows[0]?.total ?? 0, deliveries: rows.map(answer) }
}

/** One delivery to a webhook of the workspace; `Gone` otherwise. */
export const deliveryById = async (db: Db | Tx, workspaceId: string, id: string): Promise<Delivery> => {
  const { rows } = await sql<Row>`select ${shown} from alert_deliveries d join alerts a on a.id = d.alert_id
    where d.workspace_id = ${workspaceId} and d.id = ${id} and d.webhook_id is not null`.execute(db)
  if (!rows[0])
    throw new Gone({ code: 'delivery_gone', what: 'There is no such delivery, or its webhook was removed.' })
  return answer(rows[0])
}
