import type { Explanation } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import { strike } from '../brakes/brakes.ts'
import { measure, type StoredBrake } from '../brakes/measures.ts'
import { readSafety } from '../brakes/safety.ts'
import { movedSince } from '../plan/compare.ts'
import type { Derivation } from '../plan/derive.ts'
import { balance, objectReads } from '../receipts/receipts.ts'
import type { Run } from './runs.ts'

/** What was read does not add up, so nothing is made of it. */
export const unbalanced = (receipt: object): readonly StoredBrake[] => {
  const what = balance({ reads: objectReads(receipt), totals: null, lines: null })
  return what === null
    ? []
    : [
        {
          brake: 'unbalanced',
          what: `The receipt does not balance. ${what}`,
          count: 0,
          limit: null,
          rows: false,
        },
      ]
}

/** What stops the plan: for one a person approved, only that it is not that plan any more. */
export const struck = async (tx: Tx, run: Run, derived: Derivation): Promise<readonly StoredBrake[]> => {
  if (run.approves && run.accepts.length === 0)
    return moved(await movedSince(tx, { approved: run.approves, now: run.id }))
  if (run.expected === 'decided' && run.reads.length === 0) return []
  const expected = run.expected === 'decided' ? null : run.expected
  return strike(await measure(tx, derived), await readSafety(tx, run.workspaceId), expected)
}

const moved = ({ fresh, gone }: { fresh: number; gone: number }): readonly StoredBrake[] => {
  if (fresh + gone === 0) return []
  const what = `Since you looked, ${gone} of the changes shown are no longer due and ${fresh} are new or different.`
  return [{ brake: 'moved', what, count: fresh + gone, limit: 0, rows: true }]
}

/** How a run ends that these stopped. */
export const heldBy = (brakes: readonly StoredBrake[]) => ({
  state: 'held' as const,
  applied: false,
  brakes,
  problem: heldProblem(brakes),
})

const heldProblem = ([first]: readonly StoredBrake[]): Explanation => ({
  code: 'held',
  what: first?.what ?? '',
  means: 'Nothing was changed. The plan is kept, and waits for a decision.',
  who: 'An admin of this workspace',
  how: 'Look at the rows behind it, then approve the plan or discard it. The next run looks again.',
})
