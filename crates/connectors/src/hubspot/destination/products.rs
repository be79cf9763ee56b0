//! Articles as products.

use domain::Value;
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    batch::{self, Change, Fate, New},
    deals::changed,
    refused,
};
use crate::hubspot::{canon::Canons, objects::Object, portal::Portal, streams::Stream, wire};

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
    for ((i, new), fate) in places
        .into_iter()
        .zip(&news)
        .zip(batch::create(portal, Object::Products, &news).await)
    {
        written[i] = Some(created(portal, new, &fate));
    }
    let (places, changes): (Vec<usize>, Vec<Change>) = changes.into_iter().unzip();
    for ((i, change), fate) in places
        .into_iter()
        .zip(&changes)
        .zip(batch::update(portal, Object::Products, &changes).await)
    {
        let known = known(portal, Stream::Products, &change.properties, &fate);
        written[i] = Some(changed(Object::Products, change, &fate, known));
    }
    written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(super::left_out())))
        .collect()
}

fn created(portal: &Portal, new: &New, fate: &Fate) -> Written {
    Written {
        result: match (fate, fate.failure(Object::Products)) {
            (Fate::Landed { id, created, .. }, _) => Ok(Delivered {
                remote: RemoteId::new(id.as_str()),
                created: *created,
                known: known(portal, Stream::Products, &new.properties, fate),
            }),
            (_, failure) => Err(failure.unwrap_or_else(super::left_out)),
        },
        sent: Value::Map(new.body()),
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
