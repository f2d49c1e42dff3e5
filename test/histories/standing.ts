import { sql } from 'kysely'
import type { World } from '../world.ts'

/** Everything a run may change, by id, as it stands at one moment. */
export interface Standing {
  readonly customers: ReadonlyMap<string, string>
  readonly contacts: ReadonlyMap<string, StandingContact>
  /** By customer. */
  readonly managers: ReadonlyMap<string, string>
}

export interface StandingContact {
  readonly customerId: string
  /** All but which is the main one, by column. */
  readonly values: Readonly<Record<string, string | null>>
  readonly main: boolean
}

export const standing = async ({ database: { db }, workspaceId }: World): Promise<Standing> => {
  const customers = await sql<{ id: string; name: string }>`
    select id, name from customers where workspace_id = ${workspaceId}`.execute(db)
  const contacts = await sql<{
    id: string
    customerId: string
    values: Record<string, string | null>
    main: boolean
  }>`
    select id, customer_id as "customerId", is_main as main, json_build_object('source', source, 'source_id', source_id,
      'email', email, 'first_name', first_name, 'last_name', last_name, 'phone', phone, 'job_title', job_title,
      'source_created_at', source_created_at) as values
    from contacts where workspace_id = ${workspaceId}`.execute(db)
  const managers = await sql<{ id: string; manager: string }>`
    select customer_id as id, concat_ws(' ', user_id, source, source_user_id) as manager
    from assignments where workspace_id = ${workspaceId}`.execute(db)
  return {
    customers: new Map(customers.rows.map(({ id, name }) => [id, name])),
    contacts: new Map(contacts.rows.map(({ id, ...contact }) => [id, contact])),
    managers: new Map(managers.rows.map(({ id, manager }) => [id, manager])),
  }
}

/** The contacts a person chose as main ones. */
export const chosenMains = async ({ database: { db }, workspaceId }: World): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ id: string }>`
    select contact_id as id from contact_choices where workspace_id = ${workspaceId} and main`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
