import { plainCell } from '../../base/csv.ts'
import { usableEmail } from '../../base/email.ts'
import type { BillingContact, BillingCustomer } from '../connector.ts'
import { contactWords, customerWords, fold, saysYes } from './words.ts'
import type { ContactTarget, CustomerTarget } from './words.ts'

export type FileKind = 'customers' | 'contacts'
export type Target<K extends FileKind> = K extends 'customers' ? CustomerTarget : ContactTarget

/** Which column feeds what, by the column's name, so that next month's file can use it again. */
export interface Mapping<K extends FileKind = FileKind> {
  readonly targets: Readonly<Partial<Record<Target<K>, string>>>
  /** Customer files only: custom field key → column. */
  readonly fields: Readonly<Record<string, string>>
}

/** The cells of one row by the name of their column. */
export type Cells = Readonly<Record<string, string>>

/** What is wrong with one row, in words for the person who made the file. */
export interface RowProblem {
  readonly column: string | null
  readonly problem: string
}

/** A row of a customer file: the customer, and its main contact when the row names one. */
export interface CustomerRow {
  readonly customer: BillingCustomer
  readonly contact: BillingContact | null
}

export interface RowOf {
  readonly customers: CustomerRow
  readonly contacts: BillingContact
}

export type Mapped<T> =
  { readonly ok: true; readonly row: T } | { readonly ok: false; readonly problems: readonly RowProblem[] }

/**
 * Guesses what each column means from its name, in English, French, German or Spanish. Each column is used once, the
 * best word first. What is left over becomes a custom field of the customer, under the column's own name.
 */
export function proposeMapping<K extends FileKind>(columns: readonly string[], kind: K): Mapping<K> {
  const words = kind === 'customers' ? customerWords : contactWords
  const folded = columns.map(fold)
  const ranked = words
    .flatMap(([target, known]) => known.map((word, rank) => ({ target, rank, at: folded.indexOf(word) })))
    .filter((each) => each.at >= 0)
    .sort((a, b) => a.rank - b.rank)
  const targets: Record<string, string> = {}
  const used = new Set<number>()
  for (const { target, at } of ranked) {
    const column = columns[at]
    if (column === undefined || used.has(at) || target in targets) continue
    targets[target] = column
    used.add(at)
  }
  const rest = kind === 'customers' ? columns.filter((_, at) => !used.has(at)) : []
  return {
    targets: targets as Mapping<K>['targets'],
    fields: Object.fromEntries(rest.map((name) => [name, name])),
  }
}

/** Reads one row. Blanks around cells go, no-break spaces included. A row is good whole or not at all. */
export function mapRow<K extends FileKind>(mapping: Mapping<K>, kind: K, cells: Cells): Mapped<RowOf[K]> {
  const mapped: Mapped<CustomerRow> | Mapped<BillingContact> =
    kind === 'customers'
      ? customerRow(mapping as Mapping<'customers'>, cells)
      : contactRow(mapping as Mapping<'contacts'>, cells)
  return mapped as Mapped<RowOf[K]>
}

/** The cells of a row by column, for `mapRow`. The apostrophe our own downloads put before `+` and the like goes. */
export const byColumn = (columns: readonly string[], cells: readonly string[]): Cells =>
  Object.fromEntries(columns.map((column, at) => [column, plainCell(cells[at] ?? '')]))

function customerRow(mapping: Mapping<'customers'>, cells: Cells): Mapped<CustomerRow> {
  const { targets } = mapping
  const id = cell(cells, targets.externalId)
  const problems: RowProblem[] = []
  if (id === '') problems.push(missing(targets.externalId, 'external id of the customer'))
  const email = emailCell(cells, targets.email, problems)
  if (problems.length > 0) return { ok: false, problems }
  const fields = Object.entries(mapping.fields)
    .map(([key, column]) => [key, cell(cells, column)] as const)
    .filter(([, value]) => value !== '')
  const name = cell(cells, targets.name) || id
  const customer = { id, name, createdAt: null, fields: Object.fromEntries(fields) }
  const person = personOf(targets, cells, email)
  const known = Object.values(person).some((value) => value !== null)
  return {
    ok: true,
    row: {
      customer,
      contact: known ? { id: `${id}:main`, customerId: id, ...person, main: true, createdAt: null } : null,
    },
  }
}

function contactRow(mapping: Mapping<'contacts'>, cells: Cells): Mapped<BillingContact> {
  const { targets } = mapping
  const customerId = cell(cells, targets.customerExternalId)
  const problems: RowProblem[] = []
  if (customerId === '') problems.push(missing(targets.customerExternalId, 'external id of the customer'))
  const email = emailCell(cells, targets.email, problems)
  const person = personOf(targets, cells, email)
  const own = cell(cells, targets.contactId)
  // Without an id of its own a person is known by the address, and without one by the name.
  const known = own || email?.toLowerCase() || fold(`${person.firstName ?? ''} ${person.lastName ?? ''}`)
  if (known === '' && problems.length === 0)
    problems.push({
      column: targets.email ?? null,
      problem: 'This row names nobody: there is neither an e-mail address nor a name.',
    })
  if (problems.length > 0) return { ok: false, problems }
  const main = saysYes(cell(cells, targets.main))
  return {
    ok: true,
    row: { id: own || `${customerId}:${known}`, customerId, ...person, main, createdAt: null },
  }
}

type PersonTargets = Partial<Record<'contactName' | 'firstName' | 'lastName' | 'phone' | 'jobTitle', string>>

function personOf(targets: PersonTargets, cells: Cells, email: string | null) {
  const whole = cell(cells, targets.contactName)
  const cut = whole.lastIndexOf(' ')
  const first = cell(cells, targets.firstName) || whole.slice(0, Math.max(cut, 0)).trim()
  const last = cell(cells, targets.lastName) || whole.slice(cut + 1)
  return {
    email,
    firstName: first || null,
    lastName: last || null,
    phone: cell(cells, targets.phone) || null,
    jobTitle: cell(cells, targets.jobTitle) || null,
  }
}

const cell = (cells: Cells, column: string | undefined): string =>
  column === undefined ? '' : (cells[column] ?? '').trim()

function emailCell(cells: Cells, column: string | undefined, problems: RowProblem[]): string | null {
  const typed = cell(cells, column)
  if (typed === '') return null
  const email = usableEmail(typed)
  if (email === null)
    problems.push({
      column: column ?? null,
      problem: `"${typed.slice(0, 80)}" is not an e-mail address we can write to.`,
    })
  return email
}

const missing = (column: string | undefined, what: string): RowProblem => ({
  column: column ?? null,
  problem: column === undefined ? `No column is chosen for the ${what}.` : `The ${what} is missing.`,
})
