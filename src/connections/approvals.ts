import { sql } from 'kysely'
import type { Generated } from 'kysely'
import type { Db, Tx } from '../db/db.ts'

declare module '../db/db.ts' {
  interface Tables {
    approvals: {
      id: Generated<string>
      workspace_id: string
      org_id: string
      user_id: string
      client_id: string
      given_at: Date
      ended_at: Date | null
    }
  }
}

/** So many approvals of one app one Salesforce user may have; one more silently ends the oldest. */
export const mostApprovals = 5

/** Whose approval, of which app. */
export interface Approver {
  readonly orgId: string
  readonly userId: string
  readonly clientId: string
}

/**
 * Counts an approval in, before anything else is done with it: from this moment it takes one of the user's places.
 * Resolves to its id. Those that this one pushed out are known to be over.
 */
export const countApproval = async (
  db: Db | Tx,
  workspaceId: string,
  { orgId, userId, clientId }: Approver,
  now: Date,
): Promise<string> => {
  const row = await db
    .insertInto('approvals')
    .values({
      workspace_id: workspaceId,
      org_id: orgId,
      user_id: userId,
      client_id: clientId,
      given_at: now,
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    update approvals set ended_at = ${now} where id in (
      select id from approvals
      where org_id = ${orgId} and user_id = ${userId} and client_id = ${clientId} and ended_at is null
      order by given_at desc, id = ${row.id} desc offset ${mostApprovals})`.execute(db)
  return row.id
}

/** The source confirmed that an approval is over. Null does nothing. */
export const endApproval = async (db: Db | Tx, id: string | null, now: Date): Promise<void> => {
  if (!id) return
  await db
    .updateTable('approvals')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/**
 * How many approvals of the same user and app are alive, as far as this installation knows, counted over all
 * its workspaces; for the user this workspace was approved by last. Null when nobody approved it yet.
 */
export const approvalsAlive = async (db: Db | Tx, workspaceId: string): Promise<number | null> => {
  const { rows } = await sql<{ alive: number }>`
    select (select count(*) from approvals a
      where a.org_id = l.org_id and a.user_id = l.user_id and a.client_id = l.client_id
        and a.ended_at is null) as alive
    from approvals l where l.workspace_id = ${workspaceId}
    order by l.given_at desc limit 1`.execute(db)
  return rows[0]?.alive ?? null
}
