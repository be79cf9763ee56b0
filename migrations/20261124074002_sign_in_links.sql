-- Who begins a sign-in and where it leads back to; links by which a colleague signs in for us.

alter table authorization_request
    -- Who began it: the connection names them (X15).
    add column asked_by uuid references app_user on delete set null,
    -- A page of ours to which the browser is led afterwards.
    add column return_to text,
    -- The connection that is signed in again; null: one is made, or found by its name.
    add column connection_id uuid,
    -- Whether another account than before may take its place.
    add column other_account boolean not null default false;

create table sign_in_link (
    tenant_id uuid not null references tenant on delete cascade,
    -- SHA-256 of the token in the link: who reads this table can't use it.
    token_hash bytea not null constraint sign_in_link_token unique,
    connector text not null,
    connection_name text not null check (connection_name <> ''),
    connection_id uuid,
    asked_by uuid references app_user on delete set null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, token_hash)
);
create index sign_in_link_expiry on sign_in_link (expires_at);
call kopru_guard('sign_in_link');

-- When the remote last sent a webhook; written at most once a minute, so that hooks don't wait for one another.
create table connection_health (
    tenant_id uuid not null,
    connection_id uuid not null,
    last_hook_at timestamptz,
    primary key (tenant_id, connection_id),
    foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);
call kopru_guard('connection_health');
