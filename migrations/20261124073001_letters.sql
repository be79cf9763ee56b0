-- Letters to people, on their way out. Written in the transaction of what they tell of, sent after it.

-- The installation's own key, sealed under the master key: for what belongs to no tenant.
create table house_key (
    house_key_id boolean primary key default true check (house_key_id),
    wrapped bytea not null
);
alter table house_key enable row level security;
alter table house_key force row level security;
create policy all_rows on house_key to kopru_system using (true) with check (true);
grant select, insert, update on house_key to kopru_system;

create table letter (
    letter_id uuid primary key,
    -- Null: to a person who may have no tenant (yet), sealed under the house's key instead of the tenant's.
    tenant_id uuid references tenant on delete cascade,
    -- Which kind of letter, for the operator; what it says and to whom is sealed.
    kind text not null,
    -- Address, subject and both bodies. Null once it is sent or given up: nothing of it is kept then.
    sealed bytea,
    attempts smallint not null default 0,
    -- When it is (next) tried; while someone sends it, when another may.
    due_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    given_up_at timestamptz,
    -- What the mail server said last.
    last_error text,
    constraint letter_end check (sent_at is null or given_up_at is null),
    constraint letter_sealed check ((sealed is null) = (sent_at is not null or given_up_at is not null))
);
create index letter_due on letter (due_at) where sent_at is null and given_up_at is null;
create index letter_ended on letter (created_at) where sealed is null;

-- Not `kopru_guard`: a tenant may write its own letters, and nobody but the relay reads them.
alter table letter enable row level security;
alter table letter force row level security;
create policy own_letters on letter for insert to kopru_tenant with check (tenant_id = kopru_tenant_id());
create policy all_rows on letter to kopru_system using (true) with check (true);
grant insert on letter to kopru_tenant;
grant select, insert, update, delete on letter to kopru_system;
