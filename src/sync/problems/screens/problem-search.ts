import * as z from 'zod'
import type { Input } from '../../../base/endpoint.ts'
import { listProblems } from '../contract.ts'
import { readPageSearch } from '../../../ui/page-search.ts'

/** What the list of problems keeps in its address. */
export type ProblemSearch = Pick<Input<typeof listProblems>, 'kind' | 'assignee' | 'snoozed' | 'search'> & {
  /** The problem whose details are open. */
  readonly open?: string | undefined
}

/** Reads the address. What the contract does not know is left out, so an old or hand-made address still works. */
export const readProblemSearch = (address: Record<string, unknown>): ProblemSearch => {
  const { kind, assignee, snoozed, search } = listProblems.input.shape
  const read = { kind, assignee, snoozed: snoozed.unwrap(), search, open: z.uuid() }
  return readPageSearch(read, address) as ProblemSearch
}
