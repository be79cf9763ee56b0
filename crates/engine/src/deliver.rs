//! Delivering: a reading's records are filtered, mapped, sent and accounted for.

use domain::{Failure, flow::FlowKind};

use crate::{
    deals, echo, filter,
    in_hand::InHand,
    plan::Plan,
    ports::{Clock, Describe, Destination, Journal, LinkChange, Settlement, Source},
    read::Reading,
    references,
    upsert::{self, Policy},
};

/// What a batch stands on. Without a destination nothing can be written: that is a dry run.
pub(crate) struct Ground<'a> {
    pub(crate) describe: &'a dyn Describe,
    pub(crate) destination: Option<&'a dyn Destination>,
    pub(crate) journal: &'a dyn Journal,
    pub(crate) clock: &'a dyn Clock,
}

/// Delivers what was read, and tells everything that is to be kept of it. Nothing is kept here: the caller
/// settles it all in one transaction.
///
/// # Errors
/// When the journal can't be asked. Records fail alone, inside the settlement.
pub async fn deliver(
    plan: &Plan,
    source: &dyn Source,
    destination: &dyn Destination,
    journal: &dyn Journal,
    clock: &dyn Clock,
    reading: Reading,
) -> Result<Settlement, Failure> {
    let begin = clock.now();
    let ground = Ground {
        describe: destination,
        destination: Some(destination),
        journal,
        clock,
    };
    let (records, links) = take_through(&ground, plan, reading).await?;
    Ok(Settlement {
        entries: records
            .into_iter()
            .map(|(record, remote)| record.into_entry(remote))
            .collect(),
        links,
        calls: (source.calls(), 0),
        took: clock.now().duration_since(begin),
    })
}

/// The way of a batch, the same for a real and a dry run.
pub(crate) async fn take_through(
    ground: &Ground<'_>,
    plan: &Plan,
    reading: Reading,
) -> Result<(Vec<(InHand, Option<crate::ports::RemoteId>)>, Vec<LinkChange>), Failure> {
    let mut records = reading.records;
    filter::apply(plan, &mut records);
    echo::drop_echoes(plan, &mut records);
    let mut links = match plan.kind {
        FlowKind::Orders => references::resolve(ground, plan, &mut records).await,
        FlowKind::Invoices => {
            deals::find(ground, &mut records).await?;
            references::resolve(ground, plan, &mut records).await
        }
        _ => Vec::new(),
    };
    let upserted = upsert::run(ground, plan, Policy::of(plan), records).await;
    links.extend(upserted.links);
    Ok((upserted.records, links))
}
