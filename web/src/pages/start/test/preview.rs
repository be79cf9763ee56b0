//! What would become of a record: what came in, how we read it, what would be sent. Nothing is written.

use domain::{FailureReason, RecordKey, TenantId, flow::Flow};
use engine::Forecast;
use scheduler::trial::{self, TrialError, Tried};

use crate::{
    App,
    locale::Locale,
    pages::start::live::PATIENCE,
    sayings,
    words::{self, Look},
};

use super::{
    fields::{Field, fields},
    too_slow,
};

/// What would become of a record.
pub(super) struct Preview {
    pub(super) label: String,
    /// Where the source itself shows it; empty if that is not known.
    pub(super) page: String,
    pub(super) look: Look,
    pub(super) why: String,
    pub(super) came_in: String,
    pub(super) read: Vec<Field>,
    pub(super) mapped: Vec<Field>,
    pub(super) steps: Vec<StepTime>,
    pub(super) may_send: bool,
}

pub(super) struct StepTime {
    pub(super) name: String,
    pub(super) took: String,
}

/// What would become of the record, if it is there; nothing is written.
pub(super) async fn dry(
    app: &App,
    tenant: TenantId,
    flow: &Flow,
    key: &RecordKey,
) -> Result<Option<Forecast>, TrialError> {
    let tried = Tried::Keys(vec![key.clone()]);
    let run = trial::dry_run(app.parts(), tenant, flow.id, None, &tried);
    let forecasts = tokio::time::timeout(PATIENCE, run)
        .await
        .unwrap_or_else(|_| Err(too_slow()))?;
    let is_gone = |forecast: &Forecast| forecast.would == "skip" && forecast.came_in.is_empty();
    Ok(forecasts.into_iter().next().filter(|forecast| !is_gone(forecast)))
}

pub(super) fn previewed(t: &Locale, forecast: &Forecast, page: Option<String>) -> Preview {
    let look = match forecast.would {
        "create" => words::look(t, "start-would-create", "ok", "plus"),
        "update" => words::look(t, "start-would-update", "ok", "loop"),
        "skip" => words::look(t, "start-would-skip", "idle", "bar"),
        _ if forecast.reason == Some(FailureReason::AwaitsOrder) => {
            words::look(t, "start-would-wait", "idle", "clock")
        }
        _ => words::look(t, "start-would-fail", "err", "cross"),
    };
    let raw = serde_json::from_str::<serde_json::Value>(&forecast.came_in.to_json()).unwrap_or_default();
    Preview {
        label: trial::called(&forecast.document, &forecast.key),
        page: page.unwrap_or_default(),
        look,
        why: forecast
            .said
            .as_ref()
            .and_then(|said| sayings::say(t, said))
            .or_else(|| forecast.why.clone())
            .unwrap_or_default(),
        came_in: serde_json::to_string_pretty(&raw).unwrap_or_default(),
        read: fields(&forecast.document),
        mapped: fields(&forecast.mapped),
        steps: forecast
            .steps
            .iter()
            .map(|step| StepTime {
                name: step_name(t, step.name),
                took: t.duration(step.micros),
            })
            .collect(),
        may_send: matches!(forecast.would, "create" | "update"),
    }
}

fn step_name(t: &Locale, name: &str) -> String {
    t.t(match name {
        "read" => "start-did-read",
        "filtered" => "start-did-filter",
        "looked up" => "start-did-look",
        "references" => "start-did-references",
        "mapped" => "start-did-map",
        _ => "start-did-send",
    })
}
