//! Filters: which records a flow sends. They run on the source's truth, never on a webhook's hint.

use domain::{Failure, SkipReason, Value, flow::FlowKind};
use serde::Serialize;

use crate::{
    in_hand::{InHand, Instead},
    plan::Plan,
    ports::Fetched,
};

/// Why a flow leaves a record out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LeftOut {
    /// A setting asks for other payment statuses.
    #[error("Payment status is \"{value}\".")]
    OtherPaymentStatus {
        /// What it is.
        value: String,
    },
    /// A setting asks for other statuses.
    #[error("Status is \"{value}\".")]
    OtherStatus {
        /// What it is.
        value: String,
    },
    /// The destination knows no credit notes.
    #[error("It is a credit note, and the destination knows none.")]
    CreditNote,
    /// The condition is not true for it.
    #[error("The flow's own condition is not true for it.")]
    ConditionFalse,
}

/// Decides for every open record whether it passes; one that does not is skipped with the reason in words.
pub(crate) fn apply(plan: &Plan, records: &mut [InHand]) {
    let asked_for = |record: &InHand| matches!(record.instead, Some(Instead::Document { .. }));
    for record in records
        .iter_mut()
        .filter(|record| record.is_open() && !asked_for(record))
    {
        match refusal(plan, &record.document, &record.raw) {
            Ok(None) => {}
            Ok(Some(why)) => record.skip_as(SkipReason::Filtered, &why),
            Err(failure) => record.fail(failure),
        }
    }
}

/// Whether a record passes, for one who only asks. A condition that can't be answered lets nothing pass.
#[must_use]
pub fn passes(plan: &Plan, fetched: &Fetched) -> bool {
    matches!(refusal(plan, &fetched.document, &fetched.raw), Ok(None))
}

/// Why a record does not pass, in words; none if it does.
pub(crate) fn refusal(plan: &Plan, document: &Value, raw: &Value) -> Result<Option<LeftOut>, Failure> {
    if let Some(why) = refused_by_settings(plan, document) {
        return Ok(Some(why));
    }
    let Some(filter) = &plan.filter else {
        return Ok(None);
    };
    let passes = filter.test(&plan.input(document, raw, &Value::Null))?;
    Ok((!passes).then_some(LeftOut::ConditionFalse))
}

fn refused_by_settings(plan: &Plan, document: &Value) -> Option<LeftOut> {
    let refused = |setting: &str, field: &str| {
        let value = document.get(field).as_text().unwrap_or_default();
        (!plan.settings.admits(setting, value)).then(|| value.to_owned())
    };
    let payment = |value| LeftOut::OtherPaymentStatus { value };
    let status = |value| LeftOut::OtherStatus { value };
    match plan.kind {
        FlowKind::Orders => refused("payment_statuses", "payment_status")
            .map(payment)
            .or_else(|| refused("order_statuses", "status").map(status)),
        FlowKind::Invoices => refused("statuses", "status").map(status).or_else(|| {
            let is_refused = document.get("is_credit_note").as_bool() == Some(true)
                && plan.settings.text("credit_notes") == "skip";
            is_refused.then_some(LeftOut::CreditNote)
        }),
        FlowKind::OrderStatus | FlowKind::Customers | FlowKind::Products | FlowKind::Stock => None,
    }
}
