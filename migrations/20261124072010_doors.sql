-- The ways in: signing up, the second factor, a forgotten password, invitations, and what ends them.

-- A sign-up that is not confirmed yet. Nobody is an app_user before they have shown that they read the address's mail.
create table sign_up (
    sign_up_id uuid primary key,
    email text not null,
    -- The address has an account already: same page, same row, another letter, and nothing here opens it.
    is_known boolean not null,
    password_hash text not null,
    company text not null,
    language text not null constraint sign_up_language check (language in ('en', 'tr', 'nl', 'de')),
    time_zone text not null,
    code_hash bytea not null,
    link_hash bytea not null constraint sign_up_link unique,
    -- Wrong codes since the last letter.
    tries smallint not null default 0,
    letters smallint not null default 1,
    letter_at timestamptz not null,
    expires_at timestamptz not null
);
create index sign_up_expiry on sign_up (expires_at);

create table password_reset (
    token_hash bytea primary key,
    user_id uuid not null references app_user on delete cascade,
    expires_at timestamptz not null
);
create index password_reset_user on password_reset (user_id);
create index password_reset_expiry on password_reset (expires_at);

create table authenticator (
    user_id uuid primary key references app_user on delete cascade,
    -- The shared secret, sealed under the house's key: a person belongs to no single tenant.
    secret bytea not null,
    -- Null until one code was right; before, it opens and asks for nothing.
    proven_at timestamptz,
    -- The last time step whose code was used: no code counts twice.
    last_step bigint not null default 0
);

create table recovery_code (
    user_id uuid not null references app_user on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

create table passkey (
    passkey_id uuid primary key,
    user_id uuid not null references app_user on delete cascade,
    name text not null check (name <> ''),
    -- Public key, counter and what the authenticator told of itself; nothing secret.
    credential jsonb not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz
);
create index passkey_user on passkey (user_id);

-- A browser that need not show a second factor for a time.
create table trusted_device (
    device_hash bytea primary key,
    user_id uuid not null references app_user on delete cascade,
    expires_at timestamptz not null
);
create index trusted_device_user on trusted_device (user_id);

do $$
declare
    guarded text;
begin
    foreach guarded in array array['sign_up', 'password_reset', 'authenticator', 'recovery_code', 'passkey', 'trusted_device'] loop
        execute format('alter table %I enable row level security', guarded);
        execute format('alter table %I force row level security', guarded);
        execute format('create policy all_rows on %I to kopru_system using (true) with check (true)', guarded);
        execute format('grant select, insert, update, delete on %I to kopru_system', guarded);
    end loop;
end
$$;

alter table session
    -- Who is signed in; null until the second factor is there, too.
    add column user_id uuid generated always as ((data->>'user_id')::uuid) stored,
    add column created_at timestamptz not null default now();
create index session_user_id on session (user_id);

create table invitation (
    tenant_id uuid not null references tenant on delete cascade,
    invitation_id uuid not null,
    email text not null,
    role text not null constraint invitation_role check (role in ('owner', 'admin', 'editor', 'viewer', 'billing', 'expert')),
    language text not null constraint invitation_language check (language in ('en', 'tr', 'nl', 'de')),
    token_hash bytea not null constraint invitation_token unique,
    invited_by uuid references app_user on delete set null,
    -- For how many days the place is given; null: until it is taken away.
    access_days smallint constraint invitation_access check (access_days between 1 and 90),
    letters smallint not null default 1,
    letter_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, invitation_id)
);
create unique index invitation_email on invitation (tenant_id, lower(email));
create index invitation_inviter on invitation (invited_by);
call kopru_guard('invitation');

alter table member
    -- An expert's place ends by itself; null: it lasts.
    add column until timestamptz;

alter table tenant
    -- Members without a second factor see nothing but the page on which they set one up.
    add column requires_second_factor boolean not null default false;

alter table api_token
    add column created_by uuid references app_user on delete set null,
    -- Null: until it is revoked.
    add column expires_at timestamptz;
create index api_token_maker on api_token (created_by);

-- What was erased of one person, without naming them.
create table erasure (
    tenant_id uuid not null references tenant on delete cascade,
    erasure_id uuid not null,
    -- The keyed hash of the address that was asked for: who has the address can prove which certificate is theirs.
    subject_hash bytea not null,
    by_email text not null,
    certificate jsonb not null,
    at timestamptz not null default now(),
    primary key (tenant_id, erasure_id)
);
call kopru_guard('erasure');
revoke update, delete on erasure from kopru_tenant;
