import { Refused } from '../base/errors.ts'
import type { CrmDescription, CrmField, CrmObject } from '../connectors/connector.ts'

/** Which fields of a CRM object go into which column of its mirror. */
interface Column {
  readonly field: string
  readonly column: string
  readonly type: 'text' | 'timestamptz' | 'boolean'
  /** Without it no read makes sense: hidden, it stops the run with nothing changed. */
  readonly needed: boolean
  /** Only some orgs have it: that it is not there is no news. */
  readonly optional?: true
}

const column = (field: string, name: string, type: Column['type'] = 'text', needed = false): Column => ({
  field,
  column: name,
  type,
  needed,
})

const common = [
  column('Id', 'id', 'text', true),
  column('SystemModstamp', 'modified_at', 'timestamptz', true),
]
const deletion = [column('IsDeleted', 'deleted', 'boolean', true), column('MasterRecordId', 'master_id')]

const columnsOf: Readonly<Record<CrmObject, readonly Column[]>> = {
  Account: [
    ...common,
    ...deletion,
    column('Name', 'name'),
    column('OwnerId', 'owner_id'),
    column('CreatedDate', 'created_at', 'timestamptz'),
    // Only in orgs with person accounts.
    { ...column('PersonContactId', 'person_contact_id'), optional: true },
  ],
  Contact: [
    ...common,
    ...deletion,
    column('AccountId', 'account_id', 'text', true),
    column('Email', 'email', 'text', true),
    column('FirstName', 'first_name'),
    column('LastName', 'last_name'),
    column('Title', 'title'),
    column('Phone', 'phone'),
    column('MobilePhone', 'mobile'),
    column('CreatedDate', 'created_at', 'timestamptz', true),
  ],
  User: [
    ...common,
    column('Email', 'email'),
    column('Name', 'name'),
    column('Username', 'username'),
    column('UserType', 'user_type'),
    column('IsActive', 'active', 'boolean'),
  ],
  AccountContactRelation: [
    ...common,
    column('IsDeleted', 'deleted', 'boolean', true),
    column('AccountId', 'account_id', 'text', true),
    column('ContactId', 'contact_id', 'text', true),
    column('IsDirect', 'direct', 'boolean', true),
    column('IsActive', 'active', 'boolean', true),
    column('Roles', 'roles'),
  ],
}

/** The types of columns that are no text, by name; a name has one type in all mirrors. */
export const columnTypes: ReadonlyMap<string, Column['type']> = new Map(
  Object.values(columnsOf).flatMap((columns) => columns.map((one) => [one.column, one.type])),
)

/** The fields read of an object, and whether a read makes no sense without it. */
export const fieldsRead = (
  object: CrmObject,
): readonly { readonly field: string; readonly needed: boolean }[] => columnsOf[object]

/** What one read of one object asks for and where it goes. */
export interface Shape {
  readonly object: CrmObject
  readonly columns: readonly Column[]
  /** Account fields kept in `fields`, by their own name: candidates for the shared identifier. */
  readonly extra: readonly string[]
  /** All field paths, in the order of the stage's columns. */
  readonly fields: readonly string[]
  readonly stageColumns: readonly string[]
  /** Fields we would read and the org does not show: their columns keep what they had. */
  readonly hidden: readonly string[]
}

/**
 * What can be read of an object today. A field the user may not see is left out, and its column keeps what it
 * had; a needed one rejects with `Refused`.
 */
export const shapeOf = (description: CrmDescription, wanted: readonly string[]): Shape => {
  const { object } = description
  const visible = new Set(description.fields.map((field) => field.name))
  const hidden = columnsOf[object].find((one) => one.needed && !visible.has(one.field))
  if (hidden) throw fieldHidden(object, hidden.field)
  const columns = columnsOf[object].filter((one) => visible.has(one.field))
  const known = new Set(columns.map((one) => one.field))
  const extra = object === 'Account' ? wanted.filter((name) => visible.has(name) && !known.has(name)) : []
  return {
    object,
    columns,
    extra,
    fields: [...columns.map((one) => one.field), ...extra],
    stageColumns: [...columns.map((one) => one.column), ...extra.map((_, index) => `extra_${index}`)],
    hidden: columnsOf[object]
      .filter((one) => !visible.has(one.field) && one.optional !== true)
      .map((one) => one.field),
  }
}

const identifierTypes = new Set([
  'string',
  'textarea',
  'reference',
  'double',
  'int',
  'long',
  'phone',
  'url',
  'email',
])
// Standard fields that hold another system's number in some orgs; the rest of the standard ones never do.
const identifierStandard = new Set(['AccountNumber', 'Site', 'DunsNumber', 'TickerSymbol', 'Name'])
// Each one is read for every account on every full read, so the list has an end.
const mostCandidates = 40

/** Account fields that may be the shared identifier: text, references and numbers of the org's own, and a few standard ones. */
export const identifierFields = (description: CrmDescription): readonly CrmField[] =>
  description.fields
    .filter(
      (field) => identifierTypes.has(field.type) && (field.custom || identifierStandard.has(field.name)),
    )
    .slice(0, mostCandidates)

/** What a person calls the rows of an object. */
export const objectWords: Readonly<Record<CrmObject, string>> = {
  Account: 'accounts',
  Contact: 'contacts',
  User: 'users',
  AccountContactRelation: 'contact relations',
}

const fieldHidden = (object: CrmObject, field: string): Refused =>
  new Refused({
    code: 'field_hidden',
    what: `Salesforce does not show Crosswalk the field ${field} of ${objectWords[object]}.`,
    means: 'The run stopped and nothing was changed.',
    who: 'A Salesforce admin',
    how: `Give the connected user read access to ${object}.${field} (field-level security, or a permission set), then synchronize again.`,
  })
