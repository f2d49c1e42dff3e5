import type { Input } from '../../base/endpoint.ts'
import { listHistory } from '../contract.ts'
import { readPageSearch } from '../../ui/page-search.ts'

/** What the search over all changes keeps in its address. */
export type ChangeSearch = Omit<Input<typeof listHistory>, 'offset' | 'limit'>

/** Reads the address. What the contract does not know is left out, so an old or hand-made address still works. */
export const readChangeSearch = (address: Record<string, unknown>): ChangeSearch => {
  const { offset: _, limit: __, ...asked } = listHistory.input.shape
  return readPageSearch(asked, address) as ChangeSearch
}
