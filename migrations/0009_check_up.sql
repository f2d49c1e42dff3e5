-- The last check-up of a workspace: what was found, and what the org said of the fields we use.
create table check_ups (
  workspace_id uuid primary key,
  at timestamptz not null,
  by_name text not null,
  calls integer not null,
  lines jsonb not null,
  -- Null when the org could not be asked.
  fields jsonb
);
