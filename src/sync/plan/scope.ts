import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { lastBilling, listConnections, type Connection } from '../../connections/connections.ts'
import { listFields, readRecord } from '../../mirror/mirror.ts'
import { ruleFor, type Rule } from '../../match/keys.ts'
import { readSettings, type SyncSettings } from '../settings.ts'
import { releaseOf, settingsOf, type Planned, type Release } from './planned.ts'

/**
 * What a derivation works from: the settings in force, and which mirrors hold a complete read. A mirror that was
 * never read to the end counts as absent, so nothing is ever derived from half of it.
 */
export interface Scope {
  readonly workspaceId: string
  readonly settings: SyncSettings
  /** Billing connections with a complete read, in the order they were connected: the earlier one wins a clash. */
  readonly billing: readonly string[]
  /** Those with a complete read of contacts: a contact file may add people to another tool's customers. */
  readonly billingContacts: readonly string[]
  /** The Salesforce connection, when the identifier is chosen and the accounts have been read. */
  readonly salesforce: string | null
  readonly contactsRead: boolean
  readonly usersRead: boolean
  /** Related contacts count too: it was chosen, and the relations have been read. */
  readonly related: boolean
  /** The billing field that holds the identifier: a key of the mirror's `fields`, or null for the external id. */
  readonly customerKey: string | null
  readonly rule: Rule
  /** What becomes of account managers that are about to be let go. */
  readonly release: Release
}

/** With the settings in force, or as they would be. */
export const scopeOf = async (tx: Tx, workspaceId: string, planned: Planned = {}): Promise<Scope> => {
  const inForce = await readSettings(tx, workspaceId)
  const settings: SyncSettings = { ...inForce, ...settingsOf(planned) }
  const connections = await listConnections(tx, workspaceId)
  const tools = await billingTools(tx, workspaceId, connections)
  const crm = connections.find((one) => one.tool === 'salesforce')
  const customerKey = await keyOfIdentifier(tx, workspaceId, settings)
  const chosen = settings.identifier === 'external_id' || customerKey !== null
  const read = async (object: string): Promise<boolean> =>
    crm !== undefined && (await readRecord(tx, crm.id, object)) !== null
  const usable = crm !== undefined && chosen && (await accountFieldRead(tx, crm, settings.accountField))
  return {
    workspaceId,
    settings,
    billing: await withRead(tx, tools, 'customers'),
    billingContacts: await withRead(tx, tools, 'customer_contacts'),
    salesforce: usable ? crm.id : null,
    contactsRead: await read('Contact'),
    usersRead: await read('User'),
    related: settings.relatedContacts && (await read('AccountContactRelation')),
    customerKey,
    rule: await ruleOf(tx, crm, settings.accountField),
    release: releaseOf(inForce, planned),
  }
}

/** What a disconnected tool said stays in force until another one has been read to the end. */
const billingTools = async (
  tx: Tx,
  workspaceId: string,
  connections: readonly Connection[],
): Promise<readonly string[]> => {
  const live = connections.filter((one) => one.tool !== 'salesforce').map((one) => one.id)
  if ((await withRead(tx, live, 'customers')).length > 0) return live
  const former = await lastBilling(tx, workspaceId)
  return former ? [...live, former.id] : live
}

const withRead = async (tx: Tx, connectionIds: readonly string[], object: string): Promise<string[]> => {
  const read: string[] = []
  for (const id of connectionIds) if (await readRecord(tx, id, object)) read.push(id)
  return read
}

const accountFieldRead = async (tx: Tx, crm: Connection, field: string): Promise<boolean> => {
  const record = await readRecord(tx, crm.id, 'Account')
  return record !== null && record.fields.includes(field)
}

const keyOfIdentifier = async (
  db: Db | Tx,
  workspaceId: string,
  settings: SyncSettings,
): Promise<string | null> => {
  if (!settings.identifier || settings.identifier === 'external_id') return null
  const { rows } = await sql<{ key: string }>`
    select key from custom_fields where workspace_id = ${workspaceId} and id = ${settings.identifier}::uuid`.execute(
    db,
  )
  return rows[0]?.key ?? null
}

/** The type of the Account field was written down when it was described; `Id` needs no looking up. */
const ruleOf = async (tx: Tx, crm: Connection | undefined, field: string): Promise<Rule> => {
  if (field === 'Id' || !crm) return ruleFor({ name: 'Id', type: 'id' })
  const found = (await listFields(tx, crm.id, 'Account')).find((one) => one.name === field)
  return ruleFor({ name: field, type: found?.type ?? 'string' })
}

/** What people call the customer field that holds the identifier. */
export const labelOf = async (tx: Tx, settings: Pick<SyncSettings, 'identifier'>): Promise<string> => {
  const { rows } = await sql<{ label: string }>`
    select label from custom_fields where id::text = ${settings.identifier}`.execute(tx)
  return rows[0]?.label ?? 'Customer id of the billing tool'
}
