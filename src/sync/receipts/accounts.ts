import { sql } from 'kysely'
import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import { skippedRows } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import type { Counts } from '../plan/counts.ts'
import { standingOf } from '../standing.ts'
import { balance, type Total } from './balance.ts'
import type * as contract from './contract.ts'
import { linesOf, noLines, type LineDigest, type RunLines } from './lines.ts'
import { objectReads, type StoredReads } from './object-reads.ts'

/** What of a run's end goes into its accounts. */
export interface Ending {
  readonly state: string
  readonly counts: Counts | null
  readonly receipt: object
  readonly problem: Explanation | null
  readonly applied: boolean
}

/** What a receipt holds besides the run's own row. */
export interface Accounts {
  readonly totals: { readonly customers: Total; readonly contacts: Total }
  readonly skipped: readonly z.output<typeof contract.skipped>[] | null
  readonly lines: RunLines
  readonly imbalance: string | null
  /** Customers or contacts that came or went without a run since the receipt before, in one sentence. */
  readonly drift: string | null
}

/** Adds up what a run did, after the last thing it did and before it ends. */
export const drawUpAccounts = async (
  tx: Tx,
  run: { readonly id: string; readonly workspaceId: string },
  end: Ending,
): Promise<Accounts> => {
  const lines = (await linesOf(tx, [run.id])).get(run.id) ?? { changes: noLines, contactChanges: noLines }
  const totals = await totalsOf(tx, run.workspaceId, end.applied ? lines : null)
  const planned = end.counts?.contacts
  return {
    totals,
    skipped: end.counts && (await skippedOf(tx, run.workspaceId)),
    lines,
    imbalance: balance({
      reads: objectReads(end.receipt as StoredReads),
      // What there was before is known by the last receipt alone: see `drift`.
      totals: null,
      lines: planned
        ? {
            planned: planned.created + planned.changed + planned.removed,
            stored: lines.contactChanges.count,
          }
        : null,
    }),
    // All that is derived may be dropped and made anew, so this is told, and holds nobody up.
    drift: balance({ reads: [], totals, lines: null }),
  }
}

/** A run that is complete only as long as its receipt balances. What else it was, it stays. */
export const unlessOff = <E extends Ending>(end: E, { imbalance }: Accounts): E =>
  imbalance === null || end.state !== 'complete'
    ? end
    : { ...end, state: 'partial', problem: end.problem ?? doesNotAddUp(imbalance) }

const doesNotAddUp = (what: string): Explanation => ({
  code: 'receipt_unbalanced',
  what: `The receipt does not add up. ${what}`,
  means: 'Nothing is lost, but this run is not proven to be whole.',
  how: 'Synchronize again. If it stays, somebody or something besides Crosswalk writes to its database.',
})

/** What the lines that were carried out did to what the last receipt counted, and what there is now. */
const totalsOf = async (
  tx: Tx,
  workspaceId: string,
  applied: RunLines | null,
): Promise<Accounts['totals']> => {
  const { rows } = await sql<{
    customers: number
    contacts: number
    before: { customers: Total; contacts: Total } | null
  }>`
    select count(*) as customers, coalesce(sum(contacts), 0)::int8 as contacts,
      (select body::jsonb -> 'totals' from receipts where workspace_id = ${workspaceId}
        order by number desc limit 1) as before
    from customers where workspace_id = ${workspaceId}`.execute(tx)
  const { customers = 0, contacts = 0, before = null } = rows[0] ?? {}
  const moved = (lines: LineDigest | undefined) => ({
    created: lines?.created ?? 0,
    removed: lines?.removed ?? 0,
  })
  return {
    customers: {
      before: before?.customers.after ?? null,
      ...moved(applied?.changes),
      after: customers,
    },
    contacts: { before: before?.contacts.after ?? null, ...moved(applied?.contactChanges), after: contacts },
  }
}

/** The rule is that of `skippedReason`, in the database's words. */
const skippedOf = async (
  tx: Tx,
  workspaceId: string,
): Promise<readonly z.output<typeof contract.skipped>[]> => {
  const standing = await standingOf(tx, workspaceId)
  const { rows } = await sql<z.output<typeof contract.skipped>>`
    select source, reason, count(*) as contacts from (
      select source, case
        when email is null or trimmed_text(email) = '' then 'no_address'
        when lower(trimmed_text(email)) like '%.invalid' or trimmed_text(email) ~* '^[^@]+=[^@]+@example\.com$'
          then 'sandbox_address'
        else 'unusable_address' end as reason
      from (${skippedRows(workspaceId, standing, sql`true`)}) f
    ) g group by source, reason order by source, reason`.execute(tx)
  return rows
}
