//! What is done with records: sending them again, setting them aside.

use axum::{extract::State, response::Redirect};
use axum_extra::extract::Form;
use domain::{Permission, RecordId};
use serde::Deserialize;
use serde_json::json;
use store::{audit, dead_letters, records};
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, pages::sign_in::own, shell::Toast};

/// Records that one form names.
const MOST: usize = 1_000;

/// Which records are meant, and where to go on.
#[derive(Deserialize)]
pub(crate) struct Meant {
    #[serde(default)]
    record: Vec<String>,
    #[serde(default)]
    next: String,
}

impl Meant {
    fn ids(&self) -> Vec<RecordId> {
        self.record
            .iter()
            .filter_map(|id| id.parse().ok())
            .take(MOST)
            .collect()
    }

    fn next(&self) -> &str {
        if self.next.is_empty() {
            "/records"
        } else {
            own(&self.next)
        }
    }
}

/// Sends records again. One run leads to its page, several to where one came from.
pub(crate) async fn replay(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(meant): Form<Meant>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let ids = meant.ids();
    let mut tx = member.begin(&app).await?;
    let runs = records::replay(&mut tx, &ids, Some(member.user), app.now()).await?;
    if !runs.is_empty() {
        let detail = json!({ "records": ids.len() });
        audit::note(&mut tx, member.user, "replayed records", &detail).await?;
    }
    tx.commit().await?;
    match runs.as_slice() {
        [] => {
            Toast::new(member.t.t("records-nothing-chosen"))
                .keep(&session)
                .await?
        }
        [(_, run)] => return Ok(Redirect::to(&format!("/runs/{run}"))),
        _ => {
            let words = member.t.count("records-sent-again", ids.len() as u64);
            Toast::new(words).keep(&session).await?;
        }
    }
    Ok(Redirect::to(meant.next()))
}

/// Sets failed records aside: nobody is reminded of them any more.
pub(crate) async fn set_aside(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(meant): Form<Meant>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let ids = meant.ids();
    let mut tx = member.begin(&app).await?;
    let done = dead_letters::set_aside_records(&mut tx, &ids, app.now()).await?;
    if done > 0 {
        audit::note(
            &mut tx,
            member.user,
            "set records aside",
            &json!({ "records": done }),
        )
        .await?;
    }
    tx.commit().await?;
    Toast::new(member.t.count("records-were-set-aside", done))
        .keep(&session)
        .await?;
    Ok(Redirect::to(meant.next()))
}
