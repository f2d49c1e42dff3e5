-- How things stand with each kind of alert, so that each is told once per change, whoever notices.
create table alert_states (
  workspace_id uuid not null references workspaces,
  kind text not null,
  -- The connection, where there may be several; else empty.
  subject text not null default '',
  raised boolean not null,
  -- What about it was told; another reason is told again.
  reason text not null default '',
  -- Failed runs in a row.
  count integer not null default 0,
  since timestamptz not null,
  primary key (workspace_id, kind, subject)
);

-- What was told, written in the transaction of the event itself.
create table alerts (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  kind text not null,
  change text not null check (change in ('raised', 'recovered', 'summary', 'test')),
  at timestamptz not null,
  -- The sentences: {title, lines, link, linkWord}.
  message jsonb not null
);
create index alerts_workspace on alerts (workspace_id, at desc);

-- Other systems that are told.
create table webhooks (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  -- Address and secrets; of a chat, the address itself is one.
  sealed bytea not null,
  -- The address as it may be shown.
  shown text not null,
  format text not null check (format in ('standard', 'slack')),
  kinds text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  failing_since timestamptz,
  disabled_at timestamptz,
  -- Why it was switched off; null when a person did it.
  disabled_because text
);
create index webhooks_workspace on webhooks (workspace_id);

-- One alert on its way to one address. Its id stays the same over all tries.
create table alert_deliveries (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspaces,
  alert_id uuid not null references alerts on delete cascade,
  -- One of the two.
  user_id uuid references users,
  webhook_id uuid references webhooks on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0,
  created_at timestamptz not null,
  next_at timestamptz,
  tried_at timestamptz,
  -- The HTTP status, where there was one.
  status integer,
  -- What came of the last try, in a sentence.
  outcome text,
  check ((user_id is null) <> (webhook_id is null))
);
create index alert_deliveries_due on alert_deliveries (next_at) where state = 'waiting';
create index alert_deliveries_webhook on alert_deliveries (webhook_id, created_at desc);
create index alert_deliveries_alert on alert_deliveries (alert_id);

-- What a user wants by e-mail; without a row, what their role gets.
create table alert_choices (
  user_id uuid primary key references users,
  kinds text[] not null
);

create table alert_settings (
  workspace_id uuid primary key references workspaces,
  problems_above integer not null default 25 check (problems_above between 0 and 1000000),
  -- 1 is Monday; UTC.
  summary_day integer not null default 1 check (summary_day between 1 and 7),
  summary_hour integer not null default 8 check (summary_hour between 0 and 23),
  summary_next_at timestamptz
);
