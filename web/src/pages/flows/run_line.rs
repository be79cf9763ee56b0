//! A run in one line, with its progress.

use store::runs::{Run, State};

use crate::{
    locale::Locale,
    words::{self, Look},
};

/// A run as its row shows it.
pub(crate) struct RunLine {
    pub(crate) id: String,
    pub(crate) trigger: String,
    pub(crate) look: Look,
    pub(crate) message: String,
    pub(crate) at: String,
    pub(crate) moment: String,
    pub(crate) since: String,
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// "812 of 1,204".
    pub(crate) progress: String,
    pub(crate) failed: u64,
    pub(crate) failed_words: String,
}

impl RunLine {
    pub(crate) fn of(t: &Locale, run: &Run) -> Self {
        let (look, message) = match &run.state {
            State::Waiting => (words::look(t, "state-waiting", "idle", "clock"), String::new()),
            State::Reading => (words::look(t, "flow-run-reading", "info", "half"), String::new()),
            State::Working => (words::look(t, "state-running", "info", "half"), String::new()),
            State::Finished => (words::look(t, "flow-run-finished", "ok", "tick"), String::new()),
            State::Cancelled => (words::look(t, "flow-run-cancelled", "idle", "bar"), String::new()),
            State::Failed { message } => (words::look(t, "flow-run-failed", "err", "cross"), message.clone()),
        };
        let trigger = match run.trigger.as_str() {
            "load" => "flow-run-load",
            "replay" => "flow-run-replay",
            _ => "flow-run-by-hand",
        };
        Self {
            id: run.id.to_string(),
            trigger: t.t(trigger),
            look,
            message,
            at: t.moment(run.requested_at),
            moment: run.requested_at.to_string(),
            since: run
                .since
                .map(|since| t.t1("flow-run-since", "time", t.moment(since)))
                .unwrap_or_default(),
            done: run.counts.seen,
            total: run.total.max(run.counts.seen),
            progress: t.t2(
                "flow-run-progress",
                ("done", t.number(run.counts.seen)),
                ("total", t.number(run.total.max(run.counts.seen))),
            ),
            failed: run.counts.failed,
            failed_words: t.number(run.counts.failed),
        }
    }
}
