import type { Input } from '../../base/endpoint.ts'
import { listHistory } from '../contract.ts'

/** What the search over all changes keeps in its address. */
export type ChangeSearch = Omit<Input<typeof listHistory>, 'offset' | 'limit'>

/** Reads the address. What the contract does not know is left out, so an old or hand-made address still works. */
export const readChangeSearch = (address: Record<string, unknown>): ChangeSearch => {
  const { offset: _, limit: __, ...asked } = listHistory.input.shape
  const found = Object.entries(asked).flatMap(([name, schema]) => {
    const checked = schema.safeParse(address[name] === undefined ? undefined : String(address[name]))
    return checked.success && checked.data !== undefined && checked.data !== ''
      ? [[name, checked.data] as const]
      : []
  })
  return Object.fromEntries(found) as ChangeSearch
}
