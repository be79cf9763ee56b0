//! Signing in again: the way back to where one came from, and never to another shop unless one says so.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ConnectionId, Permission};
use serde::Deserialize;
use serde_json::json;
use store::{
    audit,
    connections::{Connection, Status},
    flows, inbox,
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, came_back, page},
    member::Member,
    pages::sign_in::own,
    shell::{Room, Shell, Toast},
};

use super::{
    card::Card,
    show::find,
    sign_in::{self, Typed, Whose},
    told::Told,
};

/// Under which the session keeps where one came from.
const NEXT: &str = "reconnect_next";

#[derive(Template)]
#[template(path = "connections/reconnect.html")]
struct ReconnectPage {
    shell: Shell,
    id: String,
    name: String,
    account: String,
    waiting: String,
    card: Card,
}

#[derive(Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    next: String,
    #[serde(default)]
    problem: String,
    #[serde(default)]
    installing: String,
    /// Back from the system's own page.
    #[serde(default)]
    back: String,
}

fn action(id: ConnectionId) -> String {
    format!("/connections/{id}/reconnect")
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
    Query(back): Query<Back>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    tx.commit().await?;
    // Only pages of ours are gone back to.
    if own(&back.next) == back.next {
        session.insert(NEXT, &back.next).await?;
    }
    let is_well = connection.status == Status::Connected && back.problem.is_empty();
    if !back.back.is_empty() && back.installing.is_empty() && is_well {
        return Ok(done(&app, &member, &session, &connection).await?.into_response());
    }
    let mut card = card(&app, &connection);
    card.is_installing = !card.is_hubspot && !back.installing.is_empty();
    if !back.problem.is_empty() {
        card.told = Some(Told::named(&member.t, connection.connector, &back.problem));
        card.confirms_other = back.problem == "other_account";
    }
    let shown = shown(&app, member, &session, &connection, card).await?;
    page(&shown)
}

fn card(app: &App, connection: &Connection) -> Card {
    Card {
        may_ask: false,
        ..Card::new(app, connection.connector, &action(connection.id))
    }
}

async fn shown(
    app: &App,
    member: Member,
    session: &Session,
    connection: &Connection,
    card: Card,
) -> Result<ReconnectPage, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let waiting = waiting(&mut tx, connection.id).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Connections).await?;
    tx.commit().await?;
    Ok(ReconnectPage {
        id: connection.id.to_string(),
        name: connection.name.clone(),
        account: sign_in::account(&connection.account),
        waiting: match waiting {
            0 => String::new(),
            some => t.count("reconnect-waiting", some),
        },
        card,
        shell,
    })
}

/// Records that wait in the flows of a connection.
async fn waiting(tx: &mut store::Tx, id: ConnectionId) -> Result<u64, PageError> {
    let mut waiting = 0;
    for flow in flows::list(tx).await? {
        if flow.uses(id) {
            waiting += inbox::backlog(tx, flow.id).await?.waiting;
        }
    }
    Ok(waiting)
}

/// Signed in again: what waited goes on by itself, and one is led back.
async fn done(
    app: &App,
    member: &Member,
    session: &Session,
    connection: &Connection,
) -> Result<Redirect, PageError> {
    let mut tx = member.begin(app).await?;
    let waiting = waiting(&mut tx, connection.id).await?;
    let detail = json!({ "connection": connection.id, "name": connection.name });
    audit::note(&mut tx, member.user, "connection.signed_in", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.count("reconnect-done", waiting))
        .keep(session)
        .await?;
    let next: Option<String> = session.remove(NEXT).await?;
    Ok(Redirect::to(
        &next.unwrap_or_else(|| format!("/connections/{}", connection.id)),
    ))
}

fn whose(member: &Member, connection: &Connection, typed: &Typed) -> Whose {
    Whose {
        connection: Some(connection.id),
        other_account: !typed.other_account.is_empty(),
        ..Whose::member(member, connection.connector)
    }
}

/// Signs in with what was typed.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    tx.commit().await?;
    match sign_in::with_typed(&app, &whose(&member, &connection, &typed), &typed).await {
        Ok(_) => Ok(done(&app, &member, &session, &connection).await?.into_response()),
        Err(refused) => {
            let confirms_other = matches!(refused, sign_in::Refused::OtherAccount);
            let told = refused.told(&member.t, connection.connector)?;
            let mut card = card(&app, &connection).typed(&typed, told);
            card.confirms_other = confirms_other;
            let shown = shown(&app, member, &session, &connection, card).await?;
            came_back(&shown)
        }
    }
}

/// Goes to the system's own page to sign in there.
pub(crate) async fn go_there(
    member: Member,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
    Form(typed): Form<Typed>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    tx.commit().await?;
    let return_to = format!("{}?back=1", action(id));
    let to = sign_in::begin(&app, &whose(&member, &connection, &typed), &return_to)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(Redirect::to(&to))
}
