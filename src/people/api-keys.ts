import { Gone } from '../base/errors.ts'
import type { Db, Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import './tables.ts'
import { newToken, tokenHash, type RandomBytes } from './token.ts'

/** Keys for programs. A key is shown once, when it is made; only its hash is kept. */

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly role: 'admin' | 'member'
  readonly hint: string
  readonly createdAt: string
  readonly createdBy: string
  readonly lastUsedAt: string | null
}

const prefix = 'cwk_'
const columns = ['id', 'name', 'role', 'hint', 'created_at', 'created_by_name', 'last_used_at'] as const
// When a key was last used need not be known to the second, and a write per request would cost one.
const noteUseAfter = 60_000

/** Makes a key for the workspace of `by`. The second part of the answer is the key itself. */
export const addApiKey = async (
  tx: Tx,
  by: Pick<Actor, 'workspaceId' | 'userId' | 'name'>,
  wanted: { readonly name: string; readonly role: 'admin' | 'member' },
  random: RandomBytes,
  now: Date,
): Promise<{ readonly key: ApiKey; readonly secret: string }> => {
  const secret = prefix + newToken(random)
  const row = await tx
    .insertInto('api_keys')
    .values({
      workspace_id: by.workspaceId,
      name: wanted.name,
      role: wanted.role,
      hint: secret.slice(0, 8),
      key_hash: tokenHash(secret),
      created_by: by.userId,
      created_by_name: by.name,
      created_at: now,
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
  return { key: shown(row), secret }
}

export const listApiKeys = async (tx: Tx, workspaceId: string): Promise<ApiKey[]> => {
  const rows = await tx
    .selectFrom('api_keys')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(shown)
}

/** Makes a key useless from now on; answers its name. */
export const removeApiKey = async (tx: Tx, workspaceId: string, id: string, now: Date): Promise<string> => {
  const row = await tx
    .updateTable('api_keys')
    .set({ removed_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returning('name')
    .executeTakeFirst()
  if (!row)
    throw new Gone({ code: 'api_key_gone', what: 'There is no such API key, or it was removed already.' })
  return row.name
}

/** Who holds this key, or null when it is none of ours. */
export const keyHolder = async (db: Db, secret: string, now: Date): Promise<Actor | null> => {
  if (!secret.startsWith(prefix)) return null
  const row = await db
    .selectFrom('api_keys')
    .select(['id', 'workspace_id', 'name', 'role', 'created_by', 'last_used_at'])
    .where('key_hash', '=', tokenHash(secret))
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > noteUseAfter) {
    await db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute()
  }
  return {
    workspaceId: row.workspace_id,
    userId: row.created_by,
    name: `${row.name} (API key)`,
    role: row.role,
    via: 'api key',
    sessionId: null,
  }
}

const shown = (row: {
  id: string
  name: string
  role: 'admin' | 'member'
  hint: string
  created_at: Date
  created_by_name: string
  last_used_at: Date | null
}): ApiKey => ({
  id: row.id,
  name: row.name,
  role: row.role,
  hint: row.hint,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by_name,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})
