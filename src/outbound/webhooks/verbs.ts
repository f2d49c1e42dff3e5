import { admins, type Verb } from '../../db/door.ts'

/** What may be done about webhooks, by whom. Their addresses may be secrets, so looking is for admins too. */

export const see: Verb = { name: 'webhooks.see', roles: admins, audit: null }
export const add: Verb = { name: 'webhooks.add', roles: admins, audit: 'added a webhook' }
export const change: Verb = { name: 'webhooks.change', roles: admins, audit: 'changed a webhook' }
export const rotate: Verb = {
  name: 'webhooks.rotate',
  roles: admins,
  audit: 'made a new secret for a webhook',
}
export const remove: Verb = { name: 'webhooks.remove', roles: admins, audit: 'removed a webhook' }
export const test: Verb = { name: 'webhooks.test', roles: admins, audit: 'sent a test to a webhook' }
export const again: Verb = { name: 'webhooks.send_again', roles: admins, audit: 'sent an alert again' }
/** Done by Crosswalk itself. */
export const disable: Verb = {
  name: 'webhooks.disable',
  roles: admins,
  audit: 'switched a webhook off that did not answer',
}
