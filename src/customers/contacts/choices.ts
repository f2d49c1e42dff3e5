import { sql } from 'kysely'
import { Refused } from '../../base/errors.ts'
import type { Actor } from '../../db/door.ts'
import type { Tx } from '../../db/db.ts'
import { noContact } from './contacts.ts'
import { lockWorkspace } from '../lock.ts'

/**
 * What people decide about contacts and account managers. Kept apart from what the sources said, under ids that a
 * rebuild makes again, so no synchronization and no switching off and on loses a choice.
 */
interface Chosen {
  readonly id: string
  readonly customerId: string
  readonly source: string
  readonly isMain: boolean
}

const findContact = async (tx: Tx, workspaceId: string, id: string): Promise<Chosen> => {
  const { rows } = await sql<Chosen>`select id, customer_id as "customerId", source, is_main as "isMain"
    from contacts where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  if (!rows[0]) throw noContact()
  return rows[0]
}

/**
 * Chooses a contact as the main one, or (`chosen` false) gives the choice back to the rule. Remembered per source:
 * the choice among Salesforce contacts does not disturb the one among billing contacts. Answers whose contact it is.
 */
export const chooseMain = async (
  tx: Tx,
  by: Actor,
  id: string,
  chosen: boolean,
  now: Date,
): Promise<{ customerId: string }> => {
  await lockWorkspace(tx, by.workspaceId)
  const contact = await findContact(tx, by.workspaceId, id)
  await sql`update contact_choices set main = false
    where customer_id = ${contact.customerId} and source = ${contact.source} and main`.execute(tx)
  if (chosen) {
    await sql`insert into contact_choices (contact_id, workspace_id, customer_id, source, main)
      values (${id}, ${by.workspaceId}, ${contact.customerId}, ${contact.source}, true)
      on conflict (contact_id) do update set main = true`.execute(tx)
    await releaseMain(tx, contact.customerId)
  }
  await moveMain(tx, by, contact.customerId, chosen ? id : await byRule(tx, contact), now)
  return { customerId: contact.customerId }
}

/** What a person chooses now counts for more than a main contact that was pinned when a run was undone. */
const releaseMain = async (tx: Tx, customerId: string): Promise<void> => {
  await sql`update pins set values = values - 'isMain'
    where customer_id = ${customerId} and about = 'contact' and values ? 'isMain'`.execute(tx)
  await sql`delete from pins
    where customer_id = ${customerId} and about = 'contact' and hold = 'values' and values = '{}'`.execute(tx)
}

/**
 * The main contact when nobody chose: whom a pin holds, else the billing tool's own, else the oldest. The twin of
 * `wantContacts` and `pinContacts`.
 */
const byRule = async (tx: Tx, contact: Chosen): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    select k.id from contacts k
    left join mirror_customer_contacts b on k.source = 'billing' and b.id = k.source_id
    left join pins p on p.about = 'contact' and p.subject_id = k.id
    where k.customer_id = ${contact.customerId}
    order by case p.values -> 'isMain' when 'true' then 0 when 'false' then 2 else 1 end,
      p.hold is not distinct from 'present', coalesce(b.main, false) desc, k.source_created_at nulls last, k.source_id collate "C" limit 1`.execute(
    tx,
  )
  return rows[0]?.id ?? contact.id
}

const moveMain = async (tx: Tx, by: Actor, customerId: string, to: string, now: Date): Promise<void> => {
  await sql`insert into contact_changes (
      workspace_id, at, by_name, change, customer_id, contact_id, source, source_id, email, first_name, last_name,
      phone, job_title, is_main, source_created_at, before
    )
    select workspace_id, ${now}, ${by.name}, 'changed', customer_id, id, source, source_id, email, first_name, last_name,
      phone, job_title, id = ${to}, source_created_at, jsonb_build_object('email', email, 'firstName', first_name,
        'lastName', last_name, 'phone', phone, 'jobTitle', job_title, 'isMain', is_main)
    from contacts where customer_id = ${customerId} and is_main <> (id = ${to})`.execute(tx)
  await sql`update contacts set is_main = false, changed_at = ${now}
    where customer_id = ${customerId} and is_main and id <> ${to}`.execute(tx)
  await sql`update contacts set is_main = true, changed_at = ${now} where id = ${to} and not is_main`.execute(
    tx,
  )
}

/** Gives a contact a position, or none. */
export const choosePosition = async (
  tx: Tx,
  by: Actor,
  id: string,
  positionId: string | null,
  now: Date,
): Promise<void> => {
  await lockWorkspace(tx, by.workspaceId)
  const contact = await findContact(tx, by.workspaceId, id)
  if (positionId) await knownPosition(tx, by.workspaceId, positionId)
  await sql`insert into changes (workspace_id, at, by_name, about, change, customer_id, subject, before, after)
    select k.workspace_id, ${now}, ${by.name}, 'contact', 'changed', k.customer_id,
      concat_ws(' ', k.first_name, k.last_name, '<' || k.email || '>'),
      jsonb_build_object('position', p.name),
      jsonb_build_object('position', (select name from positions where id = ${positionId}::uuid))
    from contacts k
    left join contact_choices ch on ch.contact_id = k.id
    left join positions p on p.id = ch.position_id
    where k.id = ${id} and ch.position_id is distinct from ${positionId}::uuid`.execute(tx)
  await sql`insert into contact_choices (contact_id, workspace_id, customer_id, source, position_id)
    values (${id}, ${by.workspaceId}, ${contact.customerId}, ${contact.source}, ${positionId})
    on conflict (contact_id) do update set position_id = excluded.position_id`.execute(tx)
}

