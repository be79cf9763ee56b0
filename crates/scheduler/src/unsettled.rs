//! Pairings that are delivered but not kept yet: while a batch is settled the next one is already under way, and what
//! it refers to must be found as if it were kept.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use domain::{Failure, RecordKey, canonical::Noun, flow::FlowKind};
use engine::ports::{Journal, Link, LinkChange, Side};

/// A journal with the pairings of the batch that is being settled on top.
pub(crate) struct Unsettled<J> {
    kept: J,
    changes: Mutex<Vec<LinkChange>>,
}

impl<J> Unsettled<J> {
    pub(crate) fn on(kept: J) -> Self {
        Self {
            kept,
            changes: Mutex::default(),
        }
    }

    /// From now on these are on top; those before are kept by now.
    pub(crate) fn put(&self, changes: Vec<LinkChange>) {
        *self.changes.lock().unwrap_or_else(PoisonError::into_inner) = changes;
    }

    fn of(&self, noun: Noun, side: Side, keys: &[RecordKey]) -> Vec<(RecordKey, Link)> {
        let keys: HashSet<&RecordKey> = keys.iter().collect();
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes
            .iter()
            .filter(|change| change.noun == noun)
            .map(|change| {
                let key = match side {
                    Side::Source => change.link.source_key.clone(),
                    Side::Destination => RecordKey::from(change.link.remote.id.as_str()),
                };
                (key, change)
            })
            .filter(|(key, _)| keys.contains(key))
            .map(|(key, change)| (key, change.link.clone()))
            .collect()
    }
}

#[async_trait]
impl<J: Journal> Journal for Unsettled<J> {
    async fn links(
        &self,
        noun: Noun,
        side: Side,
        keys: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, Link>, Failure> {
        // Taken first: what is kept between the two looks is then seen by at least one of them.
        let on_top = self.of(noun, side, keys);
        let mut links = self.kept.links(noun, side, keys).await?;
        links.extend(on_top);
        Ok(links)
    }

    async fn waiting(&self, kind: FlowKind, keys: &[RecordKey]) -> Result<Vec<RecordKey>, Failure> {
        self.kept.waiting(kind, keys).await
    }
}

#[cfg(test)]
mod tests {
    use engine::ports::RemoteId;

    use super::*;

    /// A journal that keeps the customer 1 as contact 71, and nothing else.
    struct Kept;

    #[async_trait]
    impl Journal for Kept {
        async fn links(
            &self,
            noun: Noun,
            _: Side,
            keys: &[RecordKey],
        ) -> Result<BTreeMap<RecordKey, Link>, Failure> {
            let one = link("1", "71");
            Ok(keys
                .iter()
                .filter(|key| noun == Noun::Customer && **key == one.source_key)
                .map(|key| (key.clone(), one.clone()))
                .collect())
        }

        async fn waiting(&self, _: FlowKind, _: &[RecordKey]) -> Result<Vec<RecordKey>, Failure> {
            Ok(Vec::new())
        }
    }

    fn link(source: &str, remote: &str) -> Link {
        Link {
            source_key: source.into(),
            remote: RemoteId::new(remote),
            sent: BTreeMap::new(),
            source_known: domain::Known::default(),
            destination_known: domain::Known::default(),
            source_ours: false,
            destination_ours: false,
            writes_this_hour: 0,
            hour: 0,
        }
    }

    async fn found(journal: &Unsettled<Kept>, noun: Noun, side: Side, keys: &[&str]) -> Vec<String> {
        let keys: Vec<RecordKey> = keys.iter().map(|key| RecordKey::from(*key)).collect();
        let links = journal.links(noun, side, &keys).await.unwrap();
        links
            .into_iter()
            .map(|(key, link)| format!("{key}: {} – {}", link.source_key, link.remote.id))
            .collect()
    }

    #[tokio::test]
    async fn what_is_being_kept_is_found_from_either_side_beside_what_is_kept() {
        let journal = Unsettled::on(Kept);
        journal.put(vec![LinkChange {
            noun: Noun::Customer,
            link: link("2", "72"),
        }]);
        let customers = found(&journal, Noun::Customer, Side::Source, &["1", "2", "3"]).await;
        assert_eq!(customers, ["1: 1 – 71", "2: 2 – 72"]);
        let contacts = found(&journal, Noun::Customer, Side::Destination, &["72", "73"]).await;
        assert_eq!(contacts, ["72: 2 – 72"]);
        assert!(
            found(&journal, Noun::Product, Side::Source, &["2"])
                .await
                .is_empty()
        );
        journal.put(Vec::new());
        assert_eq!(
            found(&journal, Noun::Customer, Side::Source, &["1", "2"]).await,
            ["1: 1 – 71"]
        );
    }
}
