//! Tokens with which scripts call the JSON API.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ApiTokenId, Permission};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use store::{StoreError, api_tokens, audit};
use tower_sessions::Session;

use crate::{
    App, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    shell::{Room, Shell, Toast},
};

const HERE: &str = "/settings/tokens";
/// After how many days a token ends by itself.
const DAYS: [(&str, u64); 3] = [("30", 30), ("90", 90), ("365", 365)];

#[derive(Template)]
#[template(path = "settings/tokens.html")]
struct TokensPage {
    shell: Shell,
    tokens: Vec<TokenLine>,
    typed: Typed,
    /// Of the token that the form will make: a form sent twice makes one.
    new_id: ApiTokenId,
    mistakes: Mistakes,
}

struct TokenLine {
    id: ApiTokenId,
    name: String,
    by: String,
    since: String,
    used: String,
    until: String,
    is_over: bool,
}

/// The token, this once.
#[derive(Template)]
#[template(path = "settings/token.html")]
struct TokenPage {
    shell: Shell,
    name: String,
    token: String,
    /// The address of the API.
    api: String,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    /// Empty: until it is revoked.
    #[serde(default)]
    days: String,
    #[serde(default)]
    id: Option<ApiTokenId>,
}

impl TokensPage {
    fn spans(&self) -> Vec<(&'static str, String)> {
        let t = &self.shell.member.t;
        let mut spans: Vec<_> = DAYS
            .into_iter()
            .map(|(value, days)| (value, t.count("token-days", days)))
            .collect();
        spans.push(("", t.t("token-lasting")));
        spans
    }
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    typed: Typed,
    mistakes: Mistakes,
) -> Result<TokensPage, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let tokens = api_tokens::list(&mut tx).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Settings).await?;
    tx.commit().await?;
    Ok(TokensPage {
        shell,
        tokens: tokens
            .into_iter()
            .map(|token| TokenLine {
                id: token.id,
                name: token.name,
                by: token.by,
                since: t.moment(token.created_at),
                used: token
                    .last_used_at
                    .map_or_else(|| t.t("never-used"), |at| t.moment(at)),
                until: token
                    .expires_at
                    .map_or_else(|| t.t("token-lasting"), |at| t.day_of(at)),
                is_over: token.expires_at.is_some_and(|at| at <= t.now),
            })
            .collect(),
        typed,
        new_id: ApiTokenId::new(),
        mistakes,
    })
}

/// The tokens in force.
pub(crate) async fn list(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    let typed = Typed {
        days: "90".to_owned(),
        ..Typed::default()
    };
    page(&load(&app, &session, member, typed, Mistakes::default()).await?)
}

/// Makes a token and shows it once.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    let name = typed.name.trim().to_owned();
    let mut mistakes = Mistakes::default();
    match name.chars().count() {
        0 => mistakes.add("name", member.t.t("token-name-missing")),
        1..=100 => {}
        _ => mistakes.add("name", member.t.t1("too-long", "most", 100)),
    }
    if !mistakes.is_empty() {
        return came_back(&load(&app, &session, member, typed, mistakes).await?);
    }
    let days = DAYS
        .into_iter()
        .find(|(value, _)| *value == typed.days)
        .and_then(|(_, days)| i64::try_from(days).ok());
    let new = api_tokens::New {
        id: typed.id.unwrap_or_else(ApiTokenId::new),
        name: &name,
        by: Some(member.user),
        expires_at: days.map(|days| app.now() + SignedDuration::from_hours(24 * days)),
    };
    let mut tx = member.begin(&app).await?;
    let token = match api_tokens::add(&mut tx, &new).await {
        Ok(token) => token,
        // The form was sent twice; the token was shown with the first answer.
        Err(StoreError::Taken { .. }) => {
            drop(tx);
            Toast::new(member.t.t("token-shown-already"))
                .keep(&session)
                .await?;
            return Ok(Redirect::to(HERE).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    audit::note(
        &mut tx,
        member.user,
        "token.created",
        &json!({ "name": name, "days": days }),
    )
    .await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Settings).await?;
    tx.commit().await?;
    page(&TokenPage {
        shell,
        name,
        token: token.reveal().to_owned(),
        api: app.address("/api/v1"),
    })
}

/// Takes a token out of force.
pub(crate) async fn revoke(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(id): Path<ApiTokenId>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    let mut tx = member.begin(&app).await?;
    let name = api_tokens::list(&mut tx)
        .await?
        .into_iter()
        .find(|token| token.id == id)
        .map(|token| token.name)
        .ok_or(PageError::NotFound)?;
    api_tokens::revoke(&mut tx, id, app.now()).await?;
    audit::note(&mut tx, member.user, "token.revoked", &json!({ "name": name })).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("token-revoked", "name", name))
        .keep(&session)
        .await?;
    Ok(Redirect::to(HERE).into_response())
}
