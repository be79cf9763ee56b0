//! The records of keys, with all their properties.

use std::collections::{BTreeSet, HashMap};

use domain::{Failure, FailureReason, RecordKey, Value};
use engine::ports::Fetched;

use crate::hubspot::{discover, objects::Object, portal::Portal, properties, streams::Stream, wire};

pub(super) async fn fetch(
    portal: &Portal,
    stream: Stream,
    keys: &[RecordKey],
) -> Vec<Result<Option<Fetched>, Failure>> {
    let found = match stream {
        Stream::Customers => customers(portal, keys).await,
        _ => {
            records(
                portal,
                Object::Products,
                keys.iter().map(|key| key.as_str().to_owned()),
            )
            .await
        }
    };
    match found {
        Ok(mut found) => keys
            .iter()
            .map(|key| match found.remove(key.as_str()) {
                None => Ok(None),
                Some(raw) => Ok(Some(Fetched {
                    document: portal.canons.document(stream, &raw)?,
                    raw,
                })),
            })
            .collect(),
        Err(failure) => keys.iter().map(|_| Err(failure.clone())).collect(),
    }
}

/// Contacts, each with its primary company in `company`.
async fn customers(portal: &Portal, keys: &[RecordKey]) -> Result<HashMap<String, Value>, Failure> {
    let ids = keys.iter().map(|key| key.as_str().to_owned());
    let mut contacts = records(portal, Object::Contacts, ids).await?;
    // HubSpot keeps the primary company's id in a property of the contact: no call for associations.
    let company_of = |contact: &Value| wire::id(contact.get("properties").get("associatedcompanyid"));
    let wanted: BTreeSet<String> = contacts.values().filter_map(company_of).collect();
    let companies = records(portal, Object::Companies, wanted).await?;
    for contact in contacts.values_mut() {
        let company = company_of(contact).and_then(|id| companies.get(&id)).cloned();
        contact.put("company", company.unwrap_or_default());
    }
    Ok(contacts)
}

/// Records by id, with every property that says something of its own.
async fn records(
    portal: &Portal,
    object: Object,
    ids: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, Value>, Failure> {
    let ids: Vec<String> = ids
        .into_iter()
        .filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names = match discover::described(portal, object).await {
        Ok(described) => worth_reading(&described),
        // Without the permission to look, what everybody has and what is ours.
        Err(failure) if failure.reason == FailureReason::PermissionMissing => usual(object),
        Err(failure) => return Err(failure),
    };
    let records = portal.read(object, None, &ids, &names).await?;
    Ok(records
        .into_iter()
        .filter(|record| !record.get("archived").as_bool().unwrap_or_default())
        .filter_map(|record| Some((wire::id(record.get("id"))?, without_nothing(record))))
        .collect())
}

fn usual(object: Object) -> Vec<String> {
    properties::known_fields(object)
        .into_iter()
        .map(|field| field.name)
        .chain(["associatedcompanyid".to_owned(), object.modified().to_owned()])
        .collect()
}

/// All but HubSpot's own statistics: a contact has hundreds of calculated `hs_` properties that no shop wants.
fn worth_reading(properties: &[Value]) -> Vec<String> {
    properties
        .iter()
        .filter(|property| {
            let name = property.get("name").as_text().unwrap_or_default();
            let yes = |value: &Value| value.as_bool().unwrap_or_default();
            let own = !yes(property.get("hubspotDefined"));
            let read_only = yes(property.at("modificationMetadata.readOnlyValue"));
            own || !read_only || !name.starts_with("hs_") || name == "hs_lastmodifieddate"
        })
        .filter_map(|property| property.get("name").as_text().map(str::to_owned))
        .collect()
}

/// Properties without value are left out: most are empty, and `raw.properties.x` is nothing either way.
fn without_nothing(mut record: Value) -> Value {
    if let Value::Map(map) = &mut record
        && let Some(Value::Map(properties)) = map.get_mut("properties")
    {
        properties.retain(|_, value| !value.is_empty());
    }
    record
}
