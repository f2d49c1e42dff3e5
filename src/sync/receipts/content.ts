import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import type * as contract from './contract.ts'
import type { ReceiptBody } from './issue.ts'
import { objectReads, type StoredReads } from './object-reads.ts'

type Content = z.output<typeof contract.receiptContent>

/** The row of the run as the receipt holds it. */
interface Said {
  readonly id: string
  readonly kind: Content['run']['kind']
  readonly trigger: Content['run']['trigger']
  readonly reason: string
  readonly state: Content['run']['state']
  readonly reads: Content['run']['reads']
  readonly by_name: string
  readonly queued_at: string
  readonly started_at: string | null
  readonly finished_at: string
  readonly applied_at: string | null
  readonly calls: number
  readonly counts: Content['run']['counts']
  readonly brakes: Content['run']['brakes'] | null
  readonly problem: Explanation | null
  readonly receipt: (StoredReads & { readonly problems?: readonly Explanation[] }) | null
}

/** What a receipt says, for programs and screens. All of it comes out of the text that was hashed. */
export const contentOf = ({ run, totals, skipped, lines, imbalance, drift }: ReceiptBody): Content => {
  const said = run as unknown as Said
  const problems = said.receipt?.problems ?? []
  return {
    run: {
      id: said.id,
      kind: said.kind,
      trigger: said.trigger,
      reason: said.reason,
      state: said.state,
      reads: said.reads,
      by: said.by_name,
      queuedAt: said.queued_at,
      startedAt: said.started_at,
      finishedAt: said.finished_at,
      appliedAt: said.applied_at,
      calls: said.calls,
      counts: said.counts,
      brakes: (said.brakes ?? []).map(({ what, count, limit }) => ({ what, count, limit })),
      problems: problems.length > 0 || !said.problem ? [...problems] : [said.problem],
    },
    reads: objectReads(said.receipt),
    totals,
    skipped: skipped && [...skipped],
    lines,
    imbalance,
    drift,
  }
}
