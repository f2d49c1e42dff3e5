import type { Registry } from 'prom-client'
import { writeLine } from '../audit/audit.ts'
import { auditRoutes } from '../audit/routes.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { arrive, connectionJobs, type ConnectionParts, type StateChange } from '../connections/connections.ts'
import { connectionRoutes, type BillingLinks } from '../connections/routes.ts'
import { lostCrm, regainedCrm } from '../connections/verbs.ts'
import { openSeal, sealingKey } from '../connections/seal.ts'
import { countByManager, customerRoutes, unassign } from '../customers/customers.ts'
import type { Database, Db, Tx } from '../db/db.ts'
import type { Actor, Route } from '../db/door.ts'
import type { Job, Jobs } from '../jobs/jobs.ts'
import { countRows, readRecord } from '../mirror/mirror.ts'
import { mirrorRoutes, type UploadLinks } from '../mirror/routes.ts'
import type { Passwords } from '../people/password.ts'
import { peopleRoutes } from '../people/routes.ts'
import type { RandomBytes } from '../people/token.ts'
import {
  afterBillingConnected,
  afterCrmConnected,
  afterUploadApplied,
  connectFromEnvironment,
  readSettings,
  recover,
  runJob,
  standingOf,
  syncJobs,
  syncRoutes,
  type SyncParts,
} from '../sync/sync.ts'
import type { Machine } from '../sync/check-up/machine.ts'
import { checkUpRoutes } from '../sync/check-up/routes.ts'
import { refreshCustomerProblems, refreshSourceProblems } from '../sync/problems/refresh.ts'
import { problemRoutes } from '../sync/problems/routes.ts'
import { retentionJobs } from '../sync/retention/jobs.ts'
import { retentionRoutes } from '../sync/retention/routes.ts'
import { undoRoutes } from '../sync/undo/routes.ts'
import { alertJobs } from '../outbound/alerts/jobs.ts'
import { alertRoutes } from '../outbound/alerts/routes.ts'
import { webhookRoutes } from '../outbound/webhooks/routes.ts'
import { alertParts, mailOf, tellOfConnection, tellOfRun } from './alerts.ts'
import type { Environment } from './environment.ts'

/** What every noun stands on. */
export interface Ground {
  readonly environment: Environment
  readonly database: Database
  readonly jobs: Jobs
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  readonly metrics: Registry
  readonly passwords: Passwords
  /** Where browsers reach this server, without a trailing slash. */
  readonly publicUrl: string
  /** A made-up company: nothing may leave this machine. */
  readonly demo: boolean
}

/** What the nouns bring to the doors. */
export interface Nouns {
  readonly routes: readonly Route[]
  readonly jobs: readonly Job[]
  /** Salesforce’s way back; see `House`. */
  readonly oauthCallback:
    ((query: Readonly<Record<string, string>>, actor: Actor | null) => Promise<string>) | null
  /** Runs once, when jobs are worked here, before the first one. */
  readonly start: () => Promise<void>
  /** Begins what waited for the first account; never fails, and does not keep anybody waiting. */
  readonly afterSetUp: () => void
}

/** The one place where nouns meet: each is given its parts and says what it offers. */
export const gatherNouns = async (ground: Ground): Promise<Nouns> => {
  const bare = await connectionParts(ground)
  const alerts = alertParts(ground, bare)
  const connections: ConnectionParts = {
    ...bare,
    told: inTurn(bare.told, lookAtSources(ground.log), tellOfConnection(alerts)),
  }
  const sync: SyncParts = { connections, jobs: ground.jobs, ended: tellOfRun(alerts) }
  const { random, passwords, publicUrl } = ground
  const neighbours = { countCustomers: countByManager, unassign }
  const takeKey = () => connectFromEnvironment(sync, ground.environment.stripeApiKey ?? null)
  return {
    routes: [
      ...peopleRoutes({ random, passwords, publicUrl, neighbours }),
      ...auditRoutes,
      ...connectionRoutes(connections, billingLinks(sync), {
        connected: (tx, by) => afterCrmConnected(tx, sync, by),
        wake: () => sync.jobs.wake(runJob),
      }),
      ...mirrorRoutes(uploadLinks(sync)),
      ...customerRoutes({
        standing: standingOf,
        identifier: async (tx, workspaceId) => (await readSettings(tx, workspaceId)).identifier,
        decided: async (tx, workspaceId, customerId, now) => {
          await refreshCustomerProblems(tx, ground.log, workspaceId, customerId, now)
        },
      }),
      ...syncRoutes(sync),
      ...problemRoutes(sync),
      ...undoRoutes(sync),
      ...retentionRoutes,
      ...alertRoutes(alerts),
      ...webhookRoutes(alerts),
      ...checkUpRoutes({ connections, jobs: ground.jobs, machine: machineOf(ground.environment, publicUrl) }),
    ],
    jobs: [
      ...syncJobs(sync),
      ...retentionJobs(connections),
      ...connectionJobs(connections),
      ...alertJobs(alerts),
    ],
    oauthCallback: async (query, actor) => {
      const { problem } = await arrive(connections, actor, query, (tx, by) => afterCrmConnected(tx, sync, by))
      sync.jobs.wake(runJob)
      return problem ? `/settings/crm?problem=${problem}` : '/settings/crm?connected=1'
    },
    start: async () => {
      await recover(sync)
      await takeKey()
    },
    afterSetUp: () =>
      void takeKey().catch((error: unknown) =>
        ground.log.error({ err: error }, 'STRIPE_API_KEY was not taken'),
      ),
  }
}

