//! Inviting by mail, sending the letter again, taking an invitation back.

use auth::LinkToken;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, Role};
use serde::Deserialize;
use serde_json::json;
use store::{StoreError, Tx, audit, invitations};
use tower_sessions::Session;
use uuid::Uuid;

use super::{load, may_give};
use crate::{
    App, email,
    error::{PageError, came_back},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::Toast,
};

/// For how many days a place may be given.
pub(super) const DAYS: [(&str, u64); 4] = [("7", 7), ("14", 14), ("30", 30), ("90", 90)];

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    pub(super) email: String,
    #[serde(default)]
    pub(super) role: String,
    #[serde(default)]
    pub(super) language: String,
    /// Empty: until the place is taken away.
    #[serde(default)]
    pub(super) days: String,
}

impl Typed {
    pub(super) fn blank(t: &Locale) -> Self {
        Self {
            role: Role::Editor.as_str().to_owned(),
            language: t.language.code().to_owned(),
            ..Self::default()
        }
    }
}

/// Invites someone.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let t = member.t.clone();
    let mut mistakes = Mistakes::default();
    if !email::is_one(&typed.email) {
        mistakes.add("email", t.t("email-wrong"));
    }
    let role = typed
        .role
        .parse::<Role>()
        .ok()
        .filter(|role| may_give(&member, *role));
    if role.is_none() {
        mistakes.add("role", t.t("team-role-wrong"));
    }
    let days = DAYS
        .into_iter()
        .find(|(value, _)| *value == typed.days)
        .and_then(|(_, days)| u8::try_from(days).ok());
    if role == Some(Role::Expert) && days.is_none() {
        mistakes.add("days", t.t("team-expert-needs-days"));
    }
    if role == Some(Role::Owner) && days.is_some() {
        mistakes.add("days", t.t("team-owner-lasts"));
    }
    let role = match role {
        Some(role) if mistakes.is_empty() => role,
        _ => return came_back(&load(&app, &session, member, typed, mistakes).await?),
    };
    let new = invitations::New {
        email: typed.email.trim(),
        role,
        language: typed.language.parse().unwrap_or(t.language),
        access_days: days,
    };
    let mut tx = member.begin(&app).await?;
    let added = match invitations::add(&mut tx, member.user, &new, app.now()).await {
        Ok((_, token)) => token,
        Err(StoreError::Taken { .. }) => {
            drop(tx);
            mistakes.add("email", t.t("team-invited-already"));
            return came_back(&load(&app, &session, member, typed, mistakes).await?);
        }
        Err(error) => return Err(error.into()),
    };
    audit::note(
        &mut tx,
        member.user,
        "member.invited",
        &json!({ "email": new.email, "role": role.as_str(), "days": days }),
    )
    .await?;
    tell(&app, &mut tx, &member, new.email, new.language, &added).await?;
    tx.commit().await?;
    Toast::new(t.t1("team-invited", "email", new.email))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/team").into_response())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    member: &Member,
    to: &str,
    language: domain::Language,
    token: &LinkToken,
) -> Result<(), PageError> {
    let by = if member.name.is_empty() {
        &member.email
    } else {
        &member.name
    };
    let letter = notify::Letter {
        to: to.to_owned(),
        language,
        kind: notify::LetterKind::Invitation {
            by: by.clone(),
            tenant: member.tenant_name.clone(),
            link: app.address(&format!("/invitations/{}", token.reveal())),
        },
    };
    Ok(notify::mail(tx, &letter).await?)
}

/// Sends the letter again, with a new link. A double click sends one.
pub(crate) async fn resend(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    if !invitations::list(&mut tx).await?.iter().any(|one| one.id == id) {
        return Err(PageError::NotFound);
    }
    let words = match invitations::renew(&mut tx, id, app.now()).await? {
        Some((invitation, token)) => {
            let detail = json!({ "email": invitation.email });
            audit::note(&mut tx, member.user, "invitation.resent", &detail).await?;
            tell(
                &app,
                &mut tx,
                &member,
                &invitation.email,
                invitation.language,
                &token,
            )
            .await?;
            member.t.t1("team-invited", "email", invitation.email)
        }
        None => member.t.t("team-resent-already"),
    };
    tx.commit().await?;
    Toast::new(words).keep(&session).await?;
    Ok(Redirect::to("/team"))
}

/// Takes an invitation back: its link opens nothing any more.
pub(crate) async fn revoke(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let email = invitations::revoke(&mut tx, id)
        .await?
        .ok_or(PageError::NotFound)?;
    audit::note(
        &mut tx,
        member.user,
        "invitation.revoked",
        &json!({ "email": email }),
    )
    .await?;
    tx.commit().await?;
    Toast::new(member.t.t1("team-revoked", "email", email))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/team"))
}
