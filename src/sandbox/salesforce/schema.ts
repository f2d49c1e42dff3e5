import { address, always, currency, deletable, field, id, long, reference, system } from './field.ts'
import type { Schema } from './field.ts'
import { relation, teamMember, userLogin } from './optional-schemas.ts'
import { personFields } from './person-fields.ts'

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
    currency,
    ...personFields,
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
    currency,
    field('IsPersonAccount', 'boolean', { ...always, feature: 'personAccounts' }),
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
    currency,
    { ...currency, name: 'DefaultCurrencyIsoCode', label: 'Default Currency ISO Code' },
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

/** Every object the org has, as it would be with no permission missing and every feature on. */
export const schemas: readonly Schema[] = [
  account,
  relation,
  teamMember,
  contact,
  organization,
  user,
  userLogin,
]
