//! The page of the overview.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse as _, Response},
};
use domain::Permission;
use jiff::SignedDuration;
use serde::Deserialize;
use store::{
    Tx, alerts, dead_letters,
    insights::{self, Piece},
};
use tower_sessions::Session;

use super::{
    attention::Attention,
    tiles::{self, Sums, Tile},
};
use crate::{
    App,
    budget::{self, Calls},
    chart::Chart,
    error::PageError,
    form::Mistakes,
    locale::Locale,
    member::Member,
    pages::flows::{
        history::{self, Span},
        line::{Line, Lines},
        reconciliation,
    },
    shell::{Room, Shell},
};

/// Alerts that are shown.
const ALERTS: i64 = 5;

/// How much of the past the chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Range {
    #[default]
    #[serde(rename = "24h")]
    Day,
    #[serde(rename = "7d")]
    Week,
    #[serde(rename = "30d")]
    Month,
}

impl Range {
    pub(crate) const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    pub(crate) fn span(self, t: &Locale) -> Span {
        match self {
            Self::Day => Span::hours(t, 24),
            Self::Week => Span::hours(t, 7 * 24),
            Self::Month => Span::days(t, 30),
        }
    }

    /// The key of its short name.
    pub(crate) const fn short(self) -> &'static str {
        match self {
            Self::Day => "range-24h-short",
            Self::Week => "range-7d-short",
            Self::Month => "range-30d-short",
        }
    }

    /// The key of its name within a sentence.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Day => "range-24h",
            Self::Week => "range-7d",
            Self::Month => "range-30d",
        }
    }
}

/// What was asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    range: Option<String>,
}

impl Asked {
    /// The range; one that does not exist is the shortest.
    pub(crate) fn range(&self) -> Range {
        Range::ALL
            .into_iter()
            .find(|range| Some(range.code()) == self.range.as_deref())
            .unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "overview/show.html")]
struct OverviewPage {
    shell: Shell,
    /// Is all well?
    sentence: String,
    /// What came today, and who is needed.
    today: String,
    today_link: String,
    /// Records that need a person.
    needs_you: u64,
    attention: Vec<Attention>,
    more_attention: u64,
    tiles: Vec<Tile>,
    minutes: String,
    mistakes: Mistakes,
    chart: Option<Chart>,
    range: Range,
    flows: Vec<Line>,
    /// Sentence and page of each flow that was counted.
    reconciliations: Vec<(String, String)>,
    calls: Vec<Calls>,
    may_edit: bool,
    stage: Stage,
}

/// How far the tenant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing is set up.
    Beginning,
    /// Flows are there, and no record came yet.
    Waiting,
    /// Records come.
    Going,
}

/// What runs for the member's tenant, and what it is worth.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let page = build(
        member,
        &session,
        &app,
        asked.range(),
        Mistakes::default(),
        String::new(),
    )
    .await?;
    Ok(page.into_response())
}

/// The page; `mistakes` and `typed` are those of the form for the minutes a record.
pub(crate) async fn build(
    member: Member,
    session: &Session,
    app: &App,
    range: Range,
    mistakes: Mistakes,
    typed: String,
) -> Result<Html<String>, PageError> {
    let mut tx = member.begin(app).await?;
    let t = member.t.clone();
    let today = t.start_of_day(t.now);
    let week = today - SignedDuration::from_hours(7 * 24 + 1);
    let lines = Lines::load(&mut tx).await?;
    let counts = insights::counts(&mut tx, None, week, Piece::Hour, "UTC").await?;
    let turnover = insights::turnover(&mut tx, today - SignedDuration::from_hours(24)).await?;
    let delays = insights::delays(&mut tx, today - SignedDuration::from_hours(24)).await?;
    let seconds_per_record = insights::seconds_per_record(&mut tx).await?;
    let needs_you = dead_letters::open_by_flow(&mut tx)
        .await?
        .iter()
        .map(|(_, open)| open)
        .sum();
    let open = alerts::list(&mut tx, true, None, ALERTS).await?;
    let since_midnight: Vec<_> = counts.iter().filter(|count| count.at >= today).cloned().collect();
    let records = budget::records_by_connection(lines.flows.iter(), &since_midnight);
    let calls = budget::calls(&mut tx, &t, lines.connections.values(), &records).await?;
    let reconciliations = reconciliations(&mut tx, &t, &lines).await?;
    let chart = if lines.is_untouched() && counts.is_empty() {
        None
    } else {
        Some(chart(&mut tx, &lines, &t, range).await?)
    };
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, session, member, Room::Overview).await?;
    tx.commit().await?;

    let sums = Sums {
        counts: &counts,
        turnover: &turnover,
        delays: &delays,
        seconds_per_record,
        today,
    };
    let totals = sums.totals();
    let today_delays: Vec<_> = delays
        .iter()
        .filter(|delay| delay.hour >= today)
        .cloned()
        .collect();
    let stage = match (lines.flows.is_empty(), chart.is_none()) {
        (true, true) => Stage::Beginning,
        (false, true) => Stage::Waiting,
        _ => Stage::Going,
    };
    let page = OverviewPage {
        sentence: sentence(&t, &lines),
        today: t.count("overview-today", totals.all()),
        today_link: tiles::records_of("", today),
        needs_you,
        more_attention: shell.alerts.saturating_sub(open.len() as u64),
        attention: open.iter().map(|alert| Attention::of(&t, alert)).collect(),
        tiles: tiles::tiles(&t, &sums),
        minutes: if mistakes.is_empty() {
            tiles::minutes(&t, seconds_per_record)
        } else {
            typed
        },
        mistakes,
        chart,
        range,
        flows: lines.rows(&t, &since_midnight, &today_delays),
        reconciliations,
        calls,
        shell,
        may_edit,
        stage,
    };
    Ok(Html(page.render()?))
}

/// "All flows run", or how many do not.
fn sentence(t: &Locale, lines: &Lines) -> String {
    let (paused, blocked) = lines.stopped();
    match (lines.flows.len(), paused, blocked) {
        (0, _, _) => t.t("overview-no-flows"),
        (_, 0, 0) => t.t("overview-all-run"),
        (_, paused, 0) => t.count("overview-some-paused", paused),
        (_, _, blocked) => t.count("overview-some-stopped", blocked),
    }
}

/// What the newest count of each flow found.
async fn reconciliations(tx: &mut Tx, t: &Locale, lines: &Lines) -> Result<Vec<(String, String)>, PageError> {
    let newest = store::reconciliations::newest(tx, None).await?;
    Ok(newest
        .iter()
        .filter_map(|newest| {
            let flow = lines.flows.iter().find(|flow| flow.id == newest.flow)?;
            let (here, there) = (
                lines.name(flow.source.connection),
                lines.name(flow.destination.connection),
            );
            let sentence = reconciliation::sentence(t, newest, &here, &there);
            let words = t.t2(
                "reconciliation-line",
                ("flow", &flow.name),
                ("sentence", sentence),
            );
            Some((words, format!("/flows/{}/reconciliation", flow.id)))
        })
        .collect())
}

async fn chart(tx: &mut Tx, lines: &Lines, t: &Locale, range: Range) -> Result<Chart, PageError> {
    history::chart(tx, lines, None, t, range.span(t), range.name()).await
}
