//! HubSpot's records as canonical documents.

use domain::{Failure, FailureReason, Map, Value, canonical::Noun};

use super::streams::Stream;
use crate::canonical::{BadCanonical, Canonical};

/// The compiled mappings from HubSpot's JSON, one for each stream that can be read.
pub(super) struct Canons {
    customers: Result<Canonical, BadCanonical>,
    products: Result<Canonical, BadCanonical>,
    stock: Result<Canonical, BadCanonical>,
}

impl Canons {
    pub(super) fn compile() -> Self {
        let compile = |toml, noun| Canonical::compile("HubSpot", toml, noun, &[]);
        Self {
            customers: compile(include_str!("mappings/from/customers.toml"), Noun::Customer),
            products: compile(include_str!("mappings/from/products.toml"), Noun::Product),
            stock: compile(include_str!("mappings/from/stock.toml"), Noun::StockLevel),
        }
    }

    /// The canonical document of a record as HubSpot has it.
    pub(super) fn document(&self, stream: Stream, raw: &Value) -> Result<Value, Failure> {
        let canonical = match stream {
            Stream::Customers => &self.customers,
            Stream::Products => &self.products,
            Stream::Stock => &self.stock,
            Stream::Deals | Stream::Invoices => {
                return Err(Failure::permanent(
                    FailureReason::Internal,
                    "Deals and invoices are written, never read.",
                ));
            }
        };
        match canonical {
            Ok(canonical) => canonical.document(raw, &[]),
            Err(bad) => Err(Failure::permanent(FailureReason::Internal, bad.to_string())),
        }
    }

    /// What a reader would see after a write, as far as can be told; nothing otherwise.
    pub(super) fn known(&self, stream: Stream, raw: &Value) -> Value {
        self.document(stream, raw).unwrap_or_default()
    }

    /// A record after a write: what was sent, and over it what was answered.
    pub(super) fn merged(sent: &Map, answered: &Value) -> Value {
        let mut record = answered.as_map().cloned().unwrap_or_default();
        let mut properties = sent.clone();
        for (name, value) in answered.get("properties").as_map().into_iter().flatten() {
            properties.insert(name.clone(), value.clone());
        }
        record.insert("properties".to_owned(), Value::Map(properties));
        Value::Map(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_mapping_compiles() {
        let canons = Canons::compile();
        for canonical in [&canons.customers, &canons.products, &canons.stock] {
            assert!(canonical.is_ok(), "{canonical:?}");
        }
    }
}
