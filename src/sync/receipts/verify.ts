import type * as z from 'zod'
import type { Db, Tx } from '../../db/db.ts'
import { chainStart } from './chain.ts'
import { bodyOf, check, type Checked } from './check.ts'
import type * as contract from './contract.ts'
import { linesOf, noLines } from './lines.ts'
import { mayForget } from './forgotten.ts'
import { factsOf } from './run-facts.ts'
import { headOf, receiptAt, receiptsAfter, runsWithoutReceipt, type StoredReceipt } from './tables.ts'

type Verification = z.output<typeof contract.verification>
type Alteration = z.output<typeof contract.alteration>

// So many receipts are looked at in one go: their runs’ lines are digested together.
const atOnce = 100
const mostTold = 20

/**
 * Recomputes every receipt of a workspace, oldest first, and says what was altered. Holds no transaction: a run that
 * ends meanwhile adds behind what is looked at. `head` is a hash somebody noted down: the receipt that had it must still
 * be there, or the chain was cut short or written anew.
 */
export const verifyReceipts = async (
  db: Db,
  workspaceId: string,
  head: string | undefined,
): Promise<Verification> => {
  const last = await headOf(db, workspaceId)
  const found: Alteration[] = []
  let receipts = 0
  let linesGone = 0
  let noted = head === undefined || head === chainStart
  let previous: StoredReceipt | null = null
  for (;;) {
    const page: StoredReceipt[] = (
      await receiptsAfter(db, workspaceId, previous?.number ?? 0, atOnce)
    ).filter(({ number }) => number <= (last?.number ?? 0))
    for (const { receipt, checked } of await checkAll(db, page, previous)) {
      if (checked.altered) found.push({ number: receipt.number, runId: receipt.runId, what: checked.altered })
      if (checked.linesGone) linesGone++
      noted ||= receipt.hash === head
    }
    receipts += page.length
    previous = page.at(-1) ?? previous
    if (page.length < atOnce) break
  }
  const { missing, earlier } = await runsWithoutReceipt(db, workspaceId)
  found.push(...missing.map(withoutReceipt))
  if (!noted) found.push(headGone(head ?? ''))
  return {
    ok: found.length === 0,
    receipts,
    head: last,
    withoutReceipt: earlier,
    linesGone,
    altered: found.length,
    alterations: found.slice(0, mostTold),
  }
}

/** One receipt by itself: with its link to the one before, its run, and that run’s lines. */
export const verifyReceipt = async (
  db: Db,
  workspaceId: string,
  receipt: StoredReceipt,
): Promise<Checked> => {
  const previous = await receiptAt(db, workspaceId, receipt.number - 1)
  const [one] = await checkAll(db, [receipt], previous)
  return one?.checked ?? { altered: null, linesGone: false }
}

const checkAll = async (
  db: Db | Tx,
  receipts: readonly StoredReceipt[],
  before: StoredReceipt | null,
): Promise<{ receipt: StoredReceipt; checked: Checked }[]> => {
  if (receipts.length === 0) return []
  const runIds = receipts.map(({ runId }) => runId)
  const facts = await factsOf(db, runIds)
  const lines = await linesOf(db, runIds)
  const forgets = await mayForget(db, receipts[0]?.workspaceId ?? '')
  return receipts.map((receipt, index) => ({
    receipt,
    checked: check({
      receipt,
      previous: receipts[index - 1] ?? before,
      facts: facts.get(receipt.runId) ?? null,
      lines: lines.get(receipt.runId) ?? { changes: noLines, contactChanges: noLines },
      mayForget: forgets(bodyOf(receipt)),
    }),
  }))
}

const withoutReceipt = (runId: string): Alteration => ({
  number: null,
  runId,
  what: `Run ${runId} has ended and has no receipt: it was taken out.`,
})

const headGone = (head: string): Alteration => ({
  number: null,
  runId: null,
  what: `No receipt has the hash ${head}: the chain was cut short or written anew since it was noted down.`,
})
