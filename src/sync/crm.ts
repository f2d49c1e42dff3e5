import { sql } from 'kysely'
import type * as z from 'zod'
import {
  appStanding,
  findConnection,
  readUsage,
  remediesOf,
  tripProblem,
  type Connection,
  type ConnectionParts,
} from '../connections/connections.ts'
import type { crmConnection } from '../connections/contract.ts'
import type { Tx } from '../db/db.ts'
import { hasRelations, listFields, readRecord } from '../mirror/mirror.ts'
import type * as contract from './contract.ts'
import { labelOf } from './plan/scope.ts'
import { lastRun, lastSync, runUnderWay } from './run/answers.ts'
import { callsSince } from './run/runs.ts'
import { readSettings, type SyncSettings } from './settings.ts'
import { readWarnings } from './warnings.ts'

type CrmAnswer = z.output<typeof contract.crm>

/** Everything the CRM page shows. */
export const describeCrm = async (
  tx: Tx,
  parts: ConnectionParts,
  workspaceId: string,
): Promise<CrmAnswer> => {
  const settings = await readSettings(tx, workspaceId)
  const crm = await findConnection(tx, workspaceId, 'salesforce')
  const { customers, matches } = await matchCounts(tx, workspaceId)
  return {
    step: await stepOf(tx, settings, crm),
    app: await appStanding(parts, tx, workspaceId),
    connection: crm && describeConnection(crm),
    identifier: await describeIdentifier(tx, settings, crm),
    switches: { contacts: settings.contacts, accountManagers: settings.accountManagers },
    unmatched: settings.unmatched,
    sharedAccounts: settings.sharedAccounts,
    relatedContacts: await relatedContacts(tx, settings, crm),
    schedule: {
      mode: settings.scheduleMode,
      hour: settings.scheduleHour,
      nextAt: settings.nextAt?.toISOString() ?? null,
    },
    apiCalls: await apiCalls(tx, settings, crm, workspaceId, parts.outside.clock.now()),
    warnings: crm ? [...(await readWarnings(tx, crm.id))] : [],
    tripProblem: await tripProblem(tx, workspaceId, tripsSince(parts.outside.clock.now(), crm)),
    lastRun: await lastRun(tx, workspaceId),
    lastSync: await lastSync(tx, workspaceId),
    currentRun: await runUnderWay(tx, workspaceId),
    customers,
    matches,
  }
}

const dayMs = 86_400_000

const apiCalls = async (
  tx: Tx,
  { callShare, callStop, sweepHours }: SyncSettings,
  crm: Connection | null,
  workspaceId: string,
  now: Date,
): Promise<CrmAnswer['apiCalls']> => {
  const usage = crm && (await readUsage(tx, crm.id))
  const ours = await callsSince(tx, workspaceId, new Date(now.getTime() - dayMs))
  return {
    share: callShare,
    stop: callStop,
    sweepHours,
    ours: ours.reduce((sum, { calls }) => sum + calls, 0),
    used: usage?.used ?? null,
    allowed: usage?.allowed ?? null,
    heardAt: usage?.at.toISOString() ?? null,
  }
}

/** Also while the org has lost it, as long as it is chosen: somebody must be able to choose otherwise. */
const relatedContacts = async (
  tx: Tx,
  settings: SyncSettings,
  crm: Connection | null,
): Promise<CrmAnswer['relatedContacts']> => {
  if (settings.relatedContacts) return 'related'
  return crm && (await hasRelations(tx, crm.id)) ? 'direct' : null
}

// A trip that failed longer ago than this is no news to anybody.
const tripMemoryMs = 3_600_000

const tripsSince = (now: Date, crm: Connection | null): Date =>
  new Date(Math.max(now.getTime() - tripMemoryMs, crm?.connectedAt.getTime() ?? 0))

/** How far the set-up is. Once switched on it stays `on`, also while a switch is off again. */
const stepOf = async (tx: Tx, settings: SyncSettings, crm: Connection | null): Promise<CrmAnswer['step']> => {
  if (!crm) return 'connect'
  if (!(await readRecord(tx, crm.id, 'Contact'))) return 'reading'
  if (!settings.identifier) return 'choose_field'
  return settings.contacts || settings.accountManagers || (await wasOn(tx, crm)) ? 'on' : 'choose_switches'
}

const wasOn = async (tx: Tx, crm: Connection): Promise<boolean> =>
  (
    await sql`select 1 from runs where workspace_id = ${crm.workspaceId} and trigger in ('first', 'settings', 'resume')
      and kind = 'sync' and state in ('complete', 'partial') and 'salesforce' = any (reads)
      and queued_at >= ${crm.connectedAt} limit 1`.execute(tx)
  ).rows.length > 0

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const describeConnection = (crm: Connection): z.output<typeof crmConnection> => ({
  state: crm.state === 'disconnected' ? 'sign_in_needed' : crm.state,
  way: crm.way,
  domain: text(crm.settings.domain),
  instanceUrl: text(crm.settings.instanceUrl),
  orgId: crm.accountId,
  orgName: crm.accountName,
  sandbox: crm.settings.sandbox === true,
  salesforceUser: text(crm.settings.userName),
  connectedBy: crm.connectedByName ?? '',
  connectedAt: crm.connectedAt.toISOString(),
  problem: crm.problem,
  remedies: [...remediesOf(crm.state, crm.problem?.code ?? null)],
})

const describeIdentifier = async (
  tx: Tx,
  settings: SyncSettings,
  crm: Connection | null,
): Promise<CrmAnswer['identifier']> => {
  if (!settings.identifier) return null
  const fields = crm ? await listFields(tx, crm.id, 'Account') : []
  const account = fields.find((one) => one.name === settings.accountField)
  return {
    customerField: settings.identifier,
    customerFieldLabel: await labelOf(tx, settings),
    accountField: settings.accountField,
    accountFieldLabel:
      account?.label ?? (settings.accountField === 'Id' ? 'Account ID' : settings.accountField),
  }
}

const matchCounts = async (
  tx: Tx,
  workspaceId: string,
): Promise<Pick<CrmAnswer, 'customers' | 'matches'>> => {
  const { rows } = await sql<{ state: string | null; count: number }>`
    select m.state, count(*) as count from customers c left join matches m on m.customer_id = c.id
    where c.workspace_id = ${workspaceId} group by m.state`.execute(tx)
  const customers = rows.reduce((sum, row) => sum + row.count, 0)
  return {
    customers,
    matches: Object.fromEntries(rows.map((row) => [row.state ?? 'not_connected', row.count])),
  }
}
