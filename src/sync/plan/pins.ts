import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/db.ts'
import { writeMany } from '../../db/statistics.ts'
import type { Extent } from './extent.ts'
import type { Scope } from './scope.ts'

/**
 * Lays what people took back over what the sources say. A pin holds a row there or away, or some of its values, until
 * a person releases it (`sync/undo`). `which` says which pins `p`; only customers that are wanted count.
 */

/** The pins `p` of a workspace: of everybody, or of the touched customers. */
export const pinsOf = (
  { workspaceId }: Pick<Scope, 'workspaceId'>,
  whose: 'all' | 'touched',
  touched: RawBuilder<unknown> = sql`select id from touched_customers`,
): RawBuilder<unknown> =>
  whose === 'all'
    ? sql`p.workspace_id = ${workspaceId}`
    : sql`p.workspace_id = ${workspaceId} and p.customer_id in (${touched})`

/** The same for account managers, of whom more may be touched. */
export const managerPinsOf = (scope: Pick<Scope, 'workspaceId'>, whose: 'all' | 'touched') =>
  pinsOf(scope, whose, sql`select customer_id from touched_managers`)

/** Most workspaces have no pin: then nothing is looked through for any. */
const any = async (tx: Tx, which: RawBuilder<unknown>, about: string): Promise<boolean> =>
  (await sql`select 1 from pins p where ${which} and p.about = ${about} limit 1`.execute(tx)).rows.length > 0

/** Over `want_customers`: before matches are looked for, since a customer that is not there has none. */
export const pinCustomers = async (tx: Tx, which: RawBuilder<unknown>): Promise<void> => {
  if (!(await any(tx, which, 'customer'))) return
  await sql`delete from want_customers w using pins p
    where ${which} and p.about = 'customer' and p.hold = 'absent' and p.subject_id = w.id`.execute(tx)
  await sql`insert into want_customers (id, external_id, name, connection_id)
    select p.subject_id, p.values ->> 'externalId', p.values ->> 'name', (p.values ->> 'connectionId')::uuid
    from pins p where ${which} and p.about = 'customer' and p.hold = 'present'
    on conflict (id) do nothing`.execute(tx)
  await sql`update want_customers w set name = p.values ->> 'name' from pins p
    where ${which} and p.about = 'customer' and p.hold <> 'absent' and p.subject_id = w.id
      and p.values ? 'name' and w.name <> p.values ->> 'name'`.execute(tx)
}

/** Over `want_contacts`; afterwards each of these customers has one main contact again. */
export const pinContacts = async (tx: Tx, which: RawBuilder<unknown>): Promise<void> => {
  if (!(await any(tx, which, 'contact'))) return
  await sql`delete from want_contacts w using pins p
    where ${which} and p.about = 'contact' and p.hold = 'absent' and p.subject_id = w.id`.execute(tx)
  // `not exists` would look through what this very statement has put in, again for every pin.
  await writeMany(
    tx,
    'want_contacts',
    sql`insert into want_contacts (
      id, customer_id, source, source_id, email, first_name, last_name, phone, job_title, source_created_at, is_main
    )
    select p.subject_id, p.customer_id, p.values ->> 'source', p.values ->> 'sourceId', p.values ->> 'email',
      p.values ->> 'firstName', p.values ->> 'lastName', p.values ->> 'phone', p.values ->> 'jobTitle',
      (p.values ->> 'sourceCreatedAt')::timestamptz, false
    from pins p join want_customers c on c.id = p.customer_id
    where ${which} and p.about = 'contact' and p.hold = 'present'
      and p.subject_id not in (select id from want_contacts)`,
  )
  const held = (field: string, otherwise: string) =>
    sql`case when p.values ? ${sql.lit(field)} then p.values ->> ${sql.lit(field)} else w.${sql.ref(otherwise)} end`
  await sql`update want_contacts w set email = ${held('email', 'email')}, first_name = ${held('firstName', 'first_name')},
      last_name = ${held('lastName', 'last_name')}, phone = ${held('phone', 'phone')},
      job_title = ${held('jobTitle', 'job_title')},
      source_created_at = case when p.values ? 'sourceCreatedAt' then (p.values ->> 'sourceCreatedAt')::timestamptz
        else w.source_created_at end
    from pins p
    where ${which} and p.about = 'contact' and p.hold <> 'absent' and p.subject_id = w.id
      and p.values - 'isMain' <> '{}'`.execute(tx)
  await chooseMains(tx, which)
}

/**
 * Chooses the main contact anew where a pin may have moved it: whom a person chose, else whom a pin holds, else who is,
 * else the oldest of those the sources have.
 */
const chooseMains = async (tx: Tx, which: RawBuilder<unknown>): Promise<void> => {
  await sql`update want_contacts w set is_main = ranked.place = 1
    from (
      select k.id, row_number() over (
        partition by k.customer_id
        order by (ch.contact_id is not null) desc,
          case o.values -> 'isMain' when 'true' then 0 when 'false' then 2 else 1 end,
          k.is_main desc, (o.hold is not distinct from 'present'),
          k.source_created_at nulls last, k.source_id collate "C", k.id
      ) as place
      from want_contacts k
      left join pins o on o.about = 'contact' and o.subject_id = k.id
      left join contact_choices ch on ch.contact_id = k.id and ch.main
      where k.customer_id in (
        select p.customer_id from pins p
        where ${which} and p.about = 'contact' and (p.hold <> 'values' or p.values ? 'isMain'))
    ) ranked
    where ranked.id = w.id and w.is_main <> (ranked.place = 1)`.execute(tx)
}

/**
 * Over `want_assignments`. Somebody who left the team is nobody's account manager, pinned or not. Where customers are
 * not worked out anew, those there are count.
 */
export const pinManagers = async (
  tx: Tx,
  which: RawBuilder<unknown>,
  { matches }: Pick<Extent, 'matches'>,
): Promise<void> => {
  if (!(await any(tx, which, 'account_manager'))) return
  await sql`delete from want_assignments w using pins p
    where ${which} and p.about = 'account_manager' and p.hold = 'absent' and p.customer_id = w.customer_id`.execute(
    tx,
  )
  await sql`insert into want_assignments (customer_id, user_id, source, source_user_id)
    select p.customer_id, u.id, p.values ->> 'source', p.values ->> 'sourceUserId'
    from pins p join ${sql.table(matches ? 'want_customers' : 'customers')} c on c.id = p.customer_id
    join users u on u.id = (p.values ->> 'userId')::uuid and u.removed_at is null
    where ${which} and p.about = 'account_manager' and p.hold <> 'absent'
    on conflict (customer_id) do update set user_id = excluded.user_id, source = excluded.source,
      source_user_id = excluded.source_user_id`.execute(tx)
}
