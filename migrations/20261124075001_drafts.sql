-- Since when a draft is edited, and on which published revision it began: who publishes it later is told what was
-- published meanwhile.
alter table draft add column started_at timestamptz not null default now();
alter table draft add column base_revision uuid;

-- What a member typed and another took over, or a draft that was thrown away: kept until it is taken up again.
create table draft_aside (
    tenant_id uuid not null,
    flow_id uuid not null,
    user_id uuid not null references app_user on delete cascade,
    overlay jsonb not null,
    settings jsonb not null,
    changed_at timestamptz not null,
    primary key (tenant_id, flow_id, user_id),
    foreign key (tenant_id, flow_id) references flow on delete cascade
);
call kopru_guard('draft_aside');
