import { admins, everyone, type Verb } from '../../db/door.ts'

export const seeSafety: Verb = { name: 'safety.see', roles: everyone, audit: null }
export const setSafety: Verb = {
  name: 'safety.set',
  roles: admins,
  audit: 'set how far a synchronization may go by itself',
}
