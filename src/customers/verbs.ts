import { admins, everyone, type Verb } from '../db/door.ts'

export const see: Verb = { name: 'customers.see', roles: everyone, audit: null }
export const changeContact: Verb = { name: 'contacts.change', roles: everyone, audit: 'changed a contact' }
export const assign: Verb = {
  name: 'customers.assign',
  roles: everyone,
  audit: 'assigned an account manager',
}
export const changePositions: Verb = {
  name: 'positions.change',
  roles: admins,
  audit: 'changed the contact positions',
}
export const changeFields: Verb = {
  name: 'custom_fields.change',
  roles: admins,
  audit: 'changed the custom fields',
}
export const download: Verb = {
  name: 'customers.export',
  roles: everyone,
  audit: 'downloaded customers or contacts',
}
