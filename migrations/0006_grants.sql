-- Access to Salesforce as it really ends: by a person, by an admin, by being forgotten.

-- `blocked`: the grant may be good, but an admin of the source has to change something before it opens anything.
alter table connections drop constraint connections_state_check;
alter table connections add constraint connections_state_check
  check (state in ('connected', 'blocked', 'sign_in_needed', 'disconnected'));

-- Who approved: a person at Salesforce's page, or nobody, because the app runs as an integration user.
alter table connections add column way text not null default 'person'
  check (way in ('person', 'integration_user'));
-- When the tokens were given or renewed last; those left alone too long die at the source.
alter table connections add column refreshed_at timestamptz;
update connections set refreshed_at = connected_at;
-- A lease without an end (lease_by alone) is a renewal whose answer never came: the tokens may be outdated.

-- Each time a connection stopped or began to work, once; what tells people reads here.
create table connection_events (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  connection_id uuid not null references connections,
  at timestamptz not null,
  from_state text not null,
  to_state text not null,
  code text,
  problem jsonb
);
create index connection_events_newest on connection_events (connection_id, id desc);

-- Approvals given to our app, as far as we know. A user may give one app five; a sixth silently ends the oldest.
create table approvals (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  org_id text not null,
  user_id text not null,
  client_id text not null,
  given_at timestamptz not null,
  -- Known to be over: revoked by us, or refused by the source.
  ended_at timestamptz
);
create index approvals_alive on approvals (org_id, user_id, client_id) where ended_at is null;
alter table connections add column approval_id uuid references approvals;
