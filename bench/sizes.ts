/** How large a made-up company is. Five contacts work at each account; customers are as many as accounts. */
export interface Size {
  readonly name: string
  readonly accounts: number
  /** Salesforce users who own accounts. */
  readonly sellers: number
}

export const sizes: readonly Size[] = [
  { name: '1k', accounts: 1_000, sellers: 20 },
  { name: '10k', accounts: 10_000, sellers: 200 },
  { name: '100k', accounts: 100_000, sellers: 2_000 },
]

export type EngineName = 'pglite' | 'postgres'
export const engines: readonly EngineName[] = ['postgres', 'pglite']
