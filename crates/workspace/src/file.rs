//! The file's shape.
//!
//! ```toml
//! retention_days = 7                # what came in and was sent is kept so long, 1 to 30 days
//!
//! [connections.hubspot]
//! connector = "hubspot"
//! create_properties = true          # we may create properties of our own there
//! credential = { token = "${HUBSPOT_TOKEN}" }
//!
//! [connections.shop]
//! connector = "lightspeed_ecom"
//! credential = { key = "${LIGHTSPEED_KEY}", secret = "${LIGHTSPEED_SECRET}", language = "nl" }
//!
//! [flows.orders]
//! kind = "orders"
//! from = "shop"
//! to = "hubspot"
//! settings = { payment_statuses = ["paid"], pipeline = "default", stage = "closedwon" }
//!
//! [flows.orders.lookups.stages]
//! default = "closedwon"
//! rows = { on_hold = "appointmentscheduled", cancelled = "closedlost" }
//!
//! [flows.orders.mapping.changed]     # on top of the shipped rules; further ones are `added`, unwanted ones `removed`
//! dealname = { from = "order.number ~ ' ' ~ order.customer.name" }
//! ```

use std::collections::BTreeMap;

use domain::{ConnectorId, Map, Value, flow::FlowKind};
use mapper::{Lookups, Overlay};
use serde::{Deserialize, Serialize};

/// A tenant's set-up as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceFile {
    /// Days that what came in and was sent is kept to be shown, 1 to 30. Left out: what the tenant has stays (at first 7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u8>,
    /// The systems, by the names that flows use.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub connections: BTreeMap<String, ConnectionEntry>,
    /// The flows, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub flows: BTreeMap<String, FlowEntry>,
}

/// One connected system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionEntry {
    /// Which connector: `hubspot` or `lightspeed_ecom`.
    pub connector: ConnectorId,
    /// Whether we may create properties of our own in the remote system (HubSpot).
    #[serde(default = "yes")]
    pub create_properties: bool,
    /// How to sign in. Left out: what the connection has stays.
    /// HubSpot: `token` (private app). Lightspeed: `key`, `secret`, `language`. A connection that was signed in at the
    /// remote's own page needs none.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub credential: Map,
}

/// One flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowEntry {
    /// What it does: orders, order_status, customers, products, stock.
    pub kind: FlowKind,
    /// The connection it reads from.
    pub from: String,
    /// The connection it writes to.
    pub to: String,
    /// Whether it works; false pauses it and keeps what changes meanwhile.
    #[serde(default = "yes")]
    pub active: bool,
    /// Settings that differ from the defaults.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub settings: Value,
    /// Look-up tables that its rules use.
    #[serde(default, skip_serializing_if = "no_tables")]
    pub lookups: Lookups,
    /// Differences to the shipped mapping.
    #[serde(default, skip_serializing_if = "no_differences")]
    pub mapping: Overlay,
}

fn yes() -> bool {
    true
}

fn no_tables(lookups: &Lookups) -> bool {
    lookups.tables.is_empty()
}

fn no_differences(overlay: &Overlay) -> bool {
    *overlay == Overlay::default()
}

impl WorkspaceFile {
    /// The names of its connections, and those of its flows that it wants on: what a plan may limit.
    #[must_use]
    pub fn names(&self) -> (Vec<&str>, Vec<&str>) {
        let on = self.flows.iter().filter(|(_, flow)| flow.active);
        (
            self.connections.keys().map(String::as_str).collect(),
            on.map(|(name, _)| name.as_str()).collect(),
        )
    }

    /// Parses a file.
    ///
    /// # Errors
    /// The place and what is wrong there, in one text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
