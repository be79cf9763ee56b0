//! The Lightspeed eCom side: one shop that answers like the vendor's API (dossier Lightspeed §8).
//!
//! [`endpoints`] is the contents page. [`entry`] lets calls in, [`read`] and [`write`] answer; [`orders`],
//! [`papers`], [`order_changes`], [`customers`], [`products`], [`variants`] and [`checkouts`] know the
//! rich resources, [`kinds`] and [`records`] the simple ones. Paths that begin with an underscore are ours and not the vendor's.

mod answer;
mod call;
mod cart_reads;
mod checkout_views;
mod checkouts;
mod control;
mod customers;
mod endpoints;
mod entry;
mod images;
mod json;
mod kept;
mod kinds;
mod knobs;
mod limits;
mod list;
mod order_changes;
mod orders;
mod pages;
mod papers;
mod picture_changes;
mod products;
mod quotes;
mod read;
mod record_changes;
mod records;
mod refusal;
mod sale;
mod seed;
mod shopper;
mod state;
mod table;
mod time;
mod variants;
mod webhooks;
mod write;

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard, Weak};
use std::time::Duration;

use axum::Router;
use serde_json::{Map, Value, json};

use crate::memory::Changes;
use crate::shop::dice::Dice;
use crate::shop::{Merchant, Plan};
use crate::{Shared, ShopSize, lock};

pub(crate) use kept::Kept;
pub(crate) use knobs::Knobs;

use endpoints::Area;
use limits::Limits;
use records::Record;
use state::State;

/// The shop and all that is in it.
pub(crate) struct Shop {
    shared: Weak<Shared>,
    state: RwLock<State>,
    limits: Mutex<Limits>,
    dice: Mutex<Dice>,
    /// Tokens of the app's installations.
    tokens: Mutex<Vec<String>>,
    /// Webhooks sent, to lose every n-th on request.
    sent: Mutex<u64>,
    /// Changes to what is kept.
    pub(crate) changes: Changes,
}

/// What a call must know besides the shop: the time, the knobs, who calls and how we are addressed.
pub(crate) struct Context {
    /// Unix seconds.
    pub(crate) now: i64,
    pub(crate) knobs: Knobs,
    /// Without a slash at the end.
    pub(crate) base: String,
    pub(crate) shop_id: u64,
    /// The key that calls.
    pub(crate) key: String,
    /// Whether an installed app calls.
    pub(crate) by_app: bool,
    own_secret: String,
    app_secret: String,
}

impl Context {
    fn new(shared: &Shared) -> Self {
        let keys = &shared.credentials.lightspeed;
        Self {
            now: shared.clock.now_ms().div_euclid(1000),
            knobs: shared.settings.get().lightspeed.clone(),
            base: shared.base_url.clone(),
            shop_id: keys.shop_id,
            key: keys.key.clone(),
            by_app: false,
            own_secret: keys.secret.clone(),
            app_secret: keys.app_secret.clone(),
        }
    }

    /// Address in front of a resource in that language.
    pub(crate) fn address(&self, language: &str) -> String {
        format!("{}/lightspeed/{language}/", self.base)
    }

    /// Whether the calling key may read or write an area.
    pub(crate) fn may(&self, area: Area, write: bool) -> bool {
        let rights = &self.knobs.rights;
        let wanted = format!("{}:{}", area.name(), if write { "write" } else { "read" });
        area == Area::Open || self.by_app || rights.is_empty() || rights.contains(&wanted)
    }

    /// What signs a webhook: the app's secret, or the shop's own ([K] dossier Lightspeed §4.13).
    fn hook_secret(&self, hook: &Record) -> &str {
        let by_app = hook.values.get("byApp").and_then(Value::as_bool).unwrap_or(false);
        if by_app {
            &self.app_secret
        } else {
            &self.own_secret
        }
    }
}

impl Shop {
    fn new(shared: &Arc<Shared>) -> Self {
        let options = &shared.options;
        let mut plan = match options.shop {
            ShopSize::Small => Plan::small(),
            ShopSize::Large => Plan::large(),
            ShopSize::Orders1000 => Plan::orders_1000(),
        };
        plan.seed ^= options.seed;
        let now = shared.clock.now_ms().div_euclid(1000);
        Self {
            shared: Arc::downgrade(shared),
            state: RwLock::new(State::new(Merchant::new(&plan, now), now)),
            limits: Mutex::new(Limits::default()),
            dice: Mutex::new(Dice::new(plan.seed.wrapping_mul(31))),
            tokens: Mutex::new(Vec::new()),
            sent: Mutex::new(0),
            changes: Changes::default(),
        }
    }

