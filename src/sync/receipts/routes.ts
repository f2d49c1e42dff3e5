import { Gone } from '../../base/errors.ts'
import type { Db } from '../../db/db.ts'
import { outsideRoute, type Route } from '../../db/door.ts'
import { bodyOf } from './check.ts'
import { contentOf } from './content.ts'
import * as contract from './contract.ts'
import { receiptCsv } from './csv.ts'
import { receiptOf, type StoredReceipt } from './tables.ts'
import * as verbs from './verbs.ts'
import { verifyReceipt, verifyReceipts } from './verify.ts'

/** None of these holds a transaction open: all lines of a workspace may have to be looked at. */
export const receiptRoutes: readonly Route[] = [
  outsideRoute(contract.getReceipt, verbs.see, async ({ db, by }, { id }) => {
    const stored = await receiptNamed(db, by.workspaceId, id)
    return { ...shown(stored), ...(await verifyReceipt(db, by.workspaceId, stored)) }
  }),
  outsideRoute(contract.downloadReceipt, verbs.see, async ({ db, by }, { id }) => {
    const stored = await receiptNamed(db, by.workspaceId, id)
    return { name: `receipt-${stored.number}.csv`, lines: once(receiptCsv(shown(stored))) }
  }),
  outsideRoute(contract.verifyReceipts, verbs.verify, ({ db, by }, { head }) =>
    verifyReceipts(db, by.workspaceId, head),
  ),
]

const receiptNamed = async (db: Db, workspaceId: string, runId: string): Promise<StoredReceipt> => {
  const stored = await receiptOf(db, workspaceId, runId)
  if (!stored) throw noReceipt()
  return stored
}

const shown = (stored: StoredReceipt) => {
  const body = bodyOf(stored)
  if (!body) throw unreadable(stored.number)
  const { number, at, previousHash, hash } = stored
  return { number, at, previousHash, hash, body: stored.body, content: contentOf(body) }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

const noReceipt = (): Gone =>
  new Gone({
    code: 'receipt_unknown',
    what: 'There is no receipt of this run.',
    means: 'A run gets its receipt when it ends. Runs from before there were receipts have none.',
    how: 'See all runs under Activity.',
  })

const unreadable = (number: number): Gone =>
  new Gone({
    code: 'receipt_altered',
    what: `Receipt ${number} was altered: its text cannot be read any more.`,
    how: 'Run crosswalk receipts verify to see what else was altered.',
  })
