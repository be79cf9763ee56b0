//! A postal address, its street and house number apart as Dutch systems want them.

use super::text;
use crate::schema::Field;

/// The parts of an address.
#[must_use]
pub fn fields() -> Vec<Field> {
    vec![
        text(
            "company",
            "Company at this address, if another than the customer's",
        ),
        text("name", "Who receives here"),
        text(
            "street",
            "Street without house number, where the source keeps them apart",
        ),
        text("house_number", "House number"),
        text(
            "house_number_suffix",
            "What follows the house number: B, bis, 2. Stock",
        ),
        text("street2", "Second line"),
        text("line", "Street, house number and suffix as one line"),
        text("postcode", "Postcode"),
        text("city", "City"),
        text("region", "Province, state or region"),
        text("country", "ISO 3166 code of two letters, upper case"),
    ]
}
