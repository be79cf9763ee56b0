-- Roles, and the one place where a table is put under the guard of row-level security.
--
-- kopru_tenant serves one tenant at a time: every policy compares tenant_id with the setting kopru.tenant, which
--   the store sets for the length of a transaction. Without it nothing is seen.
-- kopru_system crosses tenants; only the scheduler, sign-in and incoming hooks hold it.
-- Neither owns a table, and row security is forced, so that not even the owner passes it by.

do $$
begin
    -- Roles belong to the whole cluster: another database's migration may be making them at this moment.
    begin
        create role kopru_tenant nologin;
    exception when duplicate_object or unique_violation then null;
    end;
    begin
        create role kopru_system nologin;
    exception when duplicate_object or unique_violation then null;
    end;
    for attempt in 1..20 loop
        begin
            -- A superuser is a member of every role already.
            if not pg_has_role(current_user, 'kopru_tenant', 'member') then
                execute format('grant kopru_tenant to %I', current_user);
            end if;
            if not pg_has_role(current_user, 'kopru_system', 'member') then
                execute format('grant kopru_system to %I', current_user);
            end if;
            exit;
        exception when internal_error or unique_violation then
            -- "tuple concurrently updated": the other migration was granting, too.
            perform pg_sleep(0.05 * attempt);
        end;
    end loop;
end
$$;

do $$
begin
    execute format('grant usage on schema %I to kopru_tenant, kopru_system', current_schema());
end
$$;

-- The tenant that this transaction serves; null (and so nothing) if none is set.
create function kopru_tenant_id() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('kopru.tenant', true), '')::uuid;

-- Puts a table under guard: one tenant sees its own rows, the system role sees all.
create procedure kopru_guard(guarded regclass)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', guarded);
    execute format('alter table %s force row level security', guarded);
    execute format(
        'create policy tenant_rows on %s to kopru_tenant using (tenant_id = kopru_tenant_id()) with check (tenant_id = kopru_tenant_id())',
        guarded);
    execute format('create policy all_rows on %s to kopru_system using (true) with check (true)', guarded);
    execute format('grant select, insert, update, delete on %s to kopru_tenant, kopru_system', guarded);
end
$$;
revoke execute on procedure kopru_guard(regclass) from public;
