import { everyone, type Verb } from '../../db/door.ts'

export const see: Verb = { name: 'receipts.see', roles: everyone, audit: null }
export const verify: Verb = { name: 'receipts.verify', roles: everyone, audit: null }
