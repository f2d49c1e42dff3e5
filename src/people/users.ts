import { sql } from 'kysely'
import { Gone, Refused } from '../base/errors.ts'
import { isDuplicate, type Tx } from '../db/db.ts'
import type { Actor, Role } from '../db/door.ts'
import { closeSessionsOf } from './sessions.ts'
import './tables.ts'

/**
 * The people a workspace knows. Being known is not being let in: a user is `created` until invited, and comes in
 * only once `joined`. A workspace never loses its last owner.
 */

export interface User {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
  readonly status: 'created' | 'invited' | 'joined'
  readonly source: 'manual' | 'salesforce'
  readonly inactive: boolean
  readonly frozen: boolean
  readonly hidden: boolean
  readonly lastSeenAt: string | null
}

const columns = [
  'id',
  'name',
  'email',
  'role',
  'status',
  'source',
  'inactive',
  'frozen',
  'hidden',
  'last_seen_at',
] as const

/** Everybody who was not removed, by name. */
export const listUsers = async (tx: Tx, workspaceId: string): Promise<User[]> => {
  const rows = await tx
    .selectFrom('users')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute()
  return rows.map(shown)
}

/** One user who was not removed; `Gone` otherwise. */
export const getUser = async (tx: Tx, workspaceId: string, id: string): Promise<User> => {
  const row = await tx
    .selectFrom('users')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Gone({ code: 'user_gone', what: 'There is no such user, or they were removed.' })
  return shown(row)
}

/** The user with this e-mail, whatever its case; `Gone` otherwise. */
export const userByEmail = async (tx: Tx, workspaceId: string, email: string): Promise<User> => {
  const found = (await listUsers(tx, workspaceId)).find(
    (user) => user.email?.toLowerCase() === email.toLowerCase(),
  )
  if (!found) throw new Gone({ code: 'user_gone', what: 'There is no user with this e-mail.' })
  return found
}

/** Adds a user by hand, as `created`. */
export const addUser = async (
  tx: Tx,
  workspaceId: string,
  wanted: { readonly email: string; readonly name: string; readonly role: 'admin' | 'member' },
  now: Date,
): Promise<User> => {
  try {
    const row = await tx
      .insertInto('users')
      .values({ workspace_id: workspaceId, ...wanted, status: 'created', source: 'manual', created_at: now })
      .returning(columns)
      .executeTakeFirstOrThrow()
    return shown(row)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new Refused(
      {
        code: 'user_exists',
        what: 'Somebody with this e-mail is in the team already.',
        how: 'Find them in the list and invite them from there.',
      },
      409,
      { cause: error },
    )
  }
}

/** Changes name or role, by the rules about owners. Answers the user as they were and as they are. */
export const changeUser = async (
  tx: Tx,
  by: Actor,
  id: string,
  wanted: { readonly name?: string | undefined; readonly role?: Role | undefined },
): Promise<{ readonly before: User; readonly after: User }> => {
  await lockTeam(tx, by.workspaceId)
  const before = await getUser(tx, by.workspaceId, id)
  const role = wanted.role ?? before.role
  if (role !== before.role) {
    if (role === 'owner' || before.role === 'owner') onlyOwners(by)
    if (role === 'owner' && before.status !== 'joined') throw notJoined()
    if (before.role === 'owner') await keepAnOwner(tx, by.workspaceId, id)
  }
  const row = await tx
    .updateTable('users')
    .set({ name: wanted.name ?? before.name, role })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()
  return { before, after: shown(row) }
}

/** Removes a user, ends their sessions and takes their invitation back. Answers who it was. */
export const removeUser = async (tx: Tx, by: Actor, id: string, now: Date): Promise<User> => {
  await lockTeam(tx, by.workspaceId)
  const user = await getUser(tx, by.workspaceId, id)
  if (user.role === 'owner') {
    onlyOwners(by)
    await keepAnOwner(tx, by.workspaceId, id)
  }
  await closeSessionsOf(tx, id)
  await tx.deleteFrom('invitations').where('user_id', '=', id).execute()
  await tx.deleteFrom('passwords').where('user_id', '=', id).execute()
  await tx
    .updateTable('users')
    .set({ removed_at: now, email: null, status: 'created', role: 'member' })
    .where('id', '=', id)
    .execute()
  return user
}

/** Two changes at once could each see the other owner remain; one waits for the other here. */
const lockTeam = async (tx: Tx, workspaceId: string): Promise<void> => {
  await tx.selectFrom('workspaces').select('id').where('id', '=', workspaceId).forUpdate().execute()
}

const keepAnOwner = async (tx: Tx, workspaceId: string, leaving: string): Promise<void> => {
  const other = await tx
    .selectFrom('users')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .where('status', '=', 'joined')
    .where('removed_at', 'is', null)
    .where('id', '!=', leaving)
    .limit(1)
    .executeTakeFirst()
  if (other) return
  throw new Refused(
    {
      code: 'last_owner',
      what: 'This is the last owner of the workspace.',
      means: 'Without an owner nobody could manage the team any more.',
      who: 'An owner',
      how: 'Make somebody else an owner first.',
    },
    409,
  )
}

const onlyOwners = (by: Actor): void => {
  if (by.role === 'owner') return
  throw new Refused(
    {
      code: 'not_allowed',
      what: 'Only an owner may make or unmake owners.',
      who: 'An owner of this workspace',
      how: 'Ask an owner to do it.',
    },
    403,
  )
}

const notJoined = (): Refused =>
  new Refused(
    {
      code: 'not_joined',
      what: 'Only somebody who has joined can be an owner.',
      how: 'Invite them, and change the role once they have joined.',
    },
    409,
  )

const shown = (row: {
  id: string
  name: string
  email: string | null
  role: Role
  status: User['status']
  source: User['source']
  inactive: boolean
  frozen: boolean
  hidden: boolean
  last_seen_at: Date | null
}): User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  status: row.status,
  source: row.source,
  inactive: row.inactive,
  frozen: row.frozen,
  hidden: row.hidden,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
})
