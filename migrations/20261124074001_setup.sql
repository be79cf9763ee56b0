-- Setting up: how far a tenant came in the wizard, what was chosen there, and what its tests made.

create table setup (
    tenant_id uuid not null references tenant on delete cascade primary key,
    -- Where one goes on.
    step text not null default 'apps'
        constraint setup_step check (step in ('apps', 'connections', 'flows', 'settings', 'test', 'done')),
    -- What was chosen so far; only the wizard reads it.
    choices jsonb not null default '{}',
    -- "Anything special?", for the desk.
    wishes text not null default '',
    changed_at timestamptz not null default now(),
    finished_at timestamptz
);
call kopru_guard('setup');

-- One record that was really sent to try a flow out.
create table setup_test (
    tenant_id uuid not null,
    test_id uuid not null,
    flow_id uuid not null,
    key text not null,
    asked_by uuid references app_user on delete set null,
    started_at timestamptz not null,
    finished_at timestamptz,
    -- created, updated, skipped, failed; null while it is under way.
    outcome text,
    -- What happened, in words, and the steps with their times.
    report jsonb not null default '{}',
    primary key (tenant_id, test_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
-- A double click sends nothing twice.
create unique index setup_test_under_way on setup_test (tenant_id, flow_id) where finished_at is null;
create index setup_test_newest on setup_test (tenant_id, flow_id, started_at desc);
call kopru_guard('setup_test');

-- What a test made at the destination, written down as soon as the destination answered, so that exactly this can be
-- taken back.
create table setup_test_made (
    tenant_id uuid not null,
    test_id uuid not null,
    place integer not null,
    stream text not null,
    -- Its pairing: which document, under which key in the source.
    noun text not null,
    source_key text not null,
    -- Id and those parts that were made along with it.
    remote jsonb not null,
    taken_back_at timestamptz,
    primary key (tenant_id, test_id, place),
    foreign key (tenant_id, test_id) references setup_test on delete cascade
);
call kopru_guard('setup_test_made');
