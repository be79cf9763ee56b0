//! API tokens in force. New ones are made in the dashboard or with `kopru tenant`, since a token is shown once.

use axum::{Json, extract::State, response::Response};
use domain::ApiTokenId;
use jiff::Timestamp;
use serde::Serialize;
use store::api_tokens;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    body::Id,
    caller::Caller,
    page::Page,
    problem::{ApiError, Problem},
    write::Write,
};

/// A token in force; the token itself is kept nowhere.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What it is called.
    pub(crate) name: String,
    /// Since when.
    pub(crate) created_at: Timestamp,
    /// When it was last used, to the minute.
    pub(crate) last_used_at: Option<Timestamp>,
    /// Whether this request was made with it.
    pub(crate) is_this: bool,
}

/// List the API tokens in force, newest first.
#[utoipa::path(get, path = "/tokens", tag = "tokens",
    responses((status = 200, body = Page<TokenView>), (status = 401, body = Problem)))]
pub(crate) async fn list(caller: Caller, State(app): State<App>) -> Result<Json<Page<TokenView>>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let tokens = api_tokens::list(&mut tx).await?;
    tx.commit().await?;
    let items = tokens
        .into_iter()
        .map(|token| TokenView {
            is_this: token.id == caller.token,
            id: token.id.uuid(),
            name: token.name,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}

/// Revoke an API token, from now on.
#[utoipa::path(delete, path = "/tokens/{token}", tag = "tokens",
    params(("token" = Uuid, Path, description = "The token's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn revoke(mut write: Write, Id(id): Id<ApiTokenId>) -> Result<Response, ApiError> {
    api_tokens::revoke(&mut write.tx, id, write.now).await?;
    write.done().await
}
