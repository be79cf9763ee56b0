//! Taking an invitation up, as whoever follows its link: with an account, or making one.

use askama::Template;
use auth::LinkToken;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{TenantId, UserId};
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use store::{audit, invitations, users};
use tower_sessions::Session;

use crate::{
    App,
    browser::Browser,
    entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::{TENANT, USER},
    pages::sign_in,
    password_field,
    shell::Toast,
    visitor::Visitor,
    words,
};

#[derive(Template)]
#[template(path = "invitations/show.html")]
struct InvitationPage {
    visitor: Visitor,
    token: String,
    shown: invitations::Shown,
    /// Who invites, as what.
    by: String,
    /// When the access ends; empty: it lasts.
    ends: String,
    role_words: String,
    who: Who,
    name: String,
    mistakes: Mistakes,
}

/// Who follows the link.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    /// The one who was invited, signed in.
    Invited,
    /// Someone else, signed in with this address.
    Other(String),
    /// Nobody is signed in; the invited address has an account.
    SignedOut,
    /// Nobody is signed in, and the address has no account.
    New,
}

impl InvitationPage {
    /// That someone else is signed in than the one who was invited.
    fn other(&self, email: &str) -> String {
        self.visitor.t.t2(
            "invitation-other",
            ("email", email),
            ("invited", &self.shown.email),
        )
    }
}

/// The link is unknown, old, taken back or taken up.
#[derive(Template)]
#[template(path = "invitations/gone.html")]
struct GonePage {
    visitor: Visitor,
}

fn gone(visitor: Visitor) -> Result<Response, PageError> {
    let page = page(&GonePage { visitor })?;
    Ok((StatusCode::GONE, page).into_response())
}

/// The person of this session; a session whose person is gone is nobody's.
async fn signed_in(app: &App, session: &Session) -> Result<Option<users::User>, PageError> {
    let Some(user) = session.get::<UserId>(USER).await? else {
        return Ok(None);
    };
    let mut tx = app.store().system().await?;
    let person = users::find(&mut tx, user).await?;
    tx.commit().await?;
    Ok(person)
}

async fn load(
    app: &App,
    mut visitor: Visitor,
    session: &Session,
    token: String,
) -> Result<Result<InvitationPage, Visitor>, PageError> {
    let mut tx = app.store().system().await?;
    let shown = invitations::by_link(&mut tx, &LinkToken::parse(&token), app.now()).await?;
    tx.commit().await?;
    let Some(shown) = shown else {
        return Ok(Err(visitor));
    };
    let who = match signed_in(app, session).await? {
        Some(person) if person.email.eq_ignore_ascii_case(&shown.email) => Who::Invited,
        Some(person) => Who::Other(person.email),
        None if shown.has_account => Who::SignedOut,
        None => Who::New,
    };
    visitor.t.language = shown.language;
    let role = words::role(&visitor.t, shown.role);
    Ok(Ok(InvitationPage {
        by: visitor.t.t2("invitation-by", ("by", &shown.by), ("role", role)),
        ends: shown
            .access_days
            .map(|days| visitor.t.count("invitation-days", u64::from(days)))
            .unwrap_or_default(),
        role_words: visitor.t.t(&format!("role-{}-words", shown.role.as_str())),
        visitor,
        token,
        shown,
        who,
        name: String::new(),
        mistakes: Mistakes::default(),
    }))
}

/// Who invites, to which tenant, as what.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    match load(&app, visitor, &session, token).await? {
        Ok(invitation) => page(&invitation),
        Err(visitor) => gone(visitor),
    }
}

/// What someone without an account types.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: SecretString,
}

/// Takes the invitation up. The link proves that its reader reads the address's mail, so that a new account needs no
/// other proof; an account that is there is never entered by it.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    browser: Browser,
    session: Session,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut invitation = match load(&app, visitor, &session, token).await? {
        Ok(invitation) => invitation,
        Err(visitor) => return gone(visitor),
    };
    let here = format!("/invitations/{}", invitation.token);
    match invitation.who {
        Who::Other(_) => came_back(&invitation),
        Who::SignedOut => Ok(Redirect::to(&sign_in::address(&here)).into_response()),
        Who::Invited => {
            let person = signed_in(&app, &session).await?.ok_or(PageError::NotFound)?;
            let Some(tenant) = join(&app, &invitation.token, person.id).await? else {
                return gone(invitation.visitor);
            };
            session.insert(TENANT, tenant).await?;
            Toast::new(
                invitation
                    .visitor
                    .t
                    .t1("invitation-joined", "tenant", invitation.shown.tenant_name),
            )
            .keep(&session)
            .await?;
            Ok(Redirect::to("/overview").into_response())
        }
        Who::New => {
            let t = invitation.visitor.t.clone();
            if typed.name.chars().count() > 100 {
                invitation.mistakes.add("name", t.t1("too-long", "most", 100));
            }
            password_field::check(
                &t,
                "password",
                &typed.password,
                &[
                    &invitation.shown.email,
                    &invitation.shown.tenant_name,
                    &typed.name,
                ],
                &mut invitation.mistakes,
            );
            if !invitation.mistakes.is_empty() {
                invitation.name = typed.name;
                return came_back(&invitation);
            }
            let hash = entry::hashed(&app, typed.password).await?;
            let mut tx = app.store().system().await?;
            let user = users::add(&mut tx, &invitation.shown.email, typed.name.trim(), Some(&hash)).await?;
            let preferences = users::Preferences {
                language: t.language,
                time_zone: None,
                theme: "system".to_owned(),
                has_keys: true,
            };
            users::set_preferences(&mut tx, user, &preferences).await?;
            let token = LinkToken::parse(&invitation.token);
            // Taken up by another click meanwhile: then neither the account is made.
            let Some(tenant) = invitations::take(&mut tx, &token, user, app.now()).await? else {
                return gone(invitation.visitor);
            };
            tx.commit().await?;
            note(&app, tenant, user).await?;
            entry::open(&session, &browser, user, Some(tenant), app.now()).await?;
            Ok(Redirect::to("/overview").into_response())
        }
    }
}

async fn join(app: &App, token: &str, user: UserId) -> Result<Option<TenantId>, PageError> {
    let mut tx = app.store().system().await?;
    let tenant = invitations::take(&mut tx, &LinkToken::parse(token), user, app.now()).await?;
    tx.commit().await?;
    if let Some(tenant) = tenant {
        note(app, tenant, user).await?;
    }
    Ok(tenant)
}

async fn note(app: &App, tenant: TenantId, user: UserId) -> Result<(), PageError> {
    let mut tx = app.store().begin(tenant).await?;
    audit::note(&mut tx, user, "member.joined", &json!({})).await?;
    Ok(tx.commit().await?)
}
