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
}

/** One object of the org. */
export interface Schema {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly prefix: string
  readonly fields: readonly Field[]
}

type Options = Partial<Omit<Field, 'name' | 'type'>>

const field = (name: string, type: string, options: Options = {}): Field => ({
  name,
  type,
  label: options.label ?? labelOf(name),
  length: options.length ?? lengths[type] ?? 0,
  custom: name.endsWith('__c'),
  calculated: false,
  filterable: type !== 'address',
  sortable: type !== 'address',
  nillable: true,
  permissionable: true,
  referenceTo: null,
  relationshipName: null,
  picklist: [],
  compound: null,
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
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/ Id$/, ' ID')

const reference = (name: string, to: string, options: Options = {}): Field =>
  field(name, 'reference', {
    referenceTo: to,
    relationshipName: name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, ''),
    ...options,
  })

const always: Options = { permissionable: false, nillable: false }

const system = (self: string): Field[] => [
  field('CreatedDate', 'datetime', always),
  reference('CreatedById', 'User', always),
  field('LastModifiedDate', 'datetime', always),
  reference('LastModifiedById', 'User', always),
  field('SystemModstamp', 'datetime', { ...always, label: 'System Modstamp' }),
  ...(self === 'User' ? [] : [reference('OwnerId', 'User', always)]),
]

const deletable = (self: string): Field[] => [
  field('IsDeleted', 'boolean', { ...always, label: 'Deleted' }),
  reference('MasterRecordId', self, { permissionable: false, relationshipName: 'MasterRecord' }),
]

const address = (prefix: string): Field[] => [
  field(`${prefix}Street`, 'textarea'),
  field(`${prefix}City`, 'string', { length: 40 }),
  field(`${prefix}State`, 'string', { length: 80 }),
  field(`${prefix}PostalCode`, 'string', { length: 20 }),
  field(`${prefix}Country`, 'string', { length: 80 }),
  field(`${prefix}Address`, 'address', { compound: prefix, permissionable: true }),
]

const long: Options = { length: 32_000, filterable: false, sortable: false }
const id = field('Id', 'id', { ...always, label: 'Record ID' })

const account: Schema = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  prefix: '001',
  fields: [
    id,
    ...deletable('Account'),
    field('Name', 'string', { ...always, label: 'Account Name' }),
    field('Type', 'picklist', {
      label: 'Account Type',
      picklist: ['Prospect', 'Customer - Direct', 'Customer - Channel'],
    }),
    reference('ParentId', 'Account', { label: 'Parent Account ID' }),
    ...address('Billing'),
    ...address('Shipping'),
    field('Phone', 'phone', { label: 'Account Phone' }),
    field('AccountNumber', 'string', { length: 40 }),
    field('Website', 'url'),
    field('Industry', 'picklist', {
      picklist: ['Agriculture', 'Banking', 'Energy', 'Manufacturing', 'Retail', 'Shipping'],
    }),
    field('AnnualRevenue', 'currency'),
    field('NumberOfEmployees', 'int', { label: 'Employees' }),
    field('Description', 'textarea', { ...long, label: 'Account Description' }),
    ...system('Account'),
    field('ERP_Number__c', 'double', { label: 'ERP Number' }),
    field('Billing_Id__c', 'string', { length: 40, label: 'Billing ID' }),
    field('Segment__c', 'picklist', { label: 'Segment', picklist: ['Enterprise', 'Mid-market', 'Small'] }),
    field('Account_Key__c', 'string', { calculated: true, label: 'Account Key' }),
    reference('Collections_Owner__c', 'User', { label: 'Collections Owner' }),
  ],
}

const contact: Schema = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  prefix: '003',
  fields: [
    id,
    ...deletable('Contact'),
    reference('AccountId', 'Account', { permissionable: false }),
    field('LastName', 'string', { ...always, length: 80 }),
    field('FirstName', 'string', { permissionable: false, length: 40 }),
    field('Salutation', 'picklist', { permissionable: false, picklist: ['Mr.', 'Ms.', 'Dr.'] }),
    field('Name', 'string', { ...always, length: 121, label: 'Full Name' }),
    ...address('Mailing'),
    field('Phone', 'phone', { label: 'Business Phone' }),
    field('MobilePhone', 'phone'),
    field('Email', 'email'),
    field('Title', 'string', { length: 128 }),
    field('Department', 'string', { length: 80 }),
    field('Description', 'textarea', { ...long, label: 'Contact Description' }),
    field('IsEmailBounced', 'boolean', { permissionable: false, nillable: false }),
    field('HasOptedOutOfEmail', 'boolean', { nillable: false, label: 'Email Opt Out' }),
    ...system('Contact'),
    field('Finance_Role__c', 'picklist', {
      label: 'Finance Role',
      picklist: ['Payer', 'Approver', 'Accountant'],
    }),
  ],
}

const user: Schema = {
  name: 'User',
  label: 'User',
  labelPlural: 'Users',
  prefix: '005',
  fields: [
    id,
    field('Username', 'string', { ...always, length: 80 }),
    field('LastName', 'string', { ...always, length: 80 }),
    field('FirstName', 'string', { permissionable: false, length: 40 }),
    field('Name', 'string', { ...always, length: 121, label: 'Full Name' }),
    field('Email', 'email', always),
    field('IsActive', 'boolean', { ...always, label: 'Active' }),
    field('UserType', 'picklist', {
      permissionable: false,
      picklist: ['Standard', 'AutomatedProcess', 'CloudIntegrationUser'],
    }),
    field('Title', 'string', { length: 80 }),
    field('Department', 'string', { length: 80 }),
    field('Phone', 'phone'),
    field('Alias', 'string', { ...always, length: 8 }),
    field('TimeZoneSidKey', 'picklist', always),
    field('LocaleSidKey', 'picklist', always),
    field('EmployeeNumber', 'string', { length: 20 }),
    reference('ManagerId', 'User'),
    ...system('User'),
  ],
}

const organization: Schema = {
  name: 'Organization',
  label: 'Organization',
  labelPlural: 'Organization',
  prefix: '00D',
  fields: [
    id,
    field('Name', 'string', always),
    field('IsSandbox', 'boolean', always),
    field('OrganizationType', 'picklist', { permissionable: false }),
    field('InstanceName', 'string', { permissionable: false }),
    field('DefaultLocaleSidKey', 'picklist', always),
    field('LanguageLocaleKey', 'picklist', always),
    field('TimeZoneSidKey', 'picklist', always),
    field('CreatedDate', 'datetime', always),
    field('SystemModstamp', 'datetime', always),
  ],
}

/** Every object the org has, as it would be with no permission missing. */
export const schemas: readonly Schema[] = [account, contact, organization, user]
