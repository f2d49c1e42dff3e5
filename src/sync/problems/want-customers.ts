import { sql, type RawBuilder } from 'kysely'
import { skippedRows, type Standing } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import { standingOf } from '../standing.ts'

/**
 * What needs attention at single customers, those `c` that `asked` names: their match and their contacts. Into
 * `want_problems`, set by set.
 */
export const wantCustomerProblems = async (
  tx: Tx,
  workspaceId: string,
  asked: RawBuilder<unknown>,
): Promise<void> => {
  const standing = await standingOf(tx, workspaceId)
  await wantMatchProblems(tx, workspaceId, asked)
  await wantSharedAccounts(tx, workspaceId, asked)
  await wantWithoutContact(tx, workspaceId, asked)
  await wantGoneMain(tx, workspaceId, standing, asked)
  await wantSkipped(tx, workspaceId, standing, asked)
}

type Asked = RawBuilder<unknown>

const wantMatchProblems = async (tx: Tx, workspaceId: string, asked: Asked): Promise<void> => {
  await sql`insert into want_problems
    select m.state, c.id, '', c.name, array[m.value, m.reason, m.account_id] || m.candidates
    from matches m join customers c on c.id = m.customer_id
    where m.workspace_id = ${workspaceId}
      and m.state in ('no_value', 'malformed', 'not_found', 'deleted', 'merged', 'ambiguous')
      and m.reason is distinct from 'shared' and ${asked}`.execute(tx)
}

const wantSharedAccounts = async (tx: Tx, workspaceId: string, asked: Asked): Promise<void> => {
  await sql`insert into want_problems
    select 'shared_account', c.id, '', c.name, array[m.value, m.reason, m.candidates[1]]
    from matches m join customers c on c.id = m.customer_id
    where m.workspace_id = ${workspaceId} and m.state = 'ambiguous' and m.reason = 'shared' and ${asked}`.execute(
    tx,
  )
}

const wantWithoutContact = async (tx: Tx, workspaceId: string, asked: Asked): Promise<void> => {
  await sql`insert into want_problems
    select 'no_contact', c.id, '', c.name, array[m.account_id]
    from customers c left join matches m on m.customer_id = c.id
    where c.workspace_id = ${workspaceId} and c.contacts = 0 and ${asked}`.execute(tx)
}

/**
 * A main contact somebody chose and who is not among the contacts any more. A choice among another source's contacts
 * than those in use waits and is no problem.
 */
const wantGoneMain = async (
  tx: Tx,
  workspaceId: string,
  { contacts, unmatched }: Standing,
  asked: Asked,
): Promise<void> => {
  await sql`insert into want_problems
    select 'main_contact_gone', c.id, ch.contact_id::text, coalesce(was.name, c.name), array[m.account_id, main.name]
    from contact_choices ch
    join customers c on c.id = ch.customer_id
    left join matches m on m.customer_id = c.id
    left join contacts k on k.id = ch.contact_id
    left join lateral (
      select coalesce(nullif(concat_ws(' ', o.first_name, o.last_name), ''), o.email) as name from contacts o
      where o.customer_id = c.id and o.is_main
    ) main on true
    left join lateral (
      select coalesce(nullif(concat_ws(' ', h.first_name, h.last_name), ''), h.email) as name from contact_changes h
      where h.customer_id = c.id and h.contact_id = ch.contact_id order by h.number desc limit 1
    ) was on true
    where ch.workspace_id = ${workspaceId} and ch.main and k.id is null
      and ch.source = case
        when ${contacts} and (m.account_id is not null or ${unmatched === 'leave_empty'}) then 'salesforce'
        else 'billing' end and ${asked}`.execute(tx)
}

const wantSkipped = async (tx: Tx, workspaceId: string, standing: Standing, asked: Asked): Promise<void> => {
  await sql`insert into want_problems
    select 'contact_skipped', s."customerId", s.source || ' ' || s."sourceId",
      coalesce(nullif(s.name, ''), s.email, 'A contact without a name'), array[s.source, s."sourceId", s.email]
    from (${skippedRows(workspaceId, standing, asked)}) s`.execute(tx)
}
