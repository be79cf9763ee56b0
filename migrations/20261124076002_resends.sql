-- How a waiting key is to be sent for this once: a document in the place of what the rules would make, or another
-- revision's rules. Gone as soon as the key came to its end.
create table resend (
    tenant_id uuid not null,
    flow_id uuid not null,
    key text not null,
    kind text not null constraint resend_kind check (kind in ('edited', 'kept', 'revision')),
    -- The destination's document, sealed under the tenant's key: it holds names and addresses.
    document bytea,
    revision_id uuid,
    -- The e-mail address of who asked, for the record's timeline.
    asked_by text not null default '',
    asked_at timestamptz not null,
    primary key (tenant_id, flow_id, key),
    foreign key (tenant_id, flow_id) references flow on delete cascade,
    check ((kind = 'revision') = (revision_id is not null)),
    check ((kind = 'revision') = (document is null))
);
call kopru_guard('resend');

-- Which fields members changed by hand before sending a record again: several edits of one kind are worth a rule (X8).
create table record_edit (
    tenant_id uuid not null,
    edit_id uuid not null,
    flow_id uuid not null,
    fields text[] not null,
    at timestamptz not null,
    primary key (tenant_id, edit_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
create index record_edit_flow on record_edit (tenant_id, flow_id, at);
call kopru_guard('record_edit');
