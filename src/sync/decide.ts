import { sql } from 'kysely'
import { Refused } from '../base/errors.ts'
import { lockWorkspace } from '../customers/customers.ts'
import type { Actor } from '../db/door.ts'
import type { Tx } from '../db/db.ts'
import { findConnection } from '../connections/connections.ts'
import { hasRelations, listFields } from '../mirror/mirror.ts'
import type { SyncParts } from './run/execute.ts'
import { requestRun } from './run/request.ts'
import { adopt, demandReady, isOn, notConnected } from './adopt.ts'
import { sourcesMoved } from './plan/extent.ts'
import { foresee } from './plan/foresee/foresee.ts'
import type { RunAnswer } from './run/answers.ts'
import type { Reads, RunRequest } from './run/runs.ts'
import { writeSettings, type SyncSettings } from './settings.ts'

/**
 * Asks for the run that follows a decision. Where all it will change follows from the decision, and nothing a source said
 * is waiting to be taken up, brakes have nothing to say: they guard against sources, not against people.
 */
export const runAfter = async (
  tx: Tx,
  parts: SyncParts,
  by: Actor,
  reason: string,
  reads: Reads,
  now: Date,
  { trigger = 'settings', expected = null }: Pick<Partial<RunRequest>, 'trigger' | 'expected'> = {},
): Promise<RunAnswer> =>
  (
    await requestRun(tx, parts.jobs, {
      workspaceId: by.workspaceId,
      kind: 'sync',
      trigger,
      reason,
      reads,
      by: { userId: by.userId, name: by.name },
      now,
      expected: reads.length === 0 && !(await sourcesMoved(tx, by.workspaceId)) ? 'decided' : expected,
    })
  ).run

/**
 * Chooses the pair of fields whose equal values mean the same company. Only a custom field of this workspace, or the
 * external id, and only an Account field that can be read.
 */
export const chooseIdentifier = async (
  tx: Tx,
  workspaceId: string,
  asked: { readonly customerField: string; readonly accountField: string },
): Promise<void> => {
  await lockWorkspace(tx, workspaceId)
  if (asked.customerField !== 'external_id') {
    const { rows } = await sql`select 1 from custom_fields
      where workspace_id = ${workspaceId} and id = ${asked.customerField}::uuid`.execute(tx)
    if (rows.length === 0) throw notAdded()
  }
  const crm = await findConnection(tx, workspaceId, 'salesforce')
  const fields = crm ? await listFields(tx, crm.id, 'Account') : []
  if (asked.accountField !== 'Id' && !fields.some((one) => one.name === asked.accountField))
    throw notReadable(asked.accountField)
  await writeSettings(tx, workspaceId, { identifier: asked.customerField, accountField: asked.accountField })
}

export interface Switching {
  readonly contacts: boolean
  readonly accountManagers: boolean
  readonly whenOff: 'keep' | 'clear'
}

/** Switches, and says what to read: the first time on everything, later only what changed at once. */
export const setSwitches = async (
  tx: Tx,
  parts: SyncParts,
  by: Actor,
  asked: Switching,
  now: Date,
): Promise<RunAnswer> => {
  await lockWorkspace(tx, by.workspaceId)
  await demandReady(tx, by.workspaceId, asked)
  const { measures: expected } = await foresee(tx, by.workspaceId, asked)
  const before = await adopt(tx, by.workspaceId, asked, now)
  const wider = (asked.contacts && !before.contacts) || (asked.accountManagers && !before.accountManagers)
  const reads: Reads = wider ? ['billing', 'salesforce'] : []
  const trigger = isOn(asked) && !isOn(before) ? 'first' : 'settings'
  return runAfter(tx, parts, by, sentence(by, before, asked), reads, now, { trigger, expected })
}

const sentence = (by: Actor, before: SyncSettings, asked: Switching): string => {
  const moved = [
    before.contacts === asked.contacts ? null : `contacts ${asked.contacts ? 'on' : 'off'}`,
    before.accountManagers === asked.accountManagers
      ? null
      : `account managers ${asked.accountManagers ? 'on' : 'off'}`,
  ].filter((one) => one !== null)
  return moved.length > 0 ? `${by.name} switched ${moved.join(' and ')}` : `${by.name} confirmed the switches`
}

/** Counts related contacts in, or not. Counting them in needs the relations, which are read first. */
export const setRelated = async (
  tx: Tx,
  parts: SyncParts,
  by: Actor,
  related: boolean,
  now: Date,
): Promise<RunAnswer> => {
  await lockWorkspace(tx, by.workspaceId)
  const crm = await findConnection(tx, by.workspaceId, 'salesforce')
  if (related && !crm) throw notConnected()
  if (related && crm && !(await hasRelations(tx, crm.id))) throw noRelations()
  await writeSettings(tx, by.workspaceId, { relatedContacts: related })
  const reason = `${by.name} ${related ? 'counted related contacts in' : 'left related contacts out'}`
  return runAfter(tx, parts, by, reason, related ? ['salesforce'] : [], now)
}

const noRelations = (): Refused =>
  new Refused(
    {
      code: 'relations_missing',
      what: 'This Salesforce org does not show contacts related to several accounts.',
      means: 'Only contacts that name the account themselves can be used.',
      who: 'A Salesforce admin',
      how: 'Switch on “Contacts to Multiple Accounts” in Salesforce, let the connected user read contacts, and synchronize.',
    },
    409,
  )

const notAdded = (): Refused =>
  new Refused({
    code: 'field_not_added',
    what: 'This field is not among your custom fields.',
    means: 'Only an added field can tell which account a customer is.',
    how: 'Add it first: on this page, or under Settings → Custom fields.',
  })

const notReadable = (field: string): Refused =>
  new Refused({
    code: 'account_field_unknown',
    what: `Crosswalk cannot read the Account field ${field}.`,
    means: 'It does not exist, or the connected Salesforce user may not see it.',
    who: 'A Salesforce admin',
    how: 'Give the connected user read access to the field, then synchronize and choose it again.',
  })
