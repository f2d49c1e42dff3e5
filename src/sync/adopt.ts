import { Refused } from '../base/errors.ts'
import { findConnection } from '../connections/connections.ts'
import type { Tx } from '../db/db.ts'
import { releaseManagers } from './release.ts'
import { releaseOf, settingsOf, type Planned } from './plan/planned.ts'
import { nextDue, readSettings, writeSettings, type SyncSettings } from './settings.ts'

/**
 * Puts settings in force: stores them, lets account managers go as asked, and counts the days from now when Salesforce
 * is switched on. Answers the settings before.
 */
export const adopt = async (
  tx: Tx,
  workspaceId: string,
  planned: Planned,
  now: Date,
): Promise<SyncSettings> => {
  const before = await readSettings(tx, workspaceId)
  const release = releaseOf(before, planned)
  if (release) await releaseManagers(tx, workspaceId, release, now)
  const changed = settingsOf(planned)
  const after = { ...before, ...changed }
  const enabling = isOn(after) && !isOn(before) ? { enabledAt: now } : {}
  await writeSettings(tx, workspaceId, {
    ...changed,
    ...enabling,
    ...(planned.contacts !== undefined || planned.accountManagers !== undefined
      ? { nextAt: nextDue({ ...after, ...enabling }, now) }
      : {}),
  })
  return before
}

export const isOn = ({ contacts, accountManagers }: Pick<SyncSettings, 'contacts' | 'accountManagers'>) =>
  contacts || accountManagers

/** Refuses what cannot be switched on yet. */
export const demandReady = async (tx: Tx, workspaceId: string, planned: Planned): Promise<void> => {
  if (!planned.contacts && !planned.accountManagers) return
  if (!(await findConnection(tx, workspaceId, 'salesforce'))) throw notConnected()
  if (!planned.identifier && !(await readSettings(tx, workspaceId)).identifier) throw noIdentifier()
}

export const notConnected = (): Refused =>
  new Refused(
    { code: 'crm_not_connected', what: 'Salesforce is not connected.', how: 'Settings → CRM → Connect.' },
    409,
  )

const noIdentifier = (): Refused =>
  new Refused(
    {
      code: 'identifier_missing',
      what: 'Choose first which field holds the Salesforce account id.',
      means: 'Without it nobody could say which account a customer is.',
      how: 'Settings → CRM, step 2.',
    },
    409,
  )
