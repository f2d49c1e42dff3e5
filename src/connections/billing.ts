import { Refused } from '../base/errors.ts'
import { openStripe } from '../connectors/stripe/stripe.ts'
import type { Tx } from '../db/db.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { listConnections, storeConnection } from './tables.ts'

/** Who connects: a person, or the environment. */
interface By {
  readonly workspaceId: string
  readonly userId: string | null
  readonly name: string
}

/**
 * Tries a Stripe key and keeps it, sealed. Rejects with `Refused` when Stripe does not take it, or when it opens
 * another account than the one the customers came from. `connected` joins the storing transaction.
 */
export const keepStripeKey = async <R>(
  parts: ConnectionParts,
  by: By,
  apiKey: string,
  fromEnvironment: boolean,
  connected: (tx: Tx, connectionId: string) => Promise<R>,
): Promise<R> => {
  const account = await openStripe({ ...parts.outside, apiKey, loopback: parts.loopback.stripe }).check()
  return parts.database.transaction(async (tx) => {
    const existing = (await listConnections(tx, by.workspaceId)).find((one) => one.tool === 'stripe')
    if (existing && existing.accountId !== account.accountId) throw otherAccount(existing.accountName, account.accountName)
    const id = await storeConnection(tx, {
      workspaceId: by.workspaceId,
      tool: 'stripe',
      accountId: account.accountId,
      accountName: account.accountName,
      settings: { keyHint: `…${apiKey.slice(-4)}`, fromEnvironment, test: account.test },
      sealed: parts.seal.seal({ apiKey }, purposeOf('key', by.workspaceId)),
      by,
      now: parts.outside.clock.now(),
    })
    return connected(tx, id)
  })
}

const otherAccount = (before: string, now: string): Refused =>
  new Refused(
    {
      code: 'other_billing_account',
      what: `This key opens another Stripe account (${now}) than the one connected (${before}).`,
      means: 'Nothing was changed: another account would replace every customer.',
      who: 'A Crosswalk admin',
      how: 'Use a key of the same account, or disconnect Stripe first.',
    },
    409,
  )

/** The connection that stands for uploaded CSV files; made on the first upload. */
export const csvConnection = async (tx: Tx, by: By, now: Date): Promise<string> => {
  const existing = (await listConnections(tx, by.workspaceId)).find((one) => one.tool === 'csv')
  if (existing) return existing.id
  return storeConnection(tx, {
    workspaceId: by.workspaceId,
    tool: 'csv',
    accountId: 'csv',
    accountName: 'CSV files',
    settings: {},
    sealed: null,
    by,
    now,
  })
}
