-- The flows that run the other way between the same connections and share records with this one. shared names the
-- pairs of kinds that do ("customers<customers"); it is the caller's to know.
create function kopru_reverse(tenant uuid, flow uuid, shared text[]) returns table (tenant_id uuid, flow_id uuid)
    language sql stable
as $$
    select r.tenant_id, r.flow_id
    from flow f join flow r on r.tenant_id = f.tenant_id
        and r.source_connection = f.destination_connection and r.destination_connection = f.source_connection
    where f.tenant_id = tenant and f.flow_id = flow and (f.kind || '<' || r.kind) = any (shared)
$$;
grant execute on function kopru_reverse(uuid, uuid, text[]) to kopru_tenant, kopru_system;
