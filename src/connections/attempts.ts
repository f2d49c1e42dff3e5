import type { Explanation } from '../base/errors.ts'
import type { Db, Tx } from '../db/db.ts'

/** A trip to Salesforce's page that has begun. */
export interface Attempt {
  readonly stateHash: string
  readonly workspaceId: string
  readonly sessionHash: string
  readonly settings: { readonly domain: string; readonly origin: string }
  readonly sealed: Buffer
  readonly expiresAt: Date
  readonly used: boolean
}

export const insertAttempt = async (
  db: Db,
  fresh: Omit<Attempt, 'used'> & { userId: string | null; now: Date },
): Promise<void> => {
  // Trips nobody came back from are of no use to anybody.
  await db
    .deleteFrom('oauth_attempts')
    .where('expires_at', '<', new Date(fresh.now.getTime() - 86_400_000))
    .execute()
  await db
    .insertInto('oauth_attempts')
    .values({
      state_hash: fresh.stateHash,
      workspace_id: fresh.workspaceId,
      user_id: fresh.userId,
      session_hash: fresh.sessionHash,
      settings: JSON.stringify(fresh.settings),
      sealed: fresh.sealed,
      created_at: fresh.now,
      expires_at: fresh.expiresAt,
      used_at: null,
      problem: null,
    })
    .execute()
}

export const findAttempt = async (db: Db, stateHash: string): Promise<Attempt | null> => {
  const row = await db
    .selectFrom('oauth_attempts')
    .select(['workspace_id', 'session_hash', 'settings', 'sealed', 'expires_at', 'used_at'])
    .where('state_hash', '=', stateHash)
    .executeTakeFirst()
  if (!row) return null
  return {
    stateHash,
    workspaceId: row.workspace_id,
    sessionHash: row.session_hash,
    settings: row.settings as Attempt['settings'],
    sealed: Buffer.from(row.sealed),
    expiresAt: row.expires_at,
    used: row.used_at !== null,
  }
}

/** True for exactly one caller. */
export const spendAttempt = async (db: Db, stateHash: string, now: Date): Promise<boolean> => {
  const result = await db
    .updateTable('oauth_attempts')
    .set({ used_at: now })
    .where('state_hash', '=', stateHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Keeps why a trip did not end in a connection. */
export const keepTripProblem = async (db: Db, stateHash: string, problem: Explanation): Promise<void> => {
  await db
    .updateTable('oauth_attempts')
    .set({ problem: JSON.stringify(problem) })
    .where('state_hash', '=', stateHash)
    .execute()
}

/** Why the last trip of the workspace failed, when it came back after `since`; null when it did not fail. */
export const tripProblem = async (
  db: Db | Tx,
  workspaceId: string,
  since: Date,
): Promise<Explanation | null> => {
  const last = await db
    .selectFrom('oauth_attempts')
    .select('problem')
    .where('workspace_id', '=', workspaceId)
    .where('used_at', '>', since)
    .orderBy('used_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (last?.problem ?? null) as Explanation | null
}
