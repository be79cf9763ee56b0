//! Why a document looks as it does: for each field the rule, what it read, and what it did with it.

use domain::Value;
use serde::Serialize;

use crate::{failure::RuleFailure, lookups::MissedLookup, trouble::Noted};

/// The explanation of one evaluation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Each rule in the order in which it was evaluated; nested rules once per item.
    pub fields: Vec<Explained>,
    /// The document, without the fields whose rules failed.
    pub document: Value,
    /// Look-up keys that were not found.
    pub missed: Vec<MissedLookup>,
}

impl Explanation {
    /// What is known about a destination path (`line_items.0.price`).
    #[must_use]
    pub fn field(&self, to: &str) -> Option<&Explained> {
        self.fields.iter().rev().find(|field| field.to == to)
    }

    /// The rules that failed.
    pub fn failures(&self) -> impl Iterator<Item = &RuleFailure> {
        self.fields.iter().filter_map(|field| match &field.outcome {
            Outcome::Failed { failure } => Some(failure),
            _ => None,
        })
    }
}

/// What became of one rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The destination path, with the place in lists.
    pub to: String,
    /// The rule's id.
    pub rule: String,
    /// Its expression.
    pub from: String,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The source fields that were read, in this order.
    pub reads: Vec<Read>,
    /// What was done with them, in words.
    #[serde(serialize_with = "as_sentences")]
    pub steps: Vec<Noted>,
}

/// What can come of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// A value was put into the document.
    Given {
        /// The value.
        value: Value,
    },
    /// Items were put into a list; each of their parts is told on its own.
    Items {
        /// How many items the source has; fewer may have been put, if the rule has a condition.
        count: usize,
    },
    /// The value is empty and is left out, since the record is created.
    LeftOut,
    /// The rule's condition does not hold.
    Skipped,
    /// The rule is not for this act.
    NotForThisAct,
    /// The rule failed.
    Failed {
        /// Why.
        failure: RuleFailure,
    },
}

/// A source field that was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Read {
    /// Its path, with the place in lists (`order.lines.0.sku`).
    pub path: String,
    /// What was there.
    pub value: Value,
}

/// As the sentences they say in English.
fn as_sentences<S: serde::Serializer>(steps: &[Noted], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(steps.iter().map(Noted::to_string))
}
