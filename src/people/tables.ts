import type { Generated } from 'kysely'
import type { Role } from '../db/door.ts'

/** The tables of this folder, as `migrations/0001_people.sql` makes them. */

export interface WorkspacesTable {
  id: Generated<string>
  name: string
  created_at: Generated<Date>
}

export interface FirstStartTable {
  only_row: Generated<boolean>
  workspace_id: string
  at: Date
}

export interface UsersTable {
  id: Generated<string>
  workspace_id: string
  /** Unique in a workspace, whatever the case. Null when Salesforce gave none, and after removal. */
  email: string | null
  name: string
  role: Generated<Role>
  status: Generated<'created' | 'invited' | 'joined'>
  source: Generated<'manual' | 'salesforce'>
  /** The Salesforce user (005…) this owner is there. */
  source_user_id: string | null
  inactive: Generated<boolean>
  frozen: Generated<boolean>
  hidden: Generated<boolean>
  created_at: Generated<Date>
  removed_at: Date | null
  last_seen_at: Date | null
}

export interface PasswordsTable {
  user_id: string
  hash: string
  changed_at: Date
}

export interface SessionsTable {
  id: Generated<string>
  user_id: string
  token_hash: string
  opened_at: Date
  seen_at: Date
  expires_at: Date
}

export interface InvitationsTable {
  user_id: string
  token_hash: string
  invited_by: string | null
  created_at: Date
  expires_at: Date
}

export interface ApiKeysTable {
  id: Generated<string>
  workspace_id: string
  name: string
  role: 'admin' | 'member'
  hint: string
  key_hash: string
  created_by: string | null
  created_by_name: string
  created_at: Date
  last_used_at: Date | null
  removed_at: Date | null
}

export interface AttemptsTable {
  bucket: string
  tries: number
  since: Date
}

declare module '../db/db.ts' {
  interface Tables {
    workspaces: WorkspacesTable
    first_start: FirstStartTable
    users: UsersTable
    passwords: PasswordsTable
    sessions: SessionsTable
    invitations: InvitationsTable
    api_keys: ApiKeysTable
    attempts: AttemptsTable
  }
}
