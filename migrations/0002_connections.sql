-- One grant of access to one system. Secrets are sealed; the key is not in the database.
create table connections (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  tool text not null check (tool in ('salesforce', 'stripe', 'csv')),
  state text not null check (state in ('connected', 'sign_in_needed', 'disconnected')),
  -- Whose account: the Salesforce org id, the Stripe account id.
  account_id text not null,
  account_name text not null,
  -- Plain facts for the screen and the client: domain, instance url, key hint.
  settings jsonb not null default '{}',
  sealed bytea,
  -- Counts stored tokens, so that a loser of the refresh race sees that somebody won.
  token_version integer not null default 0,
  -- Who may refresh now, and until when: the statement that takes it is the lock.
  lease_by uuid,
  lease_until timestamptz,
  problem jsonb,
  connected_by uuid,
  connected_by_name text,
  connected_at timestamptz not null default now(),
  disconnected_at timestamptz
);
create unique index connections_one_per_tool on connections (workspace_id, tool) where state <> 'disconnected';

-- The customer's own External Client App.
create table oauth_apps (
  workspace_id uuid not null,
  tool text not null,
  client_id text not null,
  sealed bytea not null,
  primary key (workspace_id, tool)
);

-- A trip to Salesforce's page that has not come back yet. Used once, by the browser session that began it.
create table oauth_attempts (
  state_hash text primary key,
  workspace_id uuid not null,
  user_id uuid,
  session_hash text not null,
  settings jsonb not null,
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- Why it did not end in a connection, in words.
  problem jsonb
);
