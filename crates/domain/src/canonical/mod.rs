//! The canonical documents: one shape for an order, an invoice, a customer, a product, a stock level, whatever system it
//! comes from. Connectors map their own JSON to these and these to their own JSON; so each can talk to all.

pub mod address;
pub mod customer;
pub mod invoice;
pub mod order;
pub mod product;
pub mod stock;

use serde::{Deserialize, Serialize};

use crate::schema::{Field, Kind, Schema};

/// Which canonical document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// A sales order.
    Order,
    /// A sales invoice.
    Invoice,
    /// A customer: a person, or a company with a contact.
    Customer,
    /// A sellable article with a SKU of its own.
    Product,
    /// How many of an article are there.
    StockLevel,
}

impl Noun {
    /// The word in messages ("order").
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Invoice => "invoice",
            Self::Customer => "customer",
            Self::Product => "product",
            Self::StockLevel => "stock level",
        }
    }

    /// The fields of this document.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Order => order::schema(),
            Self::Invoice => invoice::schema(),
            Self::Customer => customer::schema(),
            Self::Product => product::schema(),
            Self::StockLevel => stock::schema(),
        }
    }
}

fn text(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Text, description)
}

fn number(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Number, description)
}

fn moment(name: &str, description: &str) -> Field {
    Field::new(name, Kind::DateTime, description)
}

fn yes_no(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Bool, description)
}

fn group(name: &str, fields: Vec<Field>, description: &str) -> Field {
    Field::new(name, Kind::Group { fields }, description)
}

fn list(name: &str, fields: Vec<Field>, description: &str) -> Field {
    Field::new(name, Kind::List { fields }, description)
}
