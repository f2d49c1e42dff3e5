import { Fault, Refused, type Explanation } from '../../base/errors.ts'
import {
  listConnections,
  noteFault,
  noteWell,
  openBilling,
  openCrm,
  type Connection,
  type ConnectionParts,
} from '../../connections/connections.ts'
import { transaction } from '../../db/db.ts'
import {
  chooseOptional,
  identifierFields,
  optionalObjects,
  readBilling,
  stageCrm,
  storeFields,
  storeFrozen,
  storeOptional,
  type BillingReadOutcome,
  type CrmReadOutcome,
  type StagedRead,
} from '../../mirror/mirror.ts'
import type { ProgressReport } from './progress.ts'
import type { Run } from './runs.ts'
import { readSettings } from '../settings.ts'

type Crm = ReturnType<typeof openCrm>

/** What reading the sources gave: the reading half of the receipt. */
export interface SourcesRead {
  readonly crm: readonly CrmReadOutcome[]
  readonly billing: readonly (BillingReadOutcome & { tool: string })[]
  /** One per source that could not be read; what it said before stays in force. */
  readonly problems: readonly Explanation[]
  readonly attempted: number
  readonly calls: number
}

export interface SourceReading {
  readonly parts: ConnectionParts
  readonly run: Run
  readonly progress: ProgressReport
  readonly signal: AbortSignal
}

/** What is known of a conversation however it ends. */
interface Tally {
  calls: number
  /** What could not be read and stays as it was, while everything else was read. */
  problems: readonly Explanation[]
}

type Attempted<R> = { readonly outcome: R | null; readonly problem: Explanation | null }

/** Reads every source the run is to read. One that fails does not keep the others from being read. */
export const readSources = async (reading: SourceReading): Promise<SourcesRead> => {
  const { parts, run } = reading
  const connections = await listConnections(parts.database.db, run.workspaceId)
  const billing: (BillingReadOutcome & { tool: string })[] = []
  const problems: Explanation[] = []
  let attempted = 0
  for (const one of connections) {
    if (!run.reads.includes('billing') || one.tool !== 'stripe') continue
    attempted++
    const { outcome, problem } = await attempt(reading, one, () => readTool(reading, one))
    if (outcome) billing.push({ ...outcome, tool: one.tool })
    if (problem) problems.push(problem)
  }
  const crm = connections.find((one) => one.tool === 'salesforce')
  if (!crm || !run.reads.includes('salesforce')) return { crm: [], billing, problems, attempted, calls: 0 }
  const tally: Tally = { calls: 0, problems: [] }
  const { outcome, problem } = await attempt(reading, crm, () => readOrg(reading, crm, tally))
  problems.push(...(problem ? [problem] : tally.problems))
  // What was left as it was is no failed source: the run is partial, not failed.
  const whole = attempted + 1 + (problem ? 0 : tally.problems.length)
  return { crm: outcome ?? [], billing, problems, attempted: whole, calls: tally.calls }
}

const attempt = async <R>(
  reading: SourceReading,
  connection: Connection,
  work: () => Promise<R>,
): Promise<Attempted<R>> => {
  const { parts } = reading
  try {
    const outcome = await work()
    await noteWell(parts, connection)
    return { outcome, problem: null }
  } catch (error) {
    // Told to stop, not failed: the run is taken up again as it was.
    if (reading.signal.aborted || !(error instanceof Fault)) throw error
    parts.outside.log.warn(
      { tool: connection.tool, code: error.explanation.code },
      'source could not be read',
    )
    await noteFault(parts, connection, error)
    return { outcome: null, problem: error.explanation }
  }
}

const readTool = async (reading: SourceReading, connection: Connection): Promise<BillingReadOutcome> => {
  const { parts, run, progress, signal } = reading
  await progress.enter('billing')
  return readBilling({
    db: parts.database.db,
    billing: await openBilling(parts, connection, signal),
    connectionId: connection.id,
    runId: run.id,
    now: parts.outside.clock.now(),
    signal,
    progress: progress.advance,
  })
}

