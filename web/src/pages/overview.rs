//! The overview: what runs, what came to which end today, and what waits for a person.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    ConnectionId, FlowId,
    flow::{Flow, FlowState},
};
use store::{
    Tx,
    alerts::{self, Alert},
    connections::{self, Connection, Status},
    dead_letters, flows, inbox,
    records::{self, Filter, Record, Tally},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::{self, Look},
};

/// Records that are shown.
const LATEST: i64 = 20;
/// Alerts that are shown.
const ALERTS: i64 = 10;

#[derive(Template)]
#[template(path = "overview/show.html")]
struct OverviewPage {
    shell: Shell,
    now: String,
    today: Counts,
    waiting: String,
    dead: u64,
    alerts: Vec<AlertLine>,
    flows: Vec<FlowLine>,
    records: Vec<RecordLine>,
    connections: Vec<ConnectionLine>,
}

/// Something that waits for a person: what happened and why, what to do.
struct AlertLine {
    message: String,
    cure: String,
    seen: String,
    at: String,
    moment: String,
}

/// Numbers of records, as people read them.
struct Counts {
    created: String,
    updated: String,
    skipped: String,
    failed: String,
}

struct FlowLine {
    name: String,
    kind: String,
    from: String,
    to: String,
    look: Look,
    paused_because: String,
    waiting: String,
    dead: u64,
    today: Counts,
}

struct RecordLine {
    id: String,
    look: Look,
    label: String,
    flow: String,
    message: String,
    at: String,
    /// For machines and tips: the whole moment.
    moment: String,
}

struct ConnectionLine {
    name: String,
    system: &'static str,
    account: String,
    look: Look,
    words: String,
}

/// What runs for the member's tenant.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let now = app.now();
    let mut tx = member.begin(&app).await?;
    let connections = connections::list(&mut tx).await?;
    let all = flows::list(&mut tx).await?;
    let tallies = records::tallies(&mut tx, t.start_of_day(now)).await?;
    let dead: BTreeMap<FlowId, u64> = dead_letters::open_by_flow(&mut tx).await?.into_iter().collect();
    let latest = records::list(&mut tx, &Filter::default(), LATEST).await?;
    let waiting = waiting(&mut tx, &all).await?;
    let open = alerts::list(&mut tx, true, None, ALERTS).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Overview).await?;
    tx.commit().await?;

    let names: BTreeMap<FlowId, String> = all.iter().map(|flow| (flow.id, flow.name.clone())).collect();
    let places: Places<'_> = connections
        .iter()
        .map(|connection| (connection.id, connection))
        .collect();
    let lines = all.iter().map(|flow| FlowLine {
        waiting: t.number(waiting.get(&flow.id).copied().unwrap_or_default()),
        dead: dead.get(&flow.id).copied().unwrap_or_default(),
        today: counts(&t, tallies.iter().filter(|tally| tally.flow == flow.id)),
        ..line(&t, flow, &places)
    });
    page(&OverviewPage {
        shell,
        now: t.moment(now),
        today: counts(&t, tallies.iter()),
        waiting: t.number(waiting.values().sum()),
        dead: dead.values().sum(),
        alerts: open.into_iter().map(|alert| alert_line(&t, alert)).collect(),
        flows: lines.collect(),
        records: latest
            .into_iter()
            .map(|record| record_line(&t, record, &names))
            .collect(),
        connections: connections
            .iter()
            .map(|connection| connection_line(&t, connection))
            .collect(),
    })
}

async fn waiting(tx: &mut Tx, all: &[Flow]) -> Result<BTreeMap<FlowId, u64>, PageError> {
    let mut waiting = BTreeMap::new();
    for flow in all {
        waiting.insert(flow.id, inbox::backlog(tx, flow.id).await?.waiting);
    }
    Ok(waiting)
}

/// Each number is a count of rows of the activity log.
fn counts<'a>(t: &Locale, tallies: impl Iterator<Item = &'a Tally>) -> Counts {
    let mut by_outcome: BTreeMap<&str, u64> = BTreeMap::new();
    for tally in tallies {
        *by_outcome.entry(tally.outcome.as_str()).or_default() += tally.records;
    }
    let of = |outcome| t.number(by_outcome.get(outcome).copied().unwrap_or_default());
    Counts {
        created: of("created"),
        updated: of("updated"),
        skipped: of("skipped"),
        failed: of("failed"),
    }
}

fn alert_line(t: &Locale, alert: Alert) -> AlertLine {
    AlertLine {
        message: alert.alert.message,
        cure: alert.alert.cure,
        seen: t.number(alert.seen.into()),
        at: t.moment(alert.last_at),
        moment: alert.last_at.to_string(),
    }
}

type Places<'a> = BTreeMap<ConnectionId, &'a Connection>;

fn line(t: &Locale, flow: &Flow, places: &Places<'_>) -> FlowLine {
    let place = |id| {
        places
            .get(&id)
            .map_or_else(String::new, |place| place.name.clone())
    };
    let signed_in = [flow.source.connection, flow.destination.connection]
        .iter()
        .filter_map(|id| places.get(id))
        .all(|place| place.status == Status::Connected);
    let paused_because = match &flow.state {
        FlowState::Active => String::new(),
        FlowState::Paused { reason } => reason.clone(),
    };
    FlowLine {
        name: flow.name.clone(),
        kind: words::kind(t, flow.kind),
        from: place(flow.source.connection),
        to: place(flow.destination.connection),
        look: words::state(t, flow.state == FlowState::Active, signed_in),
        paused_because,
        waiting: String::new(),
        dead: 0,
        today: counts(t, std::iter::empty()),
    }
}

fn record_line(t: &Locale, record: Record, names: &BTreeMap<FlowId, String>) -> RecordLine {
    let label = if record.words.label.is_empty() {
        record.key.to_string()
    } else {
        record.words.label
    };
    RecordLine {
        id: record.id.to_string(),
        look: words::outcome(t, &record.outcome),
        label,
        flow: names
            .get(&record.flow)
            .cloned()
            .unwrap_or_else(|| "removed flow".to_owned()),
        message: record.words.message,
        at: t.moment(record.at),
        moment: record.at.to_string(),
    }
}

fn connection_line(t: &Locale, connection: &Connection) -> ConnectionLine {
    let (connected, words) = match &connection.status {
        Status::Connected => (true, String::new()),
        Status::NeedsSignIn { words } => (false, words.clone()),
    };
    ConnectionLine {
        name: connection.name.clone(),
        system: connection.connector.title(),
        account: format!("{} ({})", connection.account.name, connection.account.id),
        look: words::status(t, connected),
        words,
    }
}
