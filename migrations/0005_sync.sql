-- What people decided about synchronizing.
create table sync_settings (
  workspace_id uuid primary key,
  -- 'external_id', or the id of a custom field; null until chosen.
  identifier text,
  account_field text not null default 'Id',
  contacts boolean not null default false,
  account_managers boolean not null default false,
  unmatched text not null default 'keep_billing' check (unmatched in ('keep_billing', 'leave_empty')),
  shared_accounts boolean not null default true,
  -- The moment the integration was enabled: the 24 hours count from it.
  enabled_at timestamptz,
  schedule_mode text not null default 'every_24_hours' check (schedule_mode in ('every_24_hours', 'utc_hour')),
  schedule_hour integer,
  next_at timestamptz
);

create table runs (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  kind text not null check (kind in ('read', 'sync')),
  trigger text not null,
  reason text not null,
  -- Which sources it reads: billing, salesforce. None: only what follows from settings or an upload.
  reads text[] not null,
  -- What was asked for while it ran and it does not read: another run follows.
  follow_up text[],
  state text not null check (state in ('queued', 'running', 'complete', 'partial', 'held', 'stopped', 'failed')),
  -- Raised by whoever takes the run; an earlier taker's writes are refused from then on.
  attempt integer not null default 0,
  progress jsonb,
  counts jsonb,
  receipt jsonb,
  problem jsonb,
  calls integer not null default 0,
  by_user uuid,
  by_name text not null,
  queued_at timestamptz not null,
  started_at timestamptz,
  applied_at timestamptz,
  finished_at timestamptz
);
create unique index runs_one_at_a_time on runs (workspace_id) where state in ('queued', 'running');
create index runs_workspace on runs (workspace_id, queued_at desc);

-- Plan and history in one: written before anything changes, kept afterwards.
create sequence change_number;
create table contact_changes (
  number bigint primary key default nextval('change_number'),
  workspace_id uuid not null,
  -- Null when a person did it.
  run_id uuid,
  at timestamptz not null,
  by_name text not null,
  change text not null check (change in ('created', 'changed', 'removed')),
  customer_id uuid not null,
  contact_id uuid not null,
  source text not null,
  source_id text not null,
  -- As it is afterwards; for a removal, as it was.
  email text not null,
  first_name text,
  last_name text,
  phone text,
  job_title text,
  is_main boolean not null,
  source_created_at timestamptz,
  -- As it was, where something was.
  before jsonb
);
create index contact_changes_customer on contact_changes (customer_id, number desc);
create index contact_changes_run on contact_changes (run_id, number);

create table changes (
  number bigint primary key default nextval('change_number'),
  workspace_id uuid not null,
  run_id uuid,
  at timestamptz not null,
  by_name text not null,
  about text not null check (about in ('customer', 'contact', 'account_manager', 'match')),
  change text not null check (change in ('created', 'changed', 'removed')),
  customer_id uuid not null,
  subject text not null,
  before jsonb,
  after jsonb
);
create index changes_customer on changes (customer_id, number desc);
create index changes_run on changes (run_id, number);
