import { Fault, TryLater } from '../../base/errors.ts'
import {
  findConnection,
  inspectCrm,
  trySecrets,
  type Connection,
  type ConnectionParts,
  type OrgInspection,
} from '../../connections/connections.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import { readSettings } from '../settings.ts'
import { budgetLines } from './budget-lines.ts'
import { connectionLines } from './connection-lines.ts'
import type { Facts, MachineFacts } from './facts.ts'
import { fieldsSeen, objectsInUse, type Wanted } from './fields.ts'
import { operator, worst, type CheckUp, type Line } from './lines.ts'
import { lookAtDatabase, lookAtDirectory, lookAtMail, overridesIn, type Machine } from './machine.ts'
import { machineLines } from './machine-lines.ts'
import { permissionLines } from './permission-lines.ts'
import { countedObjects, rowLines } from './row-lines.ts'
import { callsSince, storeCheckUp } from './tables.ts'

/**
 * The check-up: what stands between this workspace and a sync that can be trusted.
 *
 * Terms. A **line** is one thing that was looked at, with what was found, what it means and what to do. **Facts** are
 * gathered first and judged afterwards, by pure functions, one file per group of lines.
 *
 * Invariants. It changes nothing but its own record, at the source or here. It runs whatever the budget says, and
 * costs the org about five calls. No line holds a secret: secrets are tried, and never leave the folder that keeps them.
 */
export interface CheckUpParts {
  readonly connections: ConnectionParts
  /** Null where no jobs are worked, as on the command line. */
  readonly jobs: Pick<Jobs, 'healthy'> | null
  readonly machine: Machine
}

const dayMs = 86_400_000
// A person is waiting for it.
const patienceMs = 60_000

/** Runs the check-up and keeps it as the workspace's last one. Rejects only for faults of our own. */
export const checkUp = async (
  parts: CheckUpParts,
  by: { readonly workspaceId: string; readonly name: string },
): Promise<CheckUp> => {
  const facts = await gather(parts, by.workspaceId)
  const found = {
    at: facts.now.toISOString(),
    by: by.name,
    calls: facts.inspection?.calls ?? 0,
    lines: [...judge(facts)],
  }
  const { db } = parts.connections.database
  await storeCheckUp(db, by.workspaceId, found, facts.inspection && facts.fields)
  return { ...found, state: worst(found.lines) }
}

/** Every line, group by group. */
export const judge = (facts: Facts): readonly Line[] => [
  ...connectionLines(facts),
  ...permissionLines(facts),
  ...rowLines(facts),
  ...budgetLines(facts),
  ...machineLines(facts),
]

const gather = async (parts: CheckUpParts, workspaceId: string): Promise<Facts> => {
  const { database, outside } = parts.connections
  const connection = await findConnection(database.db, workspaceId, 'salesforce')
  const settings = await readSettings(database.db, workspaceId)
  const { inspection, fault } = connection
    ? await inspect(parts.connections, connection, settings)
    : { inspection: null, fault: null }
  const now = outside.clock.now()
  return {
    now,
    connection,
    inspection,
    fault,
    settings,
    fields: inspection ? fieldsSeen(settings, inspection.objects) : [],
    ownCalls: await callsSince(database.db, workspaceId, new Date(now.getTime() - dayMs)),
    secrets: await trySecrets(parts.connections, database.db, workspaceId),
    machine: await lookAtMachine(parts, settings.nextAt),
  }
}

const inspect = async (
  parts: ConnectionParts,
  connection: Connection,
  wanted: Wanted,
): Promise<{ inspection: OrgInspection | null; fault: Fault | null }> => {
  const { identifier, accountField } = wanted
  const question = {
    describe: [...objectsInUse(wanted), 'UserLogin'],
    count: countedObjects,
    identifier: identifier === null || accountField === 'Id' ? null : accountField,
  }
  const signal = AbortSignal.timeout(patienceMs)
  try {
    return { inspection: await inspectCrm(parts, connection, question, signal), fault: null }
  } catch (error) {
    if (error instanceof Fault) return { inspection: null, fault: error }
    if (signal.aborted) return { inspection: null, fault: tooSlow() }
    throw error
  }
}

const tooSlow = (): TryLater =>
  new TryLater({
    code: 'check_up_slow',
    what: 'Salesforce did not answer within a minute.',
    means: 'A sync would wait longer, and may still work.',
    who: operator,
    how: 'Run the check-up again. If it stays, see whether this machine reaches the internet, and status.salesforce.com.',
  })

const lookAtMachine = async (
  { connections, jobs, machine }: CheckUpParts,
  nextAt: Date | null,
): Promise<MachineFacts> => ({
  database: await lookAtDatabase(connections.database),
  ...(await lookAtDirectory(machine)),
  mail: await lookAtMail(machine),
  jobsHealthy: jobs?.healthy() ?? null,
  plannedFor: nextAt,
  publicUrl: connections.publicUrl,
  overrides: overridesIn(connections),
})
