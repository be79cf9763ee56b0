//! How much there is of what the flows on offer would read.

use std::collections::{BTreeMap, BTreeSet};

use connectors::{Opened, route};
use domain::{ConnectorId, Failure, StreamName};
use futures_util::future::join_all;
use jiff::{Timestamp, civil::date};

use crate::{App, locale::Locale, pages::connections::told::Told};

use super::{
    live::within,
    offers::{self, Offer},
    state::Place,
};

/// What was counted of one stream.
struct Count {
    all: u64,
    since: u64,
    /// Paid ones of those since; none where that can't be told.
    paid: Option<u64>,
}

/// What was counted, or why not, by what an offer reads.
pub(super) struct Counts(BTreeMap<(ConnectorId, StreamName), Result<Count, Failure>>);

/// When the reader's year began.
pub(super) fn beginning_of_year(t: &Locale) -> Timestamp {
    let year = t.now.to_zoned(t.zone.clone()).year();
    date(year, 1, 1)
        .to_zoned(t.zone.clone())
        .map_or(t.now, |first| first.timestamp())
}

fn read_by(offer: &Offer) -> Option<(ConnectorId, StreamName)> {
    route(offer.kind, offer.from, offer.to).map(|(stream, _)| (offer.from, stream))
}

impl Counts {
    /// Asks both systems, everything at the same time.
    pub(super) async fn ask(app: &App, place: &Place, since: Timestamp) -> Self {
        let wanted: BTreeSet<_> = offers::all().filter_map(read_by).collect();
        let asked = wanted.into_iter().map(async |(connector, stream)| {
            let opened = app.parts().opening.open(place.connection(connector)?);
            let count = counted(opened.as_ref(), &stream, since).await;
            Some(((connector, stream), count))
        });
        Self(join_all(asked).await.into_iter().flatten().collect())
    }

    /// "3,912 orders, 1,204 of them since 1 January"; empty if it could not be counted.
    pub(super) fn words(&self, t: &Locale, offer: &Offer) -> String {
        let Some(Ok(count)) = read_by(offer).and_then(|read| self.0.get(&read)) else {
            return String::new();
        };
        let all = t.count_with(offer.counted, count.all, &[("since", t.number(count.since))]);
        match count.paid {
            Some(paid) => t.t2("start-count-paid", ("all", all), ("paid", t.number(paid))),
            None => all,
        }
    }

    /// Why something could not be counted, each reason of a system once.
    pub(super) fn told(&self, t: &Locale) -> Vec<Told> {
        let mut known = BTreeSet::new();
        self.0
            .iter()
            .filter_map(|((connector, _), count)| Some((*connector, count.as_ref().err()?)))
            .filter(|(connector, failure)| known.insert((*connector, failure.reason)))
            .map(|(connector, failure)| Told::asked(t, connector, failure))
            .collect()
    }
}

async fn counted(opened: &dyn Opened, stream: &StreamName, since: Timestamp) -> Result<Count, Failure> {
    let both = async { tokio::try_join!(opened.count(stream, None), opened.count(stream, Some(since))) };
    // How many are paid is worth showing and not worth waiting for: without an answer the counts stand alone.
    let (both, paid) = tokio::join!(within(both), within(opened.count_paid(stream, since)));
    let (all, since) = both?;
    Ok(Count {
        all,
        since,
        paid: paid.ok().flatten(),
    })
}
