//! How many pieces of an article are there.

use super::{moment, number, text};
use crate::schema::Schema;

/// The fields of a stock level.
#[must_use]
pub fn schema() -> Schema {
    Schema::new(vec![
        text("id", "The source's id of the article").required(),
        text("sku", "Stock keeping unit: the natural key"),
        number("quantity", "Pieces, absolute; may be below zero"),
        text(
            "tracking",
            "How the source counts: enabled, indicator or disabled",
        ),
        moment("updated_at", "When the article last changed"),
    ])
}
