//! The HubSpot side: accounts with their records, and the app that connects to them.
//!
//! Begin with [`router`], which says which call goes where. `portal` is one account's data; `write`
//! checks what goes in, `show` writes what comes out, `calculated` is what HubSpot adds of its own.

mod access;
mod answer;
mod association_calls;
mod association_types;
mod associations;
mod batch;
mod calculated;
mod call;
mod consent;
mod defaults;
mod events;
mod filter;
mod input;
mod kept;
mod kinds;
mod limits;
mod oauth;
mod objects;
mod people;
mod pipelines;
mod portal;
mod property_calls;
mod record;
mod record_page;
mod router;
mod schema;
mod search;
mod show;
mod values;
mod webhooks;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

pub(crate) use self::kept::Kept;
use self::{events::Subscriptions, kinds::KINDS, limits::Limits, oauth::Tokens, portal::Portal};
use crate::{Shared, lock, memory::Changes};

/// What `GET /_summary` says about this side.
#[derive(Default)]
pub(crate) struct Summary {
    /// Live records by kind.
    pub(crate) objects: Map<String, Value>,
    /// Records too many for their natural key.
    pub(crate) duplicates: Map<String, Value>,
    /// Linked pairs by kinds.
    pub(crate) associations: Map<String, Value>,
}

/// All accounts, the app and its tokens.
pub(crate) struct Hub {
    seed: u64,
    portals: RwLock<BTreeMap<u64, Arc<Mutex<Portal>>>>,
    /// Bearers that do not expire: account, and whether a person holds it.
    static_tokens: RwLock<BTreeMap<String, (u64, bool)>>,
    /// Codes and tokens of the app.
    pub(crate) tokens: Tokens,
    /// What has been called how often.
    pub(crate) limits: Limits,
    subscriptions: RwLock<Arc<Subscriptions>>,
    /// Events that wait to be sent together.
    pub(crate) outgoing: Mutex<Vec<Value>>,
    /// Changes to what is kept.
    pub(crate) changes: Changes,
}

impl Hub {
    fn new(shared: &Shared) -> Self {
        let keys = &shared.credentials.hubspot;
        let hub = Self {
            seed: shared.options.seed,
            portals: RwLock::default(),
            static_tokens: RwLock::default(),
            tokens: Tokens::default(),
            limits: Limits::default(),
            subscriptions: RwLock::new(Arc::new(Subscriptions {
                app_id: keys.app_id,
                at_once: 10,
                ..Subscriptions::default()
            })),
            outgoing: Mutex::default(),
            changes: Changes::default(),
        };
        hub.open_portal(
            keys.portal_id,
            &keys.private_app_token,
            &keys.user_token,
            shared.clock.now_ms(),
        );
        hub
    }

