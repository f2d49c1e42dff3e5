-- How much of the org's calls may be used, and how often every id is asked for.
alter table sync_settings
  add column call_share integer not null default 20 check (call_share between 1 and 100),
  add column call_stop integer not null default 80 check (call_stop between 1 and 100),
  add column sweep_hours integer not null default 24 check (sweep_hours between 1 and 720);

-- A run that stopped and goes on by itself is followed by another: when, and how many went before it.
alter table runs add column resume_at timestamptz, add column tries integer not null default 0;
create index runs_to_resume on runs (resume_at) where resume_at is not null;

alter table mirror_reads
  -- When every id was asked for last.
  add column swept_at timestamptz,
  -- Fields we would read and the source does not show: what they held stays.
  add column hidden text[] not null default '{}',
  -- Rows the source says it has, whoever may see them; null where it does not say.
  add column org_rows bigint,
  add column org_rows_at timestamptz;

-- How far a read has come, so that it goes on after a stop instead of beginning anew. The stage holds its rows.
create table read_checkpoints (
  workspace_id uuid not null,
  connection_id uuid not null,
  object text not null,
  part text not null check (part in ('rows', 'ids')),
  stage text not null,
  fields text[] not null,
  -- The bounds it was asked with; the upper one is the source's clock when the read began.
  since timestamptz,
  start timestamptz not null,
  asked bigint not null,
  rows bigint not null,
  pages integer not null,
  place jsonb,
  done boolean not null,
  at timestamptz not null,
  primary key (connection_id, object, part)
);

-- Jobs we made in the org and have not removed yet: a killed process leaves its own here.
create table bulk_jobs (
  workspace_id uuid not null,
  connection_id uuid not null,
  job_id text not null,
  version text not null,
  opened_at timestamptz not null,
  primary key (connection_id, job_id)
);

-- The org's day of calls, all its tools together, as it said last.
create table call_usage (
  connection_id uuid primary key,
  workspace_id uuid not null,
  used bigint not null,
  allowed bigint not null,
  at timestamptz not null
);
