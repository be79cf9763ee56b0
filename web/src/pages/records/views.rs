//! Views of the list that a member keeps by name.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use store::record_views::{self, View};
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, shell::Toast};

/// Characters of a name.
const NAME: usize = 60;
/// Characters of filters; what an address holds.
const QUERY: usize = 2_000;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
}

impl Typed {
    fn address(&self) -> String {
        match self.query.is_empty() {
            true => "/records".to_owned(),
            false => format!("/records?{}", self.query),
        }
    }
}

/// Keeps a view under a name.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let name: String = typed.name.trim().chars().take(NAME).collect();
    // Only an address of ours can come of it; what stands in the filters is read anew each time.
    let is_query = typed.query.len() <= QUERY
        && !typed
            .query
            .contains(|letter: char| letter.is_control() || letter == '#');
    if !is_query {
        return Err(PageError::NotFound);
    }
    if name.is_empty() {
        Toast::new(member.t.t("records-view-unnamed"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(&typed.address()).into_response());
    }
    let address = typed.address();
    let mut tx = member.begin(&app).await?;
    let view = View {
        name,
        query: typed.query,
    };
    record_views::save(&mut tx, member.user, &view).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("records-view-saved", "name", &view.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&address).into_response())
}

/// Forgets a view.
pub(crate) async fn destroy(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    record_views::remove(&mut tx, member.user, &typed.name).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("records-view-removed", "name", &typed.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/records").into_response())
}
