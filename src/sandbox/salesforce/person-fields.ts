import { always, field, reference } from './field.ts'
import type { Field } from './field.ts'

/** Which Account field of a person account shows which field of the contact behind it. */
export const personMirror: Readonly<Record<string, string>> = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Name: 'Name',
  Phone: 'Phone',
  PersonEmail: 'Email',
  PersonTitle: 'Title',
  PersonDepartment: 'Department',
  PersonMobilePhone: 'MobilePhone',
  PersonMailingStreet: 'MailingStreet',
  PersonMailingCity: 'MailingCity',
  PersonMailingState: 'MailingState',
  PersonMailingPostalCode: 'MailingPostalCode',
  PersonMailingCountry: 'MailingCountry',
  PersonHasOptedOutOfEmail: 'HasOptedOutOfEmail',
  Finance_Role__pc: 'Finance_Role__c',
}

/** What person accounts add to Account. */
export const personFields: readonly Field[] = (
  [
    field('LastName', 'string', { permissionable: false, length: 80 }),
    field('FirstName', 'string', { permissionable: false, length: 40 }),
    field('Salutation', 'picklist', { permissionable: false, picklist: ['Mr.', 'Ms.', 'Dr.'] }),
    field('IsPersonAccount', 'boolean', { ...always, label: 'Is Person Account' }),
    reference('PersonContactId', 'Contact', { permissionable: false, relationshipName: 'PersonContact' }),
    field('PersonEmail', 'email', { label: 'Email' }),
    field('PersonTitle', 'string', { length: 80, label: 'Title' }),
    field('PersonDepartment', 'string', { length: 80, label: 'Department' }),
    field('PersonMobilePhone', 'phone', { label: 'Mobile' }),
    field('PersonMailingStreet', 'textarea', { label: 'Mailing Street' }),
    field('PersonMailingCity', 'string', { length: 40, label: 'Mailing City' }),
    field('PersonMailingState', 'string', { length: 80, label: 'Mailing State' }),
    field('PersonMailingPostalCode', 'string', { length: 20, label: 'Mailing Zip' }),
    field('PersonMailingCountry', 'string', { length: 80, label: 'Mailing Country' }),
    field('PersonHasOptedOutOfEmail', 'boolean', { nillable: false, label: 'Email Opt Out' }),
    field('Finance_Role__pc', 'picklist', {
      label: 'Finance Role',
      picklist: ['Payer', 'Approver', 'Accountant'],
    }),
  ] satisfies Field[]
).map((one) => ({ ...one, feature: 'personAccounts' }))
