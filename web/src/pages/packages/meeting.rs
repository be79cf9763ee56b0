//! The video meeting of an order: chosen, moved, cancelled, put into a calendar.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use store::{
    audit,
    packages::{self, Order},
};
use tower_sessions::Session;

use super::order::{find, must_change};
use crate::{App, error::PageError, locale::Locale, member::Member, shell::Toast};

const WEEKDAYS: [&str; 7] = [
    "weekday-1",
    "weekday-2",
    "weekday-3",
    "weekday-4",
    "weekday-5",
    "weekday-6",
    "weekday-7",
];

/// A day with the times that are free.
pub(super) struct Day {
    pub(super) name: String,
    /// Moment and clock.
    pub(super) hours: Vec<(String, String)>,
}

fn weekday(t: &Locale, at: Timestamp) -> String {
    let day = at
        .to_zoned(t.zone.clone())
        .date()
        .weekday()
        .to_monday_zero_offset();
    let key = usize::try_from(day).ok().and_then(|day| WEEKDAYS.get(day));
    key.map_or_else(String::new, |key| t.t(key))
}

/// Weekday, day and clock in the reader's zone.
pub(crate) fn aloud(t: &Locale, at: Timestamp) -> String {
    let zoned = at.to_zoned(t.zone.clone());
    format!(
        "{}, {}, {}",
        weekday(t, at),
        t.day_of(at),
        zoned.strftime("%H:%M")
    )
}

/// The times that can be chosen, by the reader's days.
pub(super) async fn days(app: &App, t: &Locale, order: &Order) -> Result<Vec<Day>, PageError> {
    let now = app.now();
    let mut tx = app.store().system().await?;
    let (taken, experts) = packages::taken(&mut tx, now).await?;
    tx.commit().await?;
    let mut days: Vec<Day> = Vec::new();
    for at in billing::meetings::slots(now, &taken, experts) {
        if Some(at) == order.meeting_at {
            continue;
        }
        let name = format!("{}, {}", weekday(t, at), t.day_of(at));
        let hour = (
            at.to_string(),
            at.to_zoned(t.zone.clone()).strftime("%H:%M").to_string(),
        );
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.hours.push(hour),
            None => days.push(Day {
                name,
                hours: vec![hour],
            }),
        }
    }
    Ok(days)
}

/// A chosen time.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    at: String,
}

/// Books or moves the meeting. The same time twice is one booking.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    must_change(&member)?;
    let (t, now) = (member.t.clone(), app.now());
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    tx.commit().await?;
    let mut tx = app.store().system().await?;
    let (taken, experts) = packages::taken(&mut tx, now).await?;
    let wanted: Option<Timestamp> = chosen.at.parse().ok();
    // Only what was offered: anything else was typed by hand or is gone by now.
    let free = wanted.filter(|at| billing::meetings::slots(now, &taken, experts).contains(at));
    let is_there = wanted.is_some() && wanted == order.meeting_at;
    let booked = match free {
        Some(at) if !is_there && order.accepted_at.is_none() => packages::book(&mut tx, order.id, at).await?,
        _ => false,
    };
    if booked {
        packages::settle_access(&mut tx, Some(order.tenant), now).await?;
        billing::letters::meeting_booked(app.till(), &mut tx, order.id).await?;
        let detail = json!({"order": order.id, "from": order.meeting_at, "to": wanted});
        audit::note_of(&mut tx, member.tenant, member.user, "meeting.booked", &detail).await?;
    }
    tx.commit().await?;
    let words = if booked || is_there {
        "order-meeting-booked"
    } else {
        "order-meeting-gone"
    };
    Toast::new(t.t(words)).keep(&session).await?;
    Ok(Redirect::to(&format!("/billing/packages/{}", order.id)).into_response())
}

/// Cancels the meeting; another can be chosen.
pub(crate) async fn destroy(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    must_change(&member)?;
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    if order.meeting_at.is_some() {
        packages::cancel_meeting(&mut tx, order.id).await?;
        let detail = json!({"order": order.id, "from": order.meeting_at});
        audit::note(&mut tx, member.user, "meeting.cancelled", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t("order-meeting-cancelled"))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/billing/packages/{}", order.id)).into_response())
}

/// The meeting for a calendar.
pub(crate) async fn calendar(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    tx.commit().await?;
    let title = member.t.t("order-meeting-title");
    let file = billing::meetings::calendar(&order, &title, app.now()).ok_or(PageError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"kopru.ics\""),
    ];
    Ok((headers, file).into_response())
}
