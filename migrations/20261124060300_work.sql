-- The queue: which keys wait, which flow is being worked on by whom, and who has had how much.

-- One narrow row a flow. Everything a worker looks at to find work, and nothing else (lessons 22 and 27):
-- it is rewritten with each claim, so it must stay small and its page must have room for the next version.
create table flow_work (
    tenant_id uuid not null,
    flow_id uuid not null,
    -- When the earliest waiting key is due; null: none waits.
    due_at timestamptz,
    -- Whether a live change is among what is due, or only a load.
    live boolean not null default true,
    lease_token uuid,
    lease_until timestamptz,
    -- Throttled by a remote or held by a circuit breaker until then.
    held_until timestamptz,
    -- Paused by a person; its keys are kept.
    paused boolean not null default false,
    -- One of its connections needs a new sign-in.
    blocked boolean not null default false,
    primary key (tenant_id, flow_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
) with (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
-- Lease and hold are in no index, so that claiming and renewing are heap-only updates.
create index flow_work_due on flow_work (due_at) where due_at is not null and not paused and not blocked;
-- Workers and wake-ups know the flow only.
create unique index flow_work_flow on flow_work (flow_id);
call kopru_guard('flow_work');

-- Service received so far: records divided by weight. The tenant with the least comes next.
create table tenant_share (
    tenant_id uuid primary key references tenant on delete cascade,
    served double precision not null default 0,
    weight double precision not null default 1 check (weight > 0)
) with (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
call kopru_guard('tenant_share');

-- One row a changed key; no payload, since the source is asked for the truth.
-- No foreign keys: each would cost a look-up and a lock a row, and removing a flow removes its keys itself.
create table inbox (
    tenant_id uuid not null,
    flow_id uuid not null,
    key text not null,
    -- Grows when the key changes again while it is worked on; only the seen state may be checked off.
    seq bigint not null default 0,
    -- 0: live change, 1: load.
    priority smallint not null check (priority in (0, 1)),
    attempt smallint not null default 0,
    due_at timestamptz not null,
    -- When it was first seen; tells the delay that the merchant felt.
    seen_at timestamptz not null,
    -- When it was last told to have changed, to ten seconds: "send what changed since" goes by it.
    told_at timestamptz not null default now(),
    -- The run that asked for it, if one did.
    run_id uuid,
    primary key (tenant_id, flow_id, key)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
        autovacuum_vacuum_cost_delay = 0);
-- Read from the front, so that 100,000 waiting keys cost no more than ten. Two partial indexes rather than one with
-- the priority in it: while the planner believes the queue to be empty, which most of the time it is, it takes any index
-- that begins with tenant and flow for finding a key, and goes on doing so when the queue is long. These it can't take.
create index inbox_live on inbox (tenant_id, flow_id, due_at) where priority = 0;
create index inbox_load on inbox (tenant_id, flow_id, due_at) where priority = 1;
-- Whether a run still has keys waiting.
create index inbox_run on inbox (tenant_id, run_id) where run_id is not null;
call kopru_guard('inbox');

-- Checking off goes key by key inside the database. As one statement it is a join with the keys, and the planner, which
-- believes the queue to be empty or has no figures for this tenant yet, walks through all its waiting keys for each one
-- (measured: 100 to 800 ms a batch). A statement over one key has one plan. Both run with the rights of the caller.

-- Finished keys leave the queue, unless they changed since; then they wait since now.
create function kopru_check_off(tenant uuid, flow uuid, keys text[], seqs bigint[], now timestamptz) returns void
    language plpgsql
as $$
declare
    n bigint;
begin
    -- In the order of the keys, as those who put them: neither waits for the other in a circle.
    for n in select ord from unnest(keys) with ordinality as k(key, ord) order by k.key collate "C" loop
        delete from inbox i where i.tenant_id = tenant and i.flow_id = flow and i.key = keys[n] and i.seq = seqs[n];
        if not found then
            update inbox i set seen_at = now where i.tenant_id = tenant and i.flow_id = flow and i.key = keys[n];
        end if;
    end loop;
end
$$;

-- Failed keys wait for their next attempt, unless they changed since. counted: 1 if this attempt counts, else 0.
create function kopru_try_again(tenant uuid, flow uuid, keys text[], seqs bigint[], due_at timestamptz[], counted smallint[])
    returns void
    language plpgsql
as $$
declare
    n bigint;
begin
    for n in select ord from unnest(keys) with ordinality as k(key, ord) order by k.key collate "C" loop
        update inbox i set due_at = kopru_try_again.due_at[n], attempt = least(i.attempt + counted[n], 32000)
        where i.tenant_id = tenant and i.flow_id = flow and i.key = keys[n] and i.seq = seqs[n];
    end loop;
end
$$;
grant execute on function
    kopru_check_off(uuid, uuid, text[], bigint[], timestamptz),
    kopru_try_again(uuid, uuid, text[], bigint[], timestamptz[], smallint[])
    to kopru_tenant;

-- The call budget of a connection's bucket, shared by all workers of all processes.
create table rate_budget (
    tenant_id uuid not null,
    connection_id uuid not null,
    bucket text not null,
    budget jsonb not null,
    primary key (tenant_id, connection_id, bucket),
    foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
-- Connectors know their connection only.
create unique index rate_budget_bucket on rate_budget (connection_id, bucket);
call kopru_guard('rate_budget');

create table run (
    tenant_id uuid not null,
    run_id uuid not null,
    flow_id uuid not null,
    revision_id uuid not null,
    trigger text not null constraint run_trigger check (trigger in ('by_hand', 'load', 'replay', 'poll', 'schedule')),
    -- waiting → reading (keys are being found) → working (keys wait or are worked on) → finished;
    -- failed and cancelled end it early.
    state text not null constraint run_state check (state in ('waiting', 'reading', 'working', 'finished', 'failed', 'cancelled')),
    -- The sentence for a failed run.
    message text,
    -- Read what changed since; null: from the beginning.
    since timestamptz,
    -- Where reading stands.
    cursor text,
    -- Keys found so far, or asked for.
    total bigint not null default 0,
    created bigint not null default 0,
    updated bigint not null default 0,
    skipped bigint not null default 0,
    failed bigint not null default 0,
    source_calls bigint not null default 0,
    destination_calls bigint not null default 0,
    requested_at timestamptz not null,
    requested_by uuid references app_user on delete set null,
    finished_at timestamptz,
    -- The reading of keys is leased, too.
    lease_token uuid,
    lease_until timestamptz,
    primary key (tenant_id, run_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade,
    constraint run_end check ((state in ('finished', 'failed', 'cancelled')) = (finished_at is not null))
) with (fillfactor = 50);
create index run_newest on run (tenant_id, flow_id, run_id desc);
create index run_to_read on run (requested_at) where state in ('waiting', 'reading');
create index run_working on run (run_id) where state = 'working';
create index run_over on run (finished_at) where finished_at is not null;
call kopru_guard('run');
