//! Alerts: what needs a person, one line a cause, with its cure; and where and when people are told.

pub(crate) mod acts;
pub(crate) mod channels;
mod list;
pub(crate) mod me;
mod show;

use domain::{AlertKind, Severity};
use jiff::{SignedDuration, Timestamp};
use store::alerts::Alert;

use crate::{locale::Locale, words::Look};

pub(crate) use list::list;
pub(crate) use show::show;

/// So long after it was seen last, an alert no longer grows.
const GROWS_FOR: SignedDuration = SignedDuration::from_mins(15);

/// How a severity looks.
pub(crate) fn severity(t: &Locale, severity: Severity) -> Look {
    match severity {
        Severity::Severe => crate::words::look(t, "severity-severe", "err", "cross"),
        Severity::Warning => crate::words::look(t, "severity-warning", "warn", "clock"),
        Severity::Notice => crate::words::look(t, "severity-notice", "info", "half"),
    }
}

/// Whether it is still happening: records and calls that failed lately are counted up.
fn grows(alert: &Alert, now: Timestamp) -> bool {
    alert.resolved_at.is_none() && alert.seen > 1 && now.duration_since(alert.last_at) < GROWS_FOR
}

/// Severities as a form offers them.
fn severities(t: &Locale) -> Vec<(&'static str, String)> {
    vec![
        (Severity::Notice.as_str(), t.t("least-notice")),
        (Severity::Warning.as_str(), t.t("least-warning")),
        (Severity::Severe.as_str(), t.t("least-severe")),
    ]
}

/// Whether sending again is part of the cure.
fn can_be_sent_again(alert: &Alert) -> bool {
    alert.alert.kind == AlertKind::RecordsFailed && alert.resolved_at.is_none() && alert.failed > 0
}
