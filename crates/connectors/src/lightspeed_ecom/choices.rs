//! Lists that settings choose from.

use domain::{Failure, FailureReason, Value, schema::Choice};

use super::shop::Shop;

/// Order statuses (dossier Lightspeed §5); a shop may show older ones, which are parsed all the same.
const ORDER_STATUSES: [(&str, &str); 9] = [
    ("on_hold", "On hold"),
    ("processing_awaiting_payment", "Awaiting payment"),
    ("processing_awaiting_shipment", "Awaiting shipment"),
    ("processing_awaiting_pickup", "Awaiting pickup"),
    ("processing_ready_for_pickup", "Ready for pickup"),
    ("completed", "Completed"),
    ("completed_shipped", "Completed, shipped"),
    ("completed_picked_up", "Completed, picked up"),
    ("cancelled", "Cancelled"),
];
const PAYMENT_STATUSES: [(&str, &str); 4] = [
    ("not_paid", "Not paid"),
    ("partially_paid", "Partially paid"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
];
const SHIPMENT_STATUSES: [(&str, &str); 4] = [
    ("not_shipped", "Not shipped"),
    ("partially_shipped", "Partially shipped"),
    ("shipped", "Shipped"),
    ("cancelled", "Cancelled"),
];
const INVOICE_STATUSES: [(&str, &str); 3] = [
    ("paid", "Paid"),
    ("not_paid", "Not paid"),
    ("cancelled", "Cancelled"),
];

/// The lists by name.
const LISTS: [&str; 12] = [
    "order_statuses",
    "payment_statuses",
    "invoice_statuses",
    "shipment_statuses",
    "custom_statuses",
    "payment_methods",
    "shipping_methods",
    "taxes",
    "languages",
    "categories",
    "brands",
    "groups",
];

/// The choices of a list.
///
/// # Errors
/// `BadSetting` for an unknown list, else the remote's.
pub(super) async fn of(shop: &Shop, list: &str) -> Result<Vec<Choice>, Failure> {
    let (api, facts) = (&shop.api, &shop.facts);
    Ok(match list {
        "order_statuses" => fixed(&ORDER_STATUSES),
        "payment_statuses" => fixed(&PAYMENT_STATUSES),
        "invoice_statuses" => fixed(&INVOICE_STATUSES),
        "shipment_statuses" => fixed(&SHIPMENT_STATUSES),
        // Records carry the title, so rules and tables compare with the title.
        "custom_statuses" => rows(facts.statuses(api).await?.values(), "title", "title"),
        "payment_methods" => rows(&api.all("paymentmethods", &[]).await?, "key", "title"),
        "shipping_methods" => rows(&api.all("shippingmethods", &[]).await?, "id", "title"),
        "taxes" => rows(facts.taxes(api).await?.values(), "rate", "title"),
        "languages" => rows(&api.all("languages", &[]).await?, "code", "title"),
        "categories" => facts
            .categories(api)
            .await?
            .paths()
            .into_iter()
            .map(|(_, path)| choice(path.clone(), path))
            .collect(),
        "brands" => rows(facts.brands(api).await?.values(), "title", "title"),
        "groups" => rows(facts.groups(api).await?.values(), "title", "title"),
        other => {
            return Err(Failure::permanent(
                FailureReason::BadSetting,
                format!(
                    "Lightspeed has no list \"{other}\"; its lists are {}",
                    LISTS.join(", ")
                ),
            ));
        }
    })
}

fn choice(value: String, label: String) -> Choice {
    Choice { value, label }
}

fn fixed(list: &[(&str, &str)]) -> Vec<Choice> {
    list.iter()
        .map(|(value, label)| choice((*value).to_owned(), (*label).to_owned()))
        .collect()
}

fn rows<'a>(rows: impl IntoIterator<Item = &'a Value>, value: &str, label: &str) -> Vec<Choice> {
    rows.into_iter()
        .map(|row| choice(row.get(value).to_string(), row.get(label).to_string()))
        .filter(|choice| !choice.value.is_empty())
        .collect()
}
