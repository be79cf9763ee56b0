-- Who changed what in a tenant.

create table audit_entry (
    tenant_id uuid not null references tenant on delete cascade,
    -- Ordered by time, so that newest first is a walk through the primary key.
    entry_id uuid not null,
    -- Null once the person is gone from Kopru; what they were called stays.
    user_id uuid references app_user on delete set null,
    -- The e-mail address and the role at the time of the act.
    email text not null,
    role text not null,
    -- A closed word such as "flow.paused"; the pages have words for it.
    act text not null check (act <> ''),
    -- What it was done to, and {"from": …, "to": …} where a value changed. Never a secret.
    detail jsonb not null,
    at timestamptz not null default now(),
    primary key (tenant_id, entry_id)
);
create index audit_entry_user on audit_entry (user_id);
call kopru_guard('audit_entry');
-- Nobody rewrites what was done.
revoke update, delete on audit_entry from kopru_tenant;
