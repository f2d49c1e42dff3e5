import { sql } from 'kysely'
import type { World } from './world.ts'

/** A contact as finance sees it. */
export interface ShownContact {
  readonly source: string
  /** In the source. */
  readonly id: string
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
  /** When it was made at the source, in milliseconds. */
  readonly since: number
  readonly main: boolean
  readonly position: string | null
}

/** An account manager as finance sees them, known by the Salesforce user. */
export interface ShownManager {
  readonly user: string | null
  readonly email: string | null
  readonly inactive: boolean
  readonly frozen: boolean
}

/** A customer as finance sees it. */
export interface ShownCustomer {
  readonly name: string
  readonly state: string
  readonly account: string | null
  readonly manager: ShownManager | null
  readonly contacts: readonly ShownContact[]
}

/** A value as it can be kept: no NUL, no empty text. */
export const said = (value: unknown): string | null =>
  typeof value === 'string' && value.replaceAll('\0', '') !== '' ? value.replaceAll('\0', '') : null

/** Every customer as it is shown now, by its id in the billing tool; contacts in the order of their ids. */
export const shown = async ({
  database: { db },
  workspaceId,
}: World): Promise<Map<string, ShownCustomer>> => {
  const { rows } = await sql<Omit<ShownCustomer, 'contacts'> & { externalId: string }>`
    select c.external_id as "externalId", c.name, m.state, m.account_id as account,
      case when a.customer_id is not null then json_build_object('user', a.source_user_id, 'email', lower(u.email),
        'inactive', u.inactive, 'frozen', u.frozen) end as manager
    from customers c
    left join matches m on m.customer_id = c.id
    left join assignments a on a.customer_id = c.id
    left join users u on u.id = a.user_id
    where c.workspace_id = ${workspaceId}`.execute(db)
  const contacts = await sql<Omit<ShownContact, 'since'> & { customer: string; since: Date }>`
    select c.external_id as customer, k.source, k.source_id as id, k.email, k.first_name as "firstName",
      k.last_name as "lastName", k.phone, k.job_title as "jobTitle", k.source_created_at as since, k.is_main as main,
      p.name as position
    from contacts k
    join customers c on c.id = k.customer_id
    left join contact_choices ch on ch.contact_id = k.id
    left join positions p on p.id = ch.position_id
    where k.workspace_id = ${workspaceId} order by k.source_id collate "C"`.execute(db)
  const of = (id: string): ShownContact[] =>
    contacts.rows
      .filter(({ customer }) => customer === id)
      .map(({ customer: _, since, ...one }) => ({ ...one, since: since.getTime() }))
  return new Map(rows.map(({ externalId, ...one }) => [externalId, { ...one, contacts: of(externalId) }]))
}
