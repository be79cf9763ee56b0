alter table app_user
    -- Whether single keys act on pages (WCAG 2.1.4 wants that they can be switched off).
    add column has_keys boolean not null default true;
