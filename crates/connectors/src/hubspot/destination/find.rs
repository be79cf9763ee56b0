//! Records found by natural key.

use std::collections::HashMap;

use domain::{Failure, Value};
use engine::ports::RemoteId;

use crate::hubspot::{
    objects::Object,
    portal::{Portal, in_parallel},
    wire,
};

/// A search's body may have 3,000 characters (dossier HubSpot §3.3); the frame around the values takes some.
const VALUES: usize = 2_400;
/// Values in one search, so that its answer of at most 200 records holds a second of each.
const VALUES_COUNT: usize = 100;

/// Contacts by e-mail address, with their primary company. Reads by a unique property are never behind.
pub(super) async fn customers(portal: &Portal, emails: &[String]) -> Result<Vec<Option<RemoteId>>, Failure> {
    let wanted = distinct(emails);
    let found = contacts_by_email(portal, &wanted).await?;
    Ok(emails
        .iter()
        .map(|email| found.get(&email.trim().to_lowercase()).map(remote_of))
        .collect())
}

/// Contacts by each of their addresses (lower case), secondary ones included.
pub(super) async fn contacts_by_email(
    portal: &Portal,
    emails: &[String],
) -> Result<HashMap<String, Value>, Failure> {
    let properties = ["email", "hs_additional_emails", "associatedcompanyid"].map(str::to_owned);
    let contacts = portal
        .read(Object::Contacts, Some("email"), emails, &properties)
        .await?;
    let mut found = HashMap::new();
    for contact in contacts {
        let own = contact.get("properties");
        let more = own.get("hs_additional_emails").as_text().unwrap_or_default();
        for address in own.get("email").as_text().into_iter().chain(more.split(';')) {
            let address = address.trim().to_lowercase();
            if !address.is_empty() {
                found.entry(address).or_insert_with(|| contact.clone());
            }
        }
    }
    Ok(found)
}

/// Id of a contact, with its primary company.
pub(super) fn remote_of(contact: &Value) -> RemoteId {
    let mut remote = RemoteId::new(wire::id(contact.get("id")).unwrap_or_default());
    if let Some(company) = wire::id(contact.get("properties").get("associatedcompanyid")) {
        remote.parts.insert("company".to_owned(), company);
    }
    remote
}

/// Products by SKU. Search is some seconds behind; that does no harm, since a product that was just created
/// is found by our key.
pub(super) async fn products(portal: &Portal, skus: &[String]) -> Result<Vec<Option<RemoteId>>, Failure> {
    let mut found: HashMap<String, String> = HashMap::new();
    for record in search_in(portal, Object::Products, "hs_sku", &distinct(skus), &["hs_sku"]).await? {
        let sku = record
            .get("properties")
            .get("hs_sku")
            .as_text()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let Some(id) = wire::id(record.get("id")) else {
            continue;
        };
        // Two products with one SKU: the older one, each time the same.
        let older = |other: &String| (other.len(), other.as_str()) <= (id.len(), id.as_str());
        if !found.get(&sku).is_some_and(older) {
            found.insert(sku, id);
        }
    }
    Ok(skus
        .iter()
        .map(|sku| found.get(&sku.trim().to_lowercase()).map(RemoteId::new))
        .collect())
}

/// Records whose property has one of these values (lower case, as `IN` wants them), in as few searches as
/// the size of a search allows.
pub(super) async fn search_in(
    portal: &Portal,
    object: Object,
    property: &str,
    values: &[String],
    properties: &[&str],
) -> Result<Vec<Value>, Failure> {
    let calls = parts(values).into_iter().map(|values| {
        let filter = Value::from([
            ("propertyName", property.into()),
            ("operator", "IN".into()),
            (
                "values",
                values
                    .iter()
                    .map(|value| Value::from(value.as_str()))
                    .collect::<Vec<_>>()
                    .into(),
            ),
        ]);
        let body = Value::from([
            (
                "filterGroups",
                vec![Value::from([("filters", vec![filter].into())])].into(),
            ),
            (
                "properties",
                properties
                    .iter()
                    .map(|name| Value::from(*name))
                    .collect::<Vec<_>>()
                    .into(),
            ),
            ("sorts", vec![Value::from("hs_object_id")].into()),
            ("limit", Value::from(200)),
        ]);
        async move { portal.search(object, &body).await }
    });
    let mut found = Vec::new();
    for answer in in_parallel(calls).await {
        found.extend(crate::hubspot::portal::take_results(answer?));
    }
    Ok(found)
}

fn parts(values: &[String]) -> Vec<&[String]> {
    let (mut parts, mut begin, mut size) = (Vec::new(), 0, 0);
    for (i, value) in values.iter().enumerate() {
        let cost = Value::from(value.as_str()).to_json().len() + 1;
        if i > begin && (size + cost > VALUES || i - begin >= VALUES_COUNT) {
            parts.push(&values[begin..i]);
            (begin, size) = (i, 0);
        }
        size += cost;
    }
    if begin < values.len() {
        parts.push(&values[begin..]);
    }
    parts
}

/// Lower case, without blanks around, each once; empty ones left out.
pub(super) fn distinct(values: &[String]) -> Vec<String> {
    let mut all: Vec<String> = values
        .iter()
        .map(|value| value.trim().to_lowercase())
        .filter(|value| !value.is_empty())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_as_few_as_their_size_allows() {
        let short: Vec<String> = (0..120).map(|i| format!("sku-{i:04}")).collect();
        assert_eq!(
            parts(&short).iter().map(|part| part.len()).collect::<Vec<_>>(),
            [100, 20]
        );
        let long: Vec<String> = (0..50).map(|i| format!("{i:0100}")).collect();
        let of = parts(&long);
        assert_eq!(of.iter().map(|part| part.len()).sum::<usize>(), 50);
        assert!(of.iter().all(|part| part.len() <= 23), "{:?}", of.len());
        assert!(parts(&[]).is_empty());
    }

    #[test]
    fn keys_are_asked_for_once() {
        let keys = [" A@b.example", "a@b.example", "", "c@d.example"].map(str::to_owned);
        assert_eq!(distinct(&keys), ["a@b.example", "c@d.example"]);
    }
}
