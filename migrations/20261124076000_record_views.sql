-- Views of the activity log that a member saved by name: the filters as they stand in the address.
create table record_view (
    tenant_id uuid not null references tenant on delete cascade,
    user_id uuid not null references app_user on delete cascade,
    name text not null check (name <> ''),
    query text not null,
    primary key (tenant_id, user_id, name)
);
call kopru_guard('record_view');
