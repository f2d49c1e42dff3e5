import type { Input } from '../../base/endpoint.ts'
import { listCustomers } from '../contract.ts'
import { readPageSearch } from '../../ui/page-search.ts'

/** What the list of customers keeps in its address. */
export type CustomerSearch = Omit<Input<typeof listCustomers>, 'offset' | 'limit'>

/** Reads the address. What the contract does not know is left out, so an old or hand-made address still works. */
export const readCustomerSearch = (address: Record<string, unknown>): CustomerSearch => {
  const { search, match, accountManager, contactSource, sort } = listCustomers.input.shape
  const read = { search, match, accountManager, contactSource, sort: sort.unwrap() }
  return readPageSearch(read, address) as CustomerSearch
}
