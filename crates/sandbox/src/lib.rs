//! Stand-ins that speak like HubSpot, Lightspeed eCom and Stripe over real HTTP.
//!
//! All answer on one port: `/hubspot/…` is what a client sees as `https://api.hubapi.com`
//! (and, for the sign-in page, as `https://app.hubspot.com`), `/lightspeed/{lang}/…json` is what a
//! client sees as `https://api.webshopapp.com/{lang}/…json`, `/stripe/…` what it sees as `https://api.stripe.com`.
//! The paths that begin with an underscore steer the stand-ins themselves:
//!
//! | | |
//! |---|---|
//! | `GET /` | a page that says what this is |
//! | `GET /_credentials` | what a client needs to sign in |
//! | `GET /_summary[?portal=ID]`, `POST /_summary/reset` | calls, objects, duplicates, associations; counting calls from zero |
//! | `GET`, `POST`, `DELETE /_faults` | faults in force, a new one, none: `{"side", "match"?, "kind", "times"?, "delay_ms"?, "probability"?}` |
//! | `GET`, `POST /_settings` | knobs, such as `{"latency_ms": 30, "limits": false, "hubspot": {"search_lag_ms": 0}}` |
//! | `POST /_orders` | a shopper places an order |
//! | `POST /stripe/_clock` | `{"advance_days": 31}`: time passes, and with it what falls due at Stripe |
//! | `POST /_portals` | another empty HubSpot account, for several tenants |
//!
//! Kinds of fault: `slow`, `timeout`, `cut`, `cut_after`, `half`, `wrong_json`, `html`, `429`, `423`, `477`,
//! `expired`, `502`, `502_after`, `503`, `504`, `504_after` (`_after`: the work was done all the same).
//!
//! They hold their data in memory, begin with a seeded shop, and are stateful: what is written is read
//! back, unique keys clash, tokens expire, limits bite and webhooks are delivered with signatures.
//! With [`Options::state`] they find their data again after a restart.
//! They are used by the tests, by the demo and by people who try the product before they own accounts.

mod calls;
mod clock;
mod control;
mod credentials;
mod faults;
mod hooks;
mod hubspot;
mod lightspeed;
mod memory;
mod pages;
mod server;
mod settings;
mod shop;
mod stripe;

use std::{
    future::Future,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use url::Url;

pub use server::Running;

/// How large a shop the Lightspeed side is seeded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShopSize {
    /// A handful of orders: enough to look at by hand.
    #[default]
    Small,
    /// Tens of thousands of orders: for first loads and paging.
    Large,
    /// The fixed scenario of the benchmark: 1,000 paid orders, 400 customers, 120 products.
    Orders1000,
}

impl std::str::FromStr for ShopSize {
    type Err = SandboxError;

    fn from_str(word: &str) -> Result<Self, SandboxError> {
        match word {
            "small" => Ok(Self::Small),
            "large" => Ok(Self::Large),
            "orders-1000" => Ok(Self::Orders1000),
            other => Err(SandboxError::UnknownShop(other.to_owned())),
        }
    }
}

/// What the stand-ins are started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The shop that is there at the start.
    pub shop: ShopSize,
    /// How long each call takes before it is worked on.
    pub latency: Duration,
    /// Whether the vendors' rate limits are enforced.
    pub limits: bool,
    /// The same seed gives the same shop, the same ids and the same shuffling.
    pub seed: u64,
    /// What clients call us, where that is not the address listened on (links, sign-in pages).
    pub public_url: Option<Url>,
    /// The folder in which their data outlives a restart, one file for each side, shop and seed; without
    /// one they begin anew at each start.
    pub state: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            shop: ShopSize::Small,
            latency: Duration::ZERO,
            limits: true,
            seed: 42,
            public_url: None,
            state: None,
        }
    }
}

/// Why the stand-ins could not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address is taken or not ours.
    #[error("the stand-ins cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// A size of shop that we do not make.
    #[error("there is no shop called '{0}'; choose small, large or orders-1000")]
    UnknownShop(String),
    /// The folder with the data of an earlier run cannot be used.
    #[error("the stand-ins cannot keep their data in {}: {source}; make it readable and writable or choose another folder", path.display())]
    State {
        /// The folder or the file in it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The client that delivers webhooks could not be built.
    #[error("the webhook sender could not be built: {0}")]
    Hooks(#[source] reqwest::Error),
}

/// Starts the stand-ins and returns once they listen.
///
/// # Errors
/// When the address cannot be listened on or the folder for the data cannot be used.
pub async fn start(options: Options) -> Result<Running, SandboxError> {
    server::start(options).await
}

/// Runs the stand-ins until `shutdown` completes, then ends open connections.
///
/// # Errors
/// When the address cannot be listened on or the folder for the data cannot be used.
pub async fn serve(options: Options, shutdown: impl Future<Output = ()>) -> Result<(), SandboxError> {
    let running = start(options).await?;
    shutdown.await;
    running.stop().await;
    Ok(())
}

/// What both sides and the control pages share.
pub(crate) struct Shared {
    /// What the stand-ins were started with; `listen` holds the real port.
    pub(crate) options: Options,
    /// The address clients use, without a slash at the end.
    pub(crate) base_url: String,
    /// Faults that were asked for.
    pub(crate) faults: faults::Faults,
    /// Calls counted by endpoint.
    pub(crate) calls: calls::Calls,
    /// The webhook sender.
    pub(crate) hooks: hooks::Hooks,
    /// The time, which tests may move.
    pub(crate) clock: clock::Clock,
    /// What a client needs to sign in.
    pub(crate) credentials: credentials::Credentials,
    /// Knobs that may be turned while running.
    pub(crate) settings: settings::Settings,
    /// Where the data outlives a restart, if it does.
    pub(crate) memory: Option<memory::Memory>,
    /// The HubSpot side; set by its router.
    pub(crate) hub: OnceLock<Arc<hubspot::Hub>>,
    /// The Lightspeed side; set by its router.
    pub(crate) shop: OnceLock<Arc<lightspeed::Shop>>,
    /// The Stripe side; set by its router.
    pub(crate) stripe: OnceLock<Arc<stripe::Stripe>>,
}

/// Takes a lock; a thread that panicked while holding it does not end the stand-in.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
