//! How a tenant stands, in words.

use domain::{
    Standing,
    plan::{SubscriptionState, days_left},
};
use jiff::Timestamp;

use super::plans;
use crate::locale::Locale;

/// What stands on top of the page.
pub(super) struct Panel {
    /// ok, info, warn or err.
    pub(super) tone: &'static str,
    pub(super) title: String,
    pub(super) words: String,
    /// What the bank said; empty if it said nothing.
    pub(super) bank: String,
    /// Whether there is a subscription that can be changed.
    pub(super) is_subscribed: bool,
    pub(super) is_cancelled: bool,
    pub(super) is_late: bool,
    /// Whether choosing a plan is what has to be done.
    pub(super) has_to_choose: bool,
}

impl Panel {
    pub(super) fn of(t: &Locale, standing: &Standing, now: Timestamp) -> Self {
        let panel = |tone, title: String, words: String| Self {
            tone,
            title,
            words,
            bank: String::new(),
            is_subscribed: false,
            is_cancelled: false,
            is_late: false,
            has_to_choose: false,
        };
        match standing {
            Standing::Unlimited => panel("info", t.t("standing-unlimited"), t.t("standing-unlimited-words")),
            Standing::NotStarted => panel(
                "info",
                t.t("standing-not-started"),
                t.t("standing-not-started-words"),
            ),
            Standing::Trial { ends_at } => {
                let days = days_left(*ends_at, now);
                let tone = if days <= 3 { "warn" } else { "info" };
                let title = t.t1("standing-trial", "day", t.day_of(*ends_at));
                let words = t.count("standing-trial-words", days);
                Self {
                    has_to_choose: true,
                    ..panel(tone, title, words)
                }
            }
            Standing::Ended { at, plan } => {
                let key = if plan.is_some() {
                    "standing-ended"
                } else {
                    "standing-trial-ended"
                };
                Self {
                    has_to_choose: true,
                    ..panel(
                        "err",
                        t.t1(key, "day", t.day_of(*at)),
                        t.t("standing-ended-words"),
                    )
                }
            }
            Standing::Active(paid) => {
                let name = plans::name(paid.plan);
                let is_late = matches!(paid.state, SubscriptionState::PastDue { .. });
                let made = match (&paid.state, paid.cancels_at) {
                    (SubscriptionState::PastDue { since, refusal }, _) => Self {
                        bank: refusal.clone(),
                        ..panel(
                            "warn",
                            t.t1("standing-past-due", "day", t.day_of(*since)),
                            t.t("standing-past-due-words"),
                        )
                    },
                    (_, Some(at)) => panel(
                        "warn",
                        t.t2("standing-cancelled", ("plan", name), ("day", t.day_of(at))),
                        t.t("standing-cancelled-words"),
                    ),
                    _ => panel(
                        "ok",
                        t.t1("standing-active", "plan", name),
                        t.t1("standing-active-words", "day", t.day_of(paid.period_ends_at)),
                    ),
                };
                Self {
                    is_subscribed: true,
                    is_cancelled: paid.cancels_at.is_some(),
                    is_late,
                    ..made
                }
            }
        }
    }
}
