/** What the address of the CRM page can say after the trip to Salesforce. */
export interface CrmSearch {
  readonly connected?: boolean
  readonly problem?: string
}

/** Reads the address the callback leads back to: `?connected=1` or `?problem=<code>`. */
export const readCrmSearch = (address: Record<string, unknown>): CrmSearch => {
  if (typeof address.problem === 'string' && address.problem !== '') return { problem: address.problem }
  return ['1', 1, true, 'true'].includes(address.connected as string | number | boolean)
    ? { connected: true }
    : {}
}
