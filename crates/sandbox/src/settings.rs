//! Knobs that may be turned while the stand-ins run (`POST /_settings`).

use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Options, lightspeed};

/// All knobs; every field may be left out of a change.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Values {
    /// How long each call takes before it is worked on.
    pub(crate) latency_ms: u64,
    /// Whether rate limits are enforced.
    pub(crate) limits: bool,
    /// How far the stand-ins' clock is ahead of the system's.
    pub(crate) clock_offset_ms: i64,
    /// First wait before a webhook is sent again; doubles with each attempt.
    pub(crate) hook_retry_ms: u64,
    /// Knobs of the HubSpot side.
    pub(crate) hubspot: HubspotKnobs,
    /// Knobs of the Lightspeed side.
    pub(crate) lightspeed: lightspeed::Knobs,
}

/// Knobs of the HubSpot side.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HubspotKnobs {
    /// Life of an access token.
    pub(crate) token_seconds: i64,
    /// How long search is behind the writes.
    pub(crate) search_lag_ms: i64,
    /// Calls in ten seconds for an OAuth app.
    pub(crate) oauth_window: u32,
    /// Calls in ten seconds for a private app.
    pub(crate) private_window: u32,
    /// Searches in one second, for the account.
    pub(crate) searches_per_second: u32,
    /// Calls a day for private apps; `Some(0)` makes every call fail with the DAILY policy.
    pub(crate) daily: Option<u64>,
    /// Whether a new contact joins the company whose domain its address has.
    pub(crate) auto_company: bool,
    /// Whether ids in v4 association answers are numbers (as in the guide) or strings (as in the schema).
    pub(crate) numbers_in_v4: bool,
    /// How long a new property stays unknown to writes.
    pub(crate) property_lag_ms: i64,
    /// How long events are gathered before one delivery.
    pub(crate) hook_gather_ms: u64,
    /// Sends every webhook twice, as may happen.
    pub(crate) hook_twice: bool,
    /// Redirect addresses of the public app; empty accepts any https or local one.
    pub(crate) redirect_uris: Vec<String>,
    /// Scopes this account cannot grant (a plan without orders or invoices).
    pub(crate) refused_scopes: Vec<String>,
    /// Scopes the private app lacks.
    pub(crate) private_app_lacks: Vec<String>,
}

impl Default for HubspotKnobs {
    fn default() -> Self {
        Self {
            token_seconds: 1800,
            search_lag_ms: 2000,
            oauth_window: 110,
            private_window: 190,
            searches_per_second: 5,
            daily: Some(650_000),
            auto_company: true,
            numbers_in_v4: true,
            property_lag_ms: 0,
            hook_gather_ms: 100,
            hook_twice: false,
            redirect_uris: Vec::new(),
            refused_scopes: Vec::new(),
            private_app_lacks: Vec::new(),
        }
    }
}

/// The present values; readers take a snapshot.
pub(crate) struct Settings {
    values: RwLock<Arc<Values>>,
}

impl Settings {
    /// Begins with what the stand-ins were started with.
    pub(crate) fn new(options: &Options) -> Self {
        let values = Values {
            latency_ms: u64::try_from(options.latency.as_millis()).unwrap_or(u64::MAX),
            limits: options.limits,
            hook_retry_ms: 1000,
            ..Values::default()
        };
        Self {
            values: RwLock::new(Arc::new(values)),
        }
    }

    /// The values as they are now.
    pub(crate) fn get(&self) -> Arc<Values> {
        self.values.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lays `change` over the present values; refuses unknown names and wrong types and then changes nothing.
    pub(crate) fn change(&self, change: &Value) -> Result<Arc<Values>, String> {
        let mut held = self.values.write().unwrap_or_else(PoisonError::into_inner);
        let mut all = serde_json::to_value(held.as_ref()).map_err(|e| e.to_string())?;
        merge(&mut all, change);
        let new: Values =
            serde_json::from_value(all).map_err(|e| format!("the settings were not changed: {e}"))?;
        *held = Arc::new(new);
        Ok(held.clone())
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_touches_only_what_it_names() {
        let settings = Settings::new(&Options::default());
        settings
            .change(&json!({"hubspot": {"token_seconds": 3}}))
            .unwrap();
        let now = settings.get();
        assert_eq!((now.hubspot.token_seconds, now.hubspot.oauth_window), (3, 110));
    }

    #[test]
    fn an_unknown_knob_is_refused_by_name_and_nothing_changes() {
        let settings = Settings::new(&Options::default());
        let refusal = settings
            .change(&json!({"limits": false, "hubspot": {"tokn": 3}}))
            .unwrap_err();
        assert!(refusal.contains("tokn"), "{refusal}");
        assert!(settings.get().limits);
    }
}
