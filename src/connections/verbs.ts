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
export const checkCrm: Verb = {
  name: 'crm.check',
  roles: admins,
  audit: 'checked the connection to Salesforce',
}
/** Done by Salesforce to us; the reason is the detail of the audit line. */
export const lostCrm: Verb = { name: 'crm.lost', roles: [], audit: 'no longer lets Crosswalk in' }
export const regainedCrm: Verb = { name: 'crm.regained', roles: [], audit: 'lets Crosswalk in again' }
export const connectIntegrationUser: Verb = {
  name: 'crm.connect_integration_user',
  roles: admins,
  audit: 'connected Salesforce as an integration user',
}
export const connectCrm: Verb = { name: 'crm.connect', roles: admins, audit: 'began to connect Salesforce' }
