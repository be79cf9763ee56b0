//! What stands around every page of a signed-in member: navigation, search, chips, the last act's toast.

use domain::{
    Standing,
    plan::{SubscriptionState, days_left},
};
use serde::{Deserialize, Serialize};
use store::{Tx, alerts};
use tower_sessions::Session;

use crate::{error::PageError, member::Member, pages::help};

/// The nouns of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Overview,
    Flows,
    Records,
    Connections,
    Mapping,
    Alerts,
    Team,
    Billing,
    Settings,
    Account,
    Help,
    /// The wizard.
    Start,
}

impl Room {
    /// Rooms of the daily work, in the order of the sidebar.
    pub(crate) const WORK: [Self; 6] = [
        Self::Overview,
        Self::Flows,
        Self::Records,
        Self::Connections,
        Self::Mapping,
        Self::Alerts,
    ];
    /// Rooms of the house.
    pub(crate) const HOUSE: [Self; 3] = [Self::Team, Self::Billing, Self::Settings];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/overview",
            Self::Flows => "/flows",
            Self::Records => "/records",
            Self::Connections => "/connections",
            Self::Mapping => "/mapping",
            Self::Alerts => "/alerts",
            Self::Team => "/team",
            Self::Billing => "/billing",
            Self::Settings => "/settings",
            Self::Account => "/account",
            Self::Help => "/help",
            Self::Start => "/start",
        }
    }

    /// The letter that leads there after "g"; none for rooms that are rarely entered.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Overview => "o",
            Self::Flows => "f",
            Self::Records => "r",
            Self::Connections => "c",
            Self::Mapping => "m",
            Self::Alerts => "a",
            _ => "",
        }
    }

    /// The key of its name in the locale files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "nav-overview",
            Self::Flows => "nav-flows",
            Self::Records => "nav-records",
            Self::Connections => "nav-connections",
            Self::Mapping => "nav-mapping",
            Self::Alerts => "nav-alerts",
            Self::Team => "nav-team",
            Self::Billing => "nav-billing",
            Self::Settings => "nav-settings",
            Self::Account => "nav-account",
            Self::Help => "nav-help",
            Self::Start => "nav-overview",
        }
    }

    /// Its drawing in `templates/parts/icons.html`.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Overview | Self::Start => "overview",
            Self::Flows => "flows",
            Self::Records => "records",
            Self::Connections => "connections",
            Self::Mapping => "mapping",
            Self::Alerts => "alerts",
            Self::Team => "team",
            Self::Billing => "billing",
            Self::Settings => "settings",
            Self::Account => "account",
            Self::Help => "help",
        }
    }
}

/// What is said once, on the page after an act.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Toast {
    /// What was done, in the member's language.
    pub(crate) words: String,
    /// Where a post takes it back; none if it can't be.
    pub(crate) undo: Option<String>,
}

const TOAST: &str = "toast";

impl Toast {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            undo: None,
        }
    }

    /// With the address to which a post takes the act back.
    pub(crate) fn undone_at(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }

    /// Keeps it for the next page.
    pub(crate) async fn keep(self, session: &Session) -> Result<(), PageError> {
        Ok(session.insert(TOAST, self).await?)
    }

    /// What was kept, once.
    pub(crate) async fn take(session: &Session) -> Result<Option<Self>, PageError> {
        Ok(session.remove(TOAST).await?)
    }
}

/// How long the trial still runs.
pub(crate) struct TrialChip {
    pub(crate) words: String,
    /// In the last days it asks for attention.
    pub(crate) is_urgent: bool,
}

/// Days before the end of the trial from which the chip asks for attention.
const LAST_DAYS: u64 = 3;

/// The chip about trial or payment; none where nobody needs to do anything.
async fn trial(tx: &mut Tx, member: &Member) -> Result<Option<TrialChip>, PageError> {
    let t = &member.t;
    Ok(match billing::standing(tx, t.now).await? {
        Standing::Trial { ends_at } => {
            let days = days_left(ends_at, t.now);
            Some(TrialChip {
                words: t.count("trial-chip", days),
                is_urgent: days <= LAST_DAYS,
            })
        }
        Standing::Ended { .. } => Some(TrialChip {
            words: t.t("trial-chip-held"),
            is_urgent: true,
        }),
        Standing::Active(paid) if matches!(paid.state, SubscriptionState::PastDue { .. }) => {
            Some(TrialChip {
                words: t.t("trial-chip-past-due"),
                is_urgent: true,
            })
        }
        _ => None,
    })
}

/// What stands around a page. The template of each page of a member has a field `shell`.
pub(crate) struct Shell {
    pub(crate) member: Member,
    pub(crate) room: Room,
    pub(crate) alerts: u64,
    /// How long the trial still runs; none outside of one.
    pub(crate) trial: Option<TrialChip>,
    pub(crate) toast: Option<Toast>,
}

impl Shell {
    /// Reads what the shell shows. Call it within the page's own transaction.
    pub(crate) async fn load(
        tx: &mut Tx,
        session: &Session,
        member: Member,
        room: Room,
    ) -> Result<Self, PageError> {
        Ok(Self {
            alerts: alerts::count_open(tx).await?,
            trial: trial(tx, &member).await?,
            toast: Toast::take(session).await?,
            member,
            room,
        })
    }

    /// The name of the guide that helps here.
    pub(crate) fn guide(&self) -> &'static str {
        help::of_room(self.room)
    }

    /// Whether a room is the one that is shown.
    pub(crate) fn is_in(&self, room: Room) -> bool {
        self.room == room
    }
}
