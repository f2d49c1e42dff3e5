import { sql, type RawBuilder } from 'kysely'

/**
 * Who belongs to which account, as a relation to join: connection_id, account_id and the contact's own columns. No
 * contact stands twice at one account.
 *
 * Rule: a contact belongs to the account it names; deleted ones and private ones (no account) belong to nobody. With
 * `related`, it also belongs to every account an active relation names. A relation only ever adds: one that ended
 * takes nobody from the account the contact itself names.
 */
export const accountContacts = (related: boolean): RawBuilder<unknown> => {
  const columns = sql`k.id, k.email, k.usable_email, k.first_name, k.last_name, k.phone, k.mobile, k.title, k.created_at`
  const direct = sql`select k.connection_id, k.account_id, ${columns} from mirror_contacts k where not k.deleted`
  if (!related) return sql`(${direct})`
  return sql`(${direct}
    union all
    select r.connection_id, r.account_id, ${columns}
    from mirror_relations r
    join mirror_contacts k on k.connection_id = r.connection_id and k.id = r.contact_id
    where r.active and not r.direct and not r.deleted and not k.deleted and k.account_id <> r.account_id
      and not exists (
        select 1 from mirror_relations o
        where o.connection_id = r.connection_id and o.account_id = r.account_id and o.contact_id = r.contact_id
          and o.active and not o.direct and not o.deleted and o.id collate "C" < r.id collate "C"
      ))`
}
