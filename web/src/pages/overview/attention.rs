//! What waits for a person, each with its cure.

use domain::AlertKind;
use notify::told;
use store::alerts::Alert;

use crate::locale::Locale;

/// An open alert: what happened, what to do, and where.
pub(crate) struct Attention {
    pub(crate) title: String,
    /// The kept sentence, where it has numbers that the title has not; else empty.
    pub(crate) detail: String,
    pub(crate) cure: String,
    pub(crate) since: String,
    pub(crate) since_at: String,
    /// How often it was seen; empty for once.
    pub(crate) seen: String,
    pub(crate) link: String,
    pub(crate) link_words: String,
}

impl Attention {
    /// The button leads straight to the cure where the cause names one, else to the alert's own page.
    pub(crate) fn of(t: &Locale, alert: &Alert) -> Self {
        let told = told(t.language, alert);
        let (link, link_words) = told.means.path().map_or_else(
            || (format!("/alerts/{}", alert.id), t.t("overview-cure-look")),
            |path| (path, told.button),
        );
        Self {
            since: t.moment(alert.raised_at),
            since_at: alert.raised_at.to_string(),
            seen: if alert.seen > 1 {
                t.count("overview-seen", alert.seen.into())
            } else {
                String::new()
            },
            title: told.title,
            detail: match alert.alert.kind {
                AlertKind::Absence => alert.alert.message.clone(),
                _ => String::new(),
            },
            cure: told.cure,
            link,
            link_words,
        }
    }
}
