//! The dashboard: everything that a person sees, from the front page to the desk of our experts.
//!
//! A handler reads like a sentence: who asks ([`member`] or [`visitor`]), find, decide, keep, answer. Pages are askama
//! templates under `templates/{noun}/`; the structs beside their handlers hold ready values, the templates only place
//! them. What scripts use is the `api` crate's.
//!
//! - Who: `Member` (signed in; `member.may(Permission::Edit)?` before an act, `member.begin(&app)` for a transaction that
//!   sees their tenant only), `Option<Member>`, or `Visitor` (anyone).
//! - Words: `t`, the [`locale::Locale`] of who looks, in `member.t` and `visitor.t`. `t.t("key")`, `t.t1("key", "name",
//!   value)`, `t.count("key", n)`, `t.moment(at)`, `t.money(amount, currency)`. Keys lie in `web/locales/{language}/`.
//! - A member's page extends `signed_in.html` and has a field `shell: Shell` ([`shell::Shell::load`]); a page for anyone
//!   extends `public.html` (or `door.html` for one narrow form) and has a field `visitor: Visitor`.
//! - Parts: macros under `templates/parts/`, one file each; their styles in `static/css/parts/`.
//! - Forms: [`form::Mistakes`] with the macros of `parts/form.html`; after success a redirect and a [`shell::Toast`].
//! - Addresses: `/assets/…` through [`assets::address`]; scripts are bundled from `web/assets` to `static/js`.

mod assets;
mod browser;
mod budget;
mod chart;
mod email;
mod entry;
mod error;
mod form;
mod guesses;
mod headers;
mod locale;
mod member;
mod pages;
mod passkeys;
mod password_field;
mod router;
mod sayings;
mod shell;
mod spreadsheet;
mod staff;
mod tenants;
mod visitor;
mod words;
mod zones;

use std::sync::Arc;

use engine::ports::Clock;
use jiff::Timestamp;
use notify::PostOffice;
use scheduler::Parts;
use store::Store;
use url::Url;

pub use router::router;

/// What the dashboard stands on.
#[derive(Clone)]
pub struct Web {
    /// The store, the connectors and what lies between them.
    pub parts: Parts,
    /// What is bought.
    pub till: billing::Till,
    /// How the world reaches us; with `https`, cookies are sent over nothing else.
    pub public_url: Url,
    /// Tells people: tests of channels, and in development the letters that were kept.
    pub office: PostOffice,
}

/// What handlers share. Cheap to clone.
#[derive(Clone)]
struct App(Arc<Inner>);

struct Inner {
    web: Web,
    guesses: guesses::Guesses,
}

impl App {
    fn new(web: Web) -> Self {
        Self(Arc::new(Inner {
            web,
            guesses: guesses::Guesses::default(),
        }))
    }

    fn parts(&self) -> &Parts {
        &self.0.web.parts
    }

    fn till(&self) -> &billing::Till {
        &self.0.web.till
    }

    fn store(&self) -> &Store {
        &self.parts().store
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        &self.parts().clock
    }

    fn now(&self) -> Timestamp {
        self.clock().now()
    }

    fn office(&self) -> &PostOffice {
        &self.0.web.office
    }

    fn public_url(&self) -> &Url {
        &self.0.web.public_url
    }

    /// The whole address of a page of ours, for letters.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url().as_str().trim_end_matches('/'))
    }

    fn guesses(&self) -> &guesses::Guesses {
        &self.0.guesses
    }
}
