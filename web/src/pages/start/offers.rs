//! The flows on offer between a shop and HubSpot, as the wizard shows them.

use connectors::route;
use domain::{ConnectorId, flow::FlowKind};

use ConnectorId::{Hubspot, LightspeedEcom};

/// A flow on offer. Words are keys of the locale files.
pub(crate) struct Offer {
    /// By which the wizard remembers it.
    pub(crate) key: &'static str,
    pub(crate) kind: FlowKind,
    pub(crate) from: ConnectorId,
    pub(crate) to: ConnectorId,
    /// What the flow is called at first.
    pub(crate) name: &'static str,
    /// What it does, as a sentence.
    pub(crate) does: &'static str,
    /// What it needs and touches, and what the other side can't hold.
    pub(crate) touches: &'static str,
    /// How many there are of what it reads: all of them, and since the beginning of the year.
    pub(crate) counted: &'static str,
    /// Whether it is ticked at first.
    pub(crate) is_suggested: bool,
}

const OFFERS: [Offer; 8] = [
    Offer {
        key: "orders",
        kind: FlowKind::Orders,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-orders-name",
        does: "start-orders-does",
        touches: "start-orders-touches",
        counted: "start-count-orders",
        is_suggested: true,
    },
    Offer {
        key: "order-status",
        kind: FlowKind::OrderStatus,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-status-name",
        does: "start-status-does",
        touches: "start-status-touches",
        counted: "start-count-orders",
        is_suggested: true,
    },
    Offer {
        key: "invoices",
        kind: FlowKind::Invoices,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-invoices-name",
        does: "start-invoices-does",
        touches: "start-invoices-touches",
        counted: "start-count-invoices",
        is_suggested: false,
    },
    Offer {
        key: "customers-to-hubspot",
        kind: FlowKind::Customers,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-customers-name",
        does: "start-customers-does",
        touches: "start-customers-touches",
        counted: "start-count-customers",
        is_suggested: true,
    },
    Offer {
        key: "customers-to-shop",
        kind: FlowKind::Customers,
        from: Hubspot,
        to: LightspeedEcom,
        name: "start-contacts-name",
        does: "start-contacts-does",
        touches: "start-contacts-touches",
        counted: "start-count-contacts",
        is_suggested: false,
    },
    Offer {
        key: "products-to-hubspot",
        kind: FlowKind::Products,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-products-name",
        does: "start-products-does",
        touches: "start-products-touches",
        counted: "start-count-products",
        is_suggested: true,
    },
    Offer {
        key: "products-to-shop",
        kind: FlowKind::Products,
        from: Hubspot,
        to: LightspeedEcom,
        name: "start-articles-name",
        does: "start-articles-does",
        touches: "start-articles-touches",
        counted: "start-count-products",
        is_suggested: false,
    },
    Offer {
        key: "stock",
        kind: FlowKind::Stock,
        from: LightspeedEcom,
        to: Hubspot,
        name: "start-stock-name",
        does: "start-stock-does",
        touches: "start-stock-touches",
        counted: "start-count-products",
        is_suggested: false,
    },
];

/// All flows that can run between the two, in the order in which they are offered.
pub(crate) fn all() -> impl Iterator<Item = &'static Offer> {
    OFFERS
        .iter()
        .filter(|offer| route(offer.kind, offer.from, offer.to).is_some())
}

/// The offer of this key.
pub(crate) fn of(key: &str) -> Option<&'static Offer> {
    all().find(|offer| offer.key == key)
}
