//! The set-up as a file: to be downloaded, changed and applied here or in another tenant.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use billing::Full;
use domain::Permission;
use http::header;
use serde::Deserialize;
use serde_json::json;
use store::audit;
use tower_sessions::Session;
use workspace::{Applied, ApplyError, Ground, WorkspaceFile};

use crate::{
    App, entry,
    error::{PageError, came_back, page},
    member::Member,
    shell::{Room, Shell},
};

const HERE: &str = "/settings/workspace";

#[derive(Template)]
#[template(path = "settings/workspace.html")]
struct WorkspacePage {
    shell: Shell,
    text: String,
    /// What is wrong, each with its place in the file.
    mistakes: Vec<Mistake>,
    applied: Option<Applied>,
}

struct Mistake {
    place: String,
    words: String,
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    text: Option<String>,
    mistakes: Vec<Mistake>,
    applied: Option<Applied>,
) -> Result<WorkspacePage, PageError> {
    let text = match text {
        Some(text) => text,
        None => exported(app, &member).await?,
    };
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Settings).await?;
    tx.commit().await?;
    Ok(WorkspacePage {
        shell,
        text,
        mistakes,
        applied,
    })
}

async fn exported(app: &App, member: &Member) -> Result<String, PageError> {
    workspace::export(app.store(), member.tenant)
        .await
        .map_err(|error| PageError::Internal(error.to_string()))
}

/// The file as it is now, to be changed.
pub(crate) async fn edit(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    page(&load(&app, &session, member, None, Vec::new(), None).await?)
}

/// The file as it is now, as a download.
pub(crate) async fn download(member: Member, State(app): State<App>) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let text = exported(&app, &member).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/toml"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"workspace.toml\"",
        ),
    ];
    Ok((headers, text).into_response())
}

/// The file that was sent.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    text: String,
}

/// Makes the tenant look as the file says, all of it or nothing.
pub(crate) async fn apply(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    let ground = Ground {
        parts: app.parts().clone(),
        public_url: app.public_url().clone(),
    };
    if let Some(mistake) = no_room(&app, &member, &sent.text).await? {
        return came_back(&load(&app, &session, member, Some(sent.text), vec![mistake], None).await?);
    }
    // Secrets of the file's own environment are a script's business; here the file holds them or keeps what is kept.
    let done = Box::pin(workspace::apply(&ground, member.tenant, &sent.text, |_| None)).await;
    let mistakes = match done {
        Ok(applied) => {
            let mut tx = member.begin(&app).await?;
            let detail =
                json!({ "created": applied.created, "changed": applied.changed, "paused": applied.paused });
            audit::note(&mut tx, member.user, "workspace.applied", &detail).await?;
            tx.commit().await?;
            return page(&load(&app, &session, member, None, Vec::new(), Some(applied)).await?);
        }
        Err(ApplyError::Mistakes(mistakes)) => mistakes
            .into_iter()
            .map(|mistake| Mistake {
                place: mistake.place,
                words: mistake.what,
            })
            .collect(),
        Err(ApplyError::Syntax(error)) => vec![Mistake {
            place: error.span().map_or_else(String::new, |span| {
                let line = sent.text[..span.start.min(sent.text.len())].matches('\n').count() + 1;
                member.t.t1("workspace-line", "line", line)
            }),
            words: error.message().to_owned(),
        }],
        Err(ApplyError::Remote { connection, failure }) => vec![Mistake {
            place: connection,
            words: failure.to_string(),
        }],
        Err(error @ ApplyError::OtherAccount { .. }) => vec![Mistake {
            place: "connections".to_owned(),
            words: error.to_string(),
        }],
        Err(ApplyError::Store(error)) => return Err(error.into()),
    };
    came_back(&load(&app, &session, member, Some(sent.text), mistakes, None).await?)
}

/// What the plan has no room for. A file that can't be read is told of when it is applied.
async fn no_room(app: &App, member: &Member, text: &str) -> Result<Option<Mistake>, PageError> {
    let Ok(file) = WorkspaceFile::parse(text) else {
        return Ok(None);
    };
    let (wanted, on) = file.names();
    let mut tx = member.begin(app).await?;
    let full = billing::no_room(&mut tx, &wanted, &on, app.now()).await?;
    tx.commit().await?;
    Ok(full.map(|full| {
        let (place, words) = match full {
            Full::Connections => ("connections", "problem-full"),
            Full::Flows => ("flows", "flow-new-full"),
        };
        Mistake {
            place: place.to_owned(),
            words: member.t.t(words),
        }
    }))
}
