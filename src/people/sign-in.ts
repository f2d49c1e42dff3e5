import { sql } from 'kysely'
import { Refused } from '../base/errors.ts'
import { transaction, type Db, type Tx } from '../db/db.ts'
import { countTries, forgetTries, perAddress, perPerson } from './attempts.ts'
import type { Passwords } from './password.ts'
import './tables.ts'

/** The first account, and passwords. */

/** The first owner, or somebody who proved their password. */
export interface Known {
  readonly userId: string
  readonly workspaceId: string
  readonly name: string
  readonly role: 'owner' | 'admin' | 'member'
}

/** Whether nobody has been here yet: then, and only then, the first account can be made. */
export const isFirstStart = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) === undefined

/** Makes the workspace and its owner. Of any number who try at the same time, one succeeds. */
export const makeFirstAccount = async (
  tx: Tx,
  wanted: {
    readonly workspaceName: string
    readonly name: string
    readonly email: string
    readonly passwordHash: string
  },
  now: Date,
): Promise<Known> => {
  if (!(await isFirstStart(tx))) throw closed()
  const { id: workspaceId } = await tx
    .insertInto('workspaces')
    .values({ name: wanted.workspaceName, created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const first = await tx
    .insertInto('first_start')
    .values({ workspace_id: workspaceId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('workspace_id')
    .executeTakeFirst()
  if (!first) throw closed()
  const { id: userId } = await tx
    .insertInto('users')
    .values({
      workspace_id: workspaceId,
      email: wanted.email,
      name: wanted.name,
      role: 'owner',
      status: 'joined',
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('passwords')
    .values({ user_id: userId, hash: wanted.passwordHash, changed_at: now })
    .execute()
  return { userId, workspaceId, name: wanted.name, role: 'owner' }
}

const closed = (): Refused =>
  new Refused(
    {
      code: 'setup_done',
      what: 'This Crosswalk has been set up already.',
      who: 'An owner or admin',
      how: 'Sign in, or ask an owner or admin for an invitation.',
    },
    409,
  )

/** Who this e-mail and password belong to. Wrong, unknown and not joined look the same from outside. */
export const checkPassword = async (
  db: Db,
  given: { readonly email: string; readonly password: string; readonly address: string },
  passwords: Passwords,
  now: Date,
): Promise<Known> => {
  const person = { limit: perPerson, who: `${given.email.toLowerCase()}\n${given.address}` }
  await countTries(db, [person, { limit: perAddress, who: given.address }], now)
  const row = await db
    .selectFrom('users')
    .innerJoin('passwords', 'passwords.user_id', 'users.id')
    .select(['users.id', 'workspace_id', 'name', 'role', 'hash'])
    .where(sql`lower(email)`, '=', given.email.toLowerCase())
    .where('status', '=', 'joined')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!(await passwords.matches(given.password, row?.hash ?? null)) || !row) throw wrong()
  await forgetTries(db, [person])
  return { userId: row.id, workspaceId: row.workspace_id, name: row.name, role: row.role }
}

const wrong = (): Refused =>
  new Refused(
    {
      code: 'wrong_credentials',
      what: 'This e-mail and password do not belong together.',
      who: 'You',
      how: 'Check both and try again. An admin can tell you which e-mail you were invited with.',
    },
    401,
  )

/** Replaces a user's password after the current one was given. Tries count as at sign-in. */
export const replacePassword = async (
  db: Db,
  userId: string,
  given: { readonly current: string; readonly password: string },
  passwords: Passwords,
  now: Date,
): Promise<void> => {
  const tried = { limit: perPerson, who: `password\n${userId}` }
  await countTries(db, [tried], now)
  const row = await db.selectFrom('passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
  if (!(await passwords.matches(given.current, row?.hash ?? null)) || !row) throw wrongCurrent()
  const hash = await passwords.hash(given.password)
  await transaction(db, async (tx) => {
    await tx.updateTable('passwords').set({ hash, changed_at: now }).where('user_id', '=', userId).execute()
  })
  await forgetTries(db, [tried])
}

const wrongCurrent = (): Refused =>
  new Refused({ code: 'wrong_password', what: 'The current password is not right.', how: 'Type it again.' })
