//! The collections on offer.

use domain::{StreamName, canonical::Noun, flow::FlowKind};

use crate::StreamDeclaration;

/// One of the shop's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Orders,
    Invoices,
    Customers,
    Products,
    Stock,
}

impl Stream {
    const ALL: [Self; 5] = [
        Self::Orders,
        Self::Invoices,
        Self::Customers,
        Self::Products,
        Self::Stock,
    ];

    /// Its name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Invoices => "invoices",
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Stock => "stock",
        }
    }

    /// The stream of this name.
    pub(super) fn named(name: &StreamName) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|stream| stream.as_str() == name.as_str())
    }

    /// What its records are.
    pub(super) fn noun(self) -> Noun {
        match self {
            Self::Orders => Noun::Order,
            Self::Invoices => Noun::Invoice,
            Self::Customers => Noun::Customer,
            Self::Products => Noun::Product,
            Self::Stock => Noun::StockLevel,
        }
    }

    /// The resource whose rows are its records: products and stock levels are variants.
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Invoices => "invoices",
            Self::Customers => "customers",
            Self::Products | Self::Stock => "variants",
        }
    }

    fn declaration(self) -> StreamDeclaration {
        let (written_by, natural_key) = match self {
            // Orders, invoices and shipments can't be created by this API (dossier Lightspeed §6.10).
            Self::Orders | Self::Invoices => (Vec::new(), None),
            Self::Customers => (vec![FlowKind::Customers], Some("email")),
            Self::Products => (vec![FlowKind::Products], Some("sku")),
            Self::Stock => (vec![FlowKind::Stock], Some("sku")),
        };
        StreamDeclaration {
            name: StreamName::from(self.as_str()),
            noun: self.noun(),
            readable: true,
            written_by,
            natural_key,
        }
    }

    /// What the connector declares of its streams.
    pub(super) fn declarations() -> Vec<StreamDeclaration> {
        Self::ALL.into_iter().map(Self::declaration).collect()
    }
}
