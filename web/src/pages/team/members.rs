//! Another role for a member, and taking a place away: one's own, or another's.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, Role, UserId};
use serde::Deserialize;
use serde_json::json;
use store::{StoreError, Tx, audit, connections, users};
use tower_sessions::Session;

use super::{ConnectionLine, may_give, refused};
use crate::{
    App,
    error::{PageError, page},
    member::{Member, TENANT},
    shell::{Room, Shell, Toast},
    words,
};

/// What becomes of the tenant when this member goes.
#[derive(Template)]
#[template(path = "team/remove.html")]
struct RemovePage {
    shell: Shell,
    user: UserId,
    email: String,
    is_you: bool,
    /// Connections that they authorised.
    connections: Vec<ConnectionLine>,
}

impl RemovePage {
    fn connection_count(&self) -> u64 {
        self.connections.len() as u64
    }
}

/// The role that was chosen.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    role: String,
}

async fn find(tx: &mut Tx, user: UserId) -> Result<users::Member, PageError> {
    users::members(tx)
        .await?
        .into_iter()
        .find(|member| member.user == user)
        .ok_or(PageError::NotFound)
}

/// Gives a member another role.
pub(crate) async fn change_role(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(user): Path<UserId>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let other = find(&mut tx, user).await?;
    let Ok(role) = chosen.role.parse::<Role>() else {
        return Err(PageError::NotFound);
    };
    // An admin neither names owners nor unseats them; an expert's place is invited, so that it ends by itself.
    if !may_give(&member, role) || !may_give(&member, other.role) || role == Role::Expert {
        member.may(Permission::Own)?;
        if role == Role::Expert && other.role != Role::Expert {
            Toast::new(member.t.t("team-expert-invited"))
                .keep(&session)
                .await?;
            return Ok(Redirect::to("/team").into_response());
        }
    }
    let words = match users::set_role(&mut tx, user, role).await {
        Ok(()) => {
            if other.role != role {
                audit::note(
                    &mut tx,
                    member.user,
                    "member.role_changed",
                    &json!({ "email": other.email, "from": other.role.as_str(), "to": role.as_str() }),
                )
                .await?;
            }
            tx.commit().await?;
            member.t.t2(
                "team-role-changed",
                ("email", &other.email),
                ("role", words::role(&member.t, role)),
            )
        }
        Err(StoreError::InUse { .. }) => refused(&member.t),
        Err(error) => return Err(error.into()),
    };
    Toast::new(words).keep(&session).await?;
    Ok(Redirect::to("/team").into_response())
}

/// Says what follows when a member goes.
pub(crate) async fn leaving(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(user): Path<UserId>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let other = find(&mut tx, user).await?;
    if user != member.user {
        member.may(Permission::Manage)?;
    }
    let connections = connections::list(&mut tx)
        .await?
        .into_iter()
        .filter(|connection| connection.authorised_by == Some(user))
        .map(|connection| ConnectionLine {
            id: connection.id,
            name: connection.name,
        })
        .collect();
    let is_you = user == member.user;
    let shell = Shell::load(&mut tx, &session, member, Room::Team).await?;
    tx.commit().await?;
    page(&RemovePage {
        shell,
        user,
        email: other.email,
        is_you,
        connections,
    })
}

/// Takes a place away: they are out with their next click.
pub(crate) async fn remove(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(user): Path<UserId>,
) -> Result<Response, PageError> {
    let is_you = user == member.user;
    let mut tx = member.begin(&app).await?;
    let other = find(&mut tx, user).await?;
    if !is_you {
        member.may(Permission::Manage)?;
        if other.role == Role::Owner {
            member.may(Permission::Own)?;
        }
    }
    let act = if is_you { "member.left" } else { "member.removed" };
    let detail = json!({ "email": other.email, "role": other.role.as_str() });
    // Noted first: who has left is no member whose role could be told.
    audit::note(&mut tx, member.user, act, &detail).await?;
    match users::leave(&mut tx, user).await {
        Ok(()) => tx.commit().await?,
        Err(StoreError::InUse { .. }) => {
            drop(tx);
            Toast::new(refused(&member.t)).keep(&session).await?;
            return Ok(Redirect::to("/team").into_response());
        }
        Err(error) => return Err(error.into()),
    }
    if is_you {
        session.remove::<domain::TenantId>(TENANT).await?;
        if !member.has_other_tenants {
            session.flush().await?;
            return Ok(Redirect::to("/").into_response());
        }
        return Ok(Redirect::to("/overview").into_response());
    }
    Toast::new(member.t.t1("team-removed", "email", &other.email))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/team").into_response())
}
