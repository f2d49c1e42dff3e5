import {
  openSalesforceOAuth,
  type SalesforceApp,
  type SalesforceOAuth,
} from '../connectors/salesforce/oauth.ts'
import { salesforceApp } from './apps.ts'
import type { ConnectionParts } from './parts.ts'

/**
 * Opens the sign-in conversation with the org at `origin`, as the workspace's own app or the one given. Rejects with
 * `Refused` when the workspace has none.
 */
export const openOAuth = async (
  parts: ConnectionParts,
  workspaceId: string,
  origin: string,
  app?: SalesforceApp,
): Promise<SalesforceOAuth> =>
  openSalesforceOAuth({
    ...parts.outside,
    domain: { origin: parts.loopback.salesforce ?? origin },
    app: app ?? (await salesforceApp(parts, workspaceId)),
    loopback: parts.loopback.salesforce,
  })
