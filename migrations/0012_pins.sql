-- What a person took back, kept whatever the sources do, until a person releases it.
create table pins (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  about text not null check (about in ('customer', 'contact', 'account_manager')),
  customer_id uuid not null,
  -- The contact; for the others the customer.
  subject_id uuid not null,
  -- There although no source says so, not there although one does, or there with these values. An account manager is
  -- held by "values"; nobody is "absent".
  hold text not null check (hold in ('present', 'absent', 'values')),
  -- By field, as in the history: what a source says of these does not count.
  values jsonb not null default '{}',
  -- In words, for people.
  subject text not null,
  -- Whose change was taken back, and by which run.
  undone_run uuid not null,
  run_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  unique (workspace_id, about, subject_id)
);
create index pins_customer on pins (customer_id);
create index pins_run on pins (run_id);

-- A pin is a choice about one customer. Whether a customer is there at all concerns matching too.
create function touch_pins() returns trigger language plpgsql as $$
begin
  if (select count(*) from changed) > too_many_to_name() then
    insert into touched (workspace_id, kind) select distinct workspace_id, 'everything' from changed;
    return null;
  end if;
  insert into touched (workspace_id, kind, id)
  select distinct workspace_id, 'choice', customer_id::text from changed;
  insert into touched (workspace_id, kind) select distinct workspace_id, 'match' from changed where about = 'customer';
  return null;
end
$$;
create trigger touched_inserted after insert on pins referencing new table as changed
  for each statement execute function touch_pins();
create trigger touched_updated after update on pins referencing new table as changed
  for each statement execute function touch_pins();
create trigger touched_deleted after delete on pins referencing old table as changed
  for each statement execute function touch_pins();

-- How long the history is kept, and what was thrown away last.
create table history_settings (
  workspace_id uuid primary key,
  -- Null for ever.
  keep_months integer check (keep_months between 1 and 120),
  -- Lines before this moment are gone.
  gone_before timestamptz,
  gone_lines bigint not null default 0,
  gone_at timestamptz
);
