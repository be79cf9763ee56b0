-- Which records asked for a key that had no row: once it has one, they can be sent again. The first five hundred.
alter table lookup_gap add column records text[] not null default '{}';

-- What a look-up table held before each change, so that a change can be taken back.
create table lookup_version (
    tenant_id uuid not null references tenant on delete cascade,
    version_id uuid not null,
    -- Null: the table that all flows share.
    flow_id uuid,
    name text not null,
    -- {"default": …, "rows": [{"key": […], "value": …}]}; null: there was no such table.
    content jsonb,
    user_id uuid references app_user on delete set null,
    -- Until when the table held this.
    at timestamptz not null,
    primary key (tenant_id, version_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
create index lookup_version_name on lookup_version (tenant_id, name, version_id);
call kopru_guard('lookup_version');
