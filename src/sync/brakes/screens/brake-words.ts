import type * as z from 'zod'
import type { brakeName } from '../contract.ts'

export type BrakeName = z.output<typeof brakeName>

/** Each brake in two or three words, where its sentence would be too long. */
export const brakeWords: Readonly<Record<BrakeName, string>> = {
  contacts_fall: 'Contacts that would leave',
  last_contact: 'Last contacts that would leave',
  managers_change: 'Account managers that would change',
  one_inherits: 'Customers one person would take over',
  matches_fall: 'Customers that would lose their account',
  emptied: 'Records that are all gone',
  rows_vanished: 'Records that are suddenly not shown',
  other_org: 'Another Salesforce organization',
  unbalanced: 'A receipt that does not balance',
  moved: 'What moved since',
}
