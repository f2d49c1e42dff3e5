import type { Tx } from '../../db/db.ts'
import { refreshProblems, type Concerned } from '../problems/refresh.ts'
import { drawUpAccounts, issueReceipt, unlessOff } from '../receipts/receipts.ts'
import type { SyncParts } from './execute.ts'
import { endRun, type Run, type RunEnd } from './runs.ts'

/** A run that has ended, for whoever is to hear of it. */
export interface RunEnded {
  readonly run: Run
  readonly end: RunEnd
}

/**
 * The one place where a run ends, however it ends, in the transaction that makes it so: what is told of it and what is
 * kept of it cannot differ from what became of it.
 */
export const finishRun = async (
  tx: Tx,
  parts: SyncParts,
  run: Run,
  asked: RunEnd,
  concerned: Concerned = 'nobody',
): Promise<void> => {
  const accounts = await drawUpAccounts(tx, run, asked)
  const end = unlessOff(asked, accounts)
  await endRun(tx, run, end)
  await issueReceipt(tx, run, end.now, accounts)
  await refreshProblems(tx, parts.connections.outside.log, { ...run, concerned }, end.now)
  await parts.ended?.(tx, { run, end })
}
