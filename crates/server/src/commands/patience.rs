//! How long one waits for a run that makes no headway, so that a script never hangs for ever.

use std::fmt;

use domain::Counts;
use jiff::{SignedDuration, Timestamp};
use store::{
    runs::{Run, State},
    work::Standing,
};

use crate::exit::Exit;

/// How long a run may make no headway before we no longer wait: a remote that restarts is back by then.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// How long a rest that a remote asked for may be. The windows of both remotes are shorter, their days are not.
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(10);

/// Why a run makes no headway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stuck {
    /// A connection needs a new sign-in.
    NeedsSignIn,
    /// A person paused the flow meanwhile.
    Paused,
    /// A remote allows no calls until then.
    Throttled(Timestamp),
    /// The source can't be read.
    SourceSilent,
    /// The flow rests again and again: a remote system, or something of ours, is in trouble.
    Rests,
    /// So many records wait for their next attempts.
    TriedAgain(u64),
}

impl Stuck {
    pub(super) fn exit(self) -> Exit {
        match self {
            Self::NeedsSignIn | Self::Throttled(_) | Self::SourceSilent | Self::Rests => Exit::CannotReach,
            Self::TriedAgain(_) => Exit::SomeFailed,
            Self::Paused => Exit::WrongUse,
        }
    }
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsSignIn => f.write_str("a connection of the flow needs a new sign-in"),
            Self::Paused => f.write_str("the flow was paused while its run was under way"),
            Self::Throttled(until) => write!(f, "a remote system allows no more calls until {until}"),
            Self::SourceSilent => f.write_str("the source could not be read for a minute"),
            Self::Rests => f.write_str(
                "the flow has been resting for a minute, since a remote system does not answer or answers with errors",
            ),
            Self::TriedAgain(records) => {
                write!(f, "{records} records could not be sent yet and will be tried again")
            }
        }
    }
}

/// Looks at a run from time to time and says when to give up waiting.
pub(super) struct Patience {
    seen: Option<(State, u64, Counts)>,
    headway_at: Timestamp,
}

impl Patience {
    pub(super) fn from(now: Timestamp) -> Self {
        Self {
            seen: None,
            headway_at: now,
        }
    }

    /// How a run that is not over stands now; tells why it is no use to wait on.
    pub(super) fn look(&mut self, now: Timestamp, run: &Run, standing: &Standing) -> Option<Stuck> {
        let seen = (run.state.clone(), run.total, run.counts);
        if self.seen.as_ref() != Some(&seen) {
            self.seen = Some(seen);
            self.headway_at = now;
        }
        if standing.paused {
            return Some(Stuck::Paused);
        }
        if standing.blocked {
            return Some(Stuck::NeedsSignIn);
        }
        let held_until = standing.held_until.filter(|until| *until > now);
        if let Some(until) = held_until
            // Only a remote that counts calls asks for so long a rest; it says when it is over.
            && until.duration_since(now) > PATIENCE
        {
            if until.duration_since(now) > LONGEST_REST {
                return Some(Stuck::Throttled(until));
            }
            self.headway_at = self.headway_at.max(until);
        }
        if now.duration_since(self.headway_at) < PATIENCE {
            return None;
        }
        if matches!(run.state, State::Waiting | State::Reading) {
            return Some(Stuck::SourceSilent);
        }
        if held_until.is_some() {
            return Some(Stuck::Rests);
        }
        // Somebody works on it: a batch may take its time.
        if standing.leased_until.is_some_and(|until| until > now) {
            return None;
        }
        Some(Stuck::TriedAgain(run.total.saturating_sub(run.counts.seen)))
    }
}

#[cfg(test)]
mod tests {
    use domain::{FlowId, RevisionId, RunId, TenantId};

    use super::*;

    fn run(state: State, seen: u64) -> Run {
        Run {
            id: RunId::new(),
            tenant: TenantId::new(),
            flow: FlowId::new(),
            revision: RevisionId::new(),
            trigger: "by_hand".to_owned(),
            state,
            since: None,
            total: 10,
            counts: Counts {
                seen,
                ..Counts::default()
            },
            source_calls: 0,
            destination_calls: 0,
            requested_at: at(0),
            finished_at: None,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_763_971_200 + second).unwrap()
    }

    const IDLE: Standing = Standing {
        held_by_plan: false,
        paused: false,
        blocked: false,
        held_until: None,
        held_because: None,
        leased_until: None,
    };

    /// Looks every second at what `standing` tells, and says when and why waiting ended within half an hour.
    fn check(run: impl Fn(i64) -> Run, standing: impl Fn(i64) -> Standing, ended: Option<(i64, Stuck)>) {
        let mut patience = Patience::from(at(0));
        let found = (1..1800).find_map(|second| {
            Some((
                second,
                patience.look(at(second), &run(second), &standing(second))?,
            ))
        });
        assert_eq!(found, ended);
    }

    #[test]
    fn a_flow_that_needs_a_person_ends_the_waiting_at_once() {
        let blocked = Standing {
            blocked: true,
            ..IDLE
        };
        check(
            |_| run(State::Working, 0),
            |_| blocked,
            Some((1, Stuck::NeedsSignIn)),
        );
        let paused = Standing { paused: true, ..IDLE };
        check(|_| run(State::Working, 0), |_| paused, Some((1, Stuck::Paused)));
    }

    #[test]
    fn a_remote_in_trouble_is_waited_for_a_minute() {
        let resting = |second| Standing {
            held_until: Some(at(second + 20)),
            ..IDLE
        };
        check(|_| run(State::Working, 3), resting, Some((61, Stuck::Rests)));
        check(
            |_| run(State::Reading, 0),
            |_| IDLE,
            Some((61, Stuck::SourceSilent)),
        );
    }

    #[test]
    fn headway_however_slow_is_waited_for() {
        let slow = |second: i64| run(State::Working, (second / 50).unsigned_abs());
        let resting = |second| Standing {
            held_until: Some(at(second + 20)),
            ..IDLE
        };
        check(slow, resting, None);
        let leased = |second| Standing {
            leased_until: Some(at(second + 20)),
            ..IDLE
        };
        check(|_| run(State::Working, 0), leased, None);
    }

    #[test]
    fn a_window_of_calls_is_waited_for_and_a_whole_day_is_not() {
        let window = |second: i64| Standing {
            held_until: Some(at((second / 300 + 1) * 300)),
            ..IDLE
        };
        let each_window = |second: i64| run(State::Working, (second / 300).unsigned_abs());
        check(each_window, window, None);
        let day = |_| Standing {
            held_until: Some(at(20_000)),
            ..IDLE
        };
        check(
            |_| run(State::Working, 0),
            day,
            Some((1, Stuck::Throttled(at(20_000)))),
        );
    }

    #[test]
    fn records_that_wait_for_another_attempt_are_left_to_the_workers() {
        check(
            |_| run(State::Working, 8),
            |_| IDLE,
            Some((61, Stuck::TriedAgain(2))),
        );
    }
}
