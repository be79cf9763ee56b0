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
    connections::{self, Connection, Status},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    locale::Locale,
    member::Member,
    pages::connections::{
        colleague,
        sign_in::{self, Refused, Typed, Ways, Whose, account, system},
        told::Told,
    },
    shell::{Room, Shell},
};

use super::{
    live::within,
    state::{Place, Step, Wizard},
};

#[derive(Template)]
#[template(path = "start/connections.html")]
struct ConnectionsPage {
    shell: Shell,
    wizard: Wizard,
    cards: Vec<Card>,
    /// Both are signed in to.
    is_ready: bool,
}

/// One system: signed in to, or how to.
pub(crate) struct Card {
    pub(crate) connector: &'static str,
    pub(crate) system: &'static str,
    pub(crate) title: &'static str,
    pub(crate) is_hubspot: bool,
    pub(crate) ways: Ways,
    /// The permissions by the system's own names.
    pub(crate) scopes: Vec<&'static str>,
    /// What is connected; none yet.
    pub(crate) found: Option<Found>,
    pub(crate) told: Option<Told>,
    /// What was typed before, except for secrets.
    pub(crate) key: String,
    pub(crate) language: String,
    pub(crate) cluster: String,
    /// Where its forms post to, without a slash at the end.
    pub(crate) action: String,
    /// The link for a colleague that was made just now.
    pub(crate) link: String,
    /// Whether the browser is to install our app from the store now.
    pub(crate) is_installing: bool,
    /// Whether a colleague may be asked from here.
    pub(crate) may_ask: bool,
    /// Whether another account than before may be confirmed.
    pub(crate) confirms_other: bool,
}

pub(crate) struct Found {
    /// "Connected to Demo Shop BV (290142)".
    pub(crate) name: String,
    /// "12,480 products, 3,912 orders"; empty if that could not be counted.
    pub(crate) counts: String,
    /// Why it could not be counted.
    pub(crate) uncounted: Option<Told>,
    pub(crate) is_signed_in: bool,
}

impl Card {
    pub(crate) fn new(app: &App, connector: ConnectorId, action: &str) -> Self {
        Self {
            connector: connector.as_str(),
            system: system(connector),
            title: connector.title(),
            is_hubspot: connector == ConnectorId::Hubspot,
            ways: Ways::of(app, connector),
            scopes: app.parts().registry.get(connector).scopes(),
            found: None,
            told: None,
            key: String::new(),
            language: "nl".to_owned(),
            cluster: String::new(),
            action: action.to_owned(),
            link: String::new(),
            is_installing: false,
            may_ask: true,
            confirms_other: false,
        }
    }

    /// With what was typed, and why it did not open anything.
    pub(crate) fn typed(mut self, typed: &Typed, told: Told) -> Self {
        self.key.clone_from(&typed.key);
        self.language.clone_from(&typed.language);
        self.cluster.clone_from(&typed.cluster);
        self.told = Some(told);
        self
    }
}

/// What a connection opens, with counts as they are now, or why there are none.
pub(crate) async fn found(app: &App, t: &Locale, connection: &Connection) -> Found {
    let opened = app.parts().opening.open(connection);
    let (first, second, words) = match connection.connector {
        ConnectorId::LightspeedEcom => ("products", "orders", ["start-n-products", "start-n-orders"]),
        ConnectorId::Hubspot => ("customers", "deals", ["start-n-contacts", "start-n-deals"]),
    };
    let is_signed_in = connection.status == Status::Connected;
    let (mut counts, mut uncounted) = (String::new(), None);
    if is_signed_in {
        let (one, other) = (first.into(), second.into());
        match within(async { tokio::try_join!(opened.count(&one, None), opened.count(&other, None)) }).await {
            Ok((one, other)) => counts = format!("{}, {}", t.count(words[0], one), t.count(words[1], other)),
            Err(failure) => uncounted = Some(Told::asked(t, connection.connector, &failure)),
        }
    }
    Found {
        name: account(&connection.account),
        counts,
        uncounted,
        is_signed_in,
    }
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
