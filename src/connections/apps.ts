import { Refused } from '../base/errors.ts'
import type { SalesforceApp } from '../connectors/salesforce/oauth.ts'
import type { Db, Tx } from '../db/db.ts'
import { approvalsAlive, mostApprovals } from './approvals.ts'
import { callbackUrl, purposeOf, type ConnectionParts } from './parts.ts'
import { readApp, storeApp } from './tables.ts'

/** What the connect dialog may know of the external client app: never its secret. */
export interface AppStanding {
  readonly callbackUrl: string
  readonly ready: boolean
  readonly fromEnvironment: boolean
  readonly clientIdHint: string | null
  readonly approvals: { readonly alive: number; readonly most: number } | null
}

const hint = (clientId: string): string => (clientId.length > 12 ? `${clientId.slice(0, 8)}…` : clientId)

export const appStanding = async (
  parts: ConnectionParts,
  db: Db | Tx,
  workspaceId: string,
): Promise<AppStanding> => {
  const stored = parts.app ? null : await readApp(db, workspaceId)
  const clientId = parts.app?.clientId ?? stored?.clientId ?? null
  const alive = await approvalsAlive(db, workspaceId)
  return {
    callbackUrl: callbackUrl(parts),
    ready: clientId !== null,
    fromEnvironment: parts.app !== null,
    clientIdHint: clientId && hint(clientId),
    approvals: alive === null ? null : { alive, most: mostApprovals },
  }
}

/** The external client app in force: the environment's, else the one typed in. Rejects with `Refused` when none. */
export const salesforceApp = async (parts: ConnectionParts, workspaceId: string): Promise<SalesforceApp> => {
  if (parts.app) return parts.app
  const stored = await readApp(parts.database.db, workspaceId)
  if (!stored) throw noApp()
  const { clientSecret } = parts.seal.open<{ clientSecret: string }>(
    stored.sealed,
    purposeOf('app', workspaceId),
  )
  return { clientId: stored.clientId, clientSecret }
}

/** Keeps the consumer key and secret typed into the dialog. */
export const keepApp = (
  parts: ConnectionParts,
  tx: Tx,
  workspaceId: string,
  typed: { clientId: string; clientSecret: string },
): Promise<void> =>
  storeApp(
    tx,
    workspaceId,
    typed.clientId,
    parts.seal.seal({ clientSecret: typed.clientSecret }, purposeOf('app', workspaceId)),
  )

const noApp = (): Refused =>
  new Refused({
    code: 'app_missing',
    what: 'Crosswalk does not know your Salesforce app yet.',
    means: 'Salesforce would not know who is asking.',
    who: 'A Salesforce admin',
    how: 'Make an External Client App in Salesforce as the dialog explains, and paste its consumer key and secret.',
  })
