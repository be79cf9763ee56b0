-- Both sides counted against each other (X1): what is only here, only there, or differs.

create table reconciliation (
    tenant_id uuid not null,
    reconciliation_id uuid not null,
    flow_id uuid not null,
    state text not null constraint reconciliation_state check (state in ('waiting', 'counting', 'done', 'failed')),
    -- What changed since this moment was counted.
    since timestamptz not null,
    requested_at timestamptz not null,
    -- Null: by night, by itself.
    requested_by uuid references app_user on delete set null,
    lease_until timestamptz,
    finished_at timestamptz,
    -- Why it failed.
    message text,
    -- Records in the source's window; of those: at the destination, left out by the flow's own conditions, on their way.
    source_records bigint not null default 0,
    destination_records bigint not null default 0,
    left_out bigint not null default 0,
    on_the_way bigint not null default 0,
    source_calls bigint not null default 0,
    destination_calls bigint not null default 0,
    -- When the missing ones were sent, and in which run.
    sent_at timestamptz,
    run_id uuid,
    primary key (tenant_id, reconciliation_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade,
    constraint reconciliation_end check ((state in ('done', 'failed')) = (finished_at is not null))
);
create index reconciliation_newest on reconciliation (tenant_id, flow_id, reconciliation_id desc);
create index reconciliation_to_do on reconciliation (requested_at) where state in ('waiting', 'counting');
create index reconciliation_requested_by on reconciliation (requested_by) where requested_by is not null;
call kopru_guard('reconciliation');

create table reconciliation_row (
    tenant_id uuid not null,
    reconciliation_id uuid not null,
    found text not null constraint reconciliation_row_found check (found in ('only_source', 'only_destination', 'differs')),
    key text not null,
    remote_id text,
    source_total numeric,
    destination_total numeric,
    primary key (tenant_id, reconciliation_id, found, key),
    foreign key (tenant_id, reconciliation_id) references reconciliation on delete cascade
);
call kopru_guard('reconciliation_row');
