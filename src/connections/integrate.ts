import { parseDomain } from '../connectors/salesforce/hosts.ts'
import type { SalesforceApp } from '../connectors/salesforce/oauth.ts'
import type { Tx } from '../db/db.ts'
import { keepApp, salesforceApp } from './apps.ts'
import { checkOrg, type Departure } from './dance.ts'
import { revocation } from './disconnect.ts'
import { noteReconnected } from './health.ts'
import { openOAuth } from './oauth.ts'
import { whoIs } from './open.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { findConnection, storeConnection } from './tables.ts'

interface By {
  readonly workspaceId: string
  readonly userId: string | null
  readonly name: string
}

/**
 * The second way in, without a browser: the app runs as its integration user (client credentials flow). Tries it,
 * asks whose org answers, and stores only then; a connection there is keeps its id, and the grant it had is given back.
 * There is no refresh token: a new access token is asked for whenever the one before has ended. `connected` joins
 * the storing transaction. Rejects with the org's own reason, in words, and then nothing is stored.
 */
export const connectIntegrationUser = async (
  parts: ConnectionParts,
  by: By,
  asked: Departure,
  connected: (tx: Tx, connectionId: string) => Promise<void>,
): Promise<void> => {
  const { domain, origin } = parseDomain(asked.domain)
  const typed = typedApp(parts, asked)
  const app = typed ?? (await salesforceApp(parts, by.workspaceId))
  const oauth = await openOAuth(parts, by.workspaceId, origin, app)
  const { accessToken, instanceUrl: named } = await oauth.clientCredentials()
  const instanceUrl = named ?? origin
  const identity = await whoIs(parts, { accessToken, instanceUrl })
  const former = await findConnection(parts.database.db, by.workspaceId, 'salesforce')
  const revokeFormer = former && (await revocation(parts, former, accessToken))
  await parts.database.transaction(async (tx) => {
    const existing = await findConnection(tx, by.workspaceId, 'salesforce')
    checkOrg(existing, identity)
    if (typed) await keepApp(parts, tx, by.workspaceId, typed)
    const id = await storeConnection(tx, {
      workspaceId: by.workspaceId,
      tool: 'salesforce',
      way: 'integration_user',
      accountId: identity.orgId,
      accountName: identity.orgName,
      settings: {
        domain,
        origin,
        instanceUrl,
        sandbox: identity.sandbox,
        userId: identity.userId,
        userName: identity.userName,
      },
      sealed: parts.seal.seal(
        { accessToken, refreshToken: null, instanceUrl },
        purposeOf('tokens', by.workspaceId),
      ),
      by,
      now: parts.outside.clock.now(),
    })
    await noteReconnected(parts, tx, existing)
    await connected(tx, id)
  })
  await revokeFormer?.()
}

const typedApp = (
  parts: ConnectionParts,
  { clientId, clientSecret }: Departure,
): (SalesforceApp & { readonly clientSecret: string }) | null =>
  !parts.app && clientId && clientSecret ? { clientId, clientSecret } : null
