import type { Input } from '../../base/endpoint.ts'
import { listRunChanges } from '../contract.ts'
import { readPageSearch } from '../../ui/page-search.ts'

/** What the page of a run keeps in its address: which of its lines to show. */
export type RunSearch = Pick<Input<typeof listRunChanges>, 'about' | 'change' | 'search' | 'brake'>

/** Reads the address. What the contract does not know is left out: it means all lines. */
export const readRunSearch = (address: Record<string, unknown>): RunSearch => {
  const { about, change, search, brake } = listRunChanges.input.shape
  return readPageSearch({ about, change, search, brake }, address) as RunSearch
}
