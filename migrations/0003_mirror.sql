-- Rows as the sources said them. No foreign keys: a source does not promise that the parent comes before the child.
-- The connection tells the rows apart; the workspace is on each so that no query can forget whose they are.
create table mirror_accounts (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  name text,
  owner_id text,
  master_id text,
  deleted boolean not null default false,
  -- Values of Account fields that may be, or are, the shared identifier.
  fields jsonb not null default '{}',
  created_at timestamptz,
  modified_at timestamptz not null,
  primary key (connection_id, id)
);
create index mirror_accounts_master on mirror_accounts (connection_id, master_id) where master_id is not null;

create table mirror_contacts (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  account_id text,
  email text,
  first_name text,
  last_name text,
  title text,
  phone text,
  mobile text,
  deleted boolean not null default false,
  master_id text,
  created_at timestamptz,
  modified_at timestamptz not null,
  primary key (connection_id, id)
);
create index mirror_contacts_account on mirror_contacts (connection_id, account_id);

create table mirror_users (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  email text,
  name text,
  username text,
  user_type text,
  active boolean not null default true,
  modified_at timestamptz not null,
  primary key (connection_id, id)
);

create table mirror_customers (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  name text not null,
  fields jsonb not null default '{}',
  created_at timestamptz,
  primary key (connection_id, id)
);

create table mirror_customer_contacts (
  workspace_id uuid not null,
  connection_id uuid not null,
  id text not null,
  customer_id text not null,
  email text,
  first_name text,
  last_name text,
  phone text,
  job_title text,
  main boolean not null default false,
  created_at timestamptz,
  primary key (connection_id, id)
);
create index mirror_customer_contacts_customer on mirror_customer_contacts (connection_id, customer_id);

-- How far each object has been read, and whether what is here is all of it.
create table mirror_reads (
  workspace_id uuid not null,
  connection_id uuid not null,
  object text not null,
  -- The fields the mirror holds; when the wish changes, the object is read in full again.
  fields text[] not null,
  -- The source's clock: everything changed before it is here.
  covered_until timestamptz,
  complete_at timestamptz not null,
  rows bigint not null,
  run_id uuid,
  primary key (connection_id, object)
);

-- Fields of the source's objects as it described them last: what the identifier may be chosen from.
create table mirror_fields (
  workspace_id uuid not null,
  connection_id uuid not null,
  object text not null,
  name text not null,
  label text not null,
  type text not null,
  primary key (connection_id, object, name)
);

-- CSV files that were uploaded, before and after they were taken over.
create table csv_uploads (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null,
  kind text not null check (kind in ('customers', 'contacts')),
  name text not null,
  delimiter text not null,
  columns text[] not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  -- Known at the file's end. Without them it is still arriving, or broke off, and nobody sees it.
  encoding text,
  rows bigint,
  -- How it was taken over: target → column, and the connection whose mirror it fed.
  mapping jsonb,
  connection_id uuid,
  applied_at timestamptz
);
create index csv_uploads_workspace on csv_uploads (workspace_id, uploaded_at);
-- The cells of each readable row, as a JSON array in the order of the columns.
create table csv_upload_rows (
  upload_id uuid not null references csv_uploads on delete cascade,
  line integer not null,
  cells json not null,
  primary key (upload_id, line)
);
create table csv_upload_problems (
  upload_id uuid not null references csv_uploads on delete cascade,
  line integer not null,
  reason text not null,
  -- Found while reading the file, or while mapping its rows: the second kind is made anew for each mapping.
  stage text not null check (stage in ('file', 'mapping')),
  primary key (upload_id, line)
);