    /// The shop's data, to be changed.
    fn change(&self) -> RwLockWriteGuard<'_, State> {
        let state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.note();
        state
    }

    /// Objects by kind, and how many values that should be unique are not.
    pub(crate) fn summary(&self) -> (Map<String, Value>, Map<String, Value>) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        (state.objects(), state.duplicates())
    }

    /// Places an order as a shopper would; answers its id, number and total.
    ///
    /// # Errors
    /// A sentence that names the part of the wish that cannot be met; then nothing was done.
    pub(crate) fn place_order(&self, wish: Value) -> Result<Value, String> {
        let shared = self.shared.upgrade().ok_or("the stand-in is closing")?;
        let context = Context::new(&shared);
        let mut state = self.change();
        let id = {
            let mut dice = lock(&self.dice);
            shopper::place(&mut state, &context, wish, &mut dice)?
        };
        let placed = state.orders.get(id).map_or(Value::Null, |order| {
            let mut total = String::new();
            crate::shop::money::write_number(&mut total, order.totals().1);
            json!({
                "id": id,
                "number": format!("ORD{:05}", order.sequence),
                "email": order.person.email,
                "paymentStatus": order.payment_status,
                "priceIncl": total.parse::<f64>().unwrap_or_default(),
            })
        });
        let messages = self.report(&mut state, &context);
        drop(state);
        self.send(&shared, &context, messages);
        Ok(placed)
    }

    /// What webhooks have to say about what happened since the last time.
    fn report(&self, state: &mut State, context: &Context) -> Vec<webhooks::Message> {
        let happened = std::mem::take(&mut state.happened);
        webhooks::messages(state, context, &happened)
    }

    /// Sends messages after the usual delay, some twice or never if so asked.
    fn send(&self, shared: &Arc<Shared>, context: &Context, messages: Vec<webhooks::Message>) {
        if messages.is_empty() {
            return;
        }
        let knobs = &context.knobs;
        let mut kept = Vec::with_capacity(messages.len());
        for message in messages {
            let sent = {
                let mut sent = lock(&self.sent);
                *sent += 1;
                *sent
            };
            if knobs.hook_lose_every > 0 && sent.is_multiple_of(knobs.hook_lose_every) {
                continue;
            }
            let copies = if knobs.hook_twice { 2 } else { 1 };
            for _ in 0..copies {
                let more = lock(&self.dice).below(knobs.hook_jitter_ms + 1);
                kept.push((Duration::from_millis(knobs.hook_delay_ms + more), message.clone()));
            }
        }
        // Stable, so that without jitter they leave in the order in which things happened.
        kept.sort_by_key(|(delay, _)| *delay);
        let first_wait = Duration::from_millis(shared.settings.get().hook_retry_ms);
        let retries = knobs.hook_retries;
        let shared = Arc::downgrade(shared);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            let begun = tokio::time::Instant::now();
            for (delay, message) in kept {
                tokio::time::sleep_until(begun + delay).await;
                let Some(shared) = shared.upgrade() else { return };
                let webhooks::Message { url, headers, body } = message;
                shared.hooks.send(crate::hooks::Delivery {
                    url,
                    compose: Box::new(move |_attempt| (headers.clone(), body.clone())),
                    timeout: webhooks::TIMEOUT,
                    retries,
                    first_wait,
                });
            }
        });
    }
}

/// The routes below `/lightspeed` (the prefix is already taken off), with what was kept of an earlier run.
pub(crate) fn router(shared: Arc<Shared>, kept: Option<Kept>) -> Router {
    let shop = Arc::new(match kept {
        Some(kept) => Shop::from_kept(kept, &shared),
        None => Shop::new(&shared),
    });
    // The control pages find the shop here.
    let _ = shared.shop.set(Arc::clone(&shop));
    control::routes()
        .fallback(entry::answer)
        .with_state(entry::Door { shared, shop })
}
