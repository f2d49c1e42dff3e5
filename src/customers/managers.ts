import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../db/db.ts'
import type * as contract from './contract.ts'

type Listed = z.output<typeof contract.listAccountManagers.answer>

/** Everybody who has a customer, the busiest first, and how many customers have nobody. */
export const listAccountManagers = async (tx: Tx, workspaceId: string): Promise<Listed> => {
  const { rows } = await sql<Listed['accountManagers'][number]>`
    select u.id, u.name, u.email, u.status, u.inactive, u.frozen, u.hidden, u.source, count(*) as customers
    from assignments a join users u on u.id = a.user_id
    where a.workspace_id = ${workspaceId}
    group by u.id order by count(*) desc, lower(u.name), u.id`.execute(tx)
  const without = await sql<{ count: number }>`select count(*) as count from customers c
    where c.workspace_id = ${workspaceId} and not exists (select 1 from assignments a where a.customer_id = c.id)`.execute(
    tx,
  )
  return { accountManagers: rows, unassigned: without.rows[0]?.count ?? 0 }
}

/** How many customers each user is account manager of. */
export const countByManager = async (tx: Tx, workspaceId: string): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await sql<{ id: string; count: number }>`
    select user_id as id, count(*) as count from assignments where workspace_id = ${workspaceId} group by user_id`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.id, row.count]))
}
