//! A flow: what a tenant builds from a source stream, a mapping and a destination stream.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    connector::StreamName,
    ids::{ConnectionId, FlowId, RevisionId, TenantId},
};

/// What a flow does; each kind ships with a default mapping and settings of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowKind {
    /// A sales order becomes a deal; an existing one is never touched.
    Orders,
    /// A status change moves the deal's stage.
    OrderStatus,
    /// A sales invoice becomes an invoice with its lines, at the deal of its order.
    Invoices,
    /// A customer is created or updated, a company with the contact or a person.
    Customers,
    /// An article is created or updated by SKU.
    Products,
    /// A stock level is carried over by SKU.
    Stock,
}

impl FlowKind {
    /// All kinds, in the order in which people see them.
    pub const ALL: [Self; 6] = [
        Self::Orders,
        Self::OrderStatus,
        Self::Invoices,
        Self::Customers,
        Self::Products,
        Self::Stock,
    ];

    /// The word in the database, the API, the workspace file and the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::OrderStatus => "order_status",
            Self::Invoices => "invoices",
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Stock => "stock",
        }
    }
}

impl fmt::Display for FlowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FlowKind {
    type Err = UnknownFlowKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownFlowKind(text.to_owned()))
    }
}

/// There is no such kind of flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no kind of flow \"{0}\"; the kinds are orders, order_status, invoices, customers, products, stock"
)]
pub struct UnknownFlowKind(String);

/// Whether a flow works, and who stopped it if not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum FlowState {
    /// Changes are sent as they come.
    Active,
    /// A person paused it: changes are kept, nothing is sent.
    Paused {
        /// Why, in the person's words.
        reason: String,
    },
}

/// One end of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Through which connection.
    pub connection: ConnectionId,
    /// Which collection there.
    pub stream: StreamName,
}

/// A flow as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Its id.
    pub id: FlowId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What the tenant calls it; unique within the tenant.
    pub name: String,
    /// What it does.
    pub kind: FlowKind,
    /// Where records come from.
    pub source: Endpoint,
    /// Where they go.
    pub destination: Endpoint,
    /// Whether it works.
    #[serde(flatten)]
    pub state: FlowState,
    /// The published revision that runs use.
    pub revision: RevisionId,
}

impl Flow {
    /// Whether it reads from or writes to this connection.
    #[must_use]
    pub fn uses(&self, connection: ConnectionId) -> bool {
        [&self.source, &self.destination]
            .iter()
            .any(|side| side.connection == connection)
    }
}
