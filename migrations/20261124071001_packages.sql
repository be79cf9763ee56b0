-- Set-up packages that were bought, and our experts who carry them out.

alter table app_user
    -- One of our experts: sees the desk, and the tenants that let them in.
    add column staff boolean not null default false;

alter table member
    -- The order under which the tenant lets one of our experts in, until the day it said.
    add column for_order uuid;

create table package_order (
    tenant_id uuid not null references tenant on delete cascade,
    order_id uuid not null,
    checkout_id uuid not null,
    package text not null,
    -- Net price in cents, as it was paid.
    cents bigint not null,
    bought_at timestamptz not null,
    bought_by uuid references app_user on delete set null,
    -- Whom our experts call.
    contact text not null default '',
    phone text not null default '',
    wishes text not null default '',
    -- The expert in charge. Name and address are kept here, too: a tenant sees its own members only.
    expert uuid references app_user on delete set null,
    expert_name text not null default '',
    meeting_at timestamptz,
    -- Where the video meeting is.
    meeting_link text not null default '',
    -- Grows with each change, so that calendars replace what they have.
    meeting_sequence integer not null default 0,
    -- Until the end of which day our expert may look into the tenant.
    consent_until date,
    consent_at timestamptz,
    accepted_at timestamptz,
    primary key (tenant_id, order_id),
    constraint package_order_checkout unique (tenant_id, checkout_id)
);
create unique index package_order_id on package_order (order_id);
-- Nobody is at two meetings at once.
create unique index package_order_meeting on package_order (expert, meeting_at) where meeting_at is not null;
create index package_order_newest on package_order (tenant_id, order_id desc);
call kopru_guard('package_order');

-- What the experts tick off.
create table package_check (
    tenant_id uuid not null,
    order_id uuid not null,
    item text not null,
    done_at timestamptz not null,
    done_by text not null,
    primary key (tenant_id, order_id, item),
    foreign key (tenant_id, order_id) references package_order on delete cascade
);
call kopru_guard('package_check');

-- What buyer and experts write to each other.
create table package_message (
    tenant_id uuid not null,
    message_id uuid not null,
    order_id uuid not null,
    from_desk boolean not null,
    author text not null,
    body text not null check (body <> ''),
    sent_at timestamptz not null,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, order_id) references package_order on delete cascade
);
create index package_message_order on package_message (tenant_id, order_id, message_id);
call kopru_guard('package_message');

-- What the experts note for each other; no tenant sees it.
create table desk_note (
    note_id uuid primary key,
    order_id uuid not null references package_order (order_id) on delete cascade,
    author text not null,
    body text not null check (body <> ''),
    noted_at timestamptz not null
);
create index desk_note_order on desk_note (order_id, note_id);
alter table desk_note enable row level security;
alter table desk_note force row level security;
create policy all_rows on desk_note to kopru_system using (true) with check (true);
grant select, insert, update, delete on desk_note to kopru_system;
