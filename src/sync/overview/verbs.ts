import { everyone, type Verb } from '../../db/door.ts'

export const see: Verb = { name: 'overview.see', roles: everyone, audit: null }
