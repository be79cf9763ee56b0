//! One flow: what it does, how it stands, what came of it, and what can be done with it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, Value, flow::Flow};
use engine::settings::Settings;
use store::{
    Tx, cursors, dead_letters,
    insights::{self, Piece},
    records::{self, Filter, Record},
    revisions, runs,
};
use tower_sessions::Session;

use super::{
    aloud::{self, Part},
    find, history,
    line::{Lines, State as Standing},
    run_line::RunLine,
};
use crate::{
    App,
    chart::Chart,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::{
        overview::{Asked, Range},
        records::label,
    },
    sayings,
    shell::{Room, Shell},
    words::{self, Look},
};

/// Records and runs that are shown.
const LATEST: i64 = 8;
const RUNS: i64 = 5;

#[derive(Template)]
#[template(path = "flows/show.html")]
struct FlowPage {
    shell: Shell,
    flow: Flow,
    aloud: Vec<Part>,
    state: Standing,
    strip: Vec<Stage>,
    triggers: Vec<String>,
    chart: Chart,
    range: Range,
    records: Vec<RecordLine>,
    runs: Vec<RunLine>,
    revision: u32,
    may_edit: bool,
}

/// A stage of the strip from waiting to delivered or failed.
struct Stage {
    name: String,
    value: String,
    hint: String,
    link: String,
    is_bad: bool,
}

/// One of the last records.
struct RecordLine {
    id: String,
    label: String,
    look: Look,
    message: String,
    at: String,
    moment: String,
}

/// One of the member's flows.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let t = member.t.clone();
    let flow = find(&mut tx, &id).await?;
    let lines = Lines::load(&mut tx).await?;
    let strip = strip(&mut tx, &t, &lines, &flow).await?;
    let aloud = read_aloud(&mut tx, &t, &lines, &flow).await?;
    let triggers = triggers(&mut tx, &t, &flow).await?;
    let range = asked.range();
    let chart = history::chart(&mut tx, &lines, Some(flow.id), &t, range.span(&t), range.name()).await?;
    let filter = Filter {
        flow: Some(flow.id),
        ..Filter::default()
    };
    let records = records::list(&mut tx, &filter, LATEST).await?;
    let runs = runs::list(&mut tx, Some(flow.id), None, RUNS).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&FlowPage {
        aloud,
        state: lines.state(&t, &flow),
        strip,
        triggers,
        chart,
        range,
        records: records
            .into_iter()
            .map(|record| record_line(&t, record))
            .collect(),
        runs: runs.iter().map(|run| RunLine::of(&t, run)).collect(),
        revision: lines.revision(flow.id),
        flow,
        shell,
        may_edit,
    })
}

/// Waiting → running → delivered or failed.
async fn strip(tx: &mut Tx, t: &Locale, lines: &Lines, flow: &Flow) -> Result<Vec<Stage>, PageError> {
    let today = t.start_of_day(t.now);
    let counts = insights::counts(tx, Some(flow.id), today, Piece::Hour, "UTC").await?;
    let open = dead_letters::open_by_flow(tx)
        .await?
        .into_iter()
        .find(|(id, _)| *id == flow.id)
        .map_or(0, |(_, open)| open);
    let delivered = counts.iter().map(store::insights::Count::delivered).sum();
    let skipped = counts.iter().map(|count| count.skipped).sum();
    let is_running = lines.is_running(t, flow.id);
    let stage = |name, value: String| Stage {
        name: t.t(name),
        value,
        hint: String::new(),
        link: String::new(),
        is_bad: false,
    };
    Ok(vec![
        stage(
            "flow-waiting",
            super::line::waiting_words(t, lines.waiting(flow.id)),
        ),
        stage(
            "flow-running",
            t.t(if is_running {
                "flow-running-yes"
            } else {
                "flow-running-no"
            }),
        ),
        Stage {
            hint: t.t1("flow-skipped-too", "skipped", t.number(skipped)),
            ..stage("overview-delivered", t.number(delivered))
        },
        Stage {
            hint: t.t("flow-failed-hint"),
            link: format!("/failures?flow={}", flow.id),
            is_bad: open > 0,
            ..stage("flow-failed", t.number(open))
        },
    ])
}

async fn read_aloud(tx: &mut Tx, t: &Locale, lines: &Lines, flow: &Flow) -> Result<Vec<Part>, PageError> {
    let revision = revisions::find(tx, flow.revision).await?;
    let given = revision
        .and_then(|revision| serde_json::from_value::<Value>(revision.content.settings).ok())
        .unwrap_or_default();
    // What a later release left out would hide the rest; then the defaults are told.
    let Ok(settings) =
        Settings::complete(flow.kind, &given).or_else(|_| Settings::complete(flow.kind, &Value::Null))
    else {
        return Ok(Vec::new());
    };
    let (source, destination) = (
        lines.name(flow.source.connection),
        lines.name(flow.destination.connection),
    );
    Ok(aloud::sentence(
        t,
        &aloud::Named {
            kind: flow.kind,
            source: (&source, format!("/connections/{}", flow.source.connection)),
            destination: (
                &destination,
                format!("/connections/{}", flow.destination.connection),
            ),
            settings: &settings,
            settings_link: format!("/flows/{}/settings", flow.id),
            mapping_link: format!("/flows/{}/mapping", flow.id),
        },
    ))
}

/// When its source was last heard of, looked at, and is looked at next.
async fn triggers(tx: &mut Tx, t: &Locale, flow: &Flow) -> Result<Vec<String>, PageError> {
    let triggers = cursors::triggers(tx, flow.source.connection, &flow.source.stream).await?;
    let mut told = vec![match triggers.heard_at {
        Some(at) => t.t1("flow-heard", "time", t.moment(at)),
        None => t.t("flow-never-heard"),
    }];
    if let Some(at) = triggers.polled_at {
        told.push(t.t1("flow-polled", "time", t.moment(at)));
    }
    if let Some(at) = triggers.next_poll_at {
        told.push(if at > t.now {
            t.t1("flow-next-poll", "time", t.moment(at))
        } else {
            t.t("flow-next-poll-now")
        });
    }
    Ok(told)
}

fn record_line(t: &Locale, record: Record) -> RecordLine {
    RecordLine {
        id: record.id.to_string(),
        label: label(t, &record.words.label, record.key.as_str()),
        look: words::outcome(t, &record.outcome),
        // The stored sentence is in English, so it stands only where its particulars are wanted.
        message: match record.reason.as_deref() {
            Some(reason) if record.outcome != "failed" => words::reason(t, reason),
            _ => sayings::kept(t, record.words),
        },
        at: t.moment(record.at),
        moment: record.at.to_string(),
    }
}
