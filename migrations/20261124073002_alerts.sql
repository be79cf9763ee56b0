-- What an alert is about in words of closed lists, who looks at it, and whom to tell of it where.

alter table alert
    add column kind text not null default 'records_failed',
    -- The reason of the records that failed, where that is what it tells of.
    add column reason text,
    add column severity text not null default 'warning'
        constraint alert_severity check (severity in ('notice', 'warning', 'severe')),
    -- What the other side said. Never of a record: its words stand sealed in the journal.
    add column remote_words text,
    -- Who looks at it.
    add column acknowledged_by uuid references app_user on delete set null,
    add column acknowledged_at timestamptz,
    -- Nobody is told before then; kept when its cause comes back.
    add column muted_until timestamptz,
    -- When people were told of it, and that it is over. Null: still to do.
    add column told_at timestamptz,
    add column over_told_at timestamptz;
-- Nobody is told anew of what is old.
update alert set told_at = raised_at, over_told_at = resolved_at,
    kind = case when cause like 'sign\_in:%' then 'sign_in' when cause like 'set\_up:%' then 'flow_stopped'
        when cause like 'lacking:%' then 'lacking' else 'records_failed' end,
    severity = case when cause like 'sign\_in:%' then 'severe' else 'warning' end,
    reason = case when cause like 'dead\_letters:%' then split_part(cause, ':', 3) end;
create index alert_to_tell on alert (raised_at) where told_at is null;
create index alert_over on alert (resolved_at) where resolved_at is not null and over_told_at is null and told_at is not null;
-- The newest alert of a cause tells whether it is muted, or came back.
create index alert_cause on alert (tenant_id, cause, alert_id desc);

-- Where alerts go besides e-mail.
create table channel (
    tenant_id uuid not null references tenant on delete cascade,
    channel_id uuid not null,
    kind text not null constraint channel_kind check (kind in ('slack', 'webhook')),
    name text not null check (name <> ''),
    -- Address and signing secret, sealed: a Slack address is a secret by itself.
    sealed bytea not null,
    -- What may be shown of the address.
    host text not null,
    least_severity text not null default 'warning'
        constraint channel_severity check (least_severity in ('notice', 'warning', 'severe')),
    -- Empty: all flows.
    flows uuid[] not null default '{}',
    created_at timestamptz not null default now(),
    -- How the last try ended, in the other side's words.
    tried_at timestamptz,
    tried_well boolean,
    tried_words text,
    primary key (tenant_id, channel_id),
    constraint channel_name unique (tenant_id, name)
);
call kopru_guard('channel');

-- Messages on their way to a channel.
create table delivery (
    tenant_id uuid not null,
    delivery_id uuid not null,
    channel_id uuid not null,
    -- What is sent, sealed. Null once it is sent or given up.
    sealed bytea,
    attempts smallint not null default 0,
    -- When it is (next) tried; while someone sends it, when another may.
    due_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    given_up_at timestamptz,
    last_error text,
    primary key (tenant_id, delivery_id),
    foreign key (tenant_id, channel_id) references channel on delete cascade,
    constraint delivery_end check (sent_at is null or given_up_at is null),
    constraint delivery_sealed check ((sealed is null) = (sent_at is not null or given_up_at is not null))
);
create index delivery_due on delivery (due_at) where sent_at is null and given_up_at is null;
create index delivery_ended on delivery (created_at) where sealed is null;
create index delivery_channel on delivery (tenant_id, channel_id);
call kopru_guard('delivery');

-- How a member wants to be told. Without a row: by e-mail if they can do something about it, at once.
create table notice_preference (
    tenant_id uuid not null,
    user_id uuid not null,
    by_email boolean not null,
    least_severity text not null default 'warning'
        constraint notice_severity check (least_severity in ('notice', 'warning', 'severe')),
    -- Empty: all flows.
    flows uuid[] not null default '{}',
    -- Minutes of the member's day between which only what is severe is told; both or none.
    quiet_from smallint check (quiet_from between 0 and 1439),
    quiet_to smallint check (quiet_to between 0 and 1439),
    -- The hour of the member's day at which the digest comes; null: none.
    digest_hour smallint check (digest_hour between 0 and 23),
    -- The moment of the next digest, and since when it tells.
    digest_due_at timestamptz,
    digest_since timestamptz,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references member on delete cascade,
    constraint notice_quiet check ((quiet_from is null) = (quiet_to is null)),
    constraint notice_digest check ((digest_hour is null) = (digest_due_at is null))
);
create index notice_digest_due on notice_preference (digest_due_at) where digest_due_at is not null;
call kopru_guard('notice_preference');

-- What waits for the end of a member's quiet hours.
create table held_notice (
    tenant_id uuid not null,
    user_id uuid not null,
    alert_id uuid not null,
    due_at timestamptz not null,
    primary key (tenant_id, user_id, alert_id),
    foreign key (tenant_id, user_id) references member on delete cascade,
    foreign key (tenant_id, alert_id) references alert on delete cascade
);
create index held_notice_due on held_notice (due_at);
create index held_notice_alert on held_notice (tenant_id, alert_id);
call kopru_guard('held_notice');