const knownPosition = async (tx: Tx, workspaceId: string, id: string): Promise<void> => {
  const { rows } =
    await sql`select 1 from positions where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  if (rows.length > 0) return
  throw new Refused({
    code: 'position_unknown',
    what: 'There is no such position any more.',
    how: 'Reload the page.',
  })
}

/** Assigns an account manager by hand, or nobody. Refused where the Salesforce owner decides. */
export const assign = async (
  tx: Tx,
  by: Actor,
  customerId: string,
  userId: string | null,
  ownersDecide: boolean,
  now: Date,
): Promise<void> => {
  await lockWorkspace(tx, by.workspaceId)
  const { rows } = await sql<{
    source: string
  }>`select source from assignments where customer_id = ${customerId}`.execute(tx)
  if (ownersDecide && rows[0]?.source === 'salesforce') throw ownedInSalesforce()
  if (userId) await knownUser(tx, by.workspaceId, userId)
  await sql`insert into changes (workspace_id, at, by_name, about, change, customer_id, subject, before, after)
    select ${by.workspaceId}, ${now}, ${by.name}, 'account_manager',
      case when a.user_id is null then 'created' when n.id is null then 'removed' else 'changed' end,
      ${customerId}::uuid, coalesce(n.name, u.name),
      case when u.id is not null then jsonb_build_object('userId', u.id, 'name', u.name, 'source', a.source) end,
      case when n.id is not null then jsonb_build_object('userId', n.id, 'name', n.name, 'source', 'manual') end
    from (select ${userId}::uuid as id) wanted
    left join assignments a on a.customer_id = ${customerId}
    left join users u on u.id = a.user_id
    left join users n on n.id = wanted.id
    where a.user_id is distinct from wanted.id`.execute(tx)
  await sql`delete from pins where customer_id = ${customerId} and about = 'account_manager'`.execute(tx)
  if (!userId) {
    await sql`delete from assignment_choices where customer_id = ${customerId}`.execute(tx)
    await sql`delete from assignments where customer_id = ${customerId}`.execute(tx)
    return
  }
  await sql`insert into assignment_choices (customer_id, workspace_id, user_id, at)
    values (${customerId}, ${by.workspaceId}, ${userId}, ${now})
    on conflict (customer_id) do update set user_id = excluded.user_id, kept = false, at = excluded.at`.execute(
    tx,
  )
  await sql`insert into assignments (customer_id, workspace_id, user_id, source, changed_at)
    values (${customerId}, ${by.workspaceId}, ${userId}, 'manual', ${now})
    on conflict (customer_id) do update set user_id = excluded.user_id, source = 'manual', source_user_id = null,
      changed_at = excluded.changed_at, run_id = null`.execute(tx)
}

const knownUser = async (tx: Tx, workspaceId: string, id: string): Promise<void> => {
  const { rows } = await sql`select 1 from users
    where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`.execute(tx)
  if (rows.length > 0) return
  throw new Refused({
    code: 'user_unknown',
    what: 'This user is not in the team any more.',
    how: 'Reload the page.',
  })
}

const ownedInSalesforce = (): Refused =>
  new Refused(
    {
      code: 'account_manager_locked',
      what: 'The account manager comes from the owner of the Salesforce account.',
      means: 'It cannot be changed here while account managers are switched on.',
      who: 'Whoever may change the account’s owner in Salesforce',
      how: 'Change the owner in Salesforce, or switch account managers off under Settings → CRM.',
    },
    409,
  )

/** Leaves a removed user's customers without account manager. */
export const unassign = async (tx: Tx, by: Actor, userId: string, now: Date): Promise<void> => {
  await lockWorkspace(tx, by.workspaceId)
  await sql`insert into changes (workspace_id, at, by_name, about, change, customer_id, subject, before)
    select a.workspace_id, ${now}, ${by.name}, 'account_manager', 'removed', a.customer_id, u.name,
      jsonb_build_object('userId', u.id, 'name', u.name, 'source', a.source)
    from assignments a join users u on u.id = a.user_id
    where a.workspace_id = ${by.workspaceId} and a.user_id = ${userId}`.execute(tx)
  await sql`delete from assignments where workspace_id = ${by.workspaceId} and user_id = ${userId}`.execute(
    tx,
  )
  await sql`delete from pins
    where workspace_id = ${by.workspaceId} and about = 'account_manager' and values ->> 'userId' = ${userId}::text`.execute(
    tx,
  )
  await sql`delete from assignment_choices where workspace_id = ${by.workspaceId} and user_id = ${userId}`.execute(
    tx,
  )
}
