//! Stock levels: a property of a product that is there.

use domain::{Failure, FailureReason};
use engine::ports::{Act, Write, Written};

use super::{
    batch::{self, Change},
    products::known,
    refused,
    sales::changed,
};
use crate::hubspot::{objects::Object, portal::Portal, streams::Stream, wire};

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    let mut written: Vec<Option<Written>> = vec![None; writes.len()];
    let (mut places, mut changes) = (Vec::new(), Vec::new());
    for (i, write) in writes.iter().enumerate() {
        match &write.act {
            Act::Update { remote } => {
                places.push(i);
                changes.push(Change {
                    id: remote.id.clone(),
                    properties: wire::properties(&write.document, &[]),
                });
            }
            Act::Create => {
                written[i] = Some(refused(Failure::permanent(
                    FailureReason::BadRecord,
                    "A stock level can only be set on a product that is there.",
                )));
            }
        }
    }
    for ((i, change), fate) in places
        .into_iter()
        .zip(&changes)
        .zip(batch::update(portal, Object::Products, &changes).await)
    {
        let known = known(portal, Stream::Stock, &change.properties, &fate);
        written[i] = Some(changed(portal, Object::Products, change, &fate, known));
    }
    written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(super::left_out())))
        .collect()
}
