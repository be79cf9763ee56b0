//! What can be turned on this side while it runs: everything that no source could settle.

use serde::{Deserialize, Serialize};

/// Knobs of this side, turned by `POST /_settings {"lightspeed": {…}}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Knobs {
    /// Calls allowed in five minutes, an hour and a day.
    pub(crate) limits: [u64; 3],
    /// Calls allowed in one second.
    pub(crate) per_second: u64,
    /// `none`, `seconds` or `date`: how a 429 says when to come again.
    pub(crate) retry_after: RetryAfter,
    /// Webhooks that the shop's plan allows (10 in the sample of `shop/limits`).
    pub(crate) webhooks: usize,
    /// Whether an exhausted window shows `-1` instead of 0 (one client expects it, dossier §2).
    pub(crate) minus_one: bool,
    /// Whether a rejected call counts ([K] dossier §2: no).
    pub(crate) rejected_count: bool,
    /// Whether `orders/{id}` carries its relations inside.
    pub(crate) embed_order: bool,
    /// Whether lists of orders do so too.
    pub(crate) embed_lists: bool,
    /// Whether `variants.json?sku=` filters; without it every row comes.
    pub(crate) filter_sku: bool,
    /// Whether filters that no source proves are honoured (`status`, `articleCode`, `title`, …).
    pub(crate) filter_unproven: bool,
    /// Whether cancelling gives stock back ([K] dossier §5).
    pub(crate) cancel_restocks: bool,
    /// Whether payment and shipment move the order's status on ([K] dossier §5).
    pub(crate) status_follows: bool,
    /// Rights of the shop's own key, as `area:read` and `area:write`; empty means all.
    pub(crate) rights: Vec<String>,
    /// Seconds after creation in which `orders/{id}/…` answers 404 now and then.
    pub(crate) young_404_seconds: i64,
    /// Milliseconds until a webhook is sent.
    pub(crate) hook_delay_ms: u64,
    /// Up to so many milliseconds more, each webhook its own: they arrive out of order.
    pub(crate) hook_jitter_ms: u64,
    /// Sends every webhook twice.
    pub(crate) hook_twice: bool,
    /// Loses every n-th webhook; 0 loses none.
    pub(crate) hook_lose_every: u64,
    /// Attempts after the first (no source says how many).
    pub(crate) hook_retries: u32,
}

/// How a 429 says when to come again (dossier §2: both forms and absence were seen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RetryAfter {
    /// No header.
    None,
    /// Whole seconds.
    Seconds,
    /// An HTTP date.
    Date,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            limits: [300, 3000, 12_000],
            per_second: 20,
            webhooks: 10,
            retry_after: RetryAfter::None,
            minus_one: false,
            rejected_count: false,
            embed_order: true,
            embed_lists: false,
            filter_sku: true,
            filter_unproven: false,
            cancel_restocks: true,
            status_follows: true,
            rights: Vec::new(),
            young_404_seconds: 0,
            hook_delay_ms: 500,
            hook_jitter_ms: 0,
            hook_twice: false,
            hook_lose_every: 0,
            hook_retries: 4,
        }
    }
}
