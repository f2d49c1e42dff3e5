import { admins, everyone, type Verb } from '../db/door.ts'

/** What may be done about people, by whom. */

export const lookAtUsers: Verb = { name: 'users.look', roles: everyone, audit: null }
export const addUser: Verb = { name: 'users.add', roles: admins, audit: 'added a user' }
export const inviteUser: Verb = { name: 'users.invite', roles: admins, audit: 'invited a user' }
export const changeUser: Verb = { name: 'users.change', roles: admins, audit: 'changed a user' }
export const removeUser: Verb = { name: 'users.remove', roles: admins, audit: 'removed a user' }
export const changePassword: Verb = {
  name: 'me.change_password',
  roles: everyone,
  audit: 'changed their password',
}
export const lookAtApiKeys: Verb = { name: 'api_keys.look', roles: admins, audit: null }
export const addApiKey: Verb = { name: 'api_keys.add', roles: admins, audit: 'made an API key' }
export const removeApiKey: Verb = { name: 'api_keys.remove', roles: admins, audit: 'removed an API key' }

/** At the front door nobody is known yet, so no role is asked; the audit still names the deed. */
export const setUp: Verb = { name: 'workspace.set_up', roles: [], audit: 'set up the workspace' }
export const signIn: Verb = { name: 'session.open', roles: [], audit: 'signed in' }
export const signOut: Verb = { name: 'session.close', roles: [], audit: 'signed out' }
export const acceptInvitation: Verb = {
  name: 'invitation.accept',
  roles: [],
  audit: 'accepted an invitation',
}
