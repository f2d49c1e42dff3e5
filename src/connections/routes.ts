import type * as z from 'zod'
import { Gone, Refused } from '../base/errors.ts'
import { outsideRoute, route, type Actor, type Route } from '../db/door.ts'
import type { Db, Tx } from '../db/db.ts'
import { keepStripeKey } from './billing.ts'
import { checkConnection } from './check.ts'
import * as contract from './contract.ts'
import { depart } from './dance.ts'
import { connectIntegrationUser } from './integrate.ts'
import type { ConnectionParts } from './parts.ts'
import { closeConnection, findConnection, listConnections, type Connection } from './tables.ts'
import * as verbs from './verbs.ts'

/** What happens elsewhere when a billing tool comes or goes, and what is known elsewhere about it. */
export interface BillingLinks {
  /** In the storing transaction: asks for a first read; answers the run's id. */
  connected(tx: Tx, by: Actor): Promise<string>
  /** After that transaction. */
  wake(): void
  /** What the mirror holds of each connection. */
  held(
    db: Db | Tx,
    connectionId: string,
  ): Promise<{ customers: number; contacts: number; lastReadAt: Date | null }>
}

/** What happens elsewhere when Salesforce was connected without a browser. */
export interface CrmLinks {
  /** In the storing transaction. */
  connected(tx: Tx, by: Actor): Promise<void>
  /** After that transaction. */
  wake(): void
}

export const connectionRoutes = (
  parts: ConnectionParts,
  links: BillingLinks,
  crm: CrmLinks,
): readonly Route[] => [...billingRoutes(parts, links), ...crmRoutes(parts, crm)]

const billingRoutes = (parts: ConnectionParts, links: BillingLinks): readonly Route[] => [
  route(contract.getBilling, verbs.seeBilling, async ({ tx, by }) => ({
    connections: await billing(tx, by.workspaceId, links),
  })),
  outsideRoute(contract.connectStripe, verbs.connectBilling, async ({ db, by, audit }, { apiKey }) => {
    audit({ subject: 'Stripe' })
    const current = await findConnection(db, by.workspaceId, 'stripe')
    if (current?.settings.fromEnvironment === true) throw fromEnvironment()
    const runId = await keepStripeKey(parts, by, apiKey, false, (tx) => links.connected(tx, by))
    links.wake()
    const connection = (await billing(db, by.workspaceId, links)).find((one) => one.tool === 'stripe')
    if (!connection) throw gone()
    return { connection, runId }
  }),
  route(contract.disconnectBilling, verbs.disconnectBilling, async ({ tx, by, now, audit }, { tool }) => {
    const connection = await findConnection(tx, by.workspaceId, tool)
    if (!connection) throw gone()
    audit({ subject: connection.accountName })
    await closeConnection(tx, connection.id, now)
    return { ok: true as const }
  }),
]

const crmRoutes = (parts: ConnectionParts, links: CrmLinks): readonly Route[] => [
  outsideRoute(contract.connectSalesforce, verbs.connectCrm, async ({ by, audit }, asked) => {
    audit({ subject: asked.domain })
    if (!by.sessionId) throw needsBrowser()
    return depart(parts, by, asked)
  }),
  outsideRoute(
    contract.connectIntegrationUser,
    verbs.connectIntegrationUser,
    async ({ db, by, audit }, asked) => {
      audit({ subject: asked.domain })
      await connectIntegrationUser(parts, by, asked, (tx) => links.connected(tx, by))
      links.wake()
      const { state, accountName: orgName, settings } = await salesforce(db, by.workspaceId)
      return { state: standing(state), orgName, salesforceUser: String(settings.userName ?? '') }
    },
  ),
  outsideRoute(contract.checkSalesforce, verbs.checkCrm, async ({ db, by, audit }) => {
    const before = await salesforce(db, by.workspaceId)
    audit({ subject: before.accountName })
    await checkConnection(parts, before)
    const { state, problem } = await salesforce(db, by.workspaceId)
    return { state: standing(state), problem }
  }),
]

const salesforce = async (db: Db, workspaceId: string): Promise<Connection> => {
  const connection = await findConnection(db, workspaceId, 'salesforce')
  if (!connection) throw crmGone()
  return connection
}

/** The state of a live connection. */
const standing = (state: Connection['state']): Exclude<Connection['state'], 'disconnected'> =>
  state === 'disconnected' ? 'sign_in_needed' : state

type BillingAnswer = z.output<typeof contract.billingConnection>

const billing = async (db: Db | Tx, workspaceId: string, links: BillingLinks): Promise<BillingAnswer[]> => {
  const answers: BillingAnswer[] = []
  for (const one of await listConnections(db, workspaceId)) {
    if (one.tool !== 'salesforce') answers.push(described(one, one.tool, await links.held(db, one.id)))
  }
  return answers
}

const described = (
  one: Connection,
  tool: 'stripe' | 'csv',
  held: Awaited<ReturnType<BillingLinks['held']>>,
): BillingAnswer => ({
  tool,
  title: tool === 'stripe' ? 'Stripe' : 'CSV files',
  state: one.state === 'connected' ? 'connected' : 'sign_in_needed',
  accountName: one.accountName,
  keyHint: typeof one.settings.keyHint === 'string' ? one.settings.keyHint : null,
  fromEnvironment: one.settings.fromEnvironment === true,
  connectedBy: one.connectedByName,
  connectedAt: one.connectedAt.toISOString(),
  lastReadAt: held.lastReadAt?.toISOString() ?? null,
  customers: held.customers,
  contacts: held.contacts,
  problem: one.problem,
})

const gone = (): Gone =>
  new Gone({
    code: 'billing_not_connected',
    what: 'This billing tool is not connected.',
    how: 'Reload the page.',
  })

const crmGone = (): Gone =>
  new Gone({
    code: 'crm_not_connected',
    what: 'Salesforce is not connected.',
    how: 'Settings → CRM → Connect.',
  })

const fromEnvironment = (): Refused =>
  new Refused(
    {
      code: 'key_from_environment',
      what: 'The Stripe key comes from the environment variable STRIPE_API_KEY.',
      means: 'It cannot be changed on this page.',
      who: 'Whoever runs this machine',
      how: 'Change the variable and restart Crosswalk, or remove it to type a key here.',
    },
    409,
  )

const needsBrowser = (): Refused =>
  new Refused({
    code: 'browser_needed',
    what: 'Connecting Salesforce needs a browser that is signed in to Crosswalk.',
    means: 'Salesforce must bring the same browser back, so an API key cannot do it.',
    who: 'A Crosswalk admin',
    how: 'Open Settings → CRM in a browser and choose Connect, or connect as an integration user, which needs none.',
  })
