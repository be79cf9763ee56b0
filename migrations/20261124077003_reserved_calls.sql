-- The share of a remote's call limits that is left for the merchant's other apps (X11), in percent.
alter table connection
    add column reserved_percent smallint not null default 0
        constraint connection_reserved_percent check (reserved_percent between 0 and 90);
