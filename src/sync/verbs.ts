import { admins, everyone, type Verb } from '../db/door.ts'

export const see: Verb = { name: 'crm.see', roles: everyone, audit: null }
export const judge: Verb = { name: 'crm.judge_fields', roles: admins, audit: null }
export const chooseIdentifier: Verb = {
  name: 'crm.choose_identifier',
  roles: admins,
  audit: 'chose the shared identifier',
}
export const setSwitches: Verb = {
  name: 'crm.switch',
  roles: admins,
  audit: 'set what comes from Salesforce',
}
export const setSchedule: Verb = {
  name: 'crm.schedule',
  roles: admins,
  audit: 'set when the daily run starts',
}
export const setApiCalls: Verb = {
  name: 'crm.api_calls',
  roles: admins,
  audit: 'set how many API calls may be used',
}
export const setUnmatched: Verb = {
  name: 'crm.unmatched',
  roles: admins,
  audit: 'set what customers without a match show',
}
export const setShared: Verb = {
  name: 'crm.shared_accounts',
  roles: admins,
  audit: 'set whether customers may share an account',
}
export const setRelated: Verb = {
  name: 'crm.related_contacts',
  roles: admins,
  audit: 'set whether related contacts count',
}
export const disconnect: Verb = { name: 'crm.disconnect', roles: admins, audit: 'disconnected Salesforce' }
export const startSync: Verb = { name: 'sync.start', roles: everyone, audit: 'started a synchronization' }
export const seeRuns: Verb = { name: 'runs.see', roles: everyone, audit: null }
