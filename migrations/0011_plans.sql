-- Plans that are stored and not carried out: previews, and runs a brake holds.
alter table runs drop constraint runs_kind_check;
alter table runs
  add constraint runs_kind_check check (kind in ('read', 'sync', 'preview', 'undo')),
  -- The settings the plan is made with, where they differ from those in force.
  add column settings jsonb,
  -- The stored plan this run is to carry out, exactly.
  add column approves uuid,
  -- What a person was shown before they asked for the run, as figures the brakes measure from.
  add column expected jsonb,
  -- Doubts about what was read that an admin has taken as the truth, for this run.
  add column accepts text[] not null default '{}',
  -- Why it is held: [{brake, what, count, limit}].
  add column brakes jsonb,
  -- What became of a stored plan.
  add column decision text check (decision in ('applied', 'discarded', 'superseded')),
  add column decided_at timestamptz,
  add column decided_by text,
  -- What an undo takes back: {runId, customerId?, line?}.
  add column undoes jsonb;
create index runs_undecided on runs (workspace_id) where state = 'held' and decision is null;

-- How far a plan may go without a person.
create table safety_settings (
  workspace_id uuid primary key,
  contacts_fall integer check (contacts_fall between 1 and 100),
  last_contact integer check (last_contact >= 0),
  managers_change integer check (managers_change between 1 and 100),
  one_inherits integer check (one_inherits between 1 and 100),
  matches_fall integer check (matches_fall between 1 and 100)
);
