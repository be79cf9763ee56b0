//! A flow in one line: what it does as a sentence, how it stands and why, what came of it today.

use std::collections::BTreeMap;

use domain::{
    ConnectionId, FlowId, StreamName,
    flow::{Flow, FlowState},
};
use jiff::Timestamp;
use store::{
    Tx,
    connections::{self, Connection, Status},
    flows,
    insights::{self, Count, Delay, Pause},
    work::{self, Standing},
};

use crate::{
    error::PageError,
    locale::Locale,
    words::{self, Look},
};

/// All flows of a tenant with what their lines tell.
pub(crate) struct Lines {
    pub(crate) flows: Vec<Flow>,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    standings: BTreeMap<FlowId, Standing>,
    pauses: BTreeMap<FlowId, Pause>,
    waiting: BTreeMap<FlowId, u64>,
    latest: BTreeMap<FlowId, Timestamp>,
    numbers: BTreeMap<FlowId, u32>,
}

/// A flow as its row shows it.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sentence: String,
    pub(crate) state: State,
    pub(crate) waiting_words: String,
    pub(crate) delivered: String,
    pub(crate) failed: u64,
    pub(crate) failed_words: String,
    pub(crate) delay: String,
    pub(crate) revision: u32,
    pub(crate) latest: String,
    pub(crate) latest_at: String,
}

/// How a flow stands, and why.
pub(crate) struct State {
    pub(crate) look: Look,
    pub(crate) why: String,
    /// A person paused it: the switch is off.
    pub(crate) is_paused: bool,
    /// Waits for a sign-in of this connection.
    pub(crate) blocked_by: Option<String>,
}

impl Lines {
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self, PageError> {
        Ok(Self {
            flows: flows::list(tx).await?,
            connections: connections::list(tx)
                .await?
                .into_iter()
                .map(|connection| (connection.id, connection))
                .collect(),
            standings: work::standings(tx).await?,
            pauses: insights::pauses(tx).await?,
            waiting: insights::waiting(tx).await?,
            latest: insights::latest(tx).await?,
            numbers: insights::revision_numbers(tx).await?,
        })
    }

    /// Each flow's line with today's counts and delays.
    pub(crate) fn rows(&self, t: &Locale, counts: &[Count], delays: &[Delay]) -> Vec<Line> {
        self.flows
            .iter()
            .map(|flow| self.row(t, flow, counts, delays))
            .collect()
    }

    fn row(&self, t: &Locale, flow: &Flow, counts: &[Count], delays: &[Delay]) -> Line {
        let of_flow = || counts.iter().filter(|count| count.flow == flow.id);
        let failed = of_flow().map(|count| count.failed).sum();
        let delivered = of_flow().map(store::insights::Count::delivered).sum();
        let steps = delays
            .iter()
            .filter(|delay| delay.flow == flow.id)
            .map(|delay| (delay.step, delay.records));
        let waiting = self.waiting(flow.id);
        let latest = self.latest.get(&flow.id);
        Line {
            id: flow.id.to_string(),
            name: flow.name.clone(),
            sentence: self.sentence(t, flow),
            state: self.state(t, flow),
            waiting_words: waiting_words(t, waiting),
            delivered: t.number(delivered),
            failed,
            failed_words: t.number(failed),
            delay: insights::percentile(steps, 0.95)
                .map_or_else(|| "–".to_owned(), |millis| t.duration(millis * 1_000)),
            revision: self.numbers.get(&flow.id).copied().unwrap_or(1),
            latest: latest.map_or_else(|| "–".to_owned(), |at| t.moment(*at)),
            latest_at: latest.map(ToString::to_string).unwrap_or_default(),
        }
    }

    pub(crate) fn waiting(&self, flow: FlowId) -> u64 {
        self.waiting.get(&flow).copied().unwrap_or_default()
    }

    /// Whether a worker has it in hand.
    pub(crate) fn is_running(&self, t: &Locale, flow: FlowId) -> bool {
        self.standings
            .get(&flow)
            .and_then(|standing| standing.leased_until)
            .is_some_and(|until| until > t.now)
    }

    pub(crate) fn revision(&self, flow: FlowId) -> u32 {
        self.numbers.get(&flow).copied().unwrap_or(1)
    }

    /// "Demo Shop: orders → HubSpot: deals".
    pub(crate) fn sentence(&self, t: &Locale, flow: &Flow) -> String {
        t.with(
            "flow-sentence",
            &[
                ("source", self.name(flow.source.connection)),
                ("what", stream(t, &flow.source.stream)),
                ("destination", self.name(flow.destination.connection)),
                ("as", stream(t, &flow.destination.stream)),
            ],
        )
    }