const objects = [
  ['User', 'users'],
  ['Account', 'accounts'],
  ['Contact', 'contacts'],
] as const satisfies readonly (readonly [CrmReadOutcome['object'], string])[]

/**
 * Reads the org's objects beside their mirrors and merges them together: accounts of today with contacts of yesterday
 * would show people at the wrong customer, or nobody.
 */
const readOrg = async (
  reading: SourceReading,
  connection: Connection,
  tally: Tally,
): Promise<CrmReadOutcome[]> => {
  const { db } = reading.parts.database
  const crm = openCrm(reading.parts, connection, reading.signal)
  const staged: StagedRead[] = []
  try {
    const optional = await askOptional(reading, crm, connection)
    await stageOrg(reading, crm, connection, { staged, optional: optional.read })
    const frozen = (await crm.frozenUsers?.()) ?? null
    tally.problems = optional.problems
    return await transaction(db, async (tx) => {
      const outcomes: CrmReadOutcome[] = []
      for (const one of staged) outcomes.push(await one.merge(tx))
      if (frozen) await storeFrozen(tx, connection.id, frozen)
      return outcomes
    })
  } finally {
    tally.calls = crm.calls()
    for (const one of staged) await one.drop()
  }
}

/** Asks which of the optional objects the org has, and decides which of them this run reads. */
const askOptional = async (
  { parts, run }: SourceReading,
  crm: Crm,
  connection: Connection,
): Promise<ReturnType<typeof chooseOptional>> => {
  const { db } = parts.database
  const { descriptions } = await crm.survey({ describe: optionalObjects, count: [] })
  await transaction(db, (tx) => storeOptional(tx, connection.id, descriptions))
  return chooseOptional(await readSettings(db, run.workspaceId), descriptions)
}

const stageOrg = async (
  reading: SourceReading,
  crm: Crm,
  connection: Connection,
  { staged, optional }: { staged: StagedRead[]; optional: readonly CrmReadOutcome['object'][] },
): Promise<void> => {
  const { parts, run, progress, signal } = reading
  const { wanted, formula } = await accountFields(reading, crm, connection)
  const more = optional.map((object) => [object, 'contacts'] as const)
  for (const [object, phase] of [...objects, ...more]) {
    await progress.enter(phase)
    staged.push(
      await stageCrm({
        db: parts.database.db,
        crm,
        connectionId: connection.id,
        runId: run.id,
        object,
        wanted: object === 'Account' ? wanted : [],
        whole: object === 'Account' && formula,
        now: parts.outside.clock.now(),
        signal,
        progress: progress.advance,
      }),
    )
  }
}

/**
 * The Account fields to read for finding customers: the identifier, and what may become one. Rejects when the
 * identifier cannot be read any more: without it every customer would lose its account.
 */
const accountFields = async (
  reading: SourceReading,
  crm: Crm,
  connection: Connection,
): Promise<{ wanted: readonly string[]; formula: boolean }> => {
  const { db } = reading.parts.database
  const description = await crm.describe('Account')
  const candidates = identifierFields(description)
  const { identifier, accountField } = await readSettings(db, reading.run.workspaceId)
  const chosen = description.fields.find((field) => field.name === accountField)
  if (identifier && !chosen) throw identifierHidden(accountField)
  const offered =
    chosen && chosen.name !== 'Id' && !candidates.includes(chosen) ? [chosen, ...candidates] : candidates
  await transaction(db, (tx) => storeFields(tx, connection.id, 'Account', offered))
  return { wanted: offered.map((field) => field.name), formula: chosen?.calculated ?? false }
}

const identifierHidden = (field: string): Refused =>
  new Refused({
    code: 'identifier_hidden',
    what: `Salesforce does not show Crosswalk the Account field ${field} any more, which tells whose account is whose.`,
    means: 'Nothing was read from Salesforce and nothing was changed.',
    who: 'A Salesforce admin',
    how: `Give the connected user read access to Account.${field}, or choose another field under Settings → CRM.`,
  })
