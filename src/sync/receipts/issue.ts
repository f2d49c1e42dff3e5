import type { Tx } from '../../db/db.ts'
import type { Accounts } from './accounts.ts'
import { canonical } from './canonical.ts'
import { hashOf } from './chain.ts'
import { factsOf, type RunFacts } from './run-facts.ts'
import { insertReceipt, takeHead } from './tables.ts'

/** What the text of a receipt says, read back from it. */
export interface ReceiptBody extends Accounts {
  readonly version: 1
  readonly workspace: string
  readonly number: number
  readonly at: string
  readonly run: RunFacts
}

/**
 * Writes the receipt of a run that has just ended, behind the last one of its workspace. In the transaction that ends
 * the run: there is no run without its receipt. A worker that was replaced meanwhile ended nothing, and writes nothing.
 */
export const issueReceipt = async (
  tx: Tx,
  run: { readonly id: string; readonly workspaceId: string; readonly attempt: number },
  at: Date,
  accounts: Accounts,
): Promise<void> => {
  const facts = (await factsOf(tx, [run.id])).get(run.id)
  if (!facts?.finished_at || facts.attempt !== run.attempt) return
  const { workspaceId } = run
  const head = await takeHead(tx, workspaceId)
  const number = head.number + 1
  const moment = at.toISOString().replace('Z', '000Z')
  const said: ReceiptBody = {
    version: 1,
    workspace: workspaceId,
    number,
    at: moment,
    run: facts,
    ...accounts,
  }
  const body = canonical(said)
  const hash = hashOf(head.hash, body)
  await insertReceipt(tx, {
    workspaceId,
    number,
    runId: run.id,
    at: moment,
    body,
    previousHash: head.hash,
    hash,
  })
}
