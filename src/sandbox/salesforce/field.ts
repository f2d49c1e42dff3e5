import type { FeatureName } from './features.ts'

/** One field of an object, with what decides how it may be asked for. */
export interface Field {
  readonly name: string
  readonly label: string
  /** Salesforce's own type word. */
  readonly type: string
  readonly length: number
  readonly custom: boolean
  readonly calculated: boolean
  readonly filterable: boolean
  readonly sortable: boolean
  readonly nillable: boolean
  /** False for fields no permission can hide. */
  readonly permissionable: boolean
  readonly referenceTo: string | null
  readonly relationshipName: string | null
  readonly picklist: readonly string[]
  /** For a compound address: the prefix of its parts. */
  readonly compound: string | null
  /** The feature without which the field is not there; null for a field every org has. */
  readonly feature: FeatureName | null
}

/** One object of the org. */
export interface Schema {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly prefix: string
  /** The feature without which the object is not there. */
  readonly feature?: FeatureName
  /** Rows that are deleted are gone at once, without a recycle bin. */
  readonly binless?: boolean
  readonly fields: readonly Field[]
}

type Options = Partial<Omit<Field, 'name' | 'type'>>

/** A field with the usual properties of its type. */
export const field = (name: string, type: string, options: Options = {}): Field => ({
  name,
  type,
  label: options.label ?? labelOf(name),
  length: options.length ?? lengths[type] ?? 0,
  custom: /__p?c$/.test(name),
  calculated: false,
  filterable: type !== 'address',
  sortable: type !== 'address',
  nillable: true,
  permissionable: true,
  referenceTo: null,
  relationshipName: null,
  picklist: [],
  compound: null,
  feature: null,
  ...options,
})

const lengths: Record<string, number> = {
  id: 18,
  reference: 18,
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  textarea: 255,
}

const labelOf = (name: string): string =>
  name
    .replace(/__p?c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/ Id$/, ' ID')

/** A lookup to another object. */
export const reference = (name: string, to: string, options: Options = {}): Field =>
  field(name, 'reference', {
    referenceTo: to,
    relationshipName: name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, ''),
    ...options,
  })

/** Nobody can hide it, and it is never empty. */
export const always: Options = { permissionable: false, nillable: false }

/** Who made and changed a row, when, and who owns it. */
export const system = (self: string): Field[] => [
  field('CreatedDate', 'datetime', always),
  reference('CreatedById', 'User', always),
  field('LastModifiedDate', 'datetime', always),
  reference('LastModifiedById', 'User', always),
  field('SystemModstamp', 'datetime', { ...always, label: 'System Modstamp' }),
  ...(self === 'User' ? [] : [reference('OwnerId', 'User', always)]),
]

/** The mark of a deleted row, and where a merged one went. */
export const deletable = (self: string): Field[] => [
  field('IsDeleted', 'boolean', { ...always, label: 'Deleted' }),
  reference('MasterRecordId', self, { permissionable: false, relationshipName: 'MasterRecord' }),
]

/** The parts of an address and their compound; codes only with state and country picklists. */
export const address = (prefix: string): Field[] => [
  field(`${prefix}Street`, 'textarea'),
  field(`${prefix}City`, 'string', { length: 40 }),
  field(`${prefix}State`, 'string', { length: 80 }),
  field(`${prefix}PostalCode`, 'string', { length: 20 }),
  field(`${prefix}Country`, 'string', { length: 80 }),
  field(`${prefix}StateCode`, 'picklist', { length: 10, feature: 'statePicklists' }),
  field(`${prefix}CountryCode`, 'picklist', { length: 10, feature: 'statePicklists' }),
  field(`${prefix}Address`, 'address', { compound: prefix, permissionable: true }),
]

/** A text too long to filter or sort by. */
export const long: Options = { length: 32_000, filterable: false, sortable: false }
/** The record's own id. */
export const id = field('Id', 'id', { ...always, label: 'Record ID' })

/** The currency a row's amounts are in, in an org with several. */
export const currency = field('CurrencyIsoCode', 'picklist', {
  nillable: false,
  label: 'Currency ISO Code',
  length: 3,
  picklist: ['EUR', 'GBP', 'USD', 'JPY'],
  feature: 'multiCurrency',
})
