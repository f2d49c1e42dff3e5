import { listRunChanges } from '../contract.ts'

const about = listRunChanges.input.shape.about

/** What the page of a run keeps in its address: the kind of change. Anything unknown means all kinds. */
export const readAbout = (
  address: Record<string, unknown>,
): { about?: 'customer' | 'contact' | 'account_manager' } => {
  const checked = about.safeParse(address.about)
  return checked.success && checked.data !== undefined ? { about: checked.data } : {}
}
