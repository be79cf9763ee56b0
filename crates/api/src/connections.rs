//! Connections: a tenant's signed-in uses of a connector, and whether they still work.

use axum::{Json, extract::State};
use domain::ConnectionId;

use jiff::Timestamp;
use serde::Serialize;
use store::{
    Tx,
    connections::{self, Connection, Status},
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Id},
    caller::Caller,
    flows::NoQuery,
    page::Page,
    problem::{ApiError, Problem},
};

/// A connection, without its secrets.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConnectionView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What the tenant calls it.
    #[schema(example = "shop")]
    pub(crate) name: String,
    /// Through which connector.
    #[schema(example = "lightspeed_ecom")]
    pub(crate) connector: &'static str,
    /// The remote account.
    pub(crate) account: AccountView,
    /// connected or needs_sign_in.
    #[schema(example = "connected")]
    pub(crate) status: &'static str,
    /// What the remote said when it refused the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_words: Option<String>,
    /// Whether we may create properties of our own there.
    pub(crate) may_prepare: bool,
    /// Since when.
    pub(crate) created_at: Timestamp,
    /// Its address.
    pub(crate) url: String,
}

/// A remote account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// The remote's number for it (portal or shop id).
    #[schema(example = "240117")]
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// ISO 4217 code of its currency, if known.
    #[schema(example = "EUR")]
    pub(crate) currency: Option<String>,
    /// IANA time zone, if known.
    #[schema(example = "Europe/Amsterdam")]
    pub(crate) time_zone: Option<String>,
}

impl From<Connection> for ConnectionView {
    fn from(connection: Connection) -> Self {
        let (status, status_words) = match connection.status {
            Status::Connected => ("connected", None),
            Status::NeedsSignIn { words } => ("needs_sign_in", Some(words)),
        };
        Self {
            id: connection.id.uuid(),
            name: connection.name,
            connector: connection.connector.as_str(),
            account: AccountView {
                id: connection.account.id,
                name: connection.account.name,
                currency: connection.account.currency,
                time_zone: connection.account.time_zone,
            },
            status,
            status_words,
            may_prepare: connection.may_prepare,
            created_at: connection.created_at,
            url: format!("/api/v1/connections/{}", connection.id),
        }
    }
}

async fn find(tx: &mut Tx, id: ConnectionId) -> Result<Connection, ApiError> {
    connections::find(tx, id)
        .await?
        .ok_or_else(|| ApiError::not_found("connection", id))
}

/// List the connections, by name.
#[utoipa::path(get, path = "/connections", tag = "connections",
    responses((status = 200, body = Page<ConnectionView>), (status = 401, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    Asked(NoQuery {}): Asked<NoQuery>,
) -> Result<Json<Page<ConnectionView>>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let connections = connections::list(&mut tx).await?;
    tx.commit().await?;
    let items = connections.into_iter().map(ConnectionView::from).collect();
    Ok(Json(Page { items, next: None }))
}

/// Show a connection.
#[utoipa::path(get, path = "/connections/{connection}", tag = "connections",
    params(("connection" = Uuid, Path, description = "The connection's id")),
    responses((status = 200, body = ConnectionView), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<ConnectionId>,
) -> Result<Json<ConnectionView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(connection.into()))
}

/// Whether a connection works, found by a real call.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthView {
    /// Whether the remote accepts the credential and tells the same account.
    pub(crate) healthy: bool,
    /// What is wrong, if something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cure: Option<&'static str>,
    /// The remote's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote_words: Option<String>,
    /// How long the call took, in milliseconds.
    pub(crate) took_ms: i64,
}

/// Ask the remote system whether a connection works.
#[utoipa::path(get, path = "/connections/{connection}/health", tag = "connections",
    params(("connection" = Uuid, Path, description = "The connection's id")),
    responses((status = 200, body = HealthView), (status = 404, body = Problem)))]
pub(crate) async fn health(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<ConnectionId>,
) -> Result<Json<HealthView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let connection = find(&mut tx, id).await?;
    tx.commit().await?;
    let begin = app.parts().clock.now();
    let told = app.parts().opening.open(&connection).identify().await;
    let took_ms = i64::try_from(app.now().duration_since(begin).as_millis()).unwrap_or(i64::MAX);
    let ill = |message: String, cure, remote_words| HealthView {
        healthy: false,
        message: Some(message),
        cure: Some(cure),
        remote_words,
        took_ms,
    };
    Ok(Json(match told {
        Ok(account) if account.id == connection.account.id => HealthView {
            healthy: true,
            message: None,
            cure: None,
            remote_words: None,
            took_ms,
        },
        Ok(account) => ill(
            format!(
                "The credential opens another account: {} ({})",
                account.name, account.id
            ),
            "Sign in to this connection again, with the account that it belongs to.",
            None,
        ),
        Err(failure) => ill(failure.message, failure.reason.cure(), failure.remote_words),
    }))
}
