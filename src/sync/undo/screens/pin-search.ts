/** What the list of pins keeps in its address. */
export const readPinSearch = (address: Record<string, unknown>): { search?: string } =>
  typeof address.search === 'string' && address.search !== '' ? { search: address.search } : {}
