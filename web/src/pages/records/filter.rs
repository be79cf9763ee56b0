//! Which records a list shows. The filter lives in the address, so that a view can be sent to a colleague.

use domain::{FailureReason, FlowId, RecordId, RevisionId, RunId, SkipReason};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::records::Filter;

use crate::locale::Locale;

/// What an address asks for. Values that mean nothing are as if they were not there: an old link still opens.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// An order number, an e-mail address, a SKU.
    #[serde(default)]
    pub(crate) q: String,
    #[serde(default)]
    pub(crate) flow: String,
    #[serde(default)]
    pub(crate) outcome: String,
    #[serde(default)]
    pub(crate) reason: String,
    /// How far back: `hour`, `day`, `week`; else all that is kept.
    #[serde(default)]
    pub(crate) period: String,
    /// Moments of the tenant's clock, as a link from a chart sets them.
    #[serde(default)]
    pub(crate) since: String,
    #[serde(default)]
    pub(crate) until: String,
    #[serde(default)]
    pub(crate) run: String,
    #[serde(default)]
    pub(crate) revision: String,
    /// The last record of the page before.
    #[serde(default)]
    pub(crate) before: String,
}

/// How far back one looks, and what that is called.
pub(crate) const PERIODS: [(&str, &str); 5] = [
    ("", "records-period-all"),
    ("hour", "records-period-hour"),
    ("today", "records-period-today"),
    ("day", "records-period-day"),
    ("week", "records-period-week"),
];
pub(crate) const OUTCOMES: [(&str, &str); 5] = [
    ("", "records-any-outcome"),
    ("created", "outcome-created"),
    ("updated", "outcome-updated"),
    ("skipped", "outcome-skipped"),
    ("failed", "outcome-failed"),
];

impl Asked {
    /// The filter for the store.
    pub(crate) fn filter(&self, t: &Locale) -> Filter {
        let known = |word: &str, words: &[(&str, &str)]| {
            (!word.is_empty() && words.iter().any(|(known, _)| *known == word)).then(|| word.to_owned())
        };
        Filter {
            flow: self.flow.parse::<FlowId>().ok(),
            outcome: known(&self.outcome, &OUTCOMES),
            reason: (!self.reason.is_empty()).then(|| self.reason.clone()),
            run: self.run.parse::<RunId>().ok(),
            revision: self.revision.parse::<RevisionId>().ok(),
            before: self.before.parse::<RecordId>().ok(),
            since: self.since.parse().ok().or_else(|| self.since_period(t)),
            until: self.until.parse().ok(),
            after: None,
        }
    }

    fn since_period(&self, t: &Locale) -> Option<Timestamp> {
        let back = |hours| t.now.checked_sub(SignedDuration::from_hours(hours)).ok();
        match self.period.as_str() {
            "hour" => back(1),
            "today" => Some(t.start_of_day(t.now)),
            "day" => back(24),
            "week" => back(7 * 24),
            _ => None,
        }
    }

    /// Whether anything is left out of the list.
    pub(crate) fn is_set(&self) -> bool {
        !self.query(&[("before", "")]).is_empty()
    }

    /// The address's query with these values in the place of others; empty ones are left out.
    pub(crate) fn query(&self, instead: &[(&str, &str)]) -> String {
        let all = [
            ("q", self.q.trim()),
            ("flow", &self.flow),
            ("outcome", &self.outcome),
            ("reason", &self.reason),
            ("period", &self.period),
            ("since", &self.since),
            ("until", &self.until),
            ("run", &self.run),
            ("revision", &self.revision),
            ("before", &self.before),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in all {
            let value = instead
                .iter()
                .find(|(other, _)| *other == name)
                .map_or(value, |(_, value)| value);
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

/// The reasons that a list can be filtered by, with their words: why records failed, why they were skipped.
pub(crate) fn reasons(t: &Locale) -> Vec<(&'static str, String)> {
    let failed = FailureReason::ALL.iter().map(|reason| reason.as_str());
    let skipped = SkipReason::ALL.iter().map(|reason| reason.as_str());
    failed
        .chain(skipped)
        .map(|word| (word, crate::words::reason(t, word)))
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let asked = Asked {
            q: " ORD 1 & 2 ".to_owned(),
            outcome: "failed".to_owned(),
            before: "x".to_owned(),
            ..Asked::default()
        };
        assert_eq!(asked.query(&[("before", "")]), "q=ORD+1+%26+2&outcome=failed");
        assert!(asked.is_set() && !Asked::default().is_set());
    }

    #[test]
    fn what_an_address_says_wrongly_is_left_out() {
        let t = Locale::new(Language::En, TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let asked = Asked {
            flow: "no id".to_owned(),
            outcome: "exploded".to_owned(),
            period: "century".to_owned(),
            since: "yesterday".to_owned(),
            ..Asked::default()
        };
        let filter = asked.filter(&t);
        assert!(filter.flow.is_none() && filter.outcome.is_none() && filter.since.is_none());
    }
}
