import type { Org } from '../src/sandbox/salesforce/org.ts'
import type { Table } from '../src/sandbox/salesforce/table.ts'

/** The ids of all rows that are neither deleted nor purged. */
export const liveIds = (table: Table): string[] =>
  Array.from({ length: table.size }, (_unused, index) => index)
    .filter((index) => table.life(index) === 0)
    .map((index) => table.id(index))

/** The live contact with this address, whatever its case. Throws when there is none. */
export const contactWith = (org: Org, email: string): string => {
  const contacts = org.table('Contact')
  const emailOf = contacts.reader('Email')
  const found = liveIds(contacts).find(
    (id) => String(emailOf(contacts.find(id))).toLowerCase() === email.toLowerCase(),
  )
  if (found === undefined) throw new Error(`no contact ${email}`)
  return found
}
