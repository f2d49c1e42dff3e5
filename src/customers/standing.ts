import type { Tx } from '../db/db.ts'

/** What the settings of synchronizing mean for a customer’s page. Handed in, because `sync` comes after this folder. */
export interface Standing {
  /** Salesforce is set up: matches mean something. */
  readonly matching: boolean
  /** Label of the customer field that holds the shared identifier. */
  readonly fieldLabel: string
  /** The Account field its values are looked up in. */
  readonly accountField: string
  readonly contacts: boolean
  /** Contacts related to an account count as its own. */
  readonly related: boolean
  readonly accountManagers: boolean
  readonly unmatched: 'keep_billing' | 'leave_empty'
}

export type StandingOf = (tx: Tx, workspaceId: string) => Promise<Standing>
