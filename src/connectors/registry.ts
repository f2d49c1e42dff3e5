/** One source Crosswalk can be connected to, as data: screens list them, configuration reads the override's name. */
export interface ConnectorEntry {
  /** The folder's name. Stored with every connection, so it never changes. */
  readonly name: 'salesforce' | 'stripe' | 'csv'
  /** As people write it. */
  readonly title: string
  readonly kind: 'crm' | 'billing'
  /** How a person grants access: signing in at the source, pasting a key, or uploading a file. */
  readonly access: 'oauth' | 'api_key' | 'file'
  /** What it says, in one sentence for the list of sources. */
  readonly says: string
  /** Environment variable with the loopback origin that takes all of its traffic, for development and tests. */
  readonly originVariable: string | null
}

/** Every connector, in the order screens show them. A new one is a folder here and a line there. */
export const registry: readonly ConnectorEntry[] = [
  {
    name: 'salesforce',
    title: 'Salesforce',
    kind: 'crm',
    access: 'oauth',
    says: 'Who works at your customers, and who owns each account.',
    originVariable: 'CROSSWALK_SALESFORCE_ORIGIN',
  },
  {
    name: 'stripe',
    title: 'Stripe',
    kind: 'billing',
    access: 'api_key',
    says: 'Who your customers are, with their billing contact and metadata.',
    originVariable: 'CROSSWALK_STRIPE_ORIGIN',
  },
  {
    name: 'csv',
    title: 'CSV file',
    kind: 'billing',
    access: 'file',
    says: 'Customers and contacts from a file that any billing tool can export.',
    originVariable: null,
  },
]
