//! Why a rule gave no value for a record.

use domain::{Failure, FailureReason};
use serde::Serialize;

use crate::{ast::Span, lookups::MissedLookup};

/// A rule could not be evaluated on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("the rule for \"{to}\" could not be evaluated: {message}")]
pub struct RuleFailure {
    /// The rule's id.
    pub rule: String,
    /// The destination field, with the place in lists (`line_items.2.price`).
    pub to: String,
    /// The source field that caused it, if one did.
    pub field: Option<String>,
    /// Where in the expression it happened.
    pub span: Span,
    /// What happened, as one sentence with its cure.
    pub message: String,
    /// Look-up keys that were not found until then.
    pub missed: Vec<MissedLookup>,
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
    pub(crate) field: Option<String>,
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
