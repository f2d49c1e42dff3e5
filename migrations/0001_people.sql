-- Who may come in, who is in the team, and who did what.

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_at timestamptz not null default now()
);

-- At most one row: the first start happens once, whoever races for it.
create table first_start (
  only_row boolean primary key default true check (only_row),
  workspace_id uuid not null references workspaces,
  at timestamptz not null
);

-- Account owners found in Salesforce are users too: status created, nobody has let them in.
create table users (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  email text,
  name text not null,
  role text not null default 'member' check (role in ('owner', 'admin', 'member')),
  status text not null default 'created' check (status in ('created', 'invited', 'joined')),
  source text not null default 'manual' check (source in ('manual', 'salesforce')),
  source_user_id text,
  inactive boolean not null default false,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  last_seen_at timestamptz
);
-- Removing a user clears the e-mail, so the same person can be added again.
create unique index users_email on users (workspace_id, lower(email)) where email is not null;
create unique index users_source on users (workspace_id, source_user_id) where source_user_id is not null;

-- Apart from users, so that no query about the team can read a hash by accident.
create table passwords (
  user_id uuid primary key references users,
  hash text not null,
  changed_at timestamptz not null
);

create table sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  token_hash text not null unique,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- One open invitation per user: a new one replaces the old.
create table invitations (
  user_id uuid primary key references users,
  token_hash text not null unique,
  invited_by uuid references users,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  name text not null,
  role text not null check (role in ('admin', 'member')),
  hint text not null,
  key_hash text not null unique,
  created_by uuid references users,
  created_by_name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz
);

-- Counted tries of one kind by one caller, hashed: no e-mail and no address stands here.
create table attempts (
  bucket text primary key,
  tries integer not null,
  since timestamptz not null
);

create table audit_lines (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces,
  at timestamptz not null,
  user_id uuid,
  by_name text not null,
  via text not null,
  verb text not null,
  sentence text not null,
  subject text,
  detail jsonb not null default '{}'
);
create index audit_lines_newest on audit_lines (workspace_id, id desc);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'The audit is append-only.' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_stays before update or delete on audit_lines
  for each row execute function audit_is_append_only();
create trigger audit_stays_whole before truncate on audit_lines
  for each statement execute function audit_is_append_only();
