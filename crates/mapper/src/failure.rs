//! Why a rule gave no value for a record.

use std::fmt;

use domain::{Failure, FailureReason};
use serde::Serialize;

use crate::{ast::Span, lookups::MissedLookup};

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
    /// What happened, as one sentence with its cure.
    pub message: String,
    /// Look-up keys that were not found until then.
    pub missed: Box<[MissedLookup]>,
}

impl fmt::Display for RuleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.rule.is_empty() {
            "the expression"
        } else {
            "the rule for"
        };
        write!(
            f,
            "{what} \"{}\" could not be evaluated: {}",
            self.to, self.message
        )
    }
}

impl From<RuleFailure> for Failure {
    fn from(failure: RuleFailure) -> Self {
        Self::permanent(FailureReason::MappingFailed, failure.to_string())
    }
}

/// A failure inside an expression, before it is known which rule it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) field: Option<Box<str>>,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            span,
            field: None,
            message: message.into(),
        })
    }
}
