import { Fault, type Explanation } from '../../base/errors.ts'
import {
  listConnections,
  noteFault,
  noteWell,
  openBilling,
  type Connection,
  type ConnectionParts,
  type CrmLimits,
} from '../../connections/connections.ts'
import {
  readBilling,
  type BillingReadOutcome,
  type CrmReadOutcome,
  type OrgReading,
} from '../../mirror/mirror.ts'
import type { ProgressReport } from './progress.ts'
import { readSalesforce } from './read-salesforce.ts'
import type { Run } from './runs.ts'

/** What reading the sources gave: the reading half of the receipt. */
export interface SourcesRead {
  readonly crm: readonly CrmReadOutcome[]
  readonly billing: readonly (BillingReadOutcome & { tool: string })[]
  /** One per source that could not be read; what it said before stays in force. */
  readonly faults: readonly Fault[]
  /** What of a source could not be read, although the rest could. */
  readonly problems: readonly Explanation[]
  readonly attempted: number
  readonly calls: number
}

/** How an org is read; the defaults are `stageOrg`'s. */
export type ReadingChoices = Partial<Pick<OrgReading, 'wholeUpTo' | 'sweepEveryMs'>> &
  Pick<CrmLimits, 'bulkFrom' | 'bulkPageRows'>

export interface SourceReading {
  readonly parts: ConnectionParts
  readonly choices: ReadingChoices
  readonly run: Run
  readonly progress: ProgressReport
  readonly signal: AbortSignal
}

type Attempted<R> = { readonly outcome: R | null; readonly fault: Fault | null }

/** Reads every source the run is to read. One that fails does not keep the others from being read. */
export const readSources = async (reading: SourceReading): Promise<SourcesRead> => {
  const { parts, run } = reading
  const connections = await listConnections(parts.database.db, run.workspaceId)
  const billing: (BillingReadOutcome & { tool: string })[] = []
  const faults: Fault[] = []
  let attempted = 0
  for (const one of connections) {
    if (!run.reads.includes('billing') || one.tool !== 'stripe') continue
    attempted++
    const { outcome, fault } = await attempt(reading, one, () => readTool(reading, one))
    if (outcome) billing.push({ ...outcome, tool: one.tool })
    if (fault) faults.push(fault)
  }
  const crm = connections.find((one) => one.tool === 'salesforce')
  if (!crm || !run.reads.includes('salesforce'))
    return { crm: [], billing, faults, problems: [], attempted, calls: 0 }
  const tally = { calls: 0 }
  const { outcome, fault } = await attempt(reading, crm, () => readSalesforce(reading, crm, tally))
  if (fault) faults.push(fault)
  const { objects = [], problems = [] } = outcome ?? {}
  return { crm: objects, billing, faults, problems, attempted: attempted + 1, calls: tally.calls }
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
    return { outcome, fault: null }
  } catch (error) {
    // Told to stop, not failed: the run is taken up again as it was.
    if (reading.signal.aborted || !(error instanceof Fault)) throw error
    parts.outside.log.warn(
      { tool: connection.tool, code: error.explanation.code },
      'source could not be read',
    )
    await noteFault(parts, connection, error)
    return { outcome: null, fault: error }
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
    accepts: run.accepts,
    progress: progress.advance,
  })
}
