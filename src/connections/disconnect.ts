import { Fault } from '../base/errors.ts'
import { endApproval } from './approvals.ts'
import { leftJobs } from './bulk-jobs.ts'
import type { SalesforceTokens } from './grant.ts'
import { openOAuth } from './oauth.ts'
import { openCrm } from './open.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { closeConnection, readSecret, type Connection } from './tables.ts'
import type { Tx } from '../db/db.ts'

/**
 * Ends a connection: the secret is destroyed here together with `closing`, then the grant is revoked at the source.
 * Resolves to whether the source confirmed; the connection is over either way.
 */
export const disconnect = async (
  parts: ConnectionParts,
  connection: Connection,
  closing: (tx: Tx) => Promise<void>,
): Promise<{ revoked: boolean }> => {
  await removeJobs(parts, connection)
  const revoke = await revocation(parts, connection)
  await parts.database.transaction(async (tx) => {
    await closeConnection(tx, connection.id, parts.outside.clock.now())
    await closing(tx)
  })
  return { revoked: await revoke() }
}

/** The bulk jobs we left in the org, while we may still enter it. What cannot be removed expires there by itself. */
const removeJobs = async (parts: ConnectionParts, connection: Connection): Promise<void> => {
  const jobs = await leftJobs(parts.database.db, connection.id)
  if (jobs.length === 0) return
  const crm = openCrm(parts, connection)
  for (const job of jobs) {
    await crm.removeJob(job).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error
    })
  }
}

/** Prepared while the secret still exists. Resolves to whether the source confirmed; does nothing for the grant `kept`. */
export const revocation = async (
  parts: ConnectionParts,
  connection: Connection,
  kept: string | null = null,
): Promise<() => Promise<boolean>> => {
  const secret = connection.tool === 'salesforce' ? await readSecret(parts.database.db, connection.id) : null
  if (!secret) return async () => false
  const { workspaceId } = connection
  try {
    const tokens = parts.seal.open<SalesforceTokens>(secret.sealed, purposeOf('tokens', workspaceId))
    const oauth = await openOAuth(parts, workspaceId, tokens.instanceUrl)
    const token = tokens.refreshToken ?? tokens.accessToken
    return async () => {
      if (token === kept || !(await oauth.revoke(token))) return false
      await endApproval(parts.database.db, connection.approvalId, parts.outside.clock.now())
      return true
    }
  } catch {
    // The sealing key changed: what cannot be opened cannot be revoked, but it can be destroyed.
    return async () => false
  }
}
