use domain::{Failure, FailureReason, StreamName, canonical::Noun, flow::FlowKind};

use super::objects::Object;
use crate::StreamDeclaration;

/// The collections of HubSpot that flows read and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Orders arrive here.
    Deals,
    /// Invoices.
    Invoices,
    /// Contacts, each with its primary company.
    Customers,
    /// Products.
    Products,
    /// The stock kept in a property of a product.
    Stock,
}

impl Stream {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Deals,
        Self::Invoices,
        Self::Customers,
        Self::Products,
        Self::Stock,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Deals => "deals",
            Self::Invoices => "invoices",
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Stock => "stock",
        }
    }

    /// The stream of this name.
    pub(super) fn named(name: &StreamName) -> Result<Self, Failure> {
        Self::ALL.into_iter().find(|stream| stream.as_str() == name.as_str()).ok_or_else(|| {
            Failure::permanent(
                FailureReason::BadSetting,
                format!("HubSpot has no stream \"{name}\"; its streams are deals, invoices, customers, products and stock."),
            )
        })
    }

    /// The object whose records it holds.
    pub(super) fn object(self) -> Object {
        match self {
            Self::Deals => Object::Deals,
            Self::Invoices => Object::Invoices,
            Self::Customers => Object::Contacts,
            Self::Products | Self::Stock => Object::Products,
        }
    }

    /// Which canonical document it holds.
    pub(super) fn noun(self) -> Noun {
        match self {
            Self::Deals => Noun::Order,
            Self::Invoices => Noun::Invoice,
            Self::Customers => Noun::Customer,
            Self::Products => Noun::Product,
            Self::Stock => Noun::StockLevel,
        }
    }

    /// What the connector says of it.
    pub(super) fn declaration(self) -> StreamDeclaration {
        StreamDeclaration {
            name: self.as_str().into(),
            noun: self.noun(),
            readable: !matches!(self, Self::Deals | Self::Invoices),
            written_by: match self {
                Self::Deals => vec![FlowKind::Orders, FlowKind::OrderStatus],
                Self::Invoices => vec![FlowKind::Invoices],
                Self::Customers => vec![FlowKind::Customers],
                Self::Products => vec![FlowKind::Products],
                Self::Stock => vec![FlowKind::Stock],
            },
            natural_key: match self {
                Self::Deals | Self::Invoices => None,
                Self::Customers => Some("email"),
                Self::Products | Self::Stock => Some("sku"),
            },
        }
    }
}
