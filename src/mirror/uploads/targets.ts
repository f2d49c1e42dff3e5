import { Refused } from '../../base/errors.ts'
import type { FileKind, Mapping, Target } from '../../connectors/csv/mapping.ts'

/** Something a column can be taken for. */
interface Offer {
  readonly target: Target<FileKind>
  readonly label: string
  /** Without a column for it no row can be used. */
  readonly required: boolean
}

/** What a person chose: the column of each target, by its name; null, or no entry, for none. */
export type Chosen = Readonly<Record<string, string | null>>

const person: readonly Offer[] = [
  { target: 'email', label: 'E-mail', required: false },
  { target: 'contactName', label: 'Contact’s full name', required: false },
  { target: 'firstName', label: 'First name', required: false },
  { target: 'lastName', label: 'Last name', required: false },
  { target: 'phone', label: 'Phone', required: false },
  { target: 'jobTitle', label: 'Job title', required: false },
]

/** Everything the columns of a file can be taken for, in the order people are asked. */
export const targetsOf: Readonly<Record<FileKind, readonly Offer[]>> = {
  customers: [
    { target: 'externalId', label: 'Customer’s external id', required: true },
    { target: 'name', label: 'Customer’s name', required: false },
    ...person,
  ],
  contacts: [
    { target: 'customerExternalId', label: 'Customer’s external id', required: true },
    { target: 'contactId', label: 'Contact’s own id', required: false },
    ...person,
    { target: 'main', label: 'Main contact (yes or no)', required: false },
  ],
}

/** The choice as the reader of rows takes it. Throws `Refused` for what is not offered or not in the file. */
export const mappingOf = (kind: FileKind, columns: readonly string[], chosen: Chosen): Mapping => {
  const targets: Partial<Record<Target<FileKind>, string>> = {}
  for (const [name, column] of Object.entries(chosen)) {
    const offer = targetsOf[kind].find(({ target }) => target === name)
    if (!offer) throw noSuchTarget(kind, name)
    if (column === null) continue
    if (!columns.includes(column)) throw noSuchColumn(columns, column)
    targets[offer.target] = column
  }
  const lacking = targetsOf[kind].find(({ target, required }) => required && targets[target] === undefined)
  if (lacking) throw notChosen(lacking.label)
  const used = new Set(Object.values(targets))
  const rest = kind === 'customers' ? columns.filter((column) => !used.has(column)) : []
  return { targets, fields: Object.fromEntries(rest.map((column) => [column, column])) }
}

/** A mapping as people choose one: every target, with null for what has no column. */
export const chosenOf = (kind: FileKind, targets: Mapping['targets']): Record<string, string | null> =>
  Object.fromEntries(targetsOf[kind].map(({ target }) => [target, targets[target] ?? null]))

const noSuchTarget = (kind: FileKind, name: string): Refused =>
  new Refused({
    code: 'csv_unknown_target',
    what: `A column of a ${kind} file cannot be taken for “${name.slice(0, 60)}”.`,
    means: 'Nothing was changed.',
    how: `Choose among: ${targetsOf[kind].map(({ target }) => target).join(', ')}.`,
  })

const noSuchColumn = (columns: readonly string[], column: string): Refused =>
  new Refused({
    code: 'csv_unknown_column',
    what: `This file has no column “${column.slice(0, 60)}”.`,
    means: 'Nothing was changed.',
    how: `Its columns are: ${columns.slice(0, 30).join(', ')}.`,
  })

const notChosen = (label: string): Refused =>
  new Refused({
    code: 'csv_target_missing',
    what: `No column is chosen for “${label}”.`,
    means: 'Without it no row can be used. Nothing was changed.',
    how: 'Choose the column that holds it.',
  })
