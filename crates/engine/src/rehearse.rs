//! Rehearsing: what the rules of a plan make of one record, without asking anyone. It can be done with a draft or an
//! old revision as well as with what is published, many times a second.

use domain::{Failure, Value};
use mapper::Act;

use crate::{
    filter::{self, LeftOut},
    plan::Plan,
    upsert,
};

/// What a plan makes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// This would be sent.
    Sent(Value),
    /// It does not pass the flow's filter.
    Skipped(LeftOut),
    /// It can't be mapped, for this reason.
    Failed(Failure),
}

impl Rehearsed {
    /// The document that would be sent; nothing if none would.
    #[must_use]
    pub fn document(&self) -> &Value {
        match self {
            Self::Sent(document) => document,
            Self::Skipped(_) | Self::Failed(_) => &Value::Null,
        }
    }
}

/// What a plan makes of a canonical document. `linked` holds its references as they are at the destination.
#[must_use]
pub fn rehearse(plan: &Plan, document: &Value, raw: &Value, linked: &Value, act: Act) -> Rehearsed {
    match filter::refusal(plan, document, raw) {
        Ok(None) => {}
        Ok(Some(why)) => return Rehearsed::Skipped(why),
        Err(failure) => return Rehearsed::Failed(failure),
    }
    match plan.program().evaluate(&plan.input(document, raw, linked), act) {
        Ok(evaluated) => match upsert::check(plan, document, &evaluated.document) {
            Ok(()) => Rehearsed::Sent(evaluated.document),
            Err(failure) => Rehearsed::Failed(failure),
        },
        Err(failure) => Rehearsed::Failed(failure.into()),
    }
}
