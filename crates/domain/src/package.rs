//! The set-up package: what our experts do, and how far an order is.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::plan::UnknownWord;

/// What an expert ticks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The buyer was called or written to.
    Contact,
    /// Both systems let us in.
    Apps,
    /// The integration is set up as the buyer wishes.
    Integration,
    /// One flow is configured.
    Flow,
    /// The basic functions were proven on real records.
    Proven,
    /// The video meeting took place.
    Meeting,
}

impl Check {
    /// All of them, in the order of the work.
    pub const ALL: [Self; 6] = [
        Self::Contact,
        Self::Apps,
        Self::Integration,
        Self::Flow,
        Self::Proven,
        Self::Meeting,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Apps => "apps",
            Self::Integration => "integration",
            Self::Flow => "flow",
            Self::Proven => "proven",
            Self::Meeting => "meeting",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Check {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|check| check.as_str() == word)
            .ok_or(UnknownWord)
    }
}

/// A step that a buyer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Paid for.
    Bought,
    /// A time for the meeting is chosen.
    Booked,
    /// Everything is set up and proven.
    SetUp,
    /// It was shown in the meeting.
    Shown,
    /// The buyer said that all is well.
    Accepted,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Bought,
        Self::Booked,
        Self::SetUp,
        Self::Shown,
        Self::Accepted,
    ];

    /// The word in keys of sentences.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Booked => "booked",
            Self::SetUp => "set-up",
            Self::Shown => "shown",
            Self::Accepted => "accepted",
        }
    }
}

/// How far an order is, from what was done; steps may be done out of their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// A time for the meeting is chosen.
    pub is_booked: bool,
    /// What was ticked off.
    pub checks: BTreeSet<Check>,
    /// The buyer said that all is well.
    pub is_accepted: bool,
}

impl Progress {
    /// Whether a step is done.
    #[must_use]
    pub fn is_done(&self, step: Step) -> bool {
        let set_up = [Check::Apps, Check::Integration, Check::Flow, Check::Proven];
        match step {
            Step::Bought => true,
            Step::Booked => self.is_booked,
            Step::SetUp => set_up.iter().all(|check| self.checks.contains(check)),
            Step::Shown => self.checks.contains(&Check::Meeting),
            Step::Accepted => self.is_accepted,
        }
    }

    /// The step that comes next; none when all are done.
    #[must_use]
    pub fn next(&self) -> Option<Step> {
        if self.is_accepted {
            return None;
        }
        Step::ALL.into_iter().find(|step| !self.is_done(*step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_goes_on_as_its_work_is_done() {
        let mut progress = Progress::default();
        assert_eq!(progress.next(), Some(Step::Booked));
        progress.is_booked = true;
        progress.checks = [Check::Apps, Check::Integration, Check::Flow].into();
        assert_eq!(progress.next(), Some(Step::SetUp));
        progress.checks.insert(Check::Proven);
        assert_eq!(progress.next(), Some(Step::Shown));
        progress.checks.insert(Check::Meeting);
        assert_eq!(progress.next(), Some(Step::Accepted));
        progress.is_accepted = true;
        assert_eq!(progress.next(), None);
    }
}
