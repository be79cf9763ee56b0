//! A link by which a colleague signs in to a system for us: it does nothing else, ends after three days and works once.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ConnectionId, ConnectorId};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use store::{
    audit,
    sign_in_links::{self, SignInLink},
    tenants,
};

use crate::{
    App,
    error::{PageError, came_back, page},
    member::Member,
    visitor::Visitor,
};

use super::{
    card::Card,
    sign_in::{self, Refused, Typed, Whose, system},
    told::Told,
};

/// Under which the session keeps a link for the page after it was made.
pub(crate) const LINK: &str = "sign_in_link";
/// How long a link works.
const LIFE: SignedDuration = SignedDuration::from_hours(72);

#[derive(Template)]
#[template(path = "connections/colleague.html")]
struct ColleaguePage {
    visitor: Visitor,
    words: String,
    card: Card,
    until: String,
}

#[derive(Template)]
#[template(path = "connections/thanks.html")]
struct ThanksPage {
    visitor: Visitor,
    words: String,
}

/// Makes a link and gives its whole address.
pub(crate) async fn ask(
    app: &App,
    member: &Member,
    connector: ConnectorId,
    connection: Option<ConnectionId>,
) -> Result<String, PageError> {
    let token = sign_in::random();
    let link = SignInLink {
        tenant: member.tenant,
        connector,
        connection_name: sign_in::usual_name(connector).to_owned(),
        connection,
        asked_by: Some(member.user),
        expires_at: app.now() + LIFE,
    };
    let mut tx = member.begin(app).await?;
    sign_in_links::add(&mut tx, &token, &link).await?;
    audit::note(
        &mut tx,
        member.user,
        "connection.colleague_asked",
        &json!({ "system": connector.as_str() }),
    )
    .await?;
    tx.commit().await?;
    let url = sign_in::ours(app, &format!("connect/{token}"));
    url.map(String::from)
        .ok_or_else(|| PageError::Internal("the public address can't be extended".to_owned()))
}

async fn found(app: &App, token: &str) -> Result<(SignInLink, String), PageError> {
    let mut tx = app.store().system().await?;
    let link = sign_in_links::find(&mut tx, token, app.now())
        .await?
        .ok_or(PageError::NotFound)?;
    let tenant = tenants::find(&mut tx, link.tenant)
        .await?
        .ok_or(PageError::NotFound)?;
    tx.commit().await?;
    Ok((link, tenant.name))
}

fn whose(link: &SignInLink) -> Whose {
    Whose {
        tenant: link.tenant,
        user: link.asked_by,
        connector: link.connector,
        connection: link.connection,
        other_account: false,
    }
}

fn card(app: &App, link: &SignInLink, token: &str) -> Card {
    Card {
        may_ask: false,
        ..Card::new(app, link.connector, &format!("/connect/{token}"))
    }
}

/// What an address may carry back from a sign-in.
#[derive(Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    problem: String,
    #[serde(default)]
    installing: String,
}

/// How to sign in, for one who need not have an account with us.
pub(crate) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(token): Path<String>,
    Query(back): Query<Back>,
) -> Result<Response, PageError> {
    let (link, tenant) = found(&app, &token).await?;
    let mut card = card(&app, &link, &token);
    card.is_installing = !card.is_hubspot && !back.installing.is_empty();
    if !back.problem.is_empty() {
        card.told = Some(for_a_guest(Told::named(
            &visitor.t,
            link.connector,
            &back.problem,
        )));
    }
    page(&ColleaguePage {
        until: visitor.t.whole_moment(link.expires_at),
        words: words(&visitor, &link, &tenant),
        card,
        visitor,
    })
}

/// The same without the way to the plans, which is none for a guest.
fn for_a_guest(told: Told) -> Told {
    Told {
        to_billing: false,
        ..told
    }
}

/// Signs in with what was typed.
pub(crate) async fn create(
    visitor: Visitor,
    State(app): State<App>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (link, tenant) = found(&app, &token).await?;
    let told = match Box::pin(sign_in::with_typed(&app, &whose(&link), &typed)).await {
        Ok(_) => return thanks(&app, visitor, &token, &link).await,
        Err(Refused::Ours(PageError::Store(store::StoreError::Taken { .. }))) => {
            return thanks(&app, visitor, &token, &link).await;
        }
        Err(refused) => for_a_guest(refused.told(&visitor.t, link.connector)?),
    };
    came_back(&ColleaguePage {
        until: visitor.t.whole_moment(link.expires_at),
        words: words(&visitor, &link, &tenant),
        card: card(&app, &link, &token).typed(&typed, told),
        visitor,
    })
}

/// Goes to the system's own page to sign in there.
pub(crate) async fn go_there(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Redirect, PageError> {
    let (link, _) = found(&app, &token).await?;
    let whose = whose(&link);
    if !sign_in::has_room(&app, &whose).await? {
        let full = format!("/connect/{token}?problem={}", sign_in::FULL);
        return Ok(Redirect::to(&full));
    }
    let return_to = format!("/connect/{token}/{{connection}}");
    let to = sign_in::begin(&app, &whose, &return_to)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(Redirect::to(&to))
}

/// Back from the system's own page: signed in.
pub(crate) async fn back(
    visitor: Visitor,
    State(app): State<App>,
    Path((token, _connection)): Path<(String, ConnectionId)>,
) -> Result<Response, PageError> {
    let (link, _) = found(&app, &token).await?;
    thanks(&app, visitor, &token, &link).await
}

/// What is asked of them, and for whom.
fn words(visitor: &Visitor, link: &SignInLink, tenant: &str) -> String {
    visitor.t.t2(
        "colleague-words",
        ("tenant", tenant),
        ("system", system(link.connector)),
    )
}

async fn thanks(app: &App, visitor: Visitor, token: &str, link: &SignInLink) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    sign_in_links::use_up(&mut tx, token, app.now()).await?;
    tx.commit().await?;
    let template = ThanksPage {
        words: visitor
            .t
            .t1("colleague-thanks-words", "system", system(link.connector)),
        visitor,
    };
    Ok(page(&template)?.into_response())
}
