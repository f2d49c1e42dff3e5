import type { Explanation } from '../base/errors.ts'
import type { Tx } from '../db/db.ts'
import { countLive, readRecord } from '../mirror/mirror.ts'

/** What is lost while a field is hidden, in a person's words. */
const lost: Readonly<Record<string, string>> = {
  'Account.Name': 'Names of Salesforce accounts',
  'Account.OwnerId': 'Account managers',
  'Account.MasterRecordId': 'What becomes of merged accounts',
  'Account.CreatedDate': 'The age of accounts',
  'Contact.FirstName': 'First names',
  'Contact.LastName': 'Last names',
  'Contact.Title': 'Job titles',
  'Contact.Phone': 'Phone numbers',
  'Contact.MobilePhone': 'Mobile numbers',
  'Contact.MasterRecordId': 'What becomes of merged contacts',
  'User.Email': 'The e-mail addresses by which account managers are recognised',
  'User.Name': 'Names of account managers',
  'User.Username': 'User names of account managers',
  'User.UserType': 'Which users are people',
  'User.IsActive': 'Which account managers have left',
}

// Salesforce calls its own count of records approximate.
const toleratedShare = 0.02
const toleratedRows = 3

/** One warning, and the object (`Contact`) or field (`Contact.Phone`) it is about. */
interface Warning {
  readonly about: string
  readonly problem: Explanation
}

/** What `findWarnings` finds, in words alone. */
export const readWarnings = async (tx: Tx, connectionId: string): Promise<readonly Explanation[]> =>
  (await findWarnings(tx, connectionId)).map(({ problem }) => problem)

/**
 * What is not as it should be although the last read is complete: fields and rows Salesforce does not show. Worked out
 * from the last complete read, so a warning goes by itself once it is mended.
 */
export const findWarnings = async (tx: Tx, connectionId: string): Promise<readonly Warning[]> => {
  const warnings: Warning[] = []
  for (const object of ['Account', 'Contact', 'User'] as const) {
    const record = await readRecord(tx, connectionId, object)
    if (!record) continue
    warnings.push(
      ...record.hidden.map((field) => ({ about: `${object}.${field}`, problem: fieldHidden(object, field) })),
    )
    if (object === 'User' || record.orgRows === null) continue
    const { live, gone } = await countLive(tx, connectionId, object, record.orgRowsAt)
    // Deleted since Salesforce counted: they are in its count, and nobody hides them.
    const missing = record.orgRows - live - gone
    if (missing >= toleratedRows && missing > record.orgRows * toleratedShare)
      warnings.push({ about: object, problem: rowsHidden(object, live, record.orgRows - gone) })
  }
  return warnings
}

const fieldHidden = (object: string, field: string): Explanation => ({
  code: 'field_not_shown',
  what: `Salesforce does not show Crosswalk the field ${object}.${field}.`,
  means: `${lost[`${object}.${field}`] ?? 'What it held'} stay as they were read last, and are missing for new records.`,
  who: 'A Salesforce admin',
  how: `Give the connected user the permission “Read” on ${object}.${field} (Settings → CRM → Check-up has a permission set ready). The next run reads it again.`,
})

const rowsHidden = (object: 'Account' | 'Contact', seen: number, all: number): Explanation => {
  const word = object === 'Account' ? 'accounts' : 'contacts'
  return {
    code: 'rows_not_shown',
    what: `Salesforce has about ${all.toLocaleString('en')} ${word} and shows Crosswalk ${seen.toLocaleString('en')}.`,
    means: `The others may be hidden from the connected user by sharing: ${object === 'Account' ? 'their customers are not matched' : 'those people are missing here'}.`,
    who: 'A Salesforce admin',
    how: `Give the connected user the permission “View All Records” on ${object} (Settings → CRM → Check-up has a permission set ready).`,
  }
}
