import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../db/db.ts'
import type * as contract from './contract.ts'

type Line = z.output<typeof contract.historyLine>

type Values = Readonly<Record<string, string | boolean | null>>

interface Row {
  readonly number: number
  readonly runId: string | null
  readonly at: Date
  readonly by: string
  readonly about: Line['about']
  readonly change: Line['change']
  readonly subject: string
  readonly before: Values | null
  readonly after: Values | null
  readonly customerId: string
  readonly customerName: string | null
}

const contactLines = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select h.number, h.run_id, h.at, h.by_name, 'contact' as about, h.change, h.customer_id,
    concat_ws(' ', h.first_name, h.last_name, '<' || h.email || '>') as subject,
    case when h.change = 'removed' then jsonb_build_object('email', h.email, 'firstName', h.first_name,
      'lastName', h.last_name, 'phone', h.phone, 'jobTitle', h.job_title, 'isMain', h.is_main) else h.before end as before,
    case when h.change <> 'removed' then jsonb_build_object('email', h.email, 'firstName', h.first_name,
      'lastName', h.last_name, 'phone', h.phone, 'jobTitle', h.job_title, 'isMain', h.is_main) end as after
  from contact_changes h where ${where}`

const otherLines = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select h.number, h.run_id, h.at, h.by_name, h.about, h.change, h.customer_id, h.subject, h.before, h.after
  from changes h where ${where}`

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

const lineOf = (row: Row): Line => ({
  id: String(row.number),
  at: row.at.toISOString(),
  runId: row.runId,
  by: row.by,
  about: row.about,
  change: row.change,
  subject: row.subject,
  detail: detailOf(row),
  fields: fieldsOf(row.before, row.after),
  customer: row.customerName === null ? null : { id: row.customerId, name: row.customerName },
})

interface Page {
  readonly offset: number
  readonly limit: number
}

const readLines = async (
  tx: Tx,
  lines: RawBuilder<unknown>,
  page: Page,
  newestFirst: boolean,
): Promise<{ total: number; lines: Line[] }> => {
  const counted = await sql<{ total: number }>`select count(*) as total from (${lines}) h`.execute(tx)
  const { rows } = await sql<Row>`
    select h.number, h.run_id as "runId", h.at, h.by_name as "by", h.about, h.change, h.subject, h.before, h.after,
      h.customer_id as "customerId", c.name as "customerName"
    from (select l.number, l.run_id, l.at, l.by_name, l.about, l.change, l.customer_id, l.subject, l.before, l.after
      from (${lines}) l order by l.number ${newestFirst ? sql`desc` : sql``} limit ${page.limit} offset ${page.offset}) h
    left join customers c on c.id = h.customer_id
    order by h.number ${newestFirst ? sql`desc` : sql``}`.execute(tx)
  return { total: counted.rows[0]?.total ?? 0, lines: rows.map(lineOf) }
}

/** What changed at one customer, newest first. */
export const customerHistory = (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  page: Page,
): Promise<{ total: number; lines: Line[] }> => {
  const where = sql`h.workspace_id = ${workspaceId} and h.customer_id = ${customerId}`
  return readLines(tx, sql`${contactLines(where)} union all ${otherLines(where)}`, page, true)
}

/** Which lines of a run. */
export interface RunLines extends Page {
  readonly about?: 'customer' | 'contact' | 'account_manager' | undefined
  readonly change?: Line['change'] | undefined
  /** Part of a customer's name, of a contact's name or address, or of an account manager's name. */
  readonly search?: string | undefined
  readonly customerId?: string | undefined
  /** A rule each line `h` has to meet besides, for contacts and for all others. */
  readonly among?:
    { readonly contacts: RawBuilder<unknown>; readonly others: RawBuilder<unknown> } | undefined
}

/** What one run changed, or would change, in the order it was planned. */
export const runChanges = (
  tx: Tx,
  workspaceId: string,
  runId: string,
  asked: RunLines,
): Promise<{ total: number; lines: Line[] }> => {
  const { about, change, search, customerId, among } = asked
  const rules = (subject: RawBuilder<unknown>, rule: RawBuilder<unknown> | undefined): RawBuilder<unknown> =>
    sql.join(
      [
        sql`h.workspace_id = ${workspaceId} and h.run_id = ${runId}`,
        ...(change ? [sql`h.change = ${change}`] : []),
        ...(customerId ? [sql`h.customer_id = ${customerId}`] : []),
        ...(search ? [named(workspaceId, subject, search)] : []),
        ...(rule ? [rule] : []),
      ],
      sql` and `,
    )
  const contacts = contactLines(
    rules(sql`concat_ws(' ', h.first_name, h.last_name, h.email)`, among?.contacts),
  )
  const others = (kinds: readonly string[] | null) =>
    otherLines(
      sql`${rules(sql`h.subject`, among?.others)} and ${kinds ? sql`h.about = any (${[...kinds]}::text[])` : sql`true`}`,
    )
  const lines = {
    contact: contacts,
    customer: others(['customer', 'match']),
    account_manager: others(['account_manager']),
    all: sql`${contacts} union all ${others(null)}`,
  }[about ?? 'all']
  return readLines(tx, lines, asked, false)
}

/** The line is about what is looked for, or about a customer of that name. */
const named = (workspaceId: string, subject: RawBuilder<unknown>, search: string): RawBuilder<unknown> =>
  sql`(position(lower(${search}) in lower(${subject})) > 0 or h.customer_id in (
    select id from customers where workspace_id = ${workspaceId} and position(lower(${search}) in lower(name)) > 0))`
