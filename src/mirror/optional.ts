import type { Explanation } from '../base/errors.ts'
import type { CrmDescription, CrmObject } from '../connectors/connector.ts'
import type { Db, Tx } from '../db/db.ts'
import { listFields, storeFields } from './tables.ts'

/** Objects that only some orgs have: asked for on every run, read where a person chose so. */
export const optionalObjects = ['AccountContactRelation'] as const satisfies readonly CrmObject[]

/** Which of the optional objects a run reads, and what is to be said of one that was chosen and cannot be read. */
export interface OptionalObjects {
  readonly read: readonly CrmObject[]
  readonly problems: readonly Explanation[]
}

type Choices = { readonly relatedContacts: boolean }
type Described = ReadonlyMap<CrmObject, CrmDescription | null>

/**
 * Decides by the settings and by what the org describes today (null or no entry: it does not show the object). An
 * object that was chosen and has vanished is not read: its mirror keeps what it said last, and a problem says so.
 */
export const chooseOptional = (choices: Choices, described: Described): OptionalObjects => {
  if (!choices.relatedContacts) return { read: [], problems: [] }
  return described.get('AccountContactRelation')
    ? { read: ['AccountContactRelation'], problems: [] }
    : { read: [], problems: [relationsHidden] }
}

/** Remembers which optional objects the org has, by their fields. */
export const storeOptional = async (tx: Tx, connectionId: string, described: Described): Promise<void> => {
  for (const object of optionalObjects)
    await storeFields(tx, connectionId, object, described.get(object)?.fields ?? [])
}

/** Did the org have contacts related to several accounts when it was described last? */
export const hasRelations = async (db: Db | Tx, connectionId: string): Promise<boolean> =>
  (await listFields(db, connectionId, 'AccountContactRelation')).length > 0

const relationsHidden: Explanation = {
  code: 'relations_hidden',
  what: 'Salesforce does not show Crosswalk the object AccountContactRelation any more, and your settings count related contacts in.',
  means: 'Contacts related to several accounts stay as they were read last; everything else is up to date.',
  who: 'A Salesforce admin',
  how: 'Let the connected user read accounts and contacts with “Contacts to Multiple Accounts” switched on, or choose “Only its own contacts” under Settings → CRM.',
}
