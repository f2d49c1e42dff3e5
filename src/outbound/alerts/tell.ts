import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'
import type { Message } from './message.ts'
import type { AlertChange, AlertKind, AlertParts } from './parts.ts'

/** The job that carries deliveries; asked for by whoever writes one. */
export const deliverJob = 'alerts.deliver'

/** What owners and admins get by e-mail until they choose. Members get nothing. */
export const byRole: readonly AlertKind[] = [
  'sign_in_needed',
  'run_failed_twice',
  'held',
  'stopped_for_budget',
]

/** A state of the world that may be told of. */
export interface State {
  readonly workspaceId: string
  readonly kind: AlertKind
  /** The connection, where there may be several. */
  readonly subject?: string
  /** While it stays the same, nothing is told again. */
  readonly reason?: string
}

/**
 * Notes that something is wrong and tells of it, in the caller's transaction: both happen or neither. Nothing is told
 * when it was wrong for the same reason already; the row decides, so that of many processes one tells.
 */
export const raise = async (
  tx: Tx,
  parts: AlertParts,
  { workspaceId, kind, subject = '', reason = '' }: State,
  message: Message,
  now: Date,
): Promise<boolean> => {
  const { rows } = await sql`
    insert into alert_states (workspace_id, kind, subject, raised, reason, since)
    values (${workspaceId}, ${kind}, ${subject}, true, ${reason}, ${now})
    on conflict (workspace_id, kind, subject) do update set raised = true, reason = excluded.reason, since = excluded.since
    where not alert_states.raised or alert_states.reason <> excluded.reason
    returning kind`.execute(tx)
  if (rows.length === 0) return false
  await tell(tx, parts, workspaceId, kind, 'raised', message, now)
  return true
}

/** Notes that it is over and tells of it; nothing when nothing was wrong. */
export const recover = async (
  tx: Tx,
  parts: AlertParts,
  state: State,
  message: Message,
  now: Date,
): Promise<boolean> => {
  if (!(await forget(tx, state, now))) return false
  await tell(tx, parts, state.workspaceId, state.kind, 'recovered', message, now)
  return true
}

/** Notes that it is over without a word, as after a person has ended it on purpose. True when something was wrong. */
export const forget = async (
  tx: Tx,
  { workspaceId, kind, subject = '' }: State,
  now: Date,
): Promise<boolean> => {
  const { rows } = await sql`update alert_states set raised = false, reason = '', since = ${now}
    where workspace_id = ${workspaceId} and kind = ${kind} and subject = ${subject} and raised
    returning kind`.execute(tx)
  return rows.length > 0
}

/** Puts a message on its way to everybody who wants this kind. */
export const tell = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
  kind: AlertKind,
  change: AlertChange,
  message: Message,
  now: Date,
): Promise<void> => {
  const alertId = await writeAlert(tx, workspaceId, kind, change, message, now)
  if (parts.mail)
    await sql`insert into alert_deliveries (workspace_id, alert_id, user_id, created_at, next_at)
      select u.workspace_id, ${alertId}, u.id, ${now}, ${now} from users u
      left join alert_choices c on c.user_id = u.id
      where u.workspace_id = ${workspaceId} and ${reachable} and ${kind} = any (${chosen})`.execute(tx)
  await sql`insert into alert_deliveries (workspace_id, alert_id, webhook_id, created_at, next_at)
    select workspace_id, ${alertId}, id, ${now}, ${now} from webhooks
    where workspace_id = ${workspaceId} and disabled_at is null and ${kind} = any (kinds)`.execute(tx)
  await parts.jobs.ask(tx, deliverJob, {})
}

/** Puts a message about alerts themselves on its way to all owners and admins mail can reach. */
export const tellAdmins = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
  message: Message,
  now: Date,
): Promise<void> => {
  const alertId = await writeAlert(tx, workspaceId, 'webhook_disabled', 'raised', message, now)
  if (!parts.mail) return
  await sql`insert into alert_deliveries (workspace_id, alert_id, user_id, created_at, next_at)
    select u.workspace_id, ${alertId}, u.id, ${now}, ${now} from users u
    where u.workspace_id = ${workspaceId} and ${reachable} and u.role in ('owner', 'admin')`.execute(tx)
  await parts.jobs.ask(tx, deliverJob, {})
}

/** True when anybody would get this kind. */
export const anybodyWants = async (
  tx: Tx,
  parts: AlertParts,
  workspaceId: string,
  kind: AlertKind,
): Promise<boolean> => {
  const { rows } = await sql`
    select 1 from webhooks where workspace_id = ${workspaceId} and disabled_at is null and ${kind} = any (kinds)
    union all
    select 1 from users u left join alert_choices c on c.user_id = u.id
    where ${parts.mail !== null} and u.workspace_id = ${workspaceId} and ${reachable} and ${kind} = any (${chosen})
    limit 1`.execute(tx)
  return rows.length > 0
}

/** Users who have joined and whom mail can reach; copies of an org carry addresses that are nobody's. */
export const reachable = sql`u.status = 'joined' and u.removed_at is null and usable_email(u.email) is not null`

const chosen = sql`coalesce(c.kinds, case when u.role in ('owner', 'admin') then ${[...byRole]}::text[] else '{}' end)`

/** Writes down what is told; answers its id. */
export const writeAlert = async (
  tx: Tx,
  workspaceId: string,
  kind: string,
  change: AlertChange,
  message: Message,
  now: Date,
): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    insert into alerts (workspace_id, kind, change, at, message)
    values (${workspaceId}, ${kind}, ${change}, ${now}, ${JSON.stringify(message)}::jsonb) returning id`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error('An alert that was just written has no id.')
  return row.id
}
