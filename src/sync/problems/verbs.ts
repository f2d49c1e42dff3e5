import { everyone, type Verb } from '../../db/door.ts'

export const see: Verb = { name: 'problems.see', roles: everyone, audit: null }
export const assign: Verb = { name: 'problems.assign', roles: everyone, audit: 'assigned a problem' }
export const snooze: Verb = { name: 'problems.snooze', roles: everyone, audit: 'put a problem off' }
export const unsnooze: Verb = {
  name: 'problems.unsnooze',
  roles: everyone,
  audit: 'took a problem up again',
}
export const recheck: Verb = { name: 'problems.recheck', roles: everyone, audit: 're-checked a problem' }
export const download: Verb = { name: 'problems.export', roles: everyone, audit: 'downloaded problems' }
