import type * as z from 'zod'
import type * as contract from './contract.ts'

export type Line = z.output<typeof contract.historyLine>

type Values = Readonly<Record<string, string | boolean | null>>

/** A line as it is stored. */
export interface Row {
  readonly number: number
  readonly runId: string | null
  readonly at: Date
  readonly by: string
  readonly about: Line['about']
  readonly change: Line['change']
  readonly subject: string
  readonly before: Values | null
  readonly after: Values | null
  readonly source: Line['source']
  readonly customerId: string
  readonly customerName: string | null
}

const labels: Readonly<Record<string, string>> = {
  email: 'E-mail',
  firstName: 'First name',
  lastName: 'Last name',
  phone: 'Phone',
  jobTitle: 'Job title',
  isMain: 'Main contact',
  position: 'Position',
  name: 'Name',
  externalId: 'Customer id',
  state: 'Match',
  account: 'Salesforce account',
  value: 'Value in the billing tool',
  source: 'Source',
}

/** Values that are words of ours and not of a source. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  source: { salesforce: 'Salesforce', billing: 'Billing tool', manual: 'By hand' },
  state: {
    matched: 'Matched',
    merged: 'Matched, merged',
    no_value: 'No value',
    malformed: 'Malformed',
    not_found: 'Not found',
    deleted: 'Deleted',
    ambiguous: 'Ambiguous',
    not_connected: 'Not connected',
  },
}

/** What people call a value of the history. */
export const historyLabel = (key: string): string => labels[key] ?? key

/** A value of the history in people's words; null where there is none. */
export const historyValue = (key: string, value: string | boolean | null | undefined): string | null => {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return value == null ? null : (words[key]?.[value] ?? value)
}

/** What only an undo asks for. */
const ours = new Set(['userId', 'sourceUserId', 'connectionId', 'sourceCreatedAt'])

/** Field by field, only what differs, ids of ours left out. */
const fieldsOf = (before: Values | null, after: Values | null): Line['fields'] =>
  Object.keys({ ...before, ...after })
    .filter((key) => !ours.has(key))
    .map((key) => ({
      name: historyLabel(key),
      before: historyValue(key, before?.[key]),
      after: historyValue(key, after?.[key]),
    }))
    .filter((field) => field.before !== field.after)

/** What came or went, in a line; its subject names it already. */
const detailOf = ({ about, change, before, after }: Row): string | null => {
  const values = after ?? before
  if (change === 'changed' || !values) return null
  if (about === 'contact')
    return listed(values.jobTitle, values.phone, values.isMain === true && 'main contact')
  if (about === 'account_manager') return values.source === 'salesforce' ? 'from Salesforce' : 'by hand'
  return about === 'customer' ? listed(values.externalId) : null
}

const listed = (...parts: readonly (string | boolean | null | undefined)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(', ')

/** A line of the history, in people's words. */
export const lineOf = (row: Row): Line => ({
  id: String(row.number),
  at: row.at.toISOString(),
  runId: row.runId,
  by: row.by,
  about: row.about,
  change: row.change,
  subject: row.subject,
  source: row.source,
  detail: detailOf(row),
  fields: fieldsOf(row.before, row.after),
  customer: row.customerName === null ? null : { id: row.customerId, name: row.customerName },
})
