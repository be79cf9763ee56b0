//! The list: search, filters, pages of fifty, and what is new since.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::flow::Flow;
use store::{
    Tx, flows,
    records::{self, Filter, Record},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::records::{
        filter::{self, Asked},
        line::{Names, RecordLine},
    },
    shell::{Room, Shell},
};

/// Records on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "records/index.html")]
struct RecordsPage {
    shell: Shell,
    t: Locale,
    asked: Asked,
    records: Vec<RecordLine>,
    flows: Vec<(String, String)>,
    outcomes: Vec<(&'static str, String)>,
    periods: Vec<(&'static str, String)>,
    reasons: Vec<(&'static str, String)>,
    /// The address of the page with older records; empty on the last.
    older: String,
    newest: String,
    csv: String,
    may_edit: bool,
}

/// The records that an address asks for.
pub(crate) async fn index(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let may_edit = member.role.may(domain::Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let flows = flows::list(&mut tx).await?;
    let mut found = find(&mut tx, &t, &asked, PAGE + 1).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;

    let more = found.len() as i64 > PAGE;
    found.truncate(usize::try_from(PAGE).unwrap_or_default());
    let older = match found.last() {
        Some(last) if more => asked.query(&[("before", &last.id.to_string())]),
        _ => String::new(),
    };
    let names = names(&flows);
    page(&RecordsPage {
        records: found
            .into_iter()
            .map(|record| RecordLine::of(&t, record, &names))
            .collect(),
        flows: flow_choices(&t, &flows),
        outcomes: filter::OUTCOMES.map(|(word, key)| (word, t.t(key))).to_vec(),
        periods: filter::PERIODS.map(|(word, key)| (word, t.t(key))).to_vec(),
        reasons: filter::reasons(&t),
        older,
        newest: asked.query(&[("before", "")]),
        csv: asked.query(&[("before", "")]),
        may_edit,
        asked,
        shell,
        t,
    })
}

/// Records by search or by filter. What is searched is found exactly, whatever the filter says.
pub(super) async fn find(
    tx: &mut Tx,
    t: &Locale,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<Record>, PageError> {
    let wanted = asked.q.trim();
    if wanted.is_empty() {
        return Ok(records::list(tx, &asked.filter(t), limit).await?);
    }
    let Filter {
        flow,
        outcome,
        reason,
        ..
    } = asked.filter(t);
    let mut found = records::search(tx, wanted, limit).await?;
    found.retain(|record| {
        flow.is_none_or(|flow| flow == record.flow)
            && outcome.as_ref().is_none_or(|outcome| *outcome == record.outcome)
            && reason
                .as_ref()
                .is_none_or(|reason| record.reason.as_ref() == Some(reason))
    });
    Ok(found)
}

pub(crate) fn names(flows: &[Flow]) -> Names {
    flows.iter().map(|flow| (flow.id, flow.name.clone())).collect()
}

fn flow_choices(t: &Locale, flows: &[Flow]) -> Vec<(String, String)> {
    std::iter::once((String::new(), t.t("records-any-flow")))
        .chain(flows.iter().map(|flow| (flow.id.to_string(), flow.name.clone())))
        .collect()
}
