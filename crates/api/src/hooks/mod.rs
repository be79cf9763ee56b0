//! Incoming webhooks: checked on the raw body, put into the queues of all flows that read them, answered once kept.

mod intake;
mod known;
pub(crate) mod stripe;

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use connectors::{Hook, HookChange, HookRefused};
use domain::ConnectorId;
use http::{HeaderMap, StatusCode, header};
use metrics::counter;
use scheduler::Told;
use secrecy::ExposeSecret;
use store::StoreError;

use crate::{App, problem::ApiError};

pub(crate) use intake::Intake;
pub(crate) use known::Known;
use known::{Addressed, Whose};

/// The largest webhook that is taken, in bytes.
const LIMIT: usize = 1024 * 1024;

/// Why a webhook was not taken in.
enum Refused {
    NoSuchAddress,
    TooLarge,
    Cut,
    Hook(HookRefused),
    Busy,
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<HookRefused> for Refused {
    fn from(refused: HookRefused) -> Self {
        Self::Hook(refused)
    }
}

impl Refused {
    /// The word for counting.
    fn word(&self) -> &'static str {
        match self {
            Self::NoSuchAddress => "no_such_address",
            Self::TooLarge => "too_large",
            Self::Cut => "cut",
            Self::Hook(HookRefused::Signature) => "wrong_signature",
            Self::Hook(HookRefused::Stale) => "stale",
            Self::Hook(HookRefused::Unreadable(_)) => "unreadable",
            Self::Busy => "busy",
            Self::Store(_) => "store",
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, words) = match self {
            Self::NoSuchAddress => (StatusCode::NOT_FOUND, "nobody receives webhooks here".to_owned()),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("a webhook has at most {LIMIT} bytes"),
            ),
            Self::Cut => (StatusCode::BAD_REQUEST, "the body ended early".to_owned()),
            Self::Hook(refused @ (HookRefused::Signature | HookRefused::Stale)) => {
                (StatusCode::UNAUTHORIZED, refused.to_string())
            }
            Self::Hook(refused @ HookRefused::Unreadable(_)) => {
                (StatusCode::BAD_REQUEST, refused.to_string())
            }
            Self::Busy => return ApiError::Busy.into_response(),
            Self::Store(error) => return ApiError::from(error).into_response(),
        };
        (status, words).into_response()
    }
}

/// A webhook of an app as a whole: its body names the accounts that it concerns.
pub(crate) async fn of_app(
    State(app): State<App>,
    Path(connector): Path<String>,
    request: Request,
) -> Response {
    let Ok(connector) = connector.parse::<ConnectorId>() else {
        return Refused::NoSuchAddress.into_response();
    };
    counted(connector, take_of_app(&app, connector, request).await)
}

async fn take_of_app(app: &App, connector: ConnectorId, request: Request) -> Result<(), Refused> {
    let hook = Raw::of(app, request).await?;
    let changes = hook.read(app, connector, None)?;
    let mut by_account: BTreeMap<String, Vec<HookChange>> = BTreeMap::new();
    for change in changes {
        by_account.entry(change.account.clone()).or_default().push(change);
    }
    let mut told = Vec::new();
    for (account, changes) in by_account {
        for whose in app.0.known.of_account(app, connector, &account).await?.iter() {
            told.push(tell(*whose, &changes));
        }
    }
    app.0.intake.take_in(told).await
}

/// A webhook to a connection's own address.
pub(crate) async fn of_connection(
    State(app): State<App>,
    Path((connector, token)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Ok(connector) = connector.parse::<ConnectorId>() else {
        return Refused::NoSuchAddress.into_response();
    };
    counted(
        connector,
        take_of_connection(&app, connector, &token, request).await,
    )
}

async fn take_of_connection(
    app: &App,
    connector: ConnectorId,
    token: &str,
    request: Request,
) -> Result<(), Refused> {
    let hook = Raw::of(app, request).await?;
    let mut addressed = find(app, connector, token, false).await?;
    let mut read = hook.read(app, connector, Some(addressed.secret.expose_secret()));
    if matches!(read, Err(HookRefused::Signature)) && addressed.may_be_old(app.now()) {
        // The credential may have been renewed since it was looked up.
        addressed = find(app, connector, token, true).await?;
        read = hook.read(app, connector, Some(addressed.secret.expose_secret()));
    }
    let changes = read?;
    if let Some(stray) = changes.iter().find(|change| change.account != addressed.account) {
        let what = format!(
            "it is of account {}, but this address belongs to account {}",
            stray.account, addressed.account
        );
        return Err(HookRefused::Unreadable(what).into());
    }
    app.0.intake.take_in(vec![tell(addressed.whose, &changes)]).await
}

async fn find(
    app: &App,
    connector: ConnectorId,
    token: &str,
    anew: bool,
) -> Result<std::sync::Arc<Addressed>, Refused> {
    app.0
        .known
        .of_token(app, token, anew)
        .await?
        .filter(|addressed| addressed.connector == connector)
        .ok_or(Refused::NoSuchAddress)
}

fn counted(connector: ConnectorId, taken: Result<(), Refused>) -> Response {
    let outcome = taken.as_ref().map_or_else(Refused::word, |()| "taken");
    counter!("kopru_hooks_total", "connector" => connector.as_str(), "outcome" => outcome).increment(1);
    match taken {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// What changed, as the queue takes it.
fn tell(whose: Whose, changes: &[HookChange]) -> Told {
    let mut told = Told {
        tenant: whose.tenant,
        connection: whose.connection,
        keys: BTreeMap::new(),
    };
    for change in changes {
        for stream in &change.streams {
            told.keys
                .entry(stream.clone())
                .or_default()
                .insert(change.key.clone());
        }
    }
    told
}

/// A webhook, untouched.
struct Raw {
    method: String,
    url: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Raw {
    async fn of(app: &App, request: Request) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        // The remote signed for the address that it called, not for the one behind a proxy.
        let url = format!("{}{path}", app.public_url().as_str().trim_end_matches('/'));
        let body = whole(&parts.headers, body).await?;
        Ok(Self {
            method: parts.method.to_string(),
            url,
            headers: parts.headers,
            body,
        })
    }

    fn read(
        &self,
        app: &App,
        connector: ConnectorId,
        secret: Option<&str>,
    ) -> Result<Vec<HookChange>, HookRefused> {
        let hook = Hook {
            method: &self.method,
            url: &self.url,
            headers: &self.headers,
            body: &self.body,
        };
        app.parts()
            .registry
            .get(connector)
            .read_hook(&hook, secret, app.now())
    }
}

async fn whole(headers: &HeaderMap, body: Body) -> Result<Bytes, Refused> {
    let told = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|length| length > LIMIT) {
        return Err(Refused::TooLarge);
    }
    axum::body::to_bytes(body, LIMIT).await.map_err(|error| {
        // The limit's error is the innermost one; anything else is a caller that hung up.
        let inner = std::error::Error::source(&error)
            .map(ToString::to_string)
            .unwrap_or_default();
        if inner.contains("length limit") {
            Refused::TooLarge
        } else {
            Refused::Cut
        }
    })
}
