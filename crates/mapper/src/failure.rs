//! Why a rule gave no value for a record.

use std::fmt;

use domain::{Failure, FailureReason};
use serde::Serialize;

use crate::{ast::Span, lookups::MissedLookup, mistake::as_sentence, trouble::Trouble};

/// A rule could not be evaluated on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct RuleFailure {
    /// The rule's id; empty for a lone expression.
    pub rule: String,
    /// The destination field, with the place in lists (`line_items.2.price`); a lone expression's text.
    pub to: String,
    /// The source field that caused it, if one did.
    pub field: Option<Box<str>>,
    /// Where in the expression it happened.
    pub span: Span,
    /// What happened, with its cure; serialized as its sentence.
    #[serde(rename = "message", serialize_with = "as_sentence")]
    pub what: Box<Trouble>,
    /// Look-up keys that were not found until then.
    pub missed: Box<[MissedLookup]>,
}

/// The whole sentence of a failure: of which rule, and what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Unevaluated {
    /// A rule.
    RuleFailed {
        /// The destination field.
        field: String,
        /// What happened.
        what: Trouble,
    },
    /// A lone expression, such as a flow's condition.
    ExpressionFailed {
        /// As written.
        text: String,
        /// What happened.
        what: Trouble,
    },
}

impl RuleFailure {
    /// What happened and its cure, as one English sentence.
    #[must_use]
    pub fn message(&self) -> String {
        self.what.to_string()
    }

    fn whole(&self) -> Unevaluated {
        let what = (*self.what).clone();
        if self.rule.is_empty() {
            let text = self.to.clone();
            Unevaluated::ExpressionFailed { text, what }
        } else {
            let field = self.to.clone();
            Unevaluated::RuleFailed { field, what }
        }
    }
}

impl fmt::Display for RuleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.rule.is_empty() {
            "the expression"
        } else {
            "the rule for"
        };
        write!(f, "{what} \"{}\" could not be evaluated: {}", self.to, self.what)
    }
}

impl From<RuleFailure> for Failure {
    fn from(failure: RuleFailure) -> Self {
        Self::permanent(FailureReason::MappingFailed, failure.to_string()).told_as(&failure.whole())
    }
}

/// A failure inside an expression, before it is known which rule it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) field: Option<Box<str>>,
    pub(crate) what: Trouble,
}

impl Fault {
    pub(crate) fn new(span: Span, what: Trouble) -> Box<Self> {
        Box::new(Self {
            span,
            field: None,
            what,
        })
    }
}