    fn open_portal(&self, id: u64, private_app_token: &str, user_token: &str, now: i64) {
        let portal = Arc::new(Mutex::new(Portal::new(id, self.seed ^ id, now)));
        self.portals
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, portal);
        let mut tokens = self.static_tokens.write().unwrap_or_else(PoisonError::into_inner);
        tokens.insert(private_app_token.to_owned(), (id, false));
        tokens.insert(user_token.to_owned(), (id, true));
        self.changes.note();
    }

    /// Opens another empty account, for tests with several tenants; answers its number and tokens.
    pub(crate) fn another_portal(&self, now: i64) -> Value {
        let last = self
            .portals
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
            .max()
            .copied()
            .unwrap_or(0);
        let id = last + 1_009;
        let word = |what: &str| hex::encode(&Sha256::digest(format!("{}/{id}/{what}", self.seed))[..16]);
        let (private, user) = (
            format!("pat-eu1-{}", word("pat")),
            format!("user-{}", word("user")),
        );
        self.open_portal(id, &private, &user, now);
        json!({"portal_id": id.to_string(), "private_app_token": private, "user_token": user})
    }

    /// An account by its number.
    pub(crate) fn portal(&self, id: u64) -> Option<Arc<Mutex<Portal>>> {
        self.portals
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }

    /// Account of a bearer that does not expire, and whether a person holds it.
    pub(crate) fn static_token(&self, token: &str) -> Option<(u64, bool)> {
        self.static_tokens
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .copied()
    }

    /// The app's subscriptions as they are now.
    pub(crate) fn subscriptions(&self) -> Arc<Subscriptions> {
        self.subscriptions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the app's subscriptions.
    pub(crate) fn change_subscriptions(&self, change: impl FnOnce(&mut Subscriptions)) {
        let mut held = self.subscriptions.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut held));
        self.changes.note();
    }

    /// Objects by type, duplicates by natural key, associations by pair, over all accounts or one.
    pub(crate) fn summary(&self, only: Option<u64>) -> Summary {
        let portals: Vec<_> = self
            .portals
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|(id, _)| only.is_none_or(|only| only == **id))
            .map(|(_, portal)| portal.clone())
            .collect();
        let mut summary = Summary::default();
        for portal in portals {
            let portal = lock(&portal);
            for (kind, facts) in (0..).zip(&KINDS) {
                let live = portal
                    .of(kind)
                    .records
                    .iter()
                    .filter(|r| !r.gone && r.archived.is_none());
                add(&mut summary.objects, facts.plural, live.count());
            }
            for (name, kind, property) in NATURAL_KEYS {
                add(&mut summary.duplicates, name, portal.repeated(kind, property));
            }
            for (kind, from) in (0..).zip(&KINDS) {
                let mut pairs = BTreeMap::new();
                for record in portal
                    .of(kind)
                    .records
                    .iter()
                    .filter(|r| !r.gone && r.archived.is_none())
                {
                    let both_live = record.links.iter().filter(|l| portal.of(l.0).live(l.1).is_some());
                    let linked: BTreeSet<_> = both_live.map(|l| (l.0, l.1)).collect();
                    for (to, _) in linked {
                        *pairs.entry(to).or_insert(0) += 1;
                    }
                }
                for (to, count) in pairs {
                    let name = format!("{}_to_{}", from.singular, kinds::facts(to).singular);
                    add(&mut summary.associations, &name, count);
                }
            }
        }
        summary
    }
}

/// Name in the summary, kind, property whose values ought to differ.
const NATURAL_KEYS: [(&str, kinds::Kind, &str); 11] = [
    ("contacts_by_email", kinds::CONTACTS, "email"),
    ("contacts_by_kopru_key", kinds::CONTACTS, "kopru_key"),
    ("companies_by_name", kinds::COMPANIES, "name"),
    ("companies_by_domain", kinds::COMPANIES, "domain"),
    ("companies_by_kopru_key", kinds::COMPANIES, "kopru_key"),
    ("products_by_sku", kinds::PRODUCTS, "hs_sku"),
    ("products_by_kopru_key", kinds::PRODUCTS, "kopru_key"),
    ("deals_by_name", kinds::DEALS, "dealname"),
    ("deals_by_kopru_key", kinds::DEALS, "kopru_key"),
    ("orders_by_external_id", kinds::ORDERS, "hs_external_order_id"),
    ("line_items_by_kopru_key", kinds::LINE_ITEMS, "kopru_key"),
];

fn add(all: &mut Map<String, Value>, name: &str, count: usize) {
    let before = all.get(name).and_then(Value::as_u64).unwrap_or(0);
    all.insert(
        name.to_owned(),
        json!(before + u64::try_from(count).unwrap_or(u64::MAX)),
    );
}

/// The routes below `/hubspot`, with what was kept of an earlier run.
pub(crate) fn router(shared: Arc<Shared>, kept: Option<Kept>) -> axum::Router {
    let open = || match kept {
        Some(kept) => Hub::from_kept(kept, shared.options.seed),
        None => Hub::new(&shared),
    };
    let hub = shared.hub.get_or_init(|| Arc::new(open())).clone();
    axum::Router::new()
        .fallback(router::handle)
        .with_state((shared, hub))
}
