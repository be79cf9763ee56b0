//! Proves a credential and tells which shop it opens.

use domain::{Failure, FailureReason, Value};

use super::{api::Api, permissions};
use crate::Account;

/// What reading needs. Writing is asked for when a flow that writes is prepared.
const READING: [(&str, &str); 4] = [
    ("orders", "read"),
    ("customers", "read"),
    ("products", "read"),
    ("settings", "read"),
];

/// Asks for the shop and the key's permissions.
pub(super) async fn identify(api: &Api) -> Result<Account, Failure> {
    permissions::check(api, &READING).await.map_err(wrong_language)?;
    let shop = api.get("shop", &[]).await?;
    Ok(Account {
        id: shop.get("id").to_string(),
        name: name(&shop),
        currency: shop.at("currency.shortcode").as_text().map(str::to_uppercase),
        // Only offsets are told, and those change with the season.
        time_zone: None,
        pages: api.back_office(shop.get("subDomain").as_text()).await?,
    })
}

/// A language that the shop does not have makes every address unknown.
fn wrong_language(failure: Failure) -> Failure {
    if failure.reason != FailureReason::NotInSource {
        return failure;
    }
    let words = failure.remote_words.clone().unwrap_or_default();
    Failure::permanent(
        FailureReason::BadSetting,
        "This shop does not know the language in the connection's settings; give the code of one of its languages, such as nl, de, en, fr or us",
    )
    .saying(words)
}

fn name(shop: &Value) -> String {
    let filled = |path: &str| {
        shop.at(path)
            .as_text()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    ["website.name", "company.name", "mainDomain", "subDomain"]
        .into_iter()
        .find_map(filled)
        .unwrap_or_else(|| format!("Shop {}", shop.get("id")))
}
