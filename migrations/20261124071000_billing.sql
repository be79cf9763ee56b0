-- Trial, subscription and what is bought.

alter table tenant
    -- Made by the operator (`kopru tenant create`): no trial, no plan, no limits. Every tenant was, before people could
    -- sign up by themselves.
    add column unlimited boolean not null default true;
alter table tenant alter column unlimited set default false;

alter table flow_work
    -- The trial is over or the subscription ended: keys are kept, nobody works on them.
    add column held_by_plan boolean not null default false;
-- The queue's index leaves them out, so that tenants that never come back cost the others nothing.
drop index flow_work_due;
create index flow_work_due on flow_work (due_at) where due_at is not null and not paused and not blocked and not held_by_plan;

-- The fourteen days; begun once, by the wizard's last button.
create table trial (
    tenant_id uuid primary key references tenant on delete cascade,
    started_at timestamptz not null,
    ends_at timestamptz not null,
    -- The last letter that was sent: 7, 3, 1 days before the end, 0 when it ended.
    reminded smallint constraint trial_reminded check (reminded in (7, 3, 1, 0)),
    constraint trial_order check (ends_at > started_at)
);
call kopru_guard('trial');

-- Who pays, as our payment provider knows them.
create table billing_account (
    tenant_id uuid primary key references tenant on delete cascade,
    -- Stripe's customer; null until something is bought.
    customer text constraint billing_account_customer unique,
    company text not null default '',
    -- ISO 3166, two letters; decides on VAT.
    country text not null default 'NL' constraint billing_account_country check (country ~ '^[A-Z]{2}$'),
    -- With its country's letters; null: none given.
    vat_number text
);
call kopru_guard('billing_account');

-- What Stripe last said of the tenant's subscription.
create table subscription (
    tenant_id uuid primary key references tenant on delete cascade,
    -- Stripe's id of it, and of its one item, which a change of plan names.
    subscription text not null,
    item text not null,
    plan text not null,
    every text not null constraint subscription_every check (every in ('month', 'year')),
    state text not null constraint subscription_state check (state in ('active', 'past_due', 'ended')),
    period_ends_at timestamptz not null,
    -- It was cancelled and runs until then.
    cancels_at timestamptz,
    -- Since when a payment is missing, and why, in the bank's words.
    past_due_since timestamptz,
    refusal text,
    ended_at timestamptz,
    -- When Stripe was asked; an older answer never replaces a newer one.
    asked_at timestamptz not null,
    constraint subscription_end check ((state = 'ended') = (ended_at is not null))
);
call kopru_guard('subscription');

-- A way to Stripe's payment page. One is open a tenant and kind at most, so that a double click on Buy buys once.
create table checkout (
    tenant_id uuid not null references tenant on delete cascade,
    checkout_id uuid not null,
    -- A plan with its period, or a package.
    what text not null constraint checkout_what check (what in ('plan', 'package')),
    item text not null,
    every text constraint checkout_every check (every in ('month', 'year')),
    state text not null default 'open' constraint checkout_state check (state in ('open', 'paid', 'left')),
    -- Stripe's session and its page; null until Stripe answered.
    session text constraint checkout_session unique,
    url text,
    created_at timestamptz not null,
    created_by uuid references app_user on delete set null,
    primary key (tenant_id, checkout_id),
    constraint checkout_period check ((what = 'plan') = (every is not null))
);
create unique index checkout_open on checkout (tenant_id, what) where state = 'open';
call kopru_guard('checkout');

-- Stripe's events that were taken in; each is told at least once.
create table stripe_event (
    event_id text primary key,
    kind text not null,
    taken_at timestamptz not null default now()
);
create index stripe_event_age on stripe_event (taken_at);
alter table stripe_event enable row level security;
alter table stripe_event force row level security;
create policy all_rows on stripe_event to kopru_system using (true) with check (true);
grant select, insert, update, delete on stripe_event to kopru_system;
