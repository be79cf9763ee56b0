-- Sign-ins that were begun at a remote system's page and are not back yet.

create table authorization_request (
    tenant_id uuid not null references tenant on delete cascade,
    -- SHA-256 of the state that travels through the browser: who reads this table can't finish a sign-in.
    state_hash bytea not null constraint authorization_request_state unique,
    connector text not null,
    -- What the connection is to be called; one of this name is signed in again.
    connection_name text not null check (connection_name <> ''),
    may_prepare boolean not null,
    -- The PKCE verifier, sealed under the tenant's key.
    verifier bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, state_hash)
);
create index authorization_request_expiry on authorization_request (expires_at);
call kopru_guard('authorization_request');
