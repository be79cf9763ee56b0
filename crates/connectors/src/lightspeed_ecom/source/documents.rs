//! From the cleaned JSON to the canonical document, by the shipped mapping files.

use std::sync::LazyLock;

use domain::{Failure, FailureReason, Value, canonical::Noun};
use engine::ports::Fetched;

use crate::canonical::{BadCanonical, Canonical};

/// The mapping files from the shop's JSON to the canonical documents.
const SHIPPED: [(Noun, &str); 5] = [
    (Noun::Order, include_str!("../mappings/from/orders.toml")),
    (Noun::Invoice, include_str!("../mappings/from/invoices.toml")),
    (Noun::Customer, include_str!("../mappings/from/customers.toml")),
    (Noun::Product, include_str!("../mappings/from/products.toml")),
    (Noun::StockLevel, include_str!("../mappings/from/stock.toml")),
];

/// The same, compiled; or what is wrong with them.
static COMPILED: LazyLock<Vec<(Noun, Result<Canonical, BadCanonical>)>> = LazyLock::new(|| {
    SHIPPED
        .into_iter()
        .map(|(noun, text)| {
            let compiled = Canonical::compile("Lightspeed", text, noun, &["shop", "derived"]);
            (noun, compiled)
        })
        .collect()
});

/// The mapping file from the shop's JSON to a canonical document, as it ships.
pub(crate) fn shipped(noun: Noun) -> &'static str {
    SHIPPED
        .iter()
        .find(|(known, _)| *known == noun)
        .map_or("", |(_, text)| text)
}

/// Makes the canonical document of a record.
///
/// # Errors
/// `BadRecord` when the record lacks what is needed or is not shaped as it should be.
pub(super) fn fetched(noun: Noun, raw: Value, shop: &Value, derived: &Value) -> Result<Fetched, Failure> {
    let broken = |why: &str| Failure::permanent(FailureReason::Internal, why);
    let document = match COMPILED.iter().find(|(known, _)| *known == noun) {
        Some((_, Ok(canonical))) => canonical.document(&raw, &[("shop", shop), ("derived", derived)])?,
        Some((_, Err(bad))) => return Err(broken(&bad.to_string())),
        None => return Err(broken("A mapping of Lightspeed's records is missing")),
    };
    Ok(Fetched { document, raw })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_mappings_fit_the_canonical_documents() {
        for (_, compiled) in COMPILED.iter() {
            assert!(compiled.is_ok(), "{compiled:?}");
        }
    }
}
