import type { Billing, Crm, CrmIdentity } from '../connectors/connector.ts'
import { openSalesforce, type SalesforceOptions } from '../connectors/salesforce/client.ts'
import { openStripe } from '../connectors/stripe/stripe.ts'
import { Gone } from '../base/errors.ts'
import { bulkJobs } from './bulk-jobs.ts'
import { salesforceGrant } from './grant.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { readSecret, type Connection } from './tables.ts'

/** What bounds a conversation, and from which size on it is had by bulk jobs. */
export type CrmLimits = Pick<SalesforceOptions, 'signal' | 'budget' | 'bulkFrom' | 'bulkPageRows'>

/** Opens the conversation a Salesforce connection allows. Nothing is sent until something is asked. */
export const openCrm = (parts: ConnectionParts, connection: Connection, limits: CrmLimits = {}): Crm =>
  openSalesforce({
    ...parts.outside,
    grant: salesforceGrant(parts, connection),
    loopback: parts.loopback.salesforce,
    jobs: bulkJobs(parts.database.db, connection.id, () => parts.outside.clock.now()),
    ...limits,
  })

/** Whose org these tokens open, before anything is stored. */
export const whoIs = (
  parts: ConnectionParts,
  session: { readonly accessToken: string; readonly instanceUrl: string },
): Promise<CrmIdentity> => {
  const once = { current: async () => session, renew: async () => session }
  return openSalesforce({ ...parts.outside, grant: once, loopback: parts.loopback.salesforce }).identity()
}

/** Opens the conversation with a billing tool that can be read at any time. */
export const openBilling = async (
  parts: ConnectionParts,
  connection: Connection,
  signal?: AbortSignal,
): Promise<Billing> => {
  const secret = await readSecret(parts.database.db, connection.id)
  if (!secret) throw noKey()
  const { apiKey } = parts.seal.open<{ apiKey: string }>(
    secret.sealed,
    purposeOf('key', connection.workspaceId),
  )
  return openStripe({
    ...parts.outside,
    apiKey,
    loopback: parts.loopback.stripe,
    ...(signal ? { signal } : {}),
  })
}

const noKey = (): Gone =>
  new Gone({
    code: 'billing_key_missing',
    what: 'The key of the billing tool is gone.',
    means: 'Nothing new comes in from it. What is here stays as it is.',
    who: 'A Crosswalk admin',
    how: 'Settings → Billing: paste a restricted key again.',
  })
