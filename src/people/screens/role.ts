import type { Answer } from '../../base/endpoint.ts'
import type { listUsers } from '../contract.ts'

/** A user as the API gives one. */
export type User = Answer<typeof listUsers>['users'][number]
export type Role = User['role']

/** Each role with what it may do, in a sentence. */
export const roleWords: Readonly<Record<Role, { readonly word: string; readonly may: string }>> = {
  owner: { word: 'Owner', may: 'May do everything.' },
  admin: { word: 'Admin', may: 'May change settings and invite people.' },
  member: { word: 'Member', may: 'May see everything and choose main contacts and positions.' },
}

/** The roles one may give, for a select. */
export const givenRoles = (['admin', 'member'] as const).map((value) => ({
  value,
  label: roleWords[value].word,
}))
