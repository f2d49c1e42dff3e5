import type { Outside } from '../connectors/http.ts'
import type { SalesforceApp } from '../connectors/salesforce/oauth.ts'
import type { Database, Tx } from '../db/db.ts'
import type { StateChange } from './health.ts'
import type { Seal } from './seal.ts'

/** The world as connections need it, handed in once when the program starts. */
export interface ConnectionParts {
  readonly database: Database
  readonly seal: Seal
  readonly outside: Outside
  /** Where all Salesforce (or Stripe) traffic goes instead, in development and tests; loopback only. */
  readonly loopback: { readonly salesforce: string | null; readonly stripe: string | null }
  /** The external client app given by the environment, which outranks one typed into the dialog. */
  readonly app: SalesforceApp | null
  /** Where browsers reach this server, without a trailing slash. */
  readonly publicUrl: string
  /** Hears, in the transaction of the change itself, that a connection stopped working or works again. */
  readonly told?: (tx: Tx, change: StateChange) => Promise<void>
}

/** The words under which a secret is sealed: it opens for this use and this workspace only. */
export const purposeOf = (what: 'tokens' | 'app' | 'attempt' | 'key', workspaceId: string): string =>
  `${what} of workspace ${workspaceId}`

export const callbackUrl = (parts: ConnectionParts): string => `${parts.publicUrl}/oauth/salesforce/callback`