    pub(crate) fn name(&self, connection: ConnectionId) -> String {
        self.connections
            .get(&connection)
            .map(|connection| connection.name.clone())
            .unwrap_or_default()
    }

    /// How a flow stands: what a person did goes before what a remote does, and that before what waits.
    pub(crate) fn state(&self, t: &Locale, flow: &Flow) -> State {
        let standing = self.standings.get(&flow.id);
        let blocked_by = [flow.source.connection, flow.destination.connection]
            .iter()
            .filter_map(|id| self.connections.get(id))
            .find(|connection| connection.status != Status::Connected);
        let is_paused = flow.state != FlowState::Active;
        let later = |at: Option<Timestamp>| at.filter(|at| *at > t.now);
        let (look, why) = if is_paused {
            (
                words::look(t, "state-paused", "idle", "pause"),
                self.pause(t, flow),
            )
        } else if let Some(connection) = blocked_by {
            let why = t.t1("flow-blocked", "connection", &connection.name);
            (words::look(t, "state-needs-sign-in", "err", "cross"), why)
        } else if standing.is_some_and(|standing| standing.held_by_plan) {
            (
                words::look(t, "state-held", "warn", "hourglass"),
                t.t("flow-held-by-plan"),
            )
        } else if let Some(until) = later(standing.and_then(|standing| standing.held_until)) {
            let why = t.t1("flow-held-until", "time", t.moment(until));
            (words::look(t, "state-held", "info", "hourglass"), why)
        } else if self.is_running(t, flow.id) {
            (words::look(t, "state-running", "info", "half"), String::new())
        } else if self.waiting(flow.id) > 0 {
            (words::look(t, "state-waiting", "idle", "clock"), String::new())
        } else {
            (words::look(t, "flow-on", "ok", "tick"), String::new())
        };
        State {
            look,
            why,
            is_paused,
            blocked_by: blocked_by.map(|connection| connection.id.to_string()),
        }
    }

    /// Who paused a flow, since when and why.
    fn pause(&self, t: &Locale, flow: &Flow) -> String {
        let Some(pause) = self.pauses.get(&flow.id) else {
            return String::new();
        };
        let who = match (&pause.by, pause.at) {
            (Some(by), Some(at)) => t.t2("flow-paused-by-at", ("name", by), ("time", t.moment(at))),
            (Some(by), None) => t.t1("flow-paused-by", "name", by),
            (None, Some(at)) => t.t1("flow-paused-at", "time", t.moment(at)),
            (None, None) => String::new(),
        };
        match (who.is_empty(), pause.reason.is_empty()) {
            (false, false) => format!("{who}: {}", pause.reason),
            _ => format!("{who}{}", pause.reason),
        }
    }

    /// Flows that neither a person paused nor anything stops.
    pub(crate) fn stopped(&self) -> (u64, u64) {
        let (mut paused, mut blocked) = (0, 0);
        for flow in &self.flows {
            let signed_out = [flow.source.connection, flow.destination.connection]
                .iter()
                .filter_map(|id| self.connections.get(id))
                .any(|connection| connection.status != Status::Connected);
            if flow.state != FlowState::Active {
                paused += 1;
            } else if signed_out
                || self
                    .standings
                    .get(&flow.id)
                    .is_some_and(|standing| standing.held_by_plan)
            {
                blocked += 1;
            }
        }
        (paused, blocked)
    }

    /// Whether any record ever came through, as far as the journal tells.
    pub(crate) fn is_untouched(&self) -> bool {
        self.latest.is_empty()
    }
}

/// A number of waiting keys; counting ends at a limit.
pub(crate) fn waiting_words(t: &Locale, waiting: u64) -> String {
    if waiting >= insights::MOST_WAITING {
        t.t1("flow-more-than", "number", t.number(insights::MOST_WAITING))
    } else {
        t.number(waiting)
    }
}

/// What a collection of a remote is called; one that no release named yet keeps its own name.
pub(crate) fn stream(t: &Locale, stream: &StreamName) -> String {
    match stream.as_str() {
        "orders" => t.t("stream-orders"),
        "deals" => t.t("stream-deals"),
        "customers" => t.t("stream-customers"),
        "products" => t.t("stream-products"),
        "stock" => t.t("stream-stock"),
        "invoices" => t.t("stream-invoices"),
        other => other.to_owned(),
    }
}
