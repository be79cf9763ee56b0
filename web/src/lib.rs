//! The dashboard: signing in, what runs, and what became of each record.
//!
//! A handler reads like a sentence: who asks (`member`), find, answer. Pages are askama templates under
//! `templates/`; the structs beside their handlers hold ready values, the templates only place them. What scripts
//! use is the `api` crate's.

mod assets;
mod error;
mod guesses;
mod headers;
mod member;
mod pages;
mod router;
mod words;

use std::sync::Arc;

use engine::ports::Clock;
use jiff::Timestamp;
use store::Store;
use url::Url;

pub use router::router;

/// What the dashboard stands on.
#[derive(Clone)]
pub struct Web {
    /// Where everything is kept.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How the world reaches us; with `https`, cookies are sent over nothing else.
    pub public_url: Url,
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

    fn store(&self) -> &Store {
        &self.0.web.store
    }

    #[allow(
        clippy::unused_self,
        reason = "the time is the machine's; pages take it from one place"
    )]
    fn now(&self) -> Timestamp {
        self.0.web.clock.now()
    }

    fn guesses(&self) -> &guesses::Guesses {
        &self.0.guesses
    }
}
