//! All connections of a tenant, and whether they still work.

use askama::Template;
use axum::{extract::State, response::Response};
use store::{
    connections::{self, Connection, Status},
    flows,
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::{self, Look},
};

use super::sign_in::account;

#[derive(Template)]
#[template(path = "connections/list.html")]
struct ConnectionsPage {
    shell: Shell,
    connections: Vec<Line>,
}

struct Line {
    id: String,
    /// What the tenant calls it; empty where that is only what the system is called.
    name: String,
    title: &'static str,
    account: String,
    look: Look,
    health: String,
    flows: String,
    is_sandbox: bool,
    is_signed_in: bool,
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let all = flows::list(&mut tx).await?;
    let mut lines = Vec::new();
    for connection in connections::list(&mut tx).await? {
        let health = connections::health(&mut tx, connection.id).await?;
        let used_by = all.iter().filter(|flow| flow.uses(connection.id)).count();
        let is_signed_in = connection.status == Status::Connected;
        lines.push(Line {
            id: connection.id.to_string(),
            title: connection.connector.title(),
            account: account(&connection.account),
            look: words::status(&t, is_signed_in),
            health: health_words(&t, &connection, &health),
            flows: t.count("connection-flows", used_by as u64),
            is_sandbox: connection.is_sandbox(),
            is_signed_in,
            name: Some(connection.name)
                .filter(|name| name != connection.connector.as_str())
                .unwrap_or_default(),
        });
    }
    let shell = Shell::load(&mut tx, &session, member, Room::Connections).await?;
    tx.commit().await?;
    page(&ConnectionsPage {
        shell,
        connections: lines,
    })
}

/// The health of a connection as one sentence.
pub(crate) fn health_words(t: &Locale, connection: &Connection, health: &connections::Health) -> String {
    match (&connection.status, health.read_at) {
        (Status::NeedsSignIn { .. }, _) => t.t("connection-refused"),
        (Status::Connected, Some(at)) => t.t1("connection-well", "at", t.moment(at)),
        (Status::Connected, None) => t.t("connection-idle"),
    }
}
