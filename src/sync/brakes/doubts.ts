import type { Fault } from '../../base/errors.ts'
import type { StoredBrake } from './measures.ts'

/** What a source said that is not believed unless a person says so; by the code of the fault that tells it. */
const doubts: Readonly<Record<string, StoredBrake['brake']>> = {
  read_empty: 'emptied',
  rows_vanished: 'rows_vanished',
  other_org: 'other_org',
}

/** The faults among these that hold a run instead of failing it. */
export const doubted = (faults: readonly Fault[]): readonly StoredBrake[] =>
  faults.flatMap(({ explanation: { code, what } }) => {
    const brake = doubts[code]
    return brake ? [{ brake, what, count: 0, limit: null, rows: false }] : []
  })

/** The codes an admin takes as the truth by approving a run that was held for them. */
export const acceptable = (brakes: readonly { readonly brake: string }[]): readonly string[] =>
  Object.entries(doubts)
    .filter(([, brake]) => brake !== 'other_org' && brakes.some((one) => one.brake === brake))
    .map(([code]) => code)
