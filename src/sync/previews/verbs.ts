import { admins, everyone, type Verb } from '../../db/door.ts'

export const preview: Verb = {
  name: 'previews.start',
  roles: everyone,
  audit: 'asked what a synchronization would change',
}
export const apply: Verb = { name: 'runs.apply', roles: admins, audit: 'approved a plan' }
export const discard: Verb = { name: 'runs.discard', roles: admins, audit: 'discarded a plan' }
export const seePlan: Verb = { name: 'previews.see', roles: everyone, audit: null }
export const download: Verb = {
  name: 'runs.download',
  roles: everyone,
  audit: 'downloaded what a run changed',
}
