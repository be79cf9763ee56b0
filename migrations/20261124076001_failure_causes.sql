-- What tells causes apart within one reason, so that failures are grouped by what mends them: "lookup:{table}:{keys}"
-- where a look-up table has no row, else a keyed hash of the sentence, which may name people.
alter table dead_letter
    add column detail text not null default '',
    add column first_failed_at timestamptz,
    -- Why a member set it aside, in their words.
    add column aside_because text not null default '';
create index dead_letter_cause on dead_letter (tenant_id, flow_id, reason, detail) where state = 'open';
