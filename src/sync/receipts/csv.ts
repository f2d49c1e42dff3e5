import { safeLine } from '../../base/csv.ts'
import type * as z from 'zod'
import type * as contract from './contract.ts'

type Receipt = Omit<z.output<typeof contract.receipt>, 'altered' | 'linesGone'>
type Cells = readonly [part: string, about: string, figure: string, value: string | number | null]

/** A receipt as a sheet: what it is about, the figure’s name and its value, one figure a line. */
export const receiptCsv = (receipt: Receipt): string =>
  [['part', 'about', 'figure', 'value'] as const, ...receiptCells(receipt)].map(safeLine).join('')

const receiptCells = ({ number, at, previousHash, hash, content }: Receipt): readonly Cells[] => {
  const { run, reads, totals, skipped, lines, imbalance, drift } = content
  return [
    ...figures('receipt', '', { number, at, hash, previous_hash: previousHash, imbalance, drift }),
    ...figures('run', '', {
      id: run.id,
      kind: run.kind,
      reason: run.reason,
      by: run.by,
      state: run.state,
      started_at: run.startedAt,
      finished_at: run.finishedAt,
      applied_at: run.appliedAt,
      salesforce_calls: run.calls,
    }),
    ...reads.flatMap(readCells),
    ...Object.entries(totals).flatMap(([name, total]) => figures('total', name, { ...total })),
    ...countCells(run.counts),
    ...(skipped ?? []).flatMap((one) => figures('skipped', one.source, { [one.reason]: one.contacts })),
    ...run.brakes.flatMap(({ what, count, limit }) => figures('brake', what, { count, limit })),
    ...run.problems.flatMap(({ code, what }) => figures('problem', code, { what })),
    ...figures('lines', 'changes', { ...lines.changes }),
    ...figures('lines', 'contact_changes', { ...lines.contactChanges }),
  ]
}

const readCells = (read: Receipt['content']['reads'][number]): readonly Cells[] => {
  const { tool, object, hidden, sweep, ...counted } = read
  return figures('read', `${tool} ${object}`, {
    ...counted,
    ...(sweep && { sweep_asked: sweep.asked, sweep_read: sweep.read, sweep_pages: sweep.pages }),
    hidden: hidden.join(' '),
  })
}

const countCells = (counts: Receipt['content']['run']['counts']): readonly Cells[] =>
  counts
    ? [
        ...figures('plan', 'customers', counts.customers),
        ...figures('plan', 'contacts', counts.contacts),
        ...figures('plan', 'account_managers', counts.accountManagers),
        ...figures('plan', 'users', { created: counts.usersCreated }),
        ...figures('customers', 'by match', counts.matches),
      ]
    : []

const figures = (
  part: string,
  about: string,
  values: Readonly<Record<string, string | number | null | undefined>>,
): readonly Cells[] =>
  Object.entries(values).map(([figure, value]) => [part, about, figure, value ?? null] as const)
