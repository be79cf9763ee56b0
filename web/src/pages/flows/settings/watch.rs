//! Whether it is told when a flow's usual records stay out, and on which days nobody expects any.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::Permission;
use serde_json::json;
use store::{
    absences::{self, Watch},
    audit,
};
use tower_sessions::Session;

use super::{Words, build, fields::typed_of, given, live};
use crate::{
    App,
    error::{PageError, came_back},
    form::Mistakes,
    member::Member,
    pages::flows::find,
    shell::Toast,
};

/// Keeps whether absence is watched, and the quiet days.
pub(crate) async fn watch(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let all = |name: &str| {
        typed
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .collect::<Vec<_>>()
    };
    let text = all("quiet_dates").join(",");
    let mut dates = Vec::new();
    let mut mistakes = Mistakes::default();
    for date in text
        .split([',', ' ', '\n'])
        .map(str::trim)
        .filter(|date| !date.is_empty())
    {
        match date.parse::<jiff::civil::Date>() {
            Ok(date) => dates.push(date),
            Err(_) => mistakes.add("quiet_dates", member.t.t1("absence-date-wrong", "date", date)),
        }
    }
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    if !mistakes.is_empty() {
        let live = live(&mut tx, &flow).await?;
        tx.commit().await?;
        let settings = typed_of(&flow, &given(&live));
        let words = Words {
            watch_mistakes: mistakes,
            quiet_dates: Some(text),
            ..Words::default()
        };
        return came_back(
            &build(
                member,
                &session,
                &app,
                flow,
                &settings,
                Mistakes::default(),
                words,
            )
            .await?,
        );
    }
    dates.sort_unstable();
    dates.dedup();
    let watch = Watch {
        is_on: !all("watches").is_empty(),
        quiet_weekdays: all("quiet_weekday")
            .iter()
            .filter_map(|day| day.parse().ok())
            .filter(|day| (1..=7).contains(day))
            .collect(),
        quiet_dates: dates,
    };
    absences::set_watch(&mut tx, flow.id, &watch).await?;
    let detail = json!({ "flow": flow.id, "name": flow.name, "to": watch.is_on });
    audit::note(&mut tx, member.user, "flow.absence_watch_changed", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t("absence-kept")).keep(&session).await?;
    Ok(Redirect::to(&format!("/flows/{}/settings", flow.id)).into_response())
}

/// The key of a weekday's name, from 1 (Monday) to 7.
pub(crate) fn weekday(day: i16) -> &'static str {
    match day {
        1 => "weekday-1",
        2 => "weekday-2",
        3 => "weekday-3",
        4 => "weekday-4",
        5 => "weekday-5",
        6 => "weekday-6",
        _ => "weekday-7",
    }
}
