//! What a person sees who opens a record in HubSpot: `/contacts/{account}/record/{type}/{id}`.

use serde_json::{Map, Value};

use super::{
    Hub,
    answer::Answer,
    kinds::{self, KINDS, facts},
};
use crate::{lock, pages};

const VENDOR: &str = "HubSpot";

/// The page; whoever has its address may read it, since all of it is invented.
pub(super) fn show(hub: &Hub, portal: &str, kind: &str, id: &str) -> Answer {
    found(hub, portal, kind, id).unwrap_or_else(|| Answer::html(404, pages::no_record(VENDOR)))
}

fn found(hub: &Hub, portal: &str, kind: &str, id: &str) -> Option<Answer> {
    let kind = kinds::find(kind)?;
    let id: u64 = id.parse().ok()?;
    let portal = hub.portal(portal.parse().ok()?)?;
    let portal = lock(&portal);
    let collection = portal.of(kind);
    let record = collection.live(id)?;
    let mut fields: Map<String, Value> = collection
        .schema
        .properties
        .iter()
        .zip(0..)
        .filter_map(|(property, place)| {
            let value = collection.shown(record.now(), place)?;
            Some((property.name.to_string(), Value::from(value.as_ref())))
        })
        .collect();
    for (other, others) in (0..).zip(&KINDS) {
        let linked = portal.linked((kind, id), other);
        if !linked.is_empty() {
            fields.insert(
                others.plural.to_owned(),
                linked.iter().map(|(id, _)| *id).collect(),
            );
        }
    }
    let title = format!("{} {id}", facts(kind).singular);
    Some(Answer::html(
        200,
        pages::record(VENDOR, &title, &Value::Object(fields)),
    ))
}
