-- What needs a person's attention. Derived: each run that ends says anew what there is.
create table problems (
  -- Made from what it is about, so that a problem that comes back is the same one.
  id uuid primary key,
  workspace_id uuid not null,
  kind text not null,
  -- The customer, the owner, or the workspace it is about.
  about uuid not null,
  -- What tells it from others of its kind there: a contact, a field, a tool.
  key text not null,
  -- As people call it: a customer, a contact, an owner, a field.
  subject text not null,
  -- What its sentences tell, in an order of its kind (src/sync/problems/facts.ts): quicker to make and to compare than
  -- an object, and most of them are the same as yesterday.
  facts text[] not null,
  -- The sentences themselves, where a source or a run said them.
  said jsonb,
  -- When it began; when it began anew, for one that had closed.
  since timestamptz not null,
  closed_at timestamptz
);
create index problems_open on problems (workspace_id, kind) where closed_at is null;
-- As a list of them is read.
create index problems_newest on problems (workspace_id, since desc, lower(subject), id) where closed_at is null;
create index problems_closed on problems (workspace_id, closed_at) where closed_at is not null;
create index problems_about on problems (about) where closed_at is null;

-- What people decided about a problem, under its id: kept while it is closed.
create table problem_choices (
  problem_id uuid primary key,
  workspace_id uuid not null,
  assignee uuid,
  snoozed_until timestamptz,
  snooze_reason text,
  snoozed_by text,
  check ((snoozed_until is null) = (snooze_reason is null))
);
create index problem_choices_assignee on problem_choices (workspace_id, assignee) where assignee is not null;
create index problem_choices_snoozed on problem_choices (workspace_id, snoozed_until) where snoozed_until is not null;

-- The picture over time: as each day (UTC) ended.
create table problem_counts (
  workspace_id uuid not null,
  kind text not null,
  day date not null,
  -- Open and not put off.
  open integer not null,
  snoozed integer not null,
  primary key (workspace_id, kind, day)
);
