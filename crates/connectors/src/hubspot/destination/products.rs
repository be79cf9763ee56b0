//! Articles as products.

use domain::Value;
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    batch::{self, Change, Fate, New},
    refused,
    sales::changed,
};
use crate::hubspot::{
    canon::Canons, objects::Object, portal::Portal, properties::KEY, streams::Stream, wire,
};

/// The property with a product's SKU.
const SKU: &str = "hs_sku";

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    let mut news: Vec<(usize, New)> = Vec::new();
    let mut changes: Vec<(usize, Change)> = Vec::new();
    for (i, write) in writes.iter().enumerate() {
        match &write.act {
            Act::Create => news.push((
                i,
                New {
                    key: write.key.clone(),
                    properties: wire::new_properties(&write.document, &[]),
                    associations: Vec::new(),
                },
            )),
            Act::Update { remote } => changes.push((
                i,
                Change {
                    id: remote.id.clone(),
                    properties: wire::properties(&write.document, &[]),
                },
            )),
        }
    }
    let mut written: Vec<Option<Written>> = vec![None; writes.len()];
    let (places, news): (Vec<usize>, Vec<New>) = news.into_iter().unzip();
    let fates = adopt(
        portal,
        &news,
        batch::create(portal, Object::Products, &news).await,
    )
    .await;
    for ((i, new), fate) in places.into_iter().zip(&news).zip(fates) {
        written[i] = Some(created(portal, new, &fate));
    }
    let (places, changes): (Vec<usize>, Vec<Change>) = changes.into_iter().unzip();
    for ((i, change), fate) in places
        .into_iter()
        .zip(&changes)
        .zip(batch::update(portal, Object::Products, &changes).await)
    {
        let known = known(portal, Stream::Products, &change.properties, &fate);
        written[i] = Some(changed(portal, Object::Products, change, &fate, known));
    }
    written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(super::left_out())))
        .collect()
}

/// Products whose SKU somebody has already, in accounts where SKUs are unique: they become ours. Elsewhere a
/// product is found by its SKU before it is created.
async fn adopt(portal: &Portal, news: &[New], mut fates: Vec<Fate>) -> Vec<Fate> {
    let sku = |new: &New| Some(new.properties.get(SKU)?.as_text()?.to_lowercase());
    let taken: Vec<usize> = (0..fates.len())
        .filter(|i| matches!(fates[*i], Fate::Taken { .. }))
        .collect();
    let wanted: Vec<String> = taken.iter().filter_map(|i| sku(&news[*i])).collect();
    if wanted.is_empty() {
        return fates;
    }
    let Ok(found) = portal
        .read(Object::Products, Some(SKU), &wanted, &[SKU.to_owned()])
        .await
    else {
        return fates;
    };
    let id_of = |new: &New| {
        let wanted = sku(new)?;
        let same = |record: &&Value| {
            record
                .get("properties")
                .get(SKU)
                .as_text()
                .is_some_and(|sku| sku.to_lowercase() == wanted)
        };
        wire::id(found.iter().find(same)?.get("id"))
    };
    let (places, changes): (Vec<usize>, Vec<Change>) = taken
        .into_iter()
        .filter_map(|i| {
            let mut properties = news[i].properties.clone();
            properties.insert(KEY.to_owned(), news[i].key.as_str().into());
            Some((
                i,
                Change {
                    id: id_of(&news[i])?,
                    properties,
                },
            ))
        })
        .unzip();
    for (i, fate) in places
        .into_iter()
        .zip(batch::update(portal, Object::Products, &changes).await)
    {
        fates[i] = fate;
    }
    fates
}

fn created(portal: &Portal, new: &New, fate: &Fate) -> Written {
    Written {
        result: match (fate, fate.failure(Object::Products)) {
            (Fate::Landed { id, created, .. }, _) => Ok(Delivered {
                also_created: Vec::new(),
                remote: RemoteId::new(id.as_str()),
                created: *created,
                known: known(portal, Stream::Products, &new.properties, fate),
            }),
            (_, failure) => Err(failure.unwrap_or_else(super::left_out)),
        },
        sent: Value::Map(new.body(&portal.lacking(Object::Products))),
        answered: fate.answered(),
    }
}

/// What our own source side would now read of a product: what was sent, under what was answered.
pub(super) fn known(portal: &Portal, stream: Stream, sent: &domain::Map, fate: &Fate) -> Value {
    match fate {
        Fate::Landed { answered, .. } => portal.canons.known(stream, &Canons::merged(sent, answered)),
        _ => Value::Null,
    }
}
