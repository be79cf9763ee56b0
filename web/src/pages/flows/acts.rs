//! What is seldom done with a flow: another name, a copy, removal, the flow as code.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, flow::Flow};
use http::header;
use serde::Deserialize;
use serde_json::json;
use store::{
    StoreError, audit,
    flows::{self, NewFlow},
    lookups::{self, LookupTable},
    revisions::{self, Content},
};
use tower_sessions::Session;

use super::find;
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Letters of a flow's name.
const LONGEST: usize = 80;

/// A name that was typed.
#[derive(Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
}

/// A flow's name as it is kept; none if it is no name.
pub(crate) fn name_of(typed: &str) -> Option<String> {
    let name: String = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= LONGEST && !name.chars().any(char::is_control);
    fits.then_some(name)
}

#[derive(Template)]
#[template(path = "flows/name.html")]
struct NamePage {
    shell: Shell,
    flow: Flow,
    name: String,
    mistakes: Mistakes,
}

/// The form for another name.
pub(crate) async fn edit_name(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&NamePage {
        name: flow.name.clone(),
        flow,
        shell,
        mistakes: Mistakes::default(),
    })
}

/// Gives a flow another name.
pub(crate) async fn rename(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Named>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let mistake = match name_of(&typed.name) {
        None => Some(member.t.t1("flow-name-wrong", "most", LONGEST)),
        Some(name) if name == flow.name => None,
        Some(name) => {
            let taken = flows::by_name(&mut tx, &name).await?.is_some();
            if taken {
                Some(member.t.t("flow-name-taken"))
            } else {
                flows::rename(&mut tx, flow.id, &name).await?;
                let detail = json!({ "flow": flow.id, "from": flow.name, "to": name });
                audit::note(&mut tx, member.user, "flow.renamed", &detail).await?;
                None
            }
        }
    };
    if let Some(words) = mistake {
        let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
        let mut mistakes = Mistakes::default();
        mistakes.add("name", words);
        return came_back(&NamePage {
            shell,
            flow,
            name: typed.name,
            mistakes,
        });
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response())
}

/// Makes a paused copy with the same rules, settings and tables. Two flows that do the same would only double the calls,
/// so it waits for who made it.
pub(crate) async fn copy(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let content = revisions::find(&mut tx, flow.revision)
        .await?
        .map(|revision| revision.content)
        .unwrap_or_default();
    let first = Content {
        note: member.t.t1("flow-copy-note", "name", &flow.name),
        author: Some(member.user),
        ..content
    };
    let mut made = None;
    for number in 1..100 {
        let name = if number == 1 {
            member.t.t1("flow-copy-name", "name", &flow.name)
        } else {
            format!("{} {number}", member.t.t1("flow-copy-name", "name", &flow.name))
        };
        if flows::by_name(&mut tx, &name).await?.is_none() {
            let new = NewFlow {
                name,
                kind: flow.kind,
                source: flow.source.clone(),
                destination: flow.destination.clone(),
            };
            made = Some(flows::add(&mut tx, &new, &first).await?);
            break;
        }
    }
    let made = made.ok_or_else(|| PageError::Internal("no free name for a copy".to_owned()))?;
    for table in lookups::of_flow(&mut tx, flow.id).await? {
        if table.flow == Some(flow.id) {
            let copied = LookupTable {
                flow: Some(made.id),
                ..table
            };
            lookups::keep(&mut tx, &copied).await?;
        }
    }
    let reason = member.t.t("flow-copy-paused");
    flows::pause_by(&mut tx, made.id, &reason, member.user, app.now()).await?;
    let detail = json!({ "flow": made.id, "name": made.name, "of": flow.id });
    audit::note(&mut tx, member.user, "flow.added", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("flow-copied", "name", &made.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/flows/{}", made.id)).into_response())
}

#[derive(Template)]
#[template(path = "flows/removal.html")]
struct RemovalPage {
    shell: Shell,
    flow: Flow,
    typed: String,
    mistakes: Mistakes,
}

/// The question before a flow is removed, which can't be undone: its name is asked for.
pub(crate) async fn ask_removal(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&RemovalPage {
        shell,
        flow,
        typed: String::new(),
        mistakes: Mistakes::default(),
    })
}

/// Removes a flow. A second click finds it gone and leads to the list.
pub(crate) async fn remove(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Named>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    if typed.name.trim() != flow.name {
        let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
        let mut mistakes = Mistakes::default();
        mistakes.add("name", shell.member.t.t("flow-removal-name-wrong"));
        return came_back(&RemovalPage {
            shell,
            flow,
            typed: typed.name,
            mistakes,
        });
    }
    match flows::remove(&mut tx, flow.id).await {
        Ok(()) | Err(StoreError::Missing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let detail = json!({ "flow": flow.id, "name": flow.name });
    audit::note(&mut tx, member.user, "flow.removed", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("flow-removed", "name", &flow.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/flows").into_response())
}

/// The flow as a workspace file: applied elsewhere, it makes the same flow.
pub(crate) async fn export(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    tx.commit().await?;
    let text = workspace::export_flow(app.store(), member.tenant, &flow.name)
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"flow.toml\""),
    ];
    Ok((headers, text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_something_that_people_can_read() {
        assert_eq!(name_of("  Orders   NL ").as_deref(), Some("Orders NL"));
        for wrong in ["", "  ", "a\u{7}b", &"x".repeat(81)] {
            assert_eq!(name_of(wrong), None, "{wrong:?}");
        }
    }
}
