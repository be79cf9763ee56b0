//! Lightspeed eCom (C-Series), formerly SEOshop: a web shop's orders, customers, products and stock.
//!
//! | room | what it holds |
//! |---|---|
//! | `address`, `credential`, `install`, `identity`, `permissions` | where a shop is, what opens it, whom it belongs to |
//! | `dialect`, `errors`, `rate`, `api`, `read` | how calls go, what refusals mean, what answers hold |
//! | `hooks`, `subscriptions` | webhooks in and where they are sent |
//! | `source/` | what changed, and the records |
//! | `destination/` | customers by e-mail, products by SKU, stock in bulk |
//! | `facts`, `choices`, `discover`, `schema`, `streams` | what a shop has to choose from and to describe |
//! | `mappings/` | its JSON to the canonical documents and back |

mod address;
mod api;
mod choices;
mod credential;
mod destination;
mod dialect;
mod discover;
mod errors;
mod facts;
mod hooks;
mod identity;
mod install;
mod permissions;
mod rate;
mod read;
mod schema;
mod shop;
mod source;
mod streams;
mod subscriptions;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use domain::{
    ConnectionId, ConnectorId, Failure, FailureReason, Schema, StreamName, Value, canonical::Noun,
    flow::FlowKind,
};
use engine::ports::Renewed;
use url::Url;

use crate::{
    Access, Account, Connector, Declaration, Hook, HookChange, HookRefused, Opened, Remotes, SignIn,
};

/// What is kept about a shop while somebody has it open, and for the next who opens it.
type Known = HashMap<(ConnectionId, String), Arc<facts::Facts>>;
/// Shops of which something is kept; beyond it those that nobody has open are forgotten.
const KNOWN: usize = 200;

/// The connector.
pub struct LightspeedEcom {
    remotes: Remotes,
    known: Mutex<Known>,
}

impl LightspeedEcom {
    /// The connector, pointed at these remotes.
    #[must_use]
    pub fn new(remotes: Remotes) -> Self {
        Self {
            remotes,
            known: Mutex::default(),
        }
    }

    fn facts(&self, access: &Access) -> Arc<facts::Facts> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.retain(|_, facts| Arc::strong_count(facts) > 1);
        }
        known
            .entry((access.connection, access.account.id.clone()))
            .or_default()
            .clone()
    }

    /// The shipped mapping (TOML) from the shop's own JSON to a canonical document.
    #[must_use]
    pub fn canonical_mapping(&self, noun: Noun) -> &'static str {
        source::shipped(noun)
    }
}

#[async_trait]
impl Connector for LightspeedEcom {
    fn declaration(&self) -> Declaration {
        let mut sign_in = vec![SignIn::KeyAndSecret];
        if self.remotes.lightspeed_ecom.is_some() {
            sign_in.insert(0, SignIn::AppInstall);
        }
        Declaration {
            id: ConnectorId::LightspeedEcom,
            title: ConnectorId::LightspeedEcom.title(),
            sign_in,
            streams: streams::Stream::declarations(),
        }
    }

    fn open(&self, access: Access) -> Arc<dyn Opened> {
        let facts = self.facts(&access);
        let api = api::Api::new(
            access,
            self.remotes.client.clone(),
            self.remotes.lightspeed_ecom_api.clone(),
            self.remotes.lightspeed_ecom.clone(),
        );
        Arc::new(shop::Shop::new(api, facts))
    }

    fn credential(&self, fields: &Value) -> Result<Renewed, Failure> {
        Ok(credential::ShopCredential::from_fields(fields)?.to_renewed())
    }

    fn authorize_url(&self, _: &Url, _: &str, _: &str) -> Option<Url> {
        None
    }

    async fn exchange_code(&self, _: &str, _: &Url, _: &str) -> Result<Renewed, Failure> {
        Err(Failure::permanent(
            FailureReason::BadSetting,
            "Lightspeed eCom has no sign-in by code; enter a key and secret, or install the app from its store",
        ))
    }

    fn install(&self, query: &[(String, String)]) -> Result<(Account, Renewed), Failure> {
        install::read(query, self.remotes.lightspeed_ecom.as_ref())
    }

    /// Nothing in a webhook tells when it was sent, so it can't be too old.
    fn read_hook(
        &self,
        hook: &Hook<'_>,
        secret: Option<&str>,
        _now: jiff::Timestamp,
    ) -> Result<Vec<HookChange>, HookRefused> {
        hooks::read(hook, secret, self.remotes.lightspeed_ecom.as_ref())
    }

    /// An order's page in the back office. Variants have none, and where the others are is not known for sure.
    fn page(&self, account: &Account, stream: &StreamName, id: &str) -> Option<Url> {
        let pages = account.pages.as_ref()?;
        let is_order = streams::Stream::named(stream) == Some(streams::Stream::Orders);
        let id: u64 = id.parse().ok()?;
        Url::parse(&format!("{pages}/orders/{id}"))
            .ok()
            .filter(|_| is_order)
    }

    fn default_mapping(&self, kind: FlowKind) -> Option<&'static str> {
        match kind {
            FlowKind::Customers => Some(include_str!("mappings/customers.toml")),
            FlowKind::Products => Some(include_str!("mappings/products.toml")),
            FlowKind::Stock => Some(include_str!("mappings/stock.toml")),
            FlowKind::Orders | FlowKind::OrderStatus | FlowKind::Invoices => None,
        }
    }

    fn known_schema(&self, kind: FlowKind) -> Schema {
        schema::of(kind)
    }
}
