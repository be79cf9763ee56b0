//! Step 2: signing in to both systems, and whether they are the right ones.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ConnectorId, Permission};
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::json;
use store::{
    audit,
    connections::{self, Status},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    member::Member,
    pages::connections::{
        card::{Card, found},
        colleague,
        sign_in::{self, Refused, Typed, Whose},
        told::Told,
    },
    shell::{Room, Shell},
};

use super::state::{Place, Step, Wizard};

#[derive(Template)]
#[template(path = "start/connections.html")]
struct ConnectionsPage {
    shell: Shell,
    wizard: Wizard,
    cards: Vec<Card>,
    /// Both are signed in to.
    is_ready: bool,
}

/// What an address may carry back from a sign-in.
#[derive(Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    problem: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    installing: String,
}

const ACTION: &str = "/start/connections";

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(back): Query<Back>,
) -> Result<Response, PageError> {
    let link = session.remove::<(String, String)>(colleague::LINK).await?;
    let t = member.t.clone();
    let change = |mut card: Card| {
        if back.at == card.connector && !back.problem.is_empty() {
            let connector = if card.is_hubspot {
                ConnectorId::Hubspot
            } else {
                ConnectorId::LightspeedEcom
            };
            card.told = Some(Told::named(&t, connector, &back.problem));
        }
        card.is_installing = !card.is_hubspot && !back.installing.is_empty();
        if let Some((connector, link)) = &link
            && connector == card.connector
        {
            card.link.clone_from(link);
        }
        card
    };
    shown(&app, member, &session, false, change).await
}

async fn shown(
    app: &App,
    member: Member,
    session: &Session,
    failed: bool,
    change: impl Fn(Card) -> Card,
) -> Result<Response, PageError> {
    let mut tx = member.begin(app).await?;
    let place = match Place::hold(&mut tx, app, &member, Step::Connections).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Start).await?;
    // Nothing is held while the remote systems are asked.
    tx.commit().await?;
    let connectors = [ConnectorId::LightspeedEcom, ConnectorId::Hubspot];
    let all = join_all(
        connectors.map(async |connector| match place.connection(connector) {
            Some(connection) => Some(found(app, &t, connection).await),
            None => None,
        }),
    )
    .await;
    let cards: Vec<Card> = connectors
        .into_iter()
        .zip(all)
        .map(|(connector, found)| {
            let action = format!("{ACTION}/{connector}");
            change(Card {
                found,
                ..Card::new(app, connector, &action)
            })
        })
        .collect();
    let template = ConnectionsPage {
        wizard: place.wizard(&t, Step::Connections),
        is_ready: cards
            .iter()
            .all(|card| card.found.as_ref().is_some_and(|found| found.is_signed_in)),
        cards,
        shell,
    };
    form_page(&template, failed)
}

fn named(connector: &str) -> Result<ConnectorId, PageError> {
    connector.parse().map_err(|_| PageError::NotFound)
}

/// The connection of the wizard, if it has one already: then that one is signed in again.
async fn whose(
    app: &App,
    member: &Member,
    connector: ConnectorId,
    typed: &Typed,
) -> Result<Whose, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(app).await?;
    let place = Place::hold(&mut tx, app, member, Step::Connections).await?;
    tx.commit().await?;
    let connection = place
        .ok()
        .and_then(|place| place.connection(connector).map(|kept| kept.id));
    Ok(Whose {
        connection,
        other_account: !typed.other_account.is_empty(),
        ..Whose::member(member, connector)
    })
}

/// Signs in with what was typed.
pub(crate) async fn sign_in(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(connector): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let connector = named(&connector)?;
    let whose = whose(&app, &member, connector, &typed).await?;
    let refused = match Box::pin(sign_in::with_typed(&app, &whose, &typed)).await {
        Ok(connection) => {
            let mut tx = member.begin(&app).await?;
            let detail = json!({ "connection": connection.id, "name": connection.account.name });
            audit::note(&mut tx, member.user, "connection.signed_in", &detail).await?;
            tx.commit().await?;
            return Ok(Redirect::to(ACTION).into_response());
        }
        Err(Refused::Ours(PageError::Store(store::StoreError::Taken { .. }))) => {
            // A double click: the first one was faster.
            return Ok(Redirect::to(ACTION).into_response());
        }
        Err(refused) => refused.told(&member.t, connector)?,
    };
    let change = |card: Card| {
        if card.connector == connector.as_str() {
            card.typed(&typed, refused.clone())
        } else {
            card
        }
    };
    shown(&app, member, &session, true, change).await
}

/// Goes to the system's own page to sign in there.
pub(crate) async fn go_there(
    member: Member,
    State(app): State<App>,
    Path(connector): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Redirect, PageError> {
    let connector = named(&connector)?;
    let whose = whose(&app, &member, connector, &typed).await?;
    if !sign_in::has_room(&app, &whose).await? {
        let full = format!("{ACTION}?at={connector}&problem={}", sign_in::FULL);
        return Ok(Redirect::to(&full));
    }
    let return_to = format!("{ACTION}?at={connector}");
    let to = sign_in::begin(&app, &whose, &return_to)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(Redirect::to(&to))
}

/// Makes a link by which a colleague signs in.
pub(crate) async fn ask(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(connector): Path<String>,
) -> Result<Redirect, PageError> {
    let connector = named(&connector)?;
    let whose = whose(&app, &member, connector, &Typed::default()).await?;
    let link = colleague::ask(&app, &member, connector, whose.connection).await?;
    session
        .insert(colleague::LINK, (connector.as_str(), link))
        .await?;
    Ok(Redirect::to(ACTION))
}

/// Takes a system off again: it was the wrong shop. Flows that use it keep it.
pub(crate) async fn leave(
    member: Member,
    State(app): State<App>,
    Path(connector): Path<String>,
) -> Result<Redirect, PageError> {
    let connector = named(&connector)?;
    let mut tx = member.begin(&app).await?;
    if let Ok(place) = Place::hold(&mut tx, &app, &member, Step::Connections).await?
        && let Some(connection) = place.connection(connector)
    {
        match connections::remove(&mut tx, connection.id).await {
            Ok(()) => {
                let detail = json!({ "connection": connection.id, "name": connection.account.name });
                audit::note(&mut tx, member.user, "connection.removed", &detail).await?;
                tx.commit().await?;
            }
            // Flows of it are there already; its own page says how to let it go.
            Err(store::StoreError::InUse { .. }) => {
                return Ok(Redirect::to(&format!("/connections/{}", connection.id)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(ACTION))
}

/// Both are the right ones.
pub(crate) async fn create(member: Member, State(app): State<App>) -> Result<Redirect, PageError> {
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Connections).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path)),
    };
    let is_ready = ConnectorId::ALL.into_iter().all(|connector| {
        place
            .connection(connector)
            .is_some_and(|kept| kept.status == Status::Connected)
    });
    if !is_ready {
        return Ok(Redirect::to(ACTION));
    }
    place.keep(&mut tx, &app, Step::Flows).await?;
    tx.commit().await?;
    Ok(Redirect::to(Step::Flows.path()))
}
