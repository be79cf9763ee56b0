-- Who uses Kopru: tenants, the people in them, and the ways in.

create table tenant (
    tenant_id uuid primary key,
    name text not null check (name <> ''),
    -- The tenant's own key, sealed under the master key. Deleting it makes everything sealed for the tenant
    -- unreadable, wherever a backup lies.
    vault_key bytea not null,
    -- Days that journal and exchanges are kept.
    retention_days smallint not null default 7 constraint tenant_retention_days check (retention_days between 1 and 30),
    created_at timestamptz not null default now()
);
call kopru_guard('tenant');

-- A person who signs in; the same person may be a member of several tenants, so there is no tenant_id here.
create table app_user (
    user_id uuid primary key,
    email text not null,
    name text not null default '',
    -- Argon2id in PHC form; null until the invitation is taken up.
    password_hash text,
    created_at timestamptz not null default now()
);
-- Capitals don't make another person.
create unique index app_user_email on app_user (lower(email));

create table member (
    tenant_id uuid not null references tenant on delete cascade,
    user_id uuid not null references app_user on delete cascade,
    role text not null constraint member_role check (role in ('owner', 'member')),
    created_at timestamptz not null default now(),
    primary key (tenant_id, user_id)
);
create index member_user on member (user_id);
call kopru_guard('member');

-- A tenant sees the people who are its members and may not change them.
alter table app_user enable row level security;
alter table app_user force row level security;
create policy all_rows on app_user to kopru_system using (true) with check (true);
create policy fellow_members on app_user for select to kopru_tenant
    using (exists (select from member m where m.user_id = app_user.user_id and m.tenant_id = kopru_tenant_id()));
grant select, insert, update, delete on app_user to kopru_system;
grant select (user_id, email, name, created_at) on app_user to kopru_tenant;

create table session (
    -- SHA-256 of the id in the cookie: who reads this table can't take over a session.
    session_hash bytea primary key,
    data jsonb not null,
    expires_at timestamptz not null
);
create index session_expiry on session (expires_at);
alter table session enable row level security;
alter table session force row level security;
create policy all_rows on session to kopru_system using (true) with check (true);
grant select, insert, update, delete on session to kopru_system;

create table api_token (
    tenant_id uuid not null references tenant on delete cascade,
    api_token_id uuid not null,
    name text not null,
    -- SHA-256 of the token; the token itself is shown once and kept nowhere.
    token_hash bytea not null constraint api_token_hash unique,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, api_token_id)
);
call kopru_guard('api_token');

-- The first answer to a request with an idempotency key, given again when it is repeated.
create table idempotency_key (
    tenant_id uuid not null references tenant on delete cascade,
    key text not null,
    -- SHA-256 of method, path and body: the same key with another request is a mistake of the caller's.
    request_hash bytea not null,
    -- Null while the first request is still being answered.
    status smallint,
    body bytea,
    created_at timestamptz not null default now(),
    primary key (tenant_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);
call kopru_guard('idempotency_key');
