import { sql } from 'kysely'
import type { World } from './world.ts'

/** What is known of one customer, by its id in the billing tool. */
export interface Known {
  readonly id: string
  readonly match: {
    readonly state: string
    readonly reason: string | null
    readonly value: string | null
    readonly account: string | null
    readonly candidates: readonly string[]
  }
  /** The main one first, then by id in the source. */
  readonly contacts: readonly {
    readonly id: string
    readonly sourceId: string
    readonly email: string
    readonly main: boolean
    readonly position: string | null
  }[]
  readonly manager: {
    readonly id: string
    readonly name: string
    readonly email: string | null
    readonly sourceUserId: string | null
    readonly inactive: boolean
    readonly frozen: boolean
    readonly hidden: boolean
  } | null
}

/** Puts a customer into the billing tool whose field holds `value`; it is here after the next run. */
export const addCustomer = (world: World, value: string, name = 'A customer of the test'): string =>
  world.sandbox.billing.add({
    name,
    email: 'billing@customer-of-the-test.example',
    metadata: { salesforce_account_id: value },
  })

/** Reads one customer as it stands now. */
export const atCustomer = async (world: World, externalId: string): Promise<Known> => {
  const { db } = world.database
  const found = await sql<Pick<Known, 'id' | 'match'>>`
    select c.id, json_build_object('state', m.state, 'reason', m.reason, 'value', m.value, 'account', m.account_id,
      'candidates', m.candidates) as match
    from customers c left join matches m on m.customer_id = c.id
    where c.workspace_id = ${world.workspaceId} and c.external_id = ${externalId}`.execute(db)
  const [customer] = found.rows
  if (!customer) throw new Error(`no customer ${externalId}`)
  const contacts = await sql<Known['contacts'][number]>`
    select k.id, k.source_id as "sourceId", k.email, k.is_main as main, p.name as position
    from contacts k
    left join contact_choices ch on ch.contact_id = k.id
    left join positions p on p.id = ch.position_id
    where k.customer_id = ${customer.id} order by k.is_main desc, k.source_id collate "C"`.execute(db)
  const manager = await sql<NonNullable<Known['manager']>>`
    select u.id, u.name, u.email, a.source_user_id as "sourceUserId", u.inactive, u.frozen, u.hidden
    from assignments a join users u on u.id = a.user_id where a.customer_id = ${customer.id}`.execute(db)
  return { ...customer, contacts: contacts.rows, manager: manager.rows[0] ?? null }
}
