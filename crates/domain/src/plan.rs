//! What a tenant pays for, and how it stands: trial, plan, packages.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long everything can be tried.
pub const TRIAL: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A plan: by flows and connections, never by records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// One shop and one CRM.
    Start,
    /// Several shops, or everything between two systems.
    Grow,
    /// Many shops.
    Scale,
}

/// How often a plan is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each month.
    #[default]
    Month,
    /// Each year, for ten months' price.
    Year,
}

/// What is bought once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Package {
    /// Our experts set the integration up and show it.
    SetUp,
}

/// A word that names no plan, period, package or step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this release does not know the word")
    }
}

impl std::error::Error for UnknownWord {}

macro_rules! words {
    ($name:ident: $($variant:ident = $word:literal),+) => {
        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in the database, in addresses and at the payment provider.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or(UnknownWord)
            }
        }
    };
}

words!(Plan: Start = "start", Grow = "grow", Scale = "scale");
words!(Every: Month = "month", Year = "year");
words!(Package: SetUp = "set_up");

/// The fourteen days of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// When they began.
    pub started_at: Timestamp,
    /// When they end.
    pub ends_at: Timestamp,
}

impl Trial {
    /// A trial that begins now.
    #[must_use]
    pub fn from(now: Timestamp) -> Self {
        Self {
            started_at: now,
            ends_at: now + TRIAL,
        }
    }
}

/// What the payment provider last said of a tenant's subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// What was chosen.
    pub plan: Plan,
    /// How often it is paid.
    pub every: Every,
    /// Whether it is paid.
    pub state: SubscriptionState,
    /// Until when the present period is.
    pub period_ends_at: Timestamp,
    /// It was cancelled and runs until then.
    pub cancels_at: Option<Timestamp>,
}

/// Whether a subscription is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// It is.
    Active,
    /// A payment was refused and is tried again for some days; flows run on.
    PastDue {
        /// Since when.
        since: Timestamp,
        /// Why, in the bank's words; may be empty.
        refusal: String,
    },
    /// It is over: cancelled, or never paid after all.
    Ended {
        /// Since when.
        at: Timestamp,
    },
}

/// How a tenant stands at a moment: what pages say and what the queue goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The operator's own tenant: no plan, no limits.
    Unlimited,
    /// Signed up; the trial has not begun.
    NotStarted,
    /// Within the fourteen days.
    Trial {
        /// When they end.
        ends_at: Timestamp,
    },
    /// Pays. Also one whose last payment was refused, as long as it is tried again.
    Active(Subscription),
    /// Flows are held; nothing is lost.
    Ended {
        /// Since when.
        at: Timestamp,
        /// The plan that was, if there was one.
        plan: Option<Plan>,
    },
}

impl Standing {
    /// How a tenant stands, from what is kept of it.
    #[must_use]
    pub fn of(
        unlimited: bool,
        trial: Option<Trial>,
        subscription: Option<Subscription>,
        now: Timestamp,
    ) -> Self {
        if unlimited {
            return Self::Unlimited;
        }
        match (subscription, trial) {
            (Some(paid), _) if !matches!(paid.state, SubscriptionState::Ended { .. }) => Self::Active(paid),
            // Whoever pays and cancels within the trial keeps the rest of it.
            (_, Some(trial)) if trial.ends_at > now => Self::Trial {
                ends_at: trial.ends_at,
            },
            (
                Some(Subscription {
                    plan,
                    state: SubscriptionState::Ended { at },
                    ..
                }),
                _,
            ) => Self::Ended { at, plan: Some(plan) },
            (_, Some(trial)) => Self::Ended {
                at: trial.ends_at,
                plan: None,
            },
            (_, None) => Self::NotStarted,
        }
    }

    /// Whether flows are held until somebody pays.
    #[must_use]
    pub const fn holds_flows(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }
}

/// Full days until a moment, rounded up: "1 day left" on the last one, 0 once it is over.
#[must_use]
pub fn days_left(until: Timestamp, now: Timestamp) -> u64 {
    let seconds = until.duration_since(now).as_secs().max(0);
    u64::try_from(seconds).unwrap_or_default().div_ceil(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-{text}T12:00:00Z").parse().unwrap()
    }

    fn subscription(state: SubscriptionState) -> Subscription {
        Subscription {
            plan: Plan::Start,
            every: Every::Month,
            state,
            period_ends_at: at("12-31"),
            cancels_at: None,
        }
    }

    #[test]
    fn flows_are_held_only_when_neither_trial_nor_payment_carries_them() {
        let trial = Trial::from(at("11-01"));
        let (within, after) = (at("11-14"), at("11-16"));
        let active = || Some(subscription(SubscriptionState::Active));
        let late = || {
            Some(subscription(SubscriptionState::PastDue {
                since: at("11-15"),
                refusal: String::new(),
            }))
        };
        let ended = || Some(subscription(SubscriptionState::Ended { at: at("11-10") }));
        for (unlimited, trial, paid, now, held) in [
            (true, Some(trial), None, after, false),
            (false, None, None, after, false),
            (false, Some(trial), None, within, false),
            (false, Some(trial), None, after, true),
            (false, Some(trial), active(), after, false),
            (false, Some(trial), late(), after, false),
            (false, Some(trial), ended(), within, false),
            (false, Some(trial), ended(), after, true),
            (false, None, ended(), after, true),
        ] {
            let standing = Standing::of(unlimited, trial, paid, now);
            assert_eq!(standing.holds_flows(), held, "{standing:?}");
        }
    }

    #[test]
    fn a_trial_of_fourteen_days_counts_down_to_none() {
        let trial = Trial::from(at("11-01"));
        assert_eq!(days_left(trial.ends_at, at("11-01")), 14);
        assert_eq!(
            days_left(trial.ends_at, at("11-01") + SignedDuration::from_secs(1)),
            14
        );
        assert_eq!(days_left(trial.ends_at, at("11-14")), 1);
        assert_eq!(days_left(trial.ends_at, at("11-15")), 0);
        assert_eq!(days_left(trial.ends_at, at("11-20")), 0);
    }

    #[test]
    fn words_of_plans_are_read_back() {
        for plan in Plan::ALL {
            assert_eq!(plan.as_str().parse(), Ok(*plan));
        }
        assert_eq!("year".parse(), Ok(Every::Year));
        assert_eq!("gold".parse::<Plan>(), Err(UnknownWord));
    }
}
