-- What became of records: links, journal, exchanges, dead letters. Whatever may tell of a person is sealed under
-- the tenant's key of that day; deleting the key deletes the data at once, wherever a backup lies. The space comes
-- back by dropping the day's partition, never by DELETE (lesson 6).

-- Left is the connection with the smaller id: the flow and its reverse see the same row.
-- Neither side is unique by itself: two shop customers with one e-mail are one contact. The side from which a flow
-- looks has one counterpart; the newest counts.
create table link (
    tenant_id uuid not null,
    left_connection uuid not null,
    right_connection uuid not null,
    noun text not null,
    left_key text not null,
    right_key text not null,
    -- Records made along with it, by what they are: {"company": "123"}.
    left_parts jsonb,
    right_parts jsonb,
    -- Mark of the document that each kind of flow sent last.
    sent_left_to_right jsonb,
    sent_right_to_left jsonb,
    -- Mark of each field as last seen or written there.
    known_left jsonb,
    known_right jsonb,
    -- Whether that is known from our own write; then the same values coming in are an echo.
    ours_left boolean not null default false,
    ours_right boolean not null default false,
    -- Writes in either direction in the hour counted from the epoch: a record that flips is stopped (X16).
    writes_this_hour integer not null default 0,
    hour bigint not null default 0,
    changed_at timestamptz not null,
    primary key (tenant_id, left_connection, right_connection, noun, left_key, right_key),
    check (left_connection < right_connection),
    foreign key (tenant_id, left_connection) references connection on delete cascade,
    foreign key (tenant_id, right_connection) references connection on delete cascade
) with (fillfactor = 80);
-- Partial although every row is in it: a statement that looks by the left key must not be able to take this index,
-- which shares all columns but the last with the primary key (the planner sees no difference in an empty table).
create index link_right on link (tenant_id, left_connection, right_connection, noun, right_key) where right_key <> '';
call kopru_guard('link');

-- The key of a tenant's day, sealed under the tenant's key.
create table day_key (
    tenant_id uuid not null references tenant on delete cascade,
    day date not null,
    wrapped bytea not null,
    primary key (tenant_id, day)
);
create index day_key_age on day_key (day);
call kopru_guard('day_key');

-- One row a record's way. The id is a UUIDv7 of the time of settling: the day is known from the id, and the order of
-- ids is the order of time, so that a page is read from the front of each day's index.
create table journal_entry (
    tenant_id uuid not null,
    day date not null,
    record_id uuid not null,
    flow_id uuid not null,
    run_id uuid,
    revision_id uuid not null,
    key text not null,
    outcome text not null,
    reason text,
    remote_id text,
    remote_parts jsonb,
    amount numeric,
    currency text,
    attempt smallint not null,
    duration_us integer not null,
    at timestamptz not null,
    -- Label and message, sealed: they hold names and what people typed.
    words bytea not null,
    primary key (tenant_id, record_id, day)
) partition by range (day);
create index journal_entry_flow on journal_entry (tenant_id, flow_id, record_id);
create index journal_entry_key on journal_entry (tenant_id, key);
-- A run's records: its numbers lead to them.
create index journal_entry_run on journal_entry (tenant_id, run_id, record_id) where run_id is not null;
create index journal_entry_failed on journal_entry (tenant_id, record_id) where outcome = 'failed';
call kopru_guard('journal_entry');

-- Order numbers, e-mails, SKUs as keyed hashes: findable by who knows them, readable by nobody.
create table journal_search (
    tenant_id uuid not null,
    day date not null,
    hash bytea not null,
    record_id uuid not null,
    primary key (tenant_id, hash, record_id, day)
) partition by range (day);
call kopru_guard('journal_search');

-- What came in, was mapped, sent and answered: compressed, then sealed, so compressing it again is a waste.
create table exchange (
    tenant_id uuid not null,
    day date not null,
    record_id uuid not null,
    sealed bytea not null,
    primary key (tenant_id, record_id, day)
) partition by range (day);
alter table exchange alter column sealed set storage external;
call kopru_guard('exchange');

-- How many records came to which end in which hour. Written with the journal rows that it counts, in the same
-- transaction, so that a tile shows the number that its list has (X2) and no page counts a million rows.
create table tally (
    tenant_id uuid not null,
    flow_id uuid not null,
    hour timestamptz not null,
    outcome text not null,
    -- '' where there is none: null would not be unique.
    reason text not null,
    records bigint not null,
    duration_us bigint not null,
    -- The hour first: the counts of a day are read for all flows at once.
    primary key (tenant_id, hour, flow_id, outcome, reason)
) with (fillfactor = 50);
-- What is past its time goes by the hour.
create index tally_hour on tally (hour);
call kopru_guard('tally');

-- Records given up. One row a flow and key; it is opened again if the key fails again.
create table dead_letter (
    tenant_id uuid not null,
    dead_letter_id uuid not null,
    flow_id uuid not null,
    key text not null,
    state text not null constraint dead_letter_state check (state in ('open', 'replayed', 'set_aside', 'resolved')),
    reason text not null,
    -- The journal's row with label, message and payload, as long as it is kept.
    record_id uuid not null,
    revision_id uuid not null,
    attempts integer not null,
    failed_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, dead_letter_id),
    constraint dead_letter_key unique (tenant_id, flow_id, key),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
create index dead_letter_newest on dead_letter (tenant_id, state, failed_at desc, dead_letter_id desc);
-- A flow's own, and whether it has any of a reason.
create index dead_letter_flow on dead_letter (tenant_id, flow_id, state, failed_at desc, dead_letter_id desc);
create index dead_letter_settled on dead_letter (changed_at) where state in ('replayed', 'resolved', 'set_aside');
call kopru_guard('dead_letter');

-- Makes the partitions of these days, if they are missing. A table is made first and attached then, since that
-- does not stop readers and writers of the parent, as CREATE TABLE … PARTITION OF would.
create function kopru_ensure_partitions(first_day date, last_day date) returns integer
    language plpgsql security definer
    set search_path from current
as $$
declare
    parent text;
    part text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('kopru_partitions'));
    foreach parent in array array['journal_entry', 'journal_search', 'exchange'] loop
        for offset_days in 0..(last_day - first_day) loop
            part := parent || '_' || to_char(first_day + offset_days, 'YYYYMMDD');
            if to_regclass(part) is null then
                execute format('create table %I (like %I including defaults including constraints including storage)', part, parent);
                execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                    parent, part, first_day + offset_days, first_day + offset_days + 1);
                made := made + 1;
            end if;
        end loop;
    end loop;
    return made;
end
$$;

-- Drops the partitions of days before this one and tells how many.
create function kopru_drop_partitions(before date) returns integer
    language plpgsql security definer
    set search_path from current
    -- Dropping needs the parent for itself for a moment; when it is busy, the next sweep tries again.
    set lock_timeout = '1s'
as $$
declare
    part record;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('kopru_partitions'));
    for part in
        select c.oid::regclass as name
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent in ('journal_entry'::regclass, 'journal_search'::regclass, 'exchange'::regclass)
          -- Only within a case is the order of the two certain: other relations' names are no dates.
          and case when c.relname ~ '_[0-9]{8}$' then to_date(right(c.relname, 8), 'YYYYMMDD') < before else false end
    loop
        execute format('drop table %s', part.name);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
revoke execute on function kopru_ensure_partitions(date, date), kopru_drop_partitions(date) from public;
grant execute on function kopru_ensure_partitions(date, date), kopru_drop_partitions(date) to kopru_system;

select kopru_ensure_partitions(current_date - 1, current_date + 14);
