//! The check of the file's flows before anything is applied: every mistake is told, with its place.

use connectors::{Registry, route};
use domain::{ConnectorId, FlowId, RevisionId, Schema, StreamName};
use engine::{Blueprint, Plan, PlanMistake};

use crate::{
    ApplyError,
    file::{FlowEntry, WorkspaceFile},
};

/// What is wrong in a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct FileMistake {
    /// The dotted path in the file: `flows.orders.settings`.
    pub place: String,
    /// What is wrong there and how to mend it.
    pub what: String,
}

impl FileMistake {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}

/// How long may be kept: at least a day, so that something can be shown, and at most thirty.
pub(crate) fn retention(file: &WorkspaceFile) -> Result<(), ApplyError> {
    match file.retention_days {
        Some(days) if !(1..=30).contains(&days) => Err(ApplyError::Mistakes(vec![FileMistake::new(
            "retention_days",
            format!("{days} days can't be kept; choose 1 to 30"),
        )])),
        _ => Ok(()),
    }
}

/// A flow's two ends, as the file names them.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    pub(crate) from: ConnectorId,
    pub(crate) to: ConnectorId,
    pub(crate) source_stream: StreamName,
    pub(crate) destination_stream: StreamName,
}

/// Which systems and streams a flow runs between.
pub(crate) fn ends(file: &WorkspaceFile, name: &str, flow: &FlowEntry) -> Result<Ends, FileMistake> {
    let connector = |side: &str, wanted: &str| {
        file.connections
            .get(wanted)
            .map(|connection| connection.connector)
            .ok_or_else(|| {
                let known = file
                    .connections
                    .keys()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ");
                FileMistake::new(
                    format!("flows.{name}.{side}"),
                    format!("there is no connection \"{wanted}\"; the file has: {known}"),
                )
            })
    };
    let (from, to) = (connector("from", &flow.from)?, connector("to", &flow.to)?);
    let (source_stream, destination_stream) = route(flow.kind, from, to).ok_or_else(|| {
        FileMistake::new(
            format!("flows.{name}.kind"),
            format!("{} can't flow from {} to {}", flow.kind, from.title(), to.title()),
        )
    })?;
    Ok(Ends {
        from,
        to,
        source_stream,
        destination_stream,
    })
}

/// Compiles a flow as it would run. `discovered` are the destination's fields as they are now.
pub(crate) fn check(
    registry: &Registry,
    name: &str,
    flow: &FlowEntry,
    ends: &Ends,
    discovered: Option<Schema>,
) -> Result<(), Vec<FileMistake>> {
    let shipped = registry
        .get(ends.to)
        .default_mapping(flow.kind)
        .unwrap_or_default();
    let known = registry.get(ends.to).known_schema(flow.kind);
    let blueprint = Blueprint {
        flow: FlowId::new(),
        revision: RevisionId::new(),
        kind: flow.kind,
        source: (ends.from, String::new()),
        source_stream: ends.source_stream.clone(),
        destination_stream: ends.destination_stream.clone(),
        destination_schema: Some(match discovered {
            Some(discovered) => discovered.joined(known),
            None => known,
        }),
        shipped: shipped.to_owned(),
        overlay: flow.mapping.clone(),
        settings: flow.settings.clone(),
        lookups: flow.lookups.clone(),
        two_way: false,
        customers: None,
        products: None,
    };
    let place = |mistake: &PlanMistake| match mistake {
        PlanMistake::Setting(_) | PlanMistake::Filter(_) => format!("flows.{name}.settings"),
        PlanMistake::Mapping(_) | PlanMistake::Rule(_) => format!("flows.{name}.mapping"),
    };
    Plan::compile(blueprint).map(|_| ()).map_err(|mistakes| {
        mistakes
            .iter()
            .map(|mistake| FileMistake::new(place(mistake), mistake.to_string()))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_retention(text: &str, wanted: Option<&str>) {
        let file = WorkspaceFile::parse(text).unwrap();
        let told = retention(&file).err().map(|error| error.to_string());
        assert_eq!(told.as_deref(), wanted);
    }

    #[test]
    fn what_came_in_is_kept_a_day_to_thirty() {
        check_retention("", None);
        check_retention("retention_days = 1", None);
        check_retention("retention_days = 30", None);
        check_retention(
            "retention_days = 0",
            Some("retention_days: 0 days can't be kept; choose 1 to 30"),
        );
        check_retention(
            "retention_days = 31",
            Some("retention_days: 31 days can't be kept; choose 1 to 30"),
        );
    }
}