/** What a check-up cannot find out by itself. */
export const machineOf = (environment: Environment, publicUrl: string): Machine => ({
  dataDirectory: environment.dataDirectory,
  keyFromEnvironment: environment.secretKey !== undefined,
  mail: mailOf(environment, publicUrl),
})

/** What it takes to speak to the sources. */
export const connectionParts = async ({
  environment,
  database,
  clock,
  log,
  publicUrl,
}: Pick<Ground, 'environment' | 'database' | 'clock' | 'log' | 'publicUrl'>): Promise<ConnectionParts> => {
  const { salesforceClientId: clientId, salesforceClientSecret: clientSecret } = environment
  return {
    database,
    seal: openSeal(await sealingKey(environment.secretKey, environment.dataDirectory)),
    outside: { fetch: globalThis.fetch, clock, log, random: Math.random },
    loopback: { salesforce: environment.salesforceOrigin ?? null, stripe: environment.stripeOrigin ?? null },
    app: clientId ? { clientId, clientSecret: clientSecret ?? null } : null,
    publicUrl,
    told: auditChange,
  }
}

/** Tells one after the other, in the same transaction. */
const inTurn =
  (...tells: readonly ConnectionParts['told'][]): NonNullable<ConnectionParts['told']> =>
  async (tx, change) => {
    for (const tell of tells) await tell?.(tx, change)
  }

/** Access was lost or given back: what needs attention is worked out at once, and not only by the next run. */
const lookAtSources =
  (log: Log): NonNullable<ConnectionParts['told']> =>
  async (tx, { workspaceId, at }) => {
    await refreshSourceProblems(tx, log, workspaceId, at)
  }

/** Salesforce shut the door or opened it again: one line in the audit, whoever noticed. */
const auditChange = async (tx: Tx, change: StateChange): Promise<void> => {
  if (change.tool !== 'salesforce') return
  const { workspaceId, accountName, from, to, problem, at } = change
  const salesforce = {
    userId: null,
    name: 'Salesforce',
    role: 'owner',
    via: 'schedule',
    sessionId: null,
  } as const
  const detail = { from, to, code: problem?.code ?? null }
  const verb = to === 'connected' ? regainedCrm : lostCrm
  await writeLine(tx, { ...salesforce, workspaceId }, verb, { subject: accountName, detail }, at)
}

const billingLinks = (sync: SyncParts): BillingLinks => ({
  connected: (tx, by) => afterBillingConnected(tx, sync, by),
  wake: () => sync.jobs.wake(runJob),
  held: async (db, connectionId) => ({
    customers: await countRows(db, connectionId, 'customers'),
    contacts: await countRows(db, connectionId, 'customer_contacts'),
    lastReadAt:
      (await readAt(db, connectionId, 'customers')) ?? (await readAt(db, connectionId, 'customer_contacts')),
  }),
})

/** Of CSV files the contacts alone may have come. */
const readAt = async (db: Db | Tx, connectionId: string, object: string): Promise<Date | null> =>
  (await readRecord(db, connectionId, object))?.completeAt ?? null

const uploadLinks = (sync: SyncParts): UploadLinks => ({
  applied: (tx, by, fileName) => afterUploadApplied(tx, sync, by, fileName),
  wake: () => sync.jobs.wake(runJob),
})
