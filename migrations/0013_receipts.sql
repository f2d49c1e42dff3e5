-- What became of each run, for good: receipts of a workspace are numbered without gaps, and each carries the hash of the
-- one before it, so that none can be altered, taken out or put in between without all later ones telling.
create table receipts (
  workspace_id uuid not null,
  number integer not null check (number > 0),
  run_id uuid not null unique,
  at timestamptz not null,
  -- JSON with its keys in order, and exactly the text that is hashed.
  body text not null,
  previous_hash text not null,
  -- SHA-256 of the previous hash, a line break and the body, in hexadecimal.
  hash text not null,
  primary key (workspace_id, number)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Receipts are written once and kept as they are.';
end
$$;
create trigger receipts_kept before update or delete or truncate on receipts
for each statement execute function refuse_change();

-- Runs that ended before there were receipts have none.
alter table runs add column before_receipts boolean not null default false;
update runs set before_receipts = true where finished_at is not null;
