import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import { scopeOf } from '../plan/scope.ts'
import type { problemKind } from './contract.ts'

/** Customers `c` that `asked` names and that have no account manager. Into `want_problems`. */
export const wantUnmanaged = async (
  tx: Tx,
  workspaceId: string,
  asked: RawBuilder<unknown>,
): Promise<void> => {
  const { settings, salesforce, usersRead } = await scopeOf(tx, workspaceId)
  // While owners do not decide, a customer without account manager is somebody's choice.
  if (!settings.accountManagers || salesforce === null || !usersRead) return
  await sql`insert into want_problems
    select 'no_account_manager', c.id, '', c.name, array[m.account_id]
    from customers c
    left join assignments a on a.customer_id = c.id
    left join matches m on m.customer_id = c.id
    where c.workspace_id = ${workspaceId} and a.customer_id is null and ${asked}`.execute(tx)
}

/** The kind that is about an owner. */
export const ownerKind: z.output<typeof problemKind> = 'owner_inactive'

/**
 * One for each owner who cannot work in Salesforce any more, or is not shown there, and still has customers. Into
 * `want_problems`.
 */
export const wantLostOwners = async (tx: Tx, workspaceId: string): Promise<void> => {
  await sql`insert into want_problems
    select ${ownerKind}, u.id, '', u.name, array[coalesce(min(a.source_user_id), u.source_user_id),
      case when u.inactive then 'inactive' when u.frozen then 'frozen' else 'hidden' end, count(*)::text]
    from assignments a join users u on u.id = a.user_id
    where a.workspace_id = ${workspaceId} and a.source = 'salesforce' and (u.inactive or u.frozen or u.hidden)
    group by u.id`.execute(tx)
}
