//! Which records are wanted: the filters as they stand in the address, so that every view can be sent to a colleague.

use domain::{FlowId, RecordId, RevisionId, RunId};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use store::records::Filter;

use crate::{error::PageError, locale::Locale};

/// The query of the address, as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub(super) q: String,
    pub(super) flow: String,
    pub(super) outcome: String,
    pub(super) reason: String,
    /// today, yesterday, week, month; empty: all that is kept, or `from` and `to`.
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    /// Moments, as a link from a tile or a chart sets them.
    pub(super) since: String,
    pub(super) until: String,
    pub(super) run: String,
    pub(super) revision: String,
    pub(super) before: String,
    pub(super) after: String,
    /// `groups`: by reason.
    pub(super) view: String,
}

pub(super) const OUTCOMES: [&str; 4] = ["created", "updated", "skipped", "failed"];
pub(super) const PERIODS: [&str; 4] = ["today", "yesterday", "week", "month"];

impl Asked {
    /// The filter of these words. What is no id, outcome, date or cursor is a wrong address.
    pub(super) fn filter(&self, t: &Locale) -> Result<Filter, PageError> {
        if !(self.outcome.is_empty() || OUTCOMES.contains(&self.outcome.as_str())) {
            return Err(PageError::NotFound);
        }
        let (since, until) = self.span(t)?;
        Ok(Filter {
            flow: id::<FlowId>(&self.flow)?,
            outcome: some(&self.outcome),
            reason: some(&self.reason),
            run: id::<RunId>(&self.run)?,
            revision: id::<RevisionId>(&self.revision)?,
            before: id::<RecordId>(&self.before)?,
            after: id::<RecordId>(&self.after)?,
            since,
            until,
        })
    }

    fn span(&self, t: &Locale) -> Result<(Option<Timestamp>, Option<Timestamp>), PageError> {
        let today = t.now.to_zoned(t.zone.clone()).date();
        let days = |from: i64, to: i64| {
            let from = today
                .checked_sub(from.days())
                .ok()
                .and_then(|date| midnight(t, date));
            let to = today
                .checked_sub(to.days())
                .ok()
                .and_then(|date| midnight(t, date));
            (from, to)
        };
        Ok(match self.period.as_str() {
            "today" => (days(0, 0).0, None),
            "yesterday" => days(1, 0),
            "week" => (days(6, 0).0, None),
            "month" => (days(29, 0).0, None),
            "" => {
                let from = date(&self.from)?.and_then(|date| midnight(t, date));
                let to = date(&self.to)?
                    .and_then(|date| date.tomorrow().ok())
                    .and_then(|date| midnight(t, date));
                (from.or(id(&self.since)?), to.or(id(&self.until)?))
            }
            _ => return Err(PageError::NotFound),
        })
    }

    /// Whether anything narrows the list.
    pub(super) fn is_filtered(&self) -> bool {
        !self.pairs().is_empty()
    }

    /// Names and values of what narrows the list, without the place in it.
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all: [(&'static str, &str); 11] = [
            ("q", self.q.trim()),
            ("flow", &self.flow),
            ("outcome", &self.outcome),
            ("reason", &self.reason),
            ("period", &self.period),
            ("from", if self.period.is_empty() { &self.from } else { "" }),
            ("to", if self.period.is_empty() { &self.to } else { "" }),
            ("since", if self.period.is_empty() { &self.since } else { "" }),
            ("until", if self.period.is_empty() { &self.until } else { "" }),
            ("run", &self.run),
            ("revision", &self.revision),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The address of the list with these filters and more; an empty value leaves one out.
    pub(super) fn address(&self, more: &[(&'static str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            if more.iter().all(|(other, _)| *other != name) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in more.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            "/records".to_owned()
        } else {
            format!("/records?{query}")
        }
    }

    /// The filters alone, as a saved view keeps them.
    pub(super) fn query(&self) -> String {
        self.address(&[])
            .trim_start_matches("/records")
            .trim_start_matches('?')
            .to_owned()
    }
}

/// The age under which a page of live rows is worth opening.
pub(super) const LIVE_FOR: SignedDuration = SignedDuration::from_mins(5);

fn midnight(t: &Locale, date: Date) -> Option<Timestamp> {
    date.to_zoned(t.zone.clone()).ok().map(|zoned| zoned.timestamp())
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn date(text: &str) -> Result<Option<Date>, PageError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| PageError::NotFound)
}

fn id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, PageError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| PageError::NotFound)
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    fn locale() -> Locale {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        Locale::new(Language::En, Locale::zone("Europe/Amsterdam"), now)
    }

    #[test]
    fn days_begin_at_midnight_of_who_looks() {
        let asked = Asked {
            period: "yesterday".to_owned(),
            ..Asked::default()
        };
        let filter = asked.filter(&locale()).unwrap();
        assert_eq!(filter.since.unwrap().to_string(), "2026-11-22T23:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-11-23T23:00:00Z");
    }

    #[test]
    fn a_wrong_address_is_no_filter() {
        for asked in [
            Asked {
                before: "x".to_owned(),
                ..Asked::default()
            },
            Asked {
                outcome: "lost".to_owned(),
                ..Asked::default()
            },
            Asked {
                from: "2026-13-01".to_owned(),
                ..Asked::default()
            },
            Asked {
                period: "decade".to_owned(),
                ..Asked::default()
            },
        ] {
            assert!(asked.filter(&locale()).is_err(), "{asked:?}");
        }
    }

    #[test]
    fn an_address_leads_back_to_the_same_view() {
        let asked = Asked {
            q: "a&b=ü".to_owned(),
            outcome: "failed".to_owned(),
            before: "gone".to_owned(),
            ..Asked::default()
        };
        assert_eq!(asked.address(&[]), "/records?q=a%26b%3D%C3%BC&outcome=failed");
        assert_eq!(asked.address(&[("outcome", "")]), "/records?q=a%26b%3D%C3%BC");
    }
}
