import { sql } from 'kysely'
import { Fault } from '../base/errors.ts'
import { keepStripeKey, findConnection } from '../connections/connections.ts'
import type { Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import type { SyncParts } from './run/execute.ts'
import { requestRun, runJob } from './run/request.ts'
import { nextDue, readSettings, writeSettings } from './settings.ts'

type By = Pick<Actor, 'workspaceId' | 'userId' | 'name'>

/** A billing tool was connected: read it now, and from now on every day. Answers the run's id. */
export const afterBillingConnected = async (tx: Tx, parts: SyncParts, by: By): Promise<string> => {
  const now = parts.connections.outside.clock.now()
  await enable(tx, by.workspaceId, now)
  const { run } = await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: 'sync',
    trigger: 'first',
    reason: `${by.name} connected the billing tool`,
    reads: ['billing'],
    by,
    now,
  })
  return run.id
}

/** An uploaded file is in the mirror: bring it to the customers, and from now on run every day. Answers the run's id. */
export const afterUploadApplied = async (
  tx: Tx,
  parts: SyncParts,
  by: By,
  fileName: string,
): Promise<string> => {
  const now = parts.connections.outside.clock.now()
  await enable(tx, by.workspaceId, now)
  const { run } = await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: 'sync',
    trigger: 'upload',
    reason: `${by.name} uploaded ${fileName}`,
    reads: [],
    by,
    now,
  })
  return run.id
}

/** Counts the days from now, unless they are counted already. */
const enable = async (tx: Tx, workspaceId: string, now: Date): Promise<void> => {
  const settings = await readSettings(tx, workspaceId)
  if (settings.enabledAt) return
  await writeSettings(tx, workspaceId, {
    enabledAt: now,
    nextAt: nextDue({ ...settings, enabledAt: now }, now),
  })
}

/**
 * Salesforce was connected: read it, so that the next step has numbers to show. Nothing of a customer changes by
 * reading, unless it was switched on before and has only been reconnected.
 */
export const afterCrmConnected = async (tx: Tx, parts: SyncParts, by: By): Promise<void> => {
  const { contacts, accountManagers } = await readSettings(tx, by.workspaceId)
  const wasOn = contacts || accountManagers
  await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: wasOn ? 'sync' : 'read',
    trigger: wasOn ? 'settings' : 'first',
    reason: `${by.name} connected Salesforce`,
    reads: ['salesforce'],
    by,
    now: parts.connections.outside.clock.now(),
  })
}

/** Takes the Stripe key of the environment into use, in workspaces that have no key yet or had an earlier one of it. */
export const connectFromEnvironment = async (parts: SyncParts, apiKey: string | null): Promise<void> => {
  if (!apiKey) return
  const { database, outside } = parts.connections
  const { rows } = await sql<{ id: string }>`select id from workspaces`.execute(database.db)
  for (const { id: workspaceId } of rows) {
    const stripe = await findConnection(database.db, workspaceId, 'stripe')
    if (
      stripe &&
      (stripe.settings.fromEnvironment !== true || stripe.settings.keyHint === `…${apiKey.slice(-4)}`)
    )
      continue
    const by = { workspaceId, userId: null, name: 'Environment' }
    try {
      await keepStripeKey(parts.connections, by, apiKey, true, (tx) => afterBillingConnected(tx, parts, by))
      parts.jobs.wake(runJob)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      // A wrong key must not keep the server from starting: people need it to see what is wrong.
      outside.log.error({ code: error.explanation.code }, `STRIPE_API_KEY: ${error.explanation.what}`)
    }
  }
}
