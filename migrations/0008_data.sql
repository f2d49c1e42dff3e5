-- Contacts related to several accounts, person accounts, frozen and hidden users.
alter table sync_settings add column related_contacts boolean not null default false;

create table mirror_relations (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  account_id text,
  contact_id text,
  -- The row that repeats the contact's own account.
  direct boolean not null default false,
  active boolean not null default true,
  roles text,
  deleted boolean not null default false,
  modified_at timestamptz not null,
  primary key (connection_id, id)
);
-- Most rows are direct and say what the contact says itself.
create index mirror_relations_account on mirror_relations (connection_id, account_id)
  where active and not direct and not deleted;

-- A person account is one human with two ids; this is the other one.
alter table mirror_accounts add column person_contact_id text;
create index mirror_accounts_person on mirror_accounts (connection_id, person_contact_id)
  where person_contact_id is not null;

-- Accounts that were merged into another and have left the recycle bin since: Salesforce does not know them any
-- more, and a billing tool may for years.
create table mirror_merged_accounts (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  name text,
  master_id text not null,
  person_contact_id text,
  fields jsonb not null default '{}',
  primary key (connection_id, id)
);

-- Salesforce never deletes a user: one that is not shown any more is hidden.
alter table mirror_users add column hidden boolean not null default false;
alter table mirror_users add column frozen boolean not null default false;
alter table users add column frozen boolean not null default false;
alter table users add column hidden boolean not null default false;

-- The rule of src/base/email.ts, which now says too that nobody gets mail at an address of a sandbox copy.
create or replace function usable_email_of_any(typed text) returns text language sql immutable parallel safe as $$
  select case
    when length(split_part(bare, '@', 1)) between 1 and 64 and length(bare) <= 254 and lower(bare) not like '%.invalid'
      and bare ~ '^[A-Za-z0-9+_''-]+(\.[A-Za-z0-9+_''-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$'
    then split_part(bare, '@', 1) || '@' || lower(split_part(bare, '@', 2))
  end
  from (select regexp_replace(
    typed,
    '^[\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+|[\u0009-\u000d\u0020\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+$',
    '', 'g') as bare) as trimmed
$$;

create or replace function usable_email(typed text) returns text language sql immutable parallel safe as $$
  select case
    when length(typed) <= 64
      and typed ~ '^[A-Za-z0-9+_''-]+(\.[A-Za-z0-9+_''-]+)*@[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*\.[a-z][a-z]+$'
    then case when typed not like '%.invalid' then typed end
    else usable_email_of_any(typed)
  end
$$;
