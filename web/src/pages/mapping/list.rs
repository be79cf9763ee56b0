//! All mappings and look-up tables of all flows.

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{FlowId, Permission, flow::Flow};
use store::{Tx, drafts, flows, lookups, revisions};
use tower_sessions::Session;

use super::{name_of, names, systems};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words,
};

struct Line {
    id: String,
    name: String,
    kind: String,
    from: String,
    to: String,
    number: u32,
    at: String,
    yours: u64,
    draft: String,
}

/// A look-up table in a list.
pub(crate) struct TableLine {
    pub(crate) name: String,
    /// Whose own it is; empty: all flows share it.
    pub(crate) flow: String,
    pub(crate) flow_id: String,
    pub(crate) rows: u64,
    /// How often records missed a key.
    pub(crate) gaps: u64,
}

#[derive(Template)]
#[template(path = "mapping/list.html")]
struct ListPage {
    shell: Shell,
    t: Locale,
    lines: Vec<Line>,
    tables: Vec<TableLine>,
    may_edit: bool,
}

/// All of them.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let all = flows::list(&mut tx).await?;
    let names = names(&mut tx).await?;
    let mut lines = Vec::new();
    for flow in &all {
        let revision = revisions::find(&mut tx, flow.revision).await?;
        let draft = drafts::whole(&mut tx, flow.id).await?;
        let (from, to) = systems(&mut tx, flow).await?;
        let overlay = revision
            .as_ref()
            .map(|revision| revision.content.overlay.clone())
            .unwrap_or_default();
        let count = |name: &str| match &overlay[name] {
            serde_json::Value::Array(all) => all.len(),
            serde_json::Value::Object(all) => all.len(),
            _ => 0,
        };
        lines.push(Line {
            id: flow.id.to_string(),
            name: flow.name.clone(),
            kind: words::kind(&t, flow.kind),
            from,
            to,
            number: revision.as_ref().map_or(1, |revision| revision.number),
            at: revision
                .map(|revision| t.moment(revision.published_at))
                .unwrap_or_default(),
            yours: (count("changed") + count("added") + count("removed")) as u64,
            draft: draft.map_or_else(String::new, |draft| name_of(&t, &names, draft.content.author)),
        });
    }
    let tables = tables(&mut tx, &all).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Mapping).await?;
    tx.commit().await?;
    page(&ListPage {
        shell,
        t,
        lines,
        tables,
        may_edit,
    })
}

/// All look-up tables, those with missing keys first; those that shipped rules ask and nobody filled are among them.
pub(crate) async fn tables(tx: &mut Tx, all: &[Flow]) -> Result<Vec<TableLine>, PageError> {
    let mut gaps = Vec::new();
    for flow in all {
        gaps.extend(
            lookups::gaps(tx, flow.id)
                .await?
                .into_iter()
                .map(|gap| (flow.id, gap)),
        );
    }
    let kept = lookups::list(tx).await?;
    // A flow with a table of its own by this name never asks the shared one.
    let asks = |flow: FlowId, name: &str, owner: Option<FlowId>| match owner {
        Some(own) => own == flow,
        None => !kept
            .iter()
            .any(|table| table.name == name && table.flow == Some(flow)),
    };
    let missed = |name: &str, owner: Option<FlowId>| {
        gaps.iter()
            .filter(|(flow, gap)| gap.table == name && asks(*flow, name, owner))
            .map(|(_, gap)| gap.seen)
            .sum()
    };
    let mut lines: Vec<TableLine> = kept
        .iter()
        .map(|table| TableLine {
            gaps: missed(&table.name, table.flow),
            flow: table
                .flow
                .and_then(|id| all.iter().find(|flow| flow.id == id))
                .map(|flow| flow.name.clone())
                .unwrap_or_default(),
            flow_id: table.flow.map(|id| id.to_string()).unwrap_or_default(),
            rows: table.rows.len() as u64,
            name: table.name.clone(),
        })
        .collect();
    for shipped in all.iter().flat_map(|flow| engine::settings::tables(flow.kind)) {
        if !lines.iter().any(|line| line.name == shipped.name) {
            lines.push(TableLine {
                name: shipped.name.to_owned(),
                flow: String::new(),
                flow_id: String::new(),
                rows: 0,
                gaps: missed(shipped.name, None),
            });
        }
    }
    lines.sort_by(|one, other| (other.gaps, &one.name).cmp(&(one.gaps, &other.name)));
    Ok(lines)
}
