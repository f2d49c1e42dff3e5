import type { Input } from '../../base/endpoint.ts'
import { listCustomers } from '../contract.ts'

/** What the list of customers keeps in its address. */
export type CustomerSearch = Omit<Input<typeof listCustomers>, 'offset' | 'limit'>

/** Reads the address. What the contract does not know is left out, so an old or hand-made address still works. */
export const readCustomerSearch = (address: Record<string, unknown>): CustomerSearch => {
  const { search, match, accountManager, contactSource, sort } = listCustomers.input.shape
  const read = { search, match, accountManager, contactSource, sort: sort.unwrap() }
  const found = Object.entries(read).flatMap(([name, schema]) => {
    const checked = schema.safeParse(address[name] === undefined ? undefined : String(address[name]))
    return checked.success && checked.data !== undefined && checked.data !== ''
      ? [[name, checked.data] as const]
      : []
  })
  return Object.fromEntries(found) as CustomerSearch
}
