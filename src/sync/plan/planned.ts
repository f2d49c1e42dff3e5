import type * as z from 'zod'
import type { plannedSettings } from '../previews/contract.ts'
import type { SyncSettings } from '../settings.ts'

/** Settings as a plan takes them, where they differ from those in force. */
export type Planned = z.output<typeof plannedSettings>

/** What becomes of the account managers Salesforce assigned, when account managers go off. */
export type Release = 'keep' | 'clear' | null

/** The same as the settings are stored. */
export const settingsOf = ({ identifier, whenOff: _, ...switches }: Planned): Partial<SyncSettings> => ({
  ...switches,
  ...(identifier && { identifier: identifier.customerField, accountField: identifier.accountField }),
})

/** Nothing is released unless account managers are on and would go off. */
export const releaseOf = (now: Pick<SyncSettings, 'accountManagers'>, planned: Planned): Release =>
  now.accountManagers && planned.accountManagers === false ? (planned.whenOff ?? 'keep') : null
