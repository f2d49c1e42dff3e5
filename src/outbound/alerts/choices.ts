import { sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import type { AlertKind } from './parts.ts'
import { byRole, reachable } from './tell.ts'

/** Which alerts a user gets by e-mail. */
export interface Choices {
  readonly name: string
  /** Null when no mail can reach them. */
  readonly email: string | null
  readonly kinds: readonly AlertKind[]
  readonly byRole: boolean
}

/** A user's choices, or what their role gets; null when there is no such user who has joined. */
export const readChoices = async (tx: Tx, workspaceId: string, userId: string): Promise<Choices | null> => {
  const { rows } = await sql<Omit<Choices, 'kinds' | 'byRole'> & { role: string; kinds: AlertKind[] | null }>`
    select u.name, u.role, case when ${reachable} then usable_email(u.email) end as email, c.kinds
    from users u left join alert_choices c on c.user_id = u.id
    where u.workspace_id = ${workspaceId} and u.id = ${userId} and u.removed_at is null`.execute(tx)
  const [row] = rows
  if (!row) return null
  const { name, email, role, kinds } = row
  return { name, email, kinds: kinds ?? (role === 'member' ? [] : byRole), byRole: kinds === null }
}

export const writeChoices = async (tx: Tx, userId: string, kinds: readonly AlertKind[]): Promise<void> => {
  await sql`insert into alert_choices (user_id, kinds) values (${userId}, ${[...new Set(kinds)]}::text[])
    on conflict (user_id) do update set kinds = excluded.kinds`.execute(tx)
}

/** Where mail to a user goes now; null when none can. */
export const addressOf = async (
  db: Db | Tx,
  userId: string,
): Promise<{ readonly name: string; readonly address: string } | null> => {
  const { rows } = await sql<{ name: string; address: string }>`
    select u.name, usable_email(u.email) as address from users u
    where u.id = ${userId} and ${reachable}`.execute(db)
  return rows[0] ?? null
}
