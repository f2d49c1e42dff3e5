import type { Explanation } from '../../base/errors.ts'
import type { ProblemKind } from './sentences.ts'

/** What the sentences of a problem tell; which parts are there depends on its kind. */
export interface ProblemDetail {
  readonly value?: string | null
  readonly reason?: string | null
  readonly account?: string | null
  readonly candidates?: readonly string[]
  /** How many customers it concerns. */
  readonly customers?: number
  readonly source?: 'billing' | 'salesforce'
  readonly sourceId?: string
  readonly email?: string | null
  /** Who stands in. */
  readonly now?: string | null
  readonly userId?: string
  readonly sourceUserId?: string | null
  readonly flag?: 'inactive' | 'frozen' | 'hidden'
  readonly problem?: Explanation | null
  readonly runId?: string
  readonly tool?: string
}

interface Kept {
  readonly kind: ProblemKind
  readonly about: string
  readonly facts: readonly (string | null)[]
  readonly said: Explanation | null
}

/** Reads the facts of a problem, in the order in which `want-….ts` writes those of its kind. */
export const detailOf = ({ kind, about, facts, said }: Kept): ProblemDetail => {
  const [first = null, second = null, third = null, ...more] = facts
  switch (kind) {
    case 'no_value':
    case 'malformed':
    case 'not_found':
    case 'deleted':
    case 'merged':
    case 'ambiguous':
    case 'shared_account':
      return { value: first, reason: second, account: third, candidates: more.filter((one) => one !== null) }
    case 'no_contact':
    case 'no_account_manager':
      return { account: first }
    case 'main_contact_gone':
      return { account: first, now: second }
    case 'contact_skipped':
      return {
        source: first === 'salesforce' ? 'salesforce' : 'billing',
        sourceId: second ?? '',
        email: third,
      }
    case 'owner_inactive':
      return {
        userId: about,
        sourceUserId: first,
        flag: second === 'frozen' || second === 'hidden' ? second : 'inactive',
        customers: Number(third),
      }
    case 'sign_in':
      return { tool: first ?? '', problem: said }
    default:
      return { runId: first ?? '', problem: said }
  }
}
