//! What waits for a person, each with its cure.

use store::alerts::Alert;

use crate::locale::Locale;

/// An open alert: what happened, what to do, and where.
pub(crate) struct Attention {
    pub(crate) message: String,
    pub(crate) cure: String,
    pub(crate) since: String,
    pub(crate) since_at: String,
    /// How often it was seen; empty for once.
    pub(crate) seen: String,
    pub(crate) link: String,
    pub(crate) link_words: String,
}

impl Attention {
    pub(crate) fn of(t: &Locale, alert: Alert) -> Self {
        let (link, link_words) = cure(t, &alert);
        Self {
            since: t.moment(alert.raised_at),
            since_at: alert.raised_at.to_string(),
            seen: if alert.seen > 1 {
                t.count("overview-seen", alert.seen.into())
            } else {
                String::new()
            },
            message: alert.alert.message,
            cure: alert.alert.cure,
            link,
            link_words,
        }
    }
}

/// Where the button leads: straight to the cure where the cause names one, else to the alert's own page.
fn cure(t: &Locale, alert: &Alert) -> (String, String) {
    let cause = alert.alert.cause.split(':').next().unwrap_or_default();
    match (cause, alert.alert.connection, alert.alert.flow) {
        ("sign_in", Some(connection), _) => (
            format!("/connections/{connection}/reconnect"),
            t.t("overview-cure-sign-in"),
        ),
        ("dead_letters", _, Some(flow)) => (format!("/failures?flow={flow}"), t.t("overview-cure-failures")),
        _ => (format!("/alerts/{}", alert.id), t.t("overview-cure-look")),
    }
}
