-- How people want pages and messages, and more kinds of place in a tenant than two.

alter table app_user
    add column language text not null default 'en' constraint app_user_language check (language in ('en', 'tr', 'nl', 'de')),
    -- IANA name; null: the tenant's.
    add column time_zone text,
    add column theme text not null default 'system' constraint app_user_theme check (theme in ('system', 'light', 'dark'));
grant select (language, time_zone) on app_user to kopru_tenant;

alter table tenant
    -- IANA name. Days of lists, charts and digests begin at its midnight.
    add column time_zone text not null default 'Europe/Amsterdam';

alter table member drop constraint member_role;
update member set role = 'editor' where role = 'member';
alter table member add constraint member_role check (role in ('owner', 'admin', 'editor', 'viewer', 'billing', 'expert'));
