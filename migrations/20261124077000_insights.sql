-- What the overview tells beyond counts: value, delay, time saved; and who paused a flow since when.

-- The value of what was created in an hour, a row a currency: amounts are never converted. Written with the journal
-- rows that it sums, in the same transaction, as `tally` is.
create table turnover (
    tenant_id uuid not null,
    hour timestamptz not null,
    flow_id uuid not null,
    currency text not null,
    amount numeric not null,
    records bigint not null,
    primary key (tenant_id, hour, flow_id, currency)
) with (fillfactor = 50);
create index turnover_hour on turnover (hour);
call kopru_guard('turnover');

-- How long live changes took from being seen to being delivered: a histogram an hour. Step n holds delays up to
-- 2^(n/4) ms, so that a percentile is right to a fifth, whatever its size.
create table delay (
    tenant_id uuid not null,
    hour timestamptz not null,
    flow_id uuid not null,
    step smallint not null,
    records bigint not null,
    primary key (tenant_id, hour, flow_id, step)
) with (fillfactor = 50);
create index delay_hour on delay (hour);
call kopru_guard('delay');

alter table tenant
    -- What a person would take to type one record over; the time saved is counted with it.
    add column seconds_per_record integer not null default 180
        constraint tenant_seconds_per_record check (seconds_per_record between 0 and 28800);

alter table flow
    add column paused_at timestamptz,
    add column paused_by uuid references app_user on delete set null,
    -- Whether we tell when records that usually come by now do not (X10), and on which days nobody expects any:
    -- weekdays from 1 (Monday) to 7, and single dates.
    add column watches_absence boolean not null default true,
    add column quiet_weekdays smallint[] not null default '{}',
    add column quiet_dates date[] not null default '{}';
create index flow_paused_by on flow (paused_by) where paused_by is not null;
