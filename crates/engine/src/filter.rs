//! Filters: which records a flow sends. They run on the source's truth, never on a webhook's hint.

use domain::{SkipReason, Value, flow::FlowKind};

use crate::{in_hand::InHand, plan::Plan, ports::Fetched};

/// Decides for every open record whether it passes; one that does not is skipped with the reason in words.
pub(crate) fn apply(plan: &Plan, records: &mut [InHand]) {
    for record in records.iter_mut().filter(|record| record.is_open()) {
        if let Some(why) = refused_by_settings(plan, &record.document) {
            record.skip(SkipReason::Filtered, why);
            continue;
        }
        let Some(filter) = &plan.filter else { continue };
        match filter.test(&plan.input(&record.document, &record.raw, &Value::Null)) {
            Ok(true) => {}
            Ok(false) => record.skip(
                SkipReason::Filtered,
                "The flow's own condition is not true for it.",
            ),
            Err(failure) => record.fail(failure.into()),
        }
    }
}

/// Whether a record passes, for one who only asks. A condition that can't be answered lets nothing pass.
#[must_use]
pub fn passes(plan: &Plan, fetched: &Fetched) -> bool {
    refused_by_settings(plan, &fetched.document).is_none()
        && plan.filter.as_ref().is_none_or(|filter| {
            let input = plan.input(&fetched.document, &fetched.raw, &Value::Null);
            filter.test(&input).unwrap_or(false)
        })
}

fn refused_by_settings(plan: &Plan, document: &Value) -> Option<String> {
    if plan.kind != FlowKind::Orders {
        return None;
    }
    let refused = |setting: &str, field: &str, name: &str| {
        let value = document.get(field).as_text().unwrap_or_default();
        (!plan.settings.admits(setting, value)).then(|| format!("{name} is \"{value}\"."))
    };
    refused("payment_statuses", "payment_status", "Payment status")
        .or_else(|| refused("order_statuses", "status", "Status"))
}
