//! A sellable article: what has a SKU, a price and a stock of its own.
//!
//! In a shop with variants it is the variant. Articles that are sizes or colours of one product share their
//! `family`, and each tells by `options` which one it is. So systems without variants can hold them, too.

use super::{group, list, moment, number, text, yes_no};
use crate::schema::{Field, Kind, Schema};

/// The fields of a product.
#[must_use]
pub fn schema() -> Schema {
    Schema::new(vec![
        text("id", "The source's id of the article").required(),
        text("sku", "Stock keeping unit: the natural key"),
        text("ean", "EAN/GTIN"),
        text("article_code", "Article code"),
        text("title", "Title"),
        text("full_title", "Long title"),
        text("short_description", "Short description, plain text"),
        text("long_description", "Long description, HTML"),
        number("price_excl", "Price without tax"),
        number("price_incl", "Price with tax"),
        number("price_cost", "Cost price"),
        number("tax_rate", "Tax rate as a fraction (0.21)"),
        text("currency", "ISO 4217 code"),
        number("quantity", "Pieces in stock"),
        text("brand", "Brand"),
        text("supplier", "Supplier"),
        Field::new(
            "categories",
            Kind::Texts,
            "Category paths, levels parted by \" > \"",
        ),
        text("image", "Address of the main image"),
        yes_no("visible", "Whether shoppers see it"),
        text("url", "Address in the shop"),
        number("weight", "Weight of one piece in grams"),
        text("unit", "Unit of sale"),
        group(
            "family",
            family_fields(),
            "The product of which this is a variant",
        ),
        list(
            "options",
            option_fields(),
            "What makes this variant: size, colour",
        ),
        list(
            "attributes",
            option_fields(),
            "Information: country of origin, type, delivery time",
        ),
        moment("created_at", "When it was made"),
        moment("updated_at", "When it last changed"),
    ])
}

fn family_fields() -> Vec<Field> {
    vec![
        text("id", "The source's id of the product that holds the variants"),
        text(
            "key",
            "What the variants have in common: the family's own SKU or code",
        ),
        text("title", "The product's title"),
    ]
}

fn option_fields() -> Vec<Field> {
    vec![
        text("name", "Name: size, colour").required(),
        text("value", "Value: L, blue"),
    ]
}
