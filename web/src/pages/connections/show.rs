//! One connection: its health in words, what it is used for, who let us in.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::{ConnectionId, Permission};
use store::{
    Tx,
    connections::{self, Connection, Status},
    flows,
    insights::{self, Piece},
    users,
};
use tower_sessions::Session;

use crate::{
    App,
    budget::{self, Calls},
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::{self, Look},
};

use super::{
    colleague,
    list::health_words,
    sign_in::{account, system},
};

#[derive(Template)]
#[template(path = "connections/show.html")]
struct ConnectionPage {
    shell: Shell,
    id: String,
    name: String,
    system: &'static str,
    title: &'static str,
    account: String,
    look: Look,
    health: String,
    remote_words: String,
    is_signed_in: bool,
    is_sandbox: bool,
    may_edit: bool,
    facts: Vec<Fact>,
    /// The one who let us in is no member any more.
    authoriser_left: bool,
    flows: Vec<FlowLine>,
    /// The calls that it allows and who used them; none before the first call.
    calls: Vec<Calls>,
    /// The permissions by the system's own names.
    scopes: Vec<&'static str>,
    link: String,
    is_hubspot: bool,
}

struct Fact {
    name: String,
    value: String,
}

struct FlowLine {
    id: String,
    name: String,
    look: Look,
}

/// The connection of this id; another tenant's is not there.
pub(crate) async fn find(tx: &mut Tx, id: ConnectionId) -> Result<Connection, PageError> {
    connections::find(tx, id).await?.ok_or(PageError::NotFound)
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let link = session.remove::<(String, String)>(colleague::LINK).await?;
    let mut tx = member.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    let health = connections::health(&mut tx, id).await?;
    let members = users::members(&mut tx).await?;
    let used_by = flows::list(&mut tx).await?;
    let today = insights::counts(&mut tx, None, t.start_of_day(t.now), Piece::Hour, "UTC").await?;
    let records = budget::records_by_connection(used_by.iter(), &today);
    let calls = budget::calls(&mut tx, &t, std::iter::once(&connection), &records).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Connections).await?;
    tx.commit().await?;
    let is_signed_in = connection.status == Status::Connected;
    let authoriser = connection
        .authorised_by
        .and_then(|user| members.iter().find(|member| member.user == user));
    let never = || t.t("connection-never");
    let at = |moment: Option<jiff::Timestamp>| moment.map_or_else(never, |at| t.moment(at));
    let facts = [
        ("connection-read", at(health.read_at)),
        ("connection-heard", at(health.heard_at)),
        ("connection-token", token_words(&t, &health)),
        (
            "connection-authorised",
            authoriser.map_or_else(
                || t.t("connection-nobody"),
                |member| {
                    if member.name.is_empty() {
                        member.email.clone()
                    } else {
                        member.name.clone()
                    }
                },
            ),
        ),
        ("connection-since", t.day_of(connection.created_at)),
        (
            "connection-properties",
            t.t(if connection.may_prepare {
                "ask-yes"
            } else {
                "ask-no"
            }),
        ),
    ];
    let template = ConnectionPage {
        id: id.to_string(),
        system: system(connection.connector),
        title: connection.connector.title(),
        account: account(&connection.account),
        look: words::status(&t, is_signed_in),
        health: health_words(&t, &connection, &health),
        remote_words: match &connection.status {
            Status::NeedsSignIn { words } => words.clone(),
            Status::Connected => String::new(),
        },
        is_signed_in,
        is_sandbox: connection.is_sandbox(),
        is_hubspot: connection.connector == domain::ConnectorId::Hubspot,
        may_edit,
        facts: facts
            .into_iter()
            .map(|(name, value)| Fact {
                name: t.t(name),
                value,
            })
            .collect(),
        authoriser_left: connection.authorised_by.is_some() && authoriser.is_none(),
        flows: used_by
            .iter()
            .filter(|flow| flow.uses(id))
            .map(|flow| FlowLine {
                id: flow.id.to_string(),
                name: flow.name.clone(),
                look: words::state(&t, flow.state == domain::flow::FlowState::Active, is_signed_in),
            })
            .collect(),
        calls,
        scopes: app.parts().registry.get(connection.connector).scopes(),
        link: link.map(|(_, link)| link).unwrap_or_default(),
        name: connection.name,
        shell,
    };
    page(&template)
}

/// How long the credential holds, in words.
fn token_words(t: &Locale, health: &connections::Health) -> String {
    match health.expires_at {
        Some(at) => t.t1("connection-token-renews", "at", t.moment(at)),
        None => t.t("connection-token-stays"),
    }
}
