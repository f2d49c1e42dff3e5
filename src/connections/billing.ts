import { Refused } from '../base/errors.ts'
import { openStripe } from '../connectors/stripe/stripe.ts'
import type { Tx } from '../db/db.ts'
import { noteReconnected } from './health.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { findConnection, storeConnection } from './tables.ts'

/** Who connects: a person, or the environment. */
interface By {
  readonly workspaceId: string
  readonly userId: string | null
  readonly name: string
}

/**
 * Tries a Stripe key and keeps it, sealed. Rejects with `Refused` when Stripe does not take it, or when it opens
 * another account than the one the customers came from, as far as both may be seen. `connected` joins the storing transaction.
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
    const existing = await findConnection(tx, by.workspaceId, 'stripe')
    if (existing && areTwo(existing.accountId, account.accountId))
      throw otherAccount(existing.accountName, account.accountName)
    // A key that may not see its account says nothing against the account known before.
    const known = account.accountId === '' && existing ? existing : account
    const id = await storeConnection(tx, {
      workspaceId: by.workspaceId,
      tool: 'stripe',
      accountId: known.accountId,
      accountName: known.accountName,
      settings: { keyHint: `…${apiKey.slice(-4)}`, fromEnvironment, test: account.test },
      sealed: parts.seal.seal({ apiKey }, purposeOf('key', by.workspaceId)),
      by,
      now: parts.outside.clock.now(),
    })
    await noteReconnected(parts, tx, existing)
    return connected(tx, id)
  })
}

/** An empty id is an account that is not known: a restricted key may be kept from seeing its own. */
const areTwo = (before: string, now: string): boolean => before !== '' && now !== '' && before !== now

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
  const existing = await findConnection(tx, by.workspaceId, 'csv')
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
