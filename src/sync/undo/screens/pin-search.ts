/** What the list of pins keeps in its address. */
export interface PinSearch {
  readonly search?: string | undefined
  /** The id of a customer: only its pins. */
  readonly customer?: string | undefined
}

/** Reads the address. What is not a customer's id is left out. */
export const readPinSearch = ({ search, customer }: Record<string, unknown>): PinSearch => ({
  ...(typeof search === 'string' && search !== '' && { search }),
  ...(typeof customer === 'string' && /^[0-9a-f-]{36}$/i.test(customer) && { customer }),
})
