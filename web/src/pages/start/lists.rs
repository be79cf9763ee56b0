//! The lists that questions choose from, read from both systems.

use std::collections::{BTreeMap, BTreeSet};

use connectors::Opened;
use domain::{Failure, schema::Choice};
use futures_util::future::join_all;

use crate::{locale::Locale, pages::connections::told::Told};

use super::{
    live::within,
    offers::Offer,
    questions::{self, STAGES},
};

/// Lists read from both systems: each asked for once a page, or why it could not be read.
pub(super) struct Lists {
    read: BTreeMap<&'static str, Result<Vec<Choice>, String>>,
}

impl Lists {
    /// Reads what the questions of an offer choose from, all at the same time.
    pub(super) async fn read(
        t: &Locale,
        offer: &Offer,
        source: &dyn Opened,
        destination: &dyn Opened,
    ) -> Self {
        let lists: BTreeSet<&'static str> = questions::of(offer)
            .iter()
            .filter_map(|asked| asked.asks.list())
            .collect();
        let read = lists.into_iter().map(async |list| {
            let (side, read) = if list == STAGES {
                (offer.to, within(stages(destination)).await)
            } else {
                (offer.from, within(source.choices(list)).await)
            };
            let read = read.map_err(|failure| Told::asked(t, side, &failure).what);
            (list, read)
        });
        Self {
            read: join_all(read).await.into_iter().collect(),
        }
    }

    /// What a list holds; nothing if it could not be read.
    pub(super) fn of(&self, list: &str) -> &[Choice] {
        self.read
            .get(list)
            .and_then(|read| read.as_deref().ok())
            .unwrap_or_default()
    }

    /// Why a list could not be read; empty if it was.
    pub(super) fn unread(&self, list: &str) -> String {
        self.read
            .get(list)
            .and_then(|read| read.as_ref().err().cloned())
            .unwrap_or_default()
    }
}

/// All stages as `pipeline/stage`, so that one choice settles both.
async fn stages(destination: &dyn Opened) -> Result<Vec<Choice>, Failure> {
    let pipelines = destination.choices("pipelines").await?;
    let only = pipelines.len() == 1;
    let mut all = Vec::new();
    for pipeline in pipelines {
        let stages = destination.choices(&format!("stages:{}", pipeline.value)).await?;
        all.extend(stages.into_iter().map(|stage| Choice {
            value: format!("{}/{}", pipeline.value, stage.value),
            label: if only {
                stage.label
            } else {
                format!("{} · {}", pipeline.label, stage.label)
            },
        }));
    }
    Ok(all)
}
