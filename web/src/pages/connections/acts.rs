//! What members do with a connection: another name, a colleague asked, let go.

use axum::{
    Form,
    extract::{Path, State},
    response::Redirect,
};
use domain::{ConnectionId, Permission, flow::FlowState};
use serde::Deserialize;
use serde_json::json;
use store::{StoreError, audit, connections, flows};
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, shell::Toast};

use super::{colleague, show::find};

/// Longest name of a connection.
const LONGEST: usize = 80;

#[derive(Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
}

fn address(id: ConnectionId) -> String {
    format!("/connections/{id}")
}

/// Gives a connection another name.
pub(crate) async fn rename(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let t = &member.t;
    let name: String = named.name.trim().chars().take(LONGEST).collect();
    let mut tx = member.begin(&app).await?;
    let kept = find(&mut tx, id).await?;
    if name.is_empty() || name == kept.name {
        return Ok(Redirect::to(&address(id)));
    }
    let changed = connections::change(
        &mut tx,
        id,
        &name,
        &kept.account,
        &kept.settings,
        kept.may_prepare,
    )
    .await;
    match changed {
        Ok(()) => {
            let detail = json!({ "connection": id, "from": kept.name, "to": name });
            audit::note(&mut tx, member.user, "connection.renamed", &detail).await?;
            tx.commit().await?;
            Toast::new(t.t1("connection-renamed", "name", &name))
                .keep(&session)
                .await?;
        }
        Err(StoreError::Taken { .. }) => {
            Toast::new(t.t1("connection-name-taken", "name", &name))
                .keep(&session)
                .await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&address(id)))
}

/// Makes a link by which a colleague signs in to this connection.
pub(crate) async fn ask(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let kept = find(&mut tx, id).await?;
    tx.commit().await?;
    let link = colleague::ask(&app, &member, kept.connector, Some(id)).await?;
    session
        .insert(colleague::LINK, (kept.connector.as_str(), link))
        .await?;
    Ok(Redirect::to(&address(id)))
}

/// Lets a connection go: without flows it is removed, else its flows are paused and its credential forgotten.
pub(crate) async fn disconnect(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<ConnectionId>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let t = &member.t;
    let mut tx = member.begin(&app).await?;
    let kept = find(&mut tx, id).await?;
    let because = t.t1("connection-let-go-by", "name", &member.email);
    let mut stopped = 0_u64;
    for flow in flows::list(&mut tx).await? {
        if flow.uses(id) {
            stopped += 1;
            if flow.state == FlowState::Active {
                flows::pause(&mut tx, flow.id, &because).await?;
            }
        }
    }
    let detail = json!({ "connection": id, "name": kept.name, "flows": stopped });
    audit::note(&mut tx, member.user, "connection.disconnected", &detail).await?;
    let to = if stopped == 0 {
        connections::remove(&mut tx, id).await?;
        "/connections".to_owned()
    } else {
        connections::disconnect(&mut tx, id, &because).await?;
        address(id)
    };
    tx.commit().await?;
    Toast::new(t.count("connection-let-go", stopped))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&to))
}
