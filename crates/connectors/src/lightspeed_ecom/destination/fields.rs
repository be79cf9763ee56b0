//! A product's and a variant's fields as the shop takes them.

use domain::{Failure, Map, Value};

use super::{brand, trace::Trace};
use crate::lightspeed_ecom::shop::Shop;

/// The product's own fields as the shop takes them.
pub(super) async fn product_fields(shop: &Shop, trace: &mut Trace, document: &Value) -> Result<Map, Failure> {
    let mut fields = taken(
        document.get("product"),
        &[
            "fulltitle",
            "description",
            "content",
            "data01",
            "data02",
            "data03",
        ],
    );
    if let Some(title) = document.get("brand").as_text()
        && let Some(brand) = brand::of_title(shop, trace, title).await?
    {
        fields.insert("brand".to_owned(), brand.into());
    }
    Ok(fields)
}

/// The variant's fields as the shop takes them: one price, whole pieces and grams, the tax by its rate.
pub(super) async fn variant_fields(shop: &Shop, document: &Value) -> Result<Map, Failure> {
    let mut fields = taken(
        document.get("variant"),
        &["sku", "ean", "articleCode", "unitUnit", "hs"],
    );
    if fields.contains_key("priceIncl") {
        fields.remove("priceExcl");
    }
    for whole in ["stockLevel", "weight", "stockAlert", "stockMinimum", "volume"] {
        if let Some(number) = fields.get(whole).and_then(Value::as_number) {
            fields.insert(whole.to_owned(), Value::Number(number.round()));
        }
    }
    if let Some(rate) = fields.remove("taxRate").and_then(|rate| rate.as_number())
        && let Some(tax) = shop.facts.tax_of(&shop.api, rate).await?
    {
        fields.insert("tax".to_owned(), tax.into());
    }
    Ok(fields)
}

/// A group's fields; what was cleared becomes empty text where the field is text, and is left alone elsewhere: a
/// price or a title can't be taken away.
fn taken(group: &Value, texts: &[&str]) -> Map {
    let clear = |(name, value): (String, Value)| match value {
        Value::Null if texts.contains(&name.as_str()) => Some((name, "".into())),
        Value::Null => None,
        value => Some((name, value)),
    };
    group
        .as_map()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .filter_map(clear)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cleared_is_emptied_only_where_that_is_possible() {
        let group = Value::from_json(br#"{"ean":null,"priceIncl":null,"sku":"A"}"#).unwrap();
        let fields = taken(&group, &["ean", "sku"]);
        assert_eq!(fields.get("ean"), Some(&"".into()));
        assert_eq!(fields.get("priceIncl"), None);
        assert_eq!(fields.get("sku"), Some(&"A".into()));
    }
}
