import { sql } from 'kysely'
import type { Db, Tx } from '../db/db.ts'

/** What people decided about synchronizing. */
export interface SyncSettings {
  /** `external_id`, the id of a custom field, or null until chosen. */
  readonly identifier: string | null
  readonly accountField: string
  readonly contacts: boolean
  readonly accountManagers: boolean
  readonly unmatched: 'keep_billing' | 'leave_empty'
  readonly sharedAccounts: boolean
  /** Contacts related to an account belong to it too, not only those that name it. */
  readonly relatedContacts: boolean
  /** Percent of the org's daily calls that are ours. */
  readonly callShare: number
  /** Percent of the org's daily calls, all tools together, at which we stop. */
  readonly callStop: number
  /** How often every id is asked for, in hours. */
  readonly sweepHours: number
  readonly enabledAt: Date | null
  readonly scheduleMode: 'every_24_hours' | 'utc_hour'
  readonly scheduleHour: number | null
  readonly nextAt: Date | null
}

const defaults: SyncSettings = {
  identifier: null,
  accountField: 'Id',
  contacts: false,
  accountManagers: false,
  unmatched: 'keep_billing',
  sharedAccounts: true,
  relatedContacts: false,
  callShare: 20,
  callStop: 80,
  sweepHours: 24,
  enabledAt: null,
  scheduleMode: 'every_24_hours',
  scheduleHour: null,
  nextAt: null,
}

export const readSettings = async (db: Db | Tx, workspaceId: string): Promise<SyncSettings> => {
  const { rows } = await sql<SyncSettings>`
    select identifier, account_field as "accountField", contacts, account_managers as "accountManagers", unmatched,
      shared_accounts as "sharedAccounts", related_contacts as "relatedContacts", call_share as "callShare",
      call_stop as "callStop", sweep_hours as "sweepHours", enabled_at as "enabledAt", schedule_mode as "scheduleMode",
      schedule_hour as "scheduleHour", next_at as "nextAt"
    from sync_settings where workspace_id = ${workspaceId}`.execute(db)
  return rows[0] ?? defaults
}

const columns: Readonly<Record<keyof SyncSettings, string>> = {
  identifier: 'identifier',
  accountField: 'account_field',
  contacts: 'contacts',
  accountManagers: 'account_managers',
  unmatched: 'unmatched',
  sharedAccounts: 'shared_accounts',
  relatedContacts: 'related_contacts',
  callShare: 'call_share',
  callStop: 'call_stop',
  sweepHours: 'sweep_hours',
  enabledAt: 'enabled_at',
  scheduleMode: 'schedule_mode',
  scheduleHour: 'schedule_hour',
  nextAt: 'next_at',
}

export const writeSettings = async (
  tx: Tx,
  workspaceId: string,
  changed: Partial<SyncSettings>,
): Promise<void> => {
  const entries = Object.entries(changed) as [keyof SyncSettings, unknown][]
  await sql`insert into sync_settings (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(
    tx,
  )
  if (entries.length === 0) return
  const set = sql.join(entries.map(([name, value]) => sql`${sql.ref(columns[name])} = ${value}`))
  await sql`update sync_settings set ${set} where workspace_id = ${workspaceId}`.execute(tx)
}

/** The next time the daily run is due, strictly after `now`. Null while nothing is enabled. */
export const nextDue = (settings: SyncSettings, now: Date): Date | null => {
  if (!settings.enabledAt) return null
  const day = 86_400_000
  if (settings.scheduleMode === 'utc_hour') {
    const due = new Date(now)
    due.setUTCHours(settings.scheduleHour ?? 2, 0, 0, 0)
    return due > now ? due : new Date(due.getTime() + day)
  }
  const passed = Math.floor((now.getTime() - settings.enabledAt.getTime()) / day)
  return new Date(settings.enabledAt.getTime() + (Math.max(passed, 0) + 1) * day)
}
