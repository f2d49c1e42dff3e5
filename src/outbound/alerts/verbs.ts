import { admins, everyone, type Verb } from '../../db/door.ts'

/** What may be done about alerts, by whom. */

export const see: Verb = { name: 'alerts.see', roles: everyone, audit: null }
export const set: Verb = { name: 'alerts.set', roles: admins, audit: 'changed when alerts are raised' }
export const seeOwn: Verb = { name: 'notifications.see', roles: everyone, audit: null }
export const setOwn: Verb = {
  name: 'notifications.set',
  roles: everyone,
  audit: 'chose which alerts come by e-mail',
}
export const testOwn: Verb = {
  name: 'notifications.test',
  roles: everyone,
  audit: 'sent themselves a test e-mail',
}
