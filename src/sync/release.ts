import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

/**
 * What Salesforce assigned stays, as if assigned by hand and open to change, or goes. What people had assigned
 * before Salesforce decided comes back only where it is cleared.
 */
export const releaseManagers = async (
  tx: Tx,
  workspaceId: string,
  how: 'keep' | 'clear',
  now: Date,
): Promise<void> => {
  if (how === 'clear') {
    await sql`delete from assignment_choices where workspace_id = ${workspaceId} and kept`.execute(tx)
    return
  }
  await sql`insert into assignment_choices (customer_id, workspace_id, user_id, kept, at)
    select customer_id, workspace_id, user_id, true, ${now} from assignments
    where workspace_id = ${workspaceId} and source = 'salesforce'
    on conflict (customer_id) do update set user_id = excluded.user_id, kept = true, at = excluded.at`.execute(
    tx,
  )
}
