//! Deleting a tenant: its owner types its name.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, TenantId};
use serde::Deserialize;
use store::tenants;
use tower_sessions::Session;

use crate::{
    App, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::{Member, TENANT},
    shell::{Room, Shell},
};

const HERE: &str = "/settings/delete";

#[derive(Template)]
#[template(path = "settings/delete.html")]
struct DeletePage {
    shell: Shell,
    typed: String,
    mistakes: Mistakes,
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    typed: String,
    mistakes: Mistakes,
) -> Result<DeletePage, PageError> {
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Settings).await?;
    tx.commit().await?;
    Ok(DeletePage {
        shell,
        typed,
        mistakes,
    })
}

/// Says what goes.
pub(crate) async fn new(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    member.may(Permission::Own)?;
    entry::fresh(&session, app.now(), HERE).await?;
    page(&load(&app, &session, member, String::new(), Mistakes::default()).await?)
}

/// The name that was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
}

/// Deletes the tenant with all that it has.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Own)?;
    entry::fresh(&session, app.now(), HERE).await?;
    if typed.name.trim() != member.tenant_name.trim() {
        let mut mistakes = Mistakes::default();
        mistakes.add("name", member.t.t("delete-name-wrong"));
        return came_back(&load(&app, &session, member, typed.name, mistakes).await?);
    }
    let mut tx = app.store().system().await?;
    tenants::erase(&mut tx, member.tenant).await?;
    tx.commit().await?;
    tracing::info!(tenant.id = %member.tenant, "a tenant was deleted by its owner");
    session.remove::<TenantId>(TENANT).await?;
    if member.has_other_tenants {
        return Ok(Redirect::to("/overview").into_response());
    }
    session.flush().await?;
    Ok(Redirect::to("/").into_response())
}
