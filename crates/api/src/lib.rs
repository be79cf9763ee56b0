//! The JSON API under `/api/v1`, incoming hooks, sign-ins that come back from remote systems, and what operators
//! ask: `/healthz`, `/readyz`, `/metrics`.
//!
//! A handler reads like a sentence: who asks (`caller`), find, decide, keep (`write`), answer. All routes stand in
//! [`router`]; all errors end in `problem`. What the dashboard shows is the `web` crate's.

mod alerts;
mod body;
mod caller;
mod connect;
mod connections;
mod dead_letters;
mod drafts;
mod dry_runs;
mod explanations;
mod flows;
mod health;
mod hooks;
mod layers;
mod lookups;
mod openapi;
mod page;
mod problem;
mod problems;
mod records;
mod replays;
mod revisions;
mod router;
mod runs;
mod telemetry;
mod tokens;
mod usage;
mod workspace_file;
mod write;

use std::sync::Arc;

use jiff::Timestamp;
use scheduler::Parts;
use store::Store;
use url::Url;

pub use openapi::document;
pub use router::router;

/// Renders all metrics as Prometheus text.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// What the API stands on.
#[derive(Clone)]
pub struct Api {
    /// Store, connectors, vault, budgets, clock.
    pub parts: Parts,
    /// What is bought through Stripe, whose webhooks come in here.
    pub till: billing::Till,
    /// How the world reaches us; hooks are signed for this address.
    pub public_url: Url,
    /// Renders what the `metrics` crate's recorder has gathered.
    pub metrics: RenderMetrics,
}

/// What handlers share. Cheap to clone.
#[derive(Clone)]
struct App(Arc<Inner>);

struct Inner {
    api: Api,
    intake: hooks::Intake,
    known: hooks::Known,
    gauges: telemetry::Gauges,
}

impl App {
    fn new(api: Api) -> Self {
        let intake = hooks::Intake::start(&api.parts);
        Self(Arc::new(Inner {
            intake,
            known: hooks::Known::default(),
            gauges: telemetry::Gauges::default(),
            api,
        }))
    }

    fn parts(&self) -> &Parts {
        &self.0.api.parts
    }

    fn till(&self) -> &billing::Till {
        &self.0.api.till
    }

    fn store(&self) -> &Store {
        &self.0.api.parts.store
    }

    fn now(&self) -> Timestamp {
        self.0.api.parts.clock.now()
    }

    fn public_url(&self) -> &Url {
        &self.0.api.public_url
    }

    fn ground(&self) -> workspace::Ground {
        workspace::Ground {
            parts: self.parts().clone(),
            public_url: self.public_url().clone(),
        }
    }
}
