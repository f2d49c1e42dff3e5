import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import type * as contract from '../contract.ts'
import { countSkipped } from './counts.ts'
import { want } from './derive.ts'

/**
 * What switching would do, in numbers, by working it out as the run would and throwing it away. Writes nothing but
 * temporary tables, which go with the transaction.
 */
export const previewSwitches = async (
  tx: Tx,
  workspaceId: string,
  asked: { readonly contacts: boolean; readonly accountManagers: boolean },
): Promise<z.output<typeof contract.switchPreview>> => {
  const scope = await want(tx, workspaceId, asked)
  const { rows } = await sql<Record<string, number>>`
    select
      (select count(*) from want_customers) as customers,
      (select count(*) from want_matches where account_id is not null) as matched,
      (select count(*) from want_contacts w
        where not exists (select 1 from contacts c where c.id = w.id)) as arriving,
      (select count(*) from contacts c where c.workspace_id = ${workspaceId}
        and not exists (select 1 from want_contacts w where w.id = c.id)) as leaving,
      (select count(distinct customer_id) from (
        select w.customer_id from want_contacts w where not exists (select 1 from contacts c where c.id = w.id)
        union all
        select c.customer_id from contacts c where c.workspace_id = ${workspaceId}
          and not exists (select 1 from want_contacts w where w.id = c.id)
      ) touched) as touched,
      (select count(*) from want_matches m where m.account_id is not null
        and not exists (select 1 from want_contacts w where w.customer_id = m.customer_id)) as bare,
      (select count(*) from want_contacts w join contacts c on c.customer_id = w.customer_id and c.is_main
        where w.is_main and lower(w.email) <> lower(c.email)) as mains,
      (select count(*) from want_assignments where source = 'salesforce') as assigned,
      (select count(distinct user_id) from want_owners) as users,
      (select count(distinct user_id) from want_owners where not known) as created,
      (select count(distinct user_id) from want_owners where inactive) as inactive,
      (select count(distinct user_id) from want_owners where frozen and not inactive) as frozen,
      (select count(distinct user_id) from want_owners where hidden) as hidden`.execute(tx)
  const of = (name: string): number => rows[0]?.[name] ?? 0
  return {
    customers: of('customers'),
    matched: of('matched'),
    contacts: {
      arriving: of('arriving'),
      leaving: of('leaving'),
      customers: of('touched'),
      skipped: await countSkipped(tx, scope, sql`want_matches`),
      withoutContact: asked.contacts ? of('bare') : 0,
      mainContactsChanging: of('mains'),
    },
    accountManagers: {
      assigned: of('assigned'),
      users: of('users'),
      usersCreated: of('created'),
      inactive: of('inactive'),
      frozen: of('frozen'),
      hidden: of('hidden'),
    },
  }
}
