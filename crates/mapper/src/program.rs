//! A mapping made ready to run: checked as a whole once, then evaluated for every record.

mod compile;
mod destination;
mod run;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{Schema, Value};
use serde::{Deserialize, Serialize};

use crate::{
    code::Code, explain::Explanation, failure::RuleFailure, input::Input, lookups::MissedLookup,
    mapping::Mapping, mistake::Mistake, scope::Scope,
};
use destination::Fit;

/// What is about to be done with the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The record is new at the destination.
    Create,
    /// The record is there and gets new values.
    Update,
}

/// A document with what was noticed while it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The destination's document.
    pub document: Value,
    /// Look-up keys that were not found, each once.
    pub missed: Vec<MissedLookup>,
}

/// A checked mapping. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Program(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rules: Vec<Ready>,
    /// What each rule may read.
    reads: BTreeMap<String, Reads>,
}

/// What an expression may read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads {
    /// Source paths, without places in lists.
    pub(crate) paths: BTreeSet<String>,
    /// Those among them that are only gone through, for single fields of their items.
    pub(crate) walked: BTreeSet<String>,
}

impl Reads {
    /// Whether a source path, a part of it, or a group that it is a part of is read.
    fn touch(&self, path: &str) -> bool {
        self.paths.iter().any(|read| {
            read == path || is_below(read, path) || (is_below(path, read) && !self.walked.contains(read))
        })
    }
}

/// One rule made ready.
#[derive(Debug)]
struct Ready {
    id: String,
    to: String,
    steps: Vec<Box<str>>,
    on_create: bool,
    on_update: bool,
    keep_empty: bool,
    when: Option<Prepared>,
    body: Body,
}

/// An expression made ready, with its text for messages.
#[derive(Debug)]
struct Prepared {
    text: String,
    code: Code,
}

#[derive(Debug)]
enum Body {
    Value {
        from: Prepared,
        fit: Fit,
    },
    Each {
        list: Prepared,
        name: String,
        rules: Vec<Ready>,
    },
    Item {
        rules: Vec<Ready>,
    },
}

impl Program {
    /// Checks a mapping against what its expressions may name and, if it is known, against the fields of the
    /// destination.
    ///
    /// # Errors
    /// All mistakes at once, each with rule, place and cure.
    pub fn compile(
        mapping: &Mapping,
        scope: &Scope,
        destination: Option<&Schema>,
    ) -> Result<Self, Vec<Mistake>> {
        compile::compile(mapping, scope, destination).map(|inner| Self(Arc::new(inner)))
    }

    /// Makes the destination's document for a record.
    ///
    /// An empty value (nothing or empty text) is left out on create, unless its rule says `keep_empty`, and
    /// sent as null on update, so that what was cleared in the source is cleared at the destination, too.
    ///
    /// # Errors
    /// The first rule that can't be evaluated, with the field that caused it.
    pub fn evaluate(&self, input: &Input<'_>, act: Act) -> Result<Evaluated, RuleFailure> {
        run::evaluate(&self.0.rules, input, act)
    }

    /// Makes the same document and tells for each field how it came about. Slower; for people.
    #[must_use]
    pub fn explain(&self, input: &Input<'_>, act: Act) -> Explanation {
        run::explain(&self.0.rules, input, act)
    }

    /// All source paths that some rule may read; places in lists are left out (`order.lines.sku`).
    #[must_use]
    pub fn reads(&self) -> BTreeSet<String> {
        self.0
            .reads
            .values()
            .flat_map(|reads| &reads.paths)
            .cloned()
            .collect()
    }

    /// The source paths that one rule may read; none if there is no such rule.
    #[must_use]
    pub fn reads_of(&self, rule: &str) -> Option<&BTreeSet<String>> {
        self.0.reads.get(rule).map(|reads| &reads.paths)
    }

    /// The rules that may read a source path, a part of it, or a group that it is a part of. A list rule reads
    /// the list that it goes over, but not each field of its items.
    #[must_use]
    pub fn rules_reading(&self, path: &str) -> Vec<&str> {
        self.0
            .reads
            .iter()
            .filter(|(_, reads)| reads.touch(path))
            .map(|(rule, _)| rule.as_str())
            .collect()
    }

    /// The ids of its rules, sorted.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.0.reads.keys().map(String::as_str)
    }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}
