//! How the member wants to be told.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use domain::{FlowId, Severity};
use notify::next_digest;
use serde::Deserialize;
use serde_json::json;
use store::{
    StoreError, Tx, audit,
    notices::{self, Preference, Reader},
};
use tower_sessions::Session;

use super::channels;
use crate::{App, error::PageError, form::Mistakes, locale::Locale, member::Member, shell::Toast};

/// What was chosen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    pub(super) by_email: Option<String>,
    #[serde(default)]
    pub(super) least: String,
    #[serde(default)]
    pub(super) flows: Vec<String>,
    #[serde(default)]
    pub(super) quiet_from: String,
    #[serde(default)]
    pub(super) quiet_to: String,
    #[serde(default)]
    pub(super) digest_hour: String,
}

impl Typed {
    /// A kept preference as the form shows it.
    pub(super) fn of(preference: &Preference) -> Self {
        let (from, to) = preference.quiet.unzip();
        Self {
            by_email: preference.by_email.then(|| "yes".to_owned()),
            least: preference.least.to_string(),
            flows: preference.flows.iter().map(ToString::to_string).collect(),
            quiet_from: from.map(clock).unwrap_or_default(),
            quiet_to: to.map(clock).unwrap_or_default(),
            digest_hour: preference
                .digest_hour
                .map(|hour| hour.to_string())
                .unwrap_or_default(),
        }
    }

    fn read(&self, t: &Locale) -> Result<Preference, Mistakes> {
        let mut mistakes = Mistakes::default();
        let quiet = match (self.quiet_from.trim(), self.quiet_to.trim()) {
            ("", "") => None,
            (from, to) => match minutes(from).zip(minutes(to)) {
                Some((from, to)) if from != to => Some((from, to)),
                _ => {
                    mistakes.add("quiet_from", t.t("me-quiet-mistake"));
                    None
                }
            },
        };
        let preference = Preference {
            by_email: self.by_email.is_some(),
            least: self.least.parse().unwrap_or(Severity::Warning),
            flows: flows(&self.flows),
            quiet,
            digest_hour: self.digest_hour.parse().ok().filter(|hour| *hour < 24),
        };
        if mistakes.is_empty() {
            Ok(preference)
        } else {
            Err(mistakes)
        }
    }
}

/// Flows that were ticked; what is no id is nobody's.
pub(super) fn flows(typed: &[String]) -> Vec<FlowId> {
    typed.iter().filter_map(|id| id.parse().ok()).collect()
}

/// Minutes of a day as a clock shows them.
pub(super) fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// The member, as one who is told.
pub(super) async fn reader(tx: &mut Tx, member: &Member) -> Result<Reader, PageError> {
    let readers = notices::readers(tx).await?;
    readers
        .into_iter()
        .find(|reader| reader.user == member.user)
        .ok_or(PageError::NotFound)
}

/// Keeps what was chosen.
pub(crate) async fn update(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (t, now) = (member.t.clone(), app.now());
    let wanted = match typed.read(&t) {
        Ok(wanted) => wanted,
        Err(mistakes) => return channels::came_back_with(member, &session, &app, typed, mistakes).await,
    };
    let mut tx = member.begin(&app).await?;
    let reader = reader(&mut tx, &member).await?;
    let due = wanted
        .digest_hour
        .map(|hour| next_digest(now, &reader.time_zone, hour));
    match notices::keep(&mut tx, member.user, &wanted, due, now).await {
        Ok(()) => {}
        Err(StoreError::Refused { .. }) => {
            drop(tx);
            let mut mistakes = Mistakes::default();
            mistakes.add("by_email-yes", t.t("me-last-owner"));
            return channels::came_back_with(member, &session, &app, typed, mistakes).await;
        }
        Err(error) => return Err(error.into()),
    }
    let detail = json!({ "by_email": wanted.by_email, "least": wanted.least });
    audit::note(&mut tx, member.user, "notices.changed", &detail).await?;
    tx.commit().await?;
    Toast::new(t.t("me-kept")).keep(&session).await?;
    Ok(Redirect::to("/alerts/channels").into_response())
}

/// Sends the member a letter, and says what the mail server said.
pub(crate) async fn test(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Redirect, PageError> {
    let mut tx = member.begin(&app).await?;
    let reader = reader(&mut tx, &member).await?;
    tx.commit().await?;
    let answer = app.office().test_letter(&reader).await;
    let key = if answer.well {
        "me-test-sent"
    } else {
        "me-test-failed"
    };
    let words = member.t.t2(key, ("to", &reader.email), ("words", answer.words));
    Toast::new(words).keep(&session).await?;
    Ok(Redirect::to("/alerts/channels"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_browsers_send_it() {
        assert_eq!(minutes("22:00"), Some(1_320));
        assert_eq!(minutes("07:30:00"), Some(450));
        for wrong in ["", "24:00", "7", "07:60", "x:y", "07:é"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
        assert_eq!(clock(450), "07:30");
    }
}
