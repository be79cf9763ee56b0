//! Who asks: the tenant whose API token was sent.

use auth::ApiToken;
use axum::extract::FromRequestParts;
use domain::{ApiTokenId, TenantId};
use http::{header, request::Parts};
use store::{Tx, api_tokens};

use crate::{App, problem::ApiError};

/// A script of one tenant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) tenant: TenantId,
    pub(crate) token: ApiTokenId,
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // A handler may ask twice: for reading and, with `Write`, for writing.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(*known);
        }
        let token = bearer(parts).ok_or(ApiError::NoToken)?;
        let mut tx = app.store().system().await?;
        let owner = api_tokens::owner(&mut tx, &token, app.now()).await?;
        tx.commit().await?;
        let (tenant, token) = owner.ok_or(ApiError::NoToken)?;
        tracing::Span::current().record("tenant.id", tracing::field::display(tenant));
        let caller = Self { tenant, token };
        parts.extensions.insert(caller);
        Ok(caller)
    }
}

impl Caller {
    /// A transaction that sees the caller's rows only.
    pub(crate) async fn begin(&self, app: &App) -> Result<Tx, ApiError> {
        Ok(app.store().begin(self.tenant).await?)
    }
}

fn bearer(parts: &Parts) -> Option<ApiToken> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| ApiToken::parse(token.trim()).ok())
        .flatten()
}
