//! A record in hand: what is known of it while its batch is under way.

use std::{fmt, sync::Arc};

use domain::{Decimal, Failure, Outcome, RecordKey, SkipReason, Value, canonical::Noun};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    plan::Plan,
    ports::{Entry, Link, RemoteId, Step, Steps},
};

/// How a record is sent for once, on a member's wish.
#[derive(Clone)]
pub enum Instead {
    /// With this document; `step` and `note` tell of it in the timeline.
    Document {
        /// The destination's document.
        document: Value,
        /// edited, kept.
        step: &'static str,
        /// By whom.
        note: String,
    },
    /// By the rules of another revision.
    Plan {
        /// That revision, made ready.
        plan: Arc<Plan>,
        /// Which.
        note: String,
    },
}

impl fmt::Debug for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Document { .. } => "Document",
            Self::Plan { .. } => "Plan",
        })
    }
}

/// A record between being read and being settled.
#[derive(Clone, Debug)]
pub(crate) struct InHand {
    pub(crate) key: RecordKey,
    pub(crate) noun: Noun,
    /// The canonical document; null until it is read.
    pub(crate) document: Value,
    pub(crate) raw: Value,
    /// Its pairing, if it has one.
    pub(crate) link: Option<Link>,
    /// Where it is at the destination, if it was found there.
    pub(crate) found: Option<RemoteId>,
    /// What it refers to, for the rules: `linked.customer.id`.
    pub(crate) linked: Value,
    pub(crate) mapped: Value,
    pub(crate) sent: Value,
    pub(crate) answered: Value,
    pub(crate) missed_lookups: Vec<(String, String)>,
    pub(crate) steps: Vec<Step>,
    /// How it is sent in the place of what the plan would do, if a member asked for that.
    pub(crate) instead: Option<Instead>,
    /// Set as soon as it is known what becomes of it; later stages leave it alone.
    pub(crate) outcome: Option<Outcome>,
}

impl InHand {
    pub(crate) fn new(key: RecordKey, noun: Noun) -> Self {
        Self {
            key,
            noun,
            document: Value::Null,
            raw: Value::Null,
            link: None,
            found: None,
            linked: Value::Null,
            mapped: Value::Null,
            sent: Value::Null,
            answered: Value::Null,
            missed_lookups: Vec::new(),
            steps: Vec::new(),
            instead: None,
            outcome: None,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    pub(crate) fn skip(&mut self, reason: SkipReason, detail: impl Into<String>) {
        self.outcome = Some(Outcome::skipped(reason, detail));
    }

    /// As [`Self::skip`], with a sentence of a closed list.
    pub(crate) fn skip_as(&mut self, reason: SkipReason, sentence: &(impl ToString + Serialize)) {
        self.outcome = Some(Outcome::skipped_as(reason, sentence));
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        self.outcome = Some(Outcome::Failed(failure));
    }

    /// Where it is at the destination: as paired, or as found.
    pub(crate) fn remote(&self) -> Option<&RemoteId> {
        self.link
            .as_ref()
            .map(|link| &link.remote)
            .or(self.found.as_ref())
    }

    pub(crate) fn step(
        &mut self,
        name: &'static str,
        since: Timestamp,
        now: Timestamp,
        note: impl Into<String>,
    ) {
        let micros = i64::try_from(now.duration_since(since).as_micros()).unwrap_or(i64::MAX);
        self.steps.push(Step {
            name,
            at: now,
            micros,
            note: note.into(),
        });
    }

    /// What people call it: "Order ORD01207 · Jansen BV", "Customer a@b.example".
    fn label(&self) -> String {
        let (noun, names) = match self.noun {
            Noun::Order => ("Order", ["number", "id"]),
            Noun::Invoice => ("Invoice", ["number", "id"]),
            Noun::Customer => ("Customer", ["email", "name"]),
            Noun::Product => ("Product", ["sku", "title"]),
            Noun::StockLevel => ("Stock of", ["sku", "id"]),
        };
        let name = names
            .iter()
            .map(|name| self.document.get(name))
            .find(|name| !name.is_empty());
        let whose = match self.noun {
            Noun::Order => ["customer.company_name", "customer.name"]
                .iter()
                .find_map(|path| {
                    self.document
                        .at(path)
                        .as_text()
                        .filter(|text| !text.trim().is_empty())
                }),
            _ => None,
        };
        let label = match name {
            Some(name) => format!("{noun} {name}"),
            None => format!("{noun} {}", self.key),
        };
        match whose {
            Some(whose) => format!("{label} · {}", whose.trim()),
            None => label,
        }
    }

    /// What people search it by.
    fn search_keys(&self, remote: Option<&RemoteId>) -> Vec<String> {
        let mut keys = vec![self.key.to_string()];
        keys.extend(remote.map(|remote| remote.id.clone()));
        let paths: &[&str] = match self.noun {
            Noun::Order => &["number", "customer.email"],
            Noun::Invoice => &["number", "order_number", "customer.email"],
            Noun::Customer => &["email"],
            Noun::Product | Noun::StockLevel => &["sku"],
        };
        keys.extend(
            paths
                .iter()
                .filter_map(|path| self.document.at(path).as_text())
                .map(str::to_owned),
        );
        let lines = self.document.get("lines").items();
        keys.extend(
            lines
                .iter()
                .filter_map(|line| line.get("sku").as_text())
                .map(str::to_owned),
        );
        keys.retain(|key| !key.is_empty());
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn amount(&self) -> Option<(Decimal, String)> {
        let total = self.document.get("total_incl").as_number()?;
        let currency = self.document.get("currency").as_text().unwrap_or_default();
        Some((total, currency.to_owned()))
    }

    /// What the journal keeps of it.
    pub(crate) fn into_entry(self, remote: Option<RemoteId>) -> Entry {
        let outcome = self.outcome.clone().unwrap_or_else(|| {
            // Each stage decides or passes on, and writing decides for all that is left.
            Outcome::Failed(Failure::transient(
                domain::FailureReason::Internal,
                "The record's batch ended before it was decided; it is tried again.",
            ))
        });
        let remote = remote.or_else(|| self.remote().cloned());
        Entry {
            label: self.label(),
            search_keys: self.search_keys(remote.as_ref()),
            amount: self.amount(),
            remote,
            key: self.key,
            outcome,
            came_in: self.raw,
            mapped: self.mapped,
            sent: self.sent,
            answered: self.answered,
            steps: Steps(self.steps),
            missed_lookups: self.missed_lookups,
            again_at: None,
            postponed: false,
        }
    }
}
