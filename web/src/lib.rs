//! The dashboard: router, pages and their templates.
