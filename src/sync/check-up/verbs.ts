import { admins, everyone, type Verb } from '../../db/door.ts'

export const see: Verb = { name: 'check_up.see', roles: everyone, audit: null }
export const run: Verb = { name: 'check_up.run', roles: admins, audit: 'ran the check-up' }
