//! What the wizard remembers, and the list of steps that stands beside each of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ConnectionId, ConnectorId, FlowId, Permission};
use scheduler::outlook::Outlook;
use serde::{Deserialize, Serialize};
use store::{
    Tx,
    connections::{self, Connection},
    setups::{self, Setup},
};

use crate::{App, error::PageError, locale::Locale, member::Member};

/// The six steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Apps,
    Connections,
    Flows,
    Settings,
    Test,
    Done,
}

impl Step {
    const ALL: [Self; 6] = [
        Self::Apps,
        Self::Connections,
        Self::Flows,
        Self::Settings,
        Self::Test,
        Self::Done,
    ];

    /// The word in the address and in the database.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Apps => "apps",
            Self::Connections => "connections",
            Self::Flows => "flows",
            Self::Settings => "settings",
            Self::Test => "test",
            Self::Done => "done",
        }
    }

    pub(crate) fn named(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|step| step.as_str() == word)
            .unwrap_or(Self::Apps)
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Apps => "/start/apps",
            Self::Connections => "/start/connections",
            Self::Flows => "/start/flows",
            Self::Settings => "/start/settings",
            Self::Test => "/start/test",
            Self::Done => "/start/done",
        }
    }

    fn title(self, t: &Locale) -> String {
        t.t(match self {
            Self::Apps => "start-step-apps",
            Self::Connections => "start-step-connections",
            Self::Flows => "start-step-flows",
            Self::Settings => "start-step-settings",
            Self::Test => "start-step-test",
            Self::Done => "start-step-done",
        })
    }

    fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or(0) + 1
    }
}

/// What was chosen so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    /// Whether it is tried with the stand-ins.
    pub(crate) sandbox: bool,
    /// Which flows are wanted, by the keys of their offers; none yet: those that are suggested.
    pub(crate) flows: Option<BTreeSet<String>>,
    /// The flows that were made for them.
    pub(crate) made: BTreeMap<String, FlowId>,
    /// Whether we may make properties of our own in HubSpot; none: not asked yet.
    pub(crate) consent: Option<bool>,
    /// Which offer's flow is tried with which record.
    pub(crate) trying: Option<(String, String)>,
    /// What a first load would do, by offer.
    pub(crate) outlooks: BTreeMap<String, Outlook>,
}

/// Where a tenant stands, as a step's page needs it.
pub(crate) struct Place {
    pub(crate) setup: Setup,
    pub(crate) choices: Choices,
    pub(crate) connections: Vec<Connection>,
}

impl Place {
    /// Reads where a tenant stands; a step that one has not come to yet is refused with the one to go on with. The row
    /// is held until the transaction ends, so that a double click comes one after the other.
    pub(crate) async fn hold(
        tx: &mut Tx,
        app: &App,
        member: &Member,
        step: Step,
    ) -> Result<Result<Self, &'static str>, PageError> {
        member.may(Permission::Edit)?;
        let setup = setups::hold(tx, app.now()).await?;
        let furthest = Step::named(&setup.step);
        if step > furthest {
            return Ok(Err(furthest.path()));
        }
        // What another release wrote is begun anew rather than refused.
        let choices = serde_json::from_value(setup.choices.clone()).unwrap_or_default();
        let connections = connections::list(tx).await?;
        Ok(Ok(Self {
            setup,
            choices,
            connections,
        }))
    }

    /// Keeps what was chosen; one goes on at `step` unless one was further already.
    pub(crate) async fn keep(&mut self, tx: &mut Tx, app: &App, step: Step) -> Result<(), PageError> {
        if step > Step::named(&self.setup.step) {
            step.as_str().clone_into(&mut self.setup.step);
        }
        self.setup.choices =
            serde_json::to_value(&self.choices).map_err(|error| PageError::Internal(error.to_string()))?;
        Ok(setups::keep(tx, &self.setup, app.now()).await?)
    }

    /// The tenant's connection of a kind: the one that was made first.
    pub(crate) fn connection(&self, connector: ConnectorId) -> Option<&Connection> {
        self.connections
            .iter()
            .filter(|connection| connection.connector == connector)
            .min_by_key(|connection| connection.created_at)
    }

    /// A connection by id.
    pub(crate) fn of(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.id == id)
    }

    /// The list of steps.
    pub(crate) fn wizard(&self, t: &Locale, here: Step) -> Wizard {
        let furthest = Step::named(&self.setup.step);
        Wizard {
            number: t.t2("start-number", ("n", here.number()), ("of", Step::ALL.len())),
            back: Step::ALL
                .get(here.number().wrapping_sub(2))
                .map_or("", |step| step.path()),
            steps: Step::ALL
                .into_iter()
                .map(|step| StepLine {
                    path: step.path(),
                    title: step.title(t),
                    number: step.number(),
                    is_here: step == here,
                    is_done: step < furthest || self.setup.finished_at.is_some(),
                    is_open: step <= furthest,
                })
                .collect(),
            is_sandbox: self.choices.sandbox,
        }
    }
}

/// What stands around each step.
pub(crate) struct Wizard {
    /// "Step 2 of 6".
    pub(crate) number: String,
    /// The step before; empty at the first.
    pub(crate) back: &'static str,
    pub(crate) steps: Vec<StepLine>,
    pub(crate) is_sandbox: bool,
}

pub(crate) struct StepLine {
    pub(crate) path: &'static str,
    pub(crate) title: String,
    pub(crate) number: usize,
    pub(crate) is_here: bool,
    pub(crate) is_done: bool,
    pub(crate) is_open: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_by_its_word() {
        for step in Step::ALL {
            assert_eq!(Step::named(step.as_str()), step);
        }
    }
}
