//! Filters: which records a flow sends. They run on the source's truth, never on a webhook's hint.

use domain::{Failure, SkipReason, Value, flow::FlowKind};

use crate::{in_hand::InHand, plan::Plan, ports::Fetched};

/// Decides for every open record whether it passes; one that does not is skipped with the reason in words.
pub(crate) fn apply(plan: &Plan, records: &mut [InHand]) {
    for record in records.iter_mut().filter(|record| record.is_open()) {
        match refusal(plan, &record.document, &record.raw) {
            Ok(None) => {}
            Ok(Some(why)) => record.skip(SkipReason::Filtered, why),
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
pub(crate) fn refusal(plan: &Plan, document: &Value, raw: &Value) -> Result<Option<String>, Failure> {
    if let Some(why) = refused_by_settings(plan, document) {
        return Ok(Some(why));
    }
    let Some(filter) = &plan.filter else {
        return Ok(None);
    };
    let passes = filter.test(&plan.input(document, raw, &Value::Null))?;
    Ok((!passes).then(|| "The flow's own condition is not true for it.".to_owned()))
}

fn refused_by_settings(plan: &Plan, document: &Value) -> Option<String> {
    let refused = |setting: &str, field: &str, name: &str| {
        let value = document.get(field).as_text().unwrap_or_default();
        (!plan.settings.admits(setting, value)).then(|| format!("{name} is \"{value}\"."))
    };
    match plan.kind {
        FlowKind::Orders => refused("payment_statuses", "payment_status", "Payment status")
            .or_else(|| refused("order_statuses", "status", "Status")),
        FlowKind::Invoices => refused("statuses", "status", "Status").or_else(|| {
            let is_refused = document.get("is_credit_note").as_bool() == Some(true)
                && plan.settings.text("credit_notes") == "skip";
            is_refused.then(|| "It is a credit note, and the destination knows none.".to_owned())
        }),
        FlowKind::OrderStatus | FlowKind::Customers | FlowKind::Products | FlowKind::Stock => None,
    }
}
