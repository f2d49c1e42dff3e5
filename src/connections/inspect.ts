import {
  inspectOrg,
  type InspectionOptions,
  type OrgInspection,
} from '../connectors/salesforce/inspection.ts'
import type { Db, Tx } from '../db/db.ts'
import { storeUsage } from './call-budget.ts'
import { salesforceGrant } from './grant.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { listConnections, readApp, readSecret, type Connection } from './tables.ts'

export type { OrgInspection }
export type InspectionQuestion = Pick<InspectionOptions, 'describe' | 'count' | 'identifier'>

/**
 * Looks at the org behind a connection, for a check-up, whatever the budget says; what the org said of its calls is kept.
 * Rejects as any conversation with it does.
 */
export const inspectCrm = async (
  parts: ConnectionParts,
  connection: Connection,
  question: InspectionQuestion,
  signal: AbortSignal,
): Promise<OrgInspection> => {
  const { userId } = connection.settings
  const found = await inspectOrg({
    ...parts.outside,
    ...question,
    grant: salesforceGrant(parts, connection),
    loopback: parts.loopback.salesforce,
    orgId: connection.accountId,
    userId: typeof userId === 'string' ? userId : null,
    signal,
  })
  await storeUsage(parts.database.db, connection.id, found.usage, parts.outside.clock.now())
  return found
}

/** One thing kept sealed, and whether today's key opens it. What is inside stays here. */
export interface SecretStanding {
  readonly what: 'Salesforce sign-in' | 'Stripe key' | 'Salesforce app'
  readonly opens: boolean
  /** Of a sign-in that opens: whether it can be renewed without a person. */
  readonly renewable: boolean
}

/** Tries the sealing key on everything the workspace keeps sealed. */
export const trySecrets = async (
  parts: ConnectionParts,
  db: Db | Tx,
  workspaceId: string,
): Promise<readonly SecretStanding[]> => {
  const found: SecretStanding[] = []
  for (const { id, tool } of await listConnections(db, workspaceId)) {
    const secret = tool === 'csv' ? null : await readSecret(db, id)
    if (!secret) continue
    const crm = tool === 'salesforce'
    const opened = open(parts, secret.sealed, purposeOf(crm ? 'tokens' : 'key', workspaceId))
    found.push({
      what: crm ? 'Salesforce sign-in' : 'Stripe key',
      opens: opened !== null,
      renewable: typeof opened?.['refreshToken'] === 'string',
    })
  }
  const app = parts.app ? null : await readApp(db, workspaceId)
  if (app) {
    const opens = open(parts, app.sealed, purposeOf('app', workspaceId)) !== null
    found.push({ what: 'Salesforce app', opens, renewable: false })
  }
  return found
}

const open = ({ seal }: ConnectionParts, sealed: Buffer, purpose: string): Record<string, unknown> | null => {
  try {
    return seal.open<Record<string, unknown>>(sealed, purpose)
  } catch {
    return null
  }
}
