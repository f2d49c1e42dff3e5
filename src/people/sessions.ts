import type { Db, Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import './tables.ts'
import { newToken, tokenHash, type RandomBytes } from './token.ts'

/** Sessions live in the database, so that ending one ends it at once, everywhere. The browser holds only a token. */

const lifeDays = 30
const day = 24 * 60 * 60_000
// Sliding on every request would make each look a write.
const slideAfter = 60 * 60_000

/** A session just opened, or prolonged. The token exists nowhere but here and in the browser. */
export interface Opened {
  readonly token: string
  readonly expiresAt: Date
}

/** Who a session belongs to. */
export interface SignedIn {
  readonly actor: Actor
  readonly email: string
  readonly workspaceName: string
  /** Set when the session was prolonged by this request, so that the cookie follows. */
  readonly prolonged: Opened | null
}

export const openSession = async (
  tx: Tx,
  userId: string,
  random: RandomBytes,
  now: Date,
): Promise<Opened> => {
  const token = newToken(random)
  const expiresAt = new Date(now.getTime() + lifeDays * day)
  await tx.deleteFrom('sessions').where('expires_at', '<', now).execute()
  await tx
    .insertInto('sessions')
    .values({
      user_id: userId,
      token_hash: tokenHash(token),
      opened_at: now,
      seen_at: now,
      expires_at: expiresAt,
    })
    .execute()
  await tx.updateTable('users').set({ last_seen_at: now }).where('id', '=', userId).execute()
  return { token, expiresAt }
}

/** Who holds this token, or null when it is unknown, expired or its user may not come in any more. */
export const signedIn = async (db: Db, token: string, now: Date): Promise<SignedIn | null> => {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select([
      'sessions.id as session_id',
      'sessions.seen_at',
      'users.id',
      'users.name',
      'users.email',
      'users.role',
    ])
    .select(['users.workspace_id', 'workspaces.name as workspace_name'])
    .where('token_hash', '=', tokenHash(token))
    .where('expires_at', '>', now)
    .where('users.status', '=', 'joined')
    .where('users.removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const stale = now.getTime() - row.seen_at.getTime() > slideAfter
  return {
    actor: {
      workspaceId: row.workspace_id,
      userId: row.id,
      name: row.name,
      role: row.role,
      via: 'browser',
      sessionId: row.session_id,
    },
    email: row.email ?? '',
    workspaceName: row.workspace_name,
    prolonged: stale ? { token, expiresAt: await prolong(db, row.session_id, row.id, now) } : null,
  }
}

const prolong = async (db: Db, sessionId: string, userId: string, now: Date): Promise<Date> => {
  const expiresAt = new Date(now.getTime() + lifeDays * day)
  await db
    .updateTable('sessions')
    .set({ seen_at: now, expires_at: expiresAt })
    .where('id', '=', sessionId)
    .execute()
  await db.updateTable('users').set({ last_seen_at: now }).where('id', '=', userId).execute()
  return expiresAt
}

/** Ends one session; an unknown token is nothing to end. */
export const closeSession = async (tx: Tx, token: string): Promise<void> => {
  await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash(token)).execute()
}

/** Ends every session of a user, but for the one that asked. */
export const closeSessionsOf = async (
  tx: Tx,
  userId: string,
  except: string | null = null,
): Promise<void> => {
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(except !== null, (query) => query.where('id', '!=', except ?? ''))
    .execute()
}
