//! How long a record would take by hand: the tenant's own figure, with which the time saved is counted.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::Permission;
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use store::{audit, insights};
use tower_sessions::Session;

use crate::{App, error::PageError, form::Mistakes, member::Member, shell::Toast};

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    minutes: String,
}

/// Keeps the figure; one that can't be comes back with the page.
pub(crate) async fn update(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let Some(seconds) = seconds(&typed.minutes) else {
        let mut mistakes = Mistakes::default();
        mistakes.add("minutes", member.t.t("overview-minutes-wrong"));
        let page = super::show::build(
            member,
            &session,
            &app,
            super::show::Range::Day,
            mistakes,
            typed.minutes,
        )
        .await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = member.begin(&app).await?;
    let before = insights::seconds_per_record(&mut tx).await?;
    if before != seconds {
        insights::set_seconds_per_record(&mut tx, seconds).await?;
        let detail = json!({ "from": before, "to": seconds });
        audit::note(&mut tx, member.user, "tenant.time_saved_changed", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t("overview-minutes-kept"))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/overview").into_response())
}

/// Minutes with a point or a comma, up to eight hours, as seconds.
fn seconds(typed: &str) -> Option<u32> {
    let minutes: f64 = typed.trim().replace(',', ".").parse().ok()?;
    if !(0.0..=480.0).contains(&minutes) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 28,800"
    )]
    let seconds = (minutes * 60.0).round() as u32;
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_taken_with_point_or_comma_and_within_a_working_day() {
        assert_eq!(
            ["3", " 1,5 ", "0.25", "480"].map(seconds),
            [Some(180), Some(90), Some(15), Some(28_800)]
        );
        for wrong in ["", "x", "-1", "481", "NaN", "inf", "1e9"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
