import { admins, everyone, type Verb } from '../db/door.ts'

export const seeBilling: Verb = { name: 'billing.see', roles: everyone, audit: null }
export const connectBilling: Verb = {
  name: 'billing.connect',
  roles: admins,
  audit: 'connected the billing tool',
}
export const disconnectBilling: Verb = {
  name: 'billing.disconnect',
  roles: admins,
  audit: 'disconnected the billing tool',
}
export const connectCrm: Verb = { name: 'crm.connect', roles: admins, audit: 'began to connect Salesforce' }
