import { admins, everyone, type Verb } from '../../db/door.ts'

export const look: Verb = { name: 'undo.look', roles: everyone, audit: null }
export const undo: Verb = { name: 'undo.start', roles: admins, audit: 'took back what a run did' }
export const seePins: Verb = { name: 'pins.see', roles: everyone, audit: null }
export const release: Verb = { name: 'pins.release', roles: admins, audit: 'released pins' }
