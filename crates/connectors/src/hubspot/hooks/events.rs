use domain::{StreamName, Value};

use crate::{
    HookChange, HookRefused,
    hubspot::{streams::Stream, wire},
};

/// The changes that a delivery tells of, each record once. Events of records that we do not read are left out.
///
/// What our own app did comes, too (`changeSource` INTEGRATION with our app's id as `sourceId`). It is not
/// dropped here: another tenant may have done it in the same account. The engine recognises an echo by what
/// is in it.
pub(in crate::hubspot) fn changes(body: &[u8]) -> Result<Vec<HookChange>, HookRefused> {
    let events = Value::from_json(body).map_err(|error| HookRefused::Unreadable(error.to_string()))?;
    let events = match events {
        Value::List(events) => events,
        event @ Value::Map(_) => vec![event],
        _ => {
            return Err(HookRefused::Unreadable(
                "neither a list of events nor an event".to_owned(),
            ));
        }
    };
    let mut changes: Vec<HookChange> = Vec::new();
    for event in &events {
        let (Some(account), streams) = (wire::id(event.get("portalId")), streams_of(event)) else {
            continue;
        };
        if streams.is_empty() {
            continue;
        }
        for id in records_of(event) {
            let change = HookChange {
                account: account.clone(),
                streams: streams.clone(),
                key: id.into(),
            };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    Ok(changes)
}

fn streams_of(event: &Value) -> Vec<StreamName> {
    let kind = ["subscriptionType", "eventType"]
        .iter()
        .find_map(|name| event.get(name).as_text())
        .unwrap_or_default();
    let object = match (
        kind.split('.').next().unwrap_or_default(),
        event.get("objectTypeId").as_text(),
    ) {
        ("object", Some(id)) => id,
        (name, _) => name,
    };
    match object {
        "contact" | "0-1" => vec![Stream::Customers.as_str().into()],
        "product" | "0-7" => vec![Stream::Products.as_str().into(), Stream::Stock.as_str().into()],
        _ => Vec::new(),
    }
}

/// Which records an event is about. An association is about the end that flows read; a merge about all.
fn records_of(event: &Value) -> Vec<String> {
    let merged = event.get("mergedObjectIds").items().iter();
    let named = ["objectId", "primaryObjectId", "newObjectId"].map(|name| event.get(name));
    let mut all: Vec<String> = named.into_iter().chain(merged).filter_map(wire::id).collect();
    if all.is_empty() {
        all.extend(wire::id(event.get("fromObjectId")));
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_hints_each_record_once() {
        let body = r#"[
            {"portalId":7,"subscriptionType":"contact.propertyChange","objectId":30151,"propertyName":"phone","changeSource":"CRM_UI"},
            {"portalId":7,"subscriptionType":"contact.propertyChange","objectId":30151,"propertyName":"city","changeSource":"CRM_UI"},
            {"portalId":7,"eventType":"product.creation","objectId":10,"changeSource":"INTEGRATION","sourceId":"1160452"},
            {"portalId":8,"subscriptionType":"object.creation","objectTypeId":"0-7","objectId":9,"changeSource":"CRM_UI"},
            {"portalId":7,"subscriptionType":"deal.creation","objectId":1,"changeSource":"CRM_UI"}]"#;
        let told = changes(body.as_bytes()).unwrap();
        let told: Vec<_> = told
            .iter()
            .map(|change| {
                (
                    change.account.as_str(),
                    change.streams[0].as_str(),
                    change.key.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("7", "customers", "30151"),
                ("7", "products", "10"),
                ("8", "products", "9")
            ]
        );
        assert!(matches!(changes(b"<html>"), Err(HookRefused::Unreadable(_))));
    }
}
