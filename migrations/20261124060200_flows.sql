-- What a tenant sets up: connections, flows, their revisions and look-up tables.

create table connection (
    tenant_id uuid not null references tenant on delete cascade,
    connection_id uuid not null,
    connector text not null,
    name text not null check (name <> ''),
    -- The remote account: id, name, currency, time_zone.
    account jsonb not null,
    -- The same account's id, by which incoming hooks find their connections.
    account_id text generated always as (account ->> 'id') stored,
    -- The credential, sealed under the tenant's key. Its version grows with each renewal.
    credential bytea not null,
    credential_version bigint not null default 1,
    credential_expires_at timestamptz,
    status text not null default 'connected' constraint connection_status check (status in ('connected', 'needs_sign_in')),
    -- What the remote said when it refused the credential.
    status_words text,
    settings jsonb not null default '{}',
    -- Whether the merchant allows us to create properties of our own in the remote system.
    may_prepare boolean not null default false,
    -- The secret part of the address to which the remote sends its hooks.
    hook_token text not null constraint connection_hook_token unique,
    -- Who allowed us in (X15).
    authorised_by uuid references app_user on delete set null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, connection_id),
    constraint connection_name unique (tenant_id, name)
);
create unique index connection_id on connection (connection_id);
-- Hooks of an app as a whole name only the account.
create index connection_account on connection (connector, account_id);
call kopru_guard('connection');

-- How far each stream is read. Belongs to the connection, never to a flow's revision (lesson 18).
create table cursor (
    tenant_id uuid not null,
    connection_id uuid not null,
    stream text not null,
    -- Null: not read yet.
    cursor text,
    polled_at timestamptz,
    -- When the stream is looked at next; pushed forward by the one who takes the poll, so that it is its lease, too.
    next_poll_at timestamptz not null default now(),
    primary key (tenant_id, connection_id, stream),
    foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);
create unique index cursor_stream on cursor (connection_id, stream);
create index cursor_due on cursor (next_poll_at);
call kopru_guard('cursor');

create table flow (
    tenant_id uuid not null references tenant on delete cascade,
    flow_id uuid not null,
    name text not null check (name <> ''),
    kind text not null,
    source_connection uuid not null,
    source_stream text not null,
    destination_connection uuid not null,
    destination_stream text not null,
    -- Why a person paused it; null: active.
    paused_because text,
    revision_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, flow_id),
    constraint flow_name unique (tenant_id, name),
    constraint flow_source foreign key (tenant_id, source_connection) references connection,
    constraint flow_destination foreign key (tenant_id, destination_connection) references connection
);
create unique index flow_id on flow (flow_id);
create index flow_source_stream on flow (tenant_id, source_connection, source_stream);
create index flow_destination_connection on flow (tenant_id, destination_connection);
call kopru_guard('flow');

-- A published, unchanging copy of a flow's rules and settings: there is no right to update it.
create table revision (
    tenant_id uuid not null,
    revision_id uuid not null,
    flow_id uuid not null,
    number integer not null,
    -- The tenant's rules that lie on top of the shipped ones.
    overlay jsonb not null,
    settings jsonb not null,
    note text not null default '',
    author uuid references app_user on delete set null,
    published_at timestamptz not null default now(),
    primary key (tenant_id, revision_id),
    constraint revision_number unique (tenant_id, flow_id, number),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
create unique index revision_id on revision (revision_id);
call kopru_guard('revision');
revoke update on revision from kopru_tenant, kopru_system;
-- Flow and first revision name each other; both are there when the transaction ends.
alter table flow add constraint flow_revision
    foreign key (tenant_id, revision_id) references revision deferrable initially deferred;

create table draft (
    tenant_id uuid not null,
    flow_id uuid not null,
    overlay jsonb not null,
    settings jsonb not null,
    author uuid references app_user on delete set null,
    changed_at timestamptz not null default now(),
    primary key (tenant_id, flow_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
call kopru_guard('draft');

create table lookup_table (
    tenant_id uuid not null references tenant on delete cascade,
    lookup_id uuid not null,
    -- Null: every flow of the tenant may use it.
    flow_id uuid,
    name text not null check (name <> ''),
    -- The value for keys without a row; null: such a record fails.
    default_value jsonb,
    primary key (tenant_id, lookup_id),
    constraint lookup_table_name unique nulls not distinct (tenant_id, flow_id, name),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
call kopru_guard('lookup_table');

create table lookup_row (
    tenant_id uuid not null,
    lookup_id uuid not null,
    -- One text a key column ({"NL", "0.21"}).
    key text[] not null,
    value jsonb not null,
    primary key (tenant_id, lookup_id, key),
    foreign key (tenant_id, lookup_id) references lookup_table on delete cascade
);
call kopru_guard('lookup_row');

-- Look-up keys of real records that had no row (X19).
create table lookup_gap (
    tenant_id uuid not null,
    flow_id uuid not null,
    name text not null,
    key text not null,
    seen bigint not null,
    last_at timestamptz not null,
    primary key (tenant_id, flow_id, name, key),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
create index lookup_gap_age on lookup_gap (last_at);
call kopru_guard('lookup_gap');

-- Something that a member must know about; one open row a cause, however often it happens.
create table alert (
    tenant_id uuid not null references tenant on delete cascade,
    alert_id uuid not null,
    cause text not null,
    flow_id uuid,
    connection_id uuid,
    message text not null,
    cure text not null default '',
    seen integer not null default 1,
    raised_at timestamptz not null,
    last_at timestamptz not null,
    resolved_at timestamptz,
    primary key (tenant_id, alert_id)
);
create unique index alert_open_cause on alert (tenant_id, cause) where resolved_at is null;
create index alert_newest on alert (tenant_id, alert_id desc);
create index alert_settled on alert (resolved_at) where resolved_at is not null;
call kopru_guard('alert');
