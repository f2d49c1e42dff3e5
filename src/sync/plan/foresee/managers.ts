import { sql } from 'kysely'
import type { Tx } from '../../../db/db.ts'

/** What account managers would change, in numbers. */
export interface ManagerNumbers {
  readonly assigned: number
  readonly users: number
  readonly usersCreated: number
  readonly inactive: number
  readonly frozen: number
  readonly hidden: number
  readonly changed: number
  readonly inherited: number
  readonly heir: { readonly id: string; readonly name: string } | null
}

/** Counts what `want_assignments` and `want_owners` say against who manages today. */
export const foreseeManagers = async (tx: Tx, workspaceId: string): Promise<ManagerNumbers> => {
  const { rows } = await sql<Omit<ManagerNumbers, 'inherited' | 'heir'>>`
    select
      (select count(*) from want_assignments where source = 'salesforce') as assigned,
      (select count(distinct user_id) from want_owners) as users,
      (select count(distinct user_id) from want_owners where not known) as "usersCreated",
      (select count(distinct user_id) from want_owners where inactive) as inactive,
      (select count(distinct user_id) from want_owners where frozen and not inactive) as frozen,
      (select count(distinct user_id) from want_owners where hidden) as hidden,
      (select count(*) from assignments a left join want_assignments w on w.customer_id = a.customer_id
        where a.workspace_id = ${workspaceId} and w.user_id is distinct from a.user_id) as changed`.execute(
    tx,
  )
  const heirs = await sql<{ id: string; name: string; count: number }>`
    select w.user_id as id, coalesce(min(u.name), min(o.name), '') as name, count(*) as count
    from assignments a
    join want_assignments w on w.customer_id = a.customer_id and w.user_id <> a.user_id
    left join users u on u.id = w.user_id
    left join want_owners o on o.user_id = w.user_id
    where a.workspace_id = ${workspaceId}
    group by w.user_id order by 3 desc, 1 limit 1`.execute(tx)
  const row = rows[0]
  if (!row) throw new Error('An aggregate gave no row.')
  const [heir] = heirs.rows
  return { ...row, inherited: heir?.count ?? 0, heir: heir ? { id: heir.id, name: heir.name } : null }
}
