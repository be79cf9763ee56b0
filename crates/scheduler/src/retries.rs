//! When a failed record comes again, or whether it does.

use domain::{FailureClass, FailureReason, Outcome, RecordKey, retry};
use engine::ports::Settlement;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use store::work::HeldBecause;

/// A record that waits for a new sign-in is looked at again so soon after it; its flow is blocked until then.
const AFTER_SIGN_IN: SignedDuration = SignedDuration::from_secs(1);
/// How long a flow rests whose sign-in fails for a reason that blocks no connection, as when no app is configured here.
const WITHOUT_SIGN_IN: SignedDuration = SignedDuration::from_secs(30);
/// Longest pause while a remote as a whole is in trouble: it is asked about once a minute.
const TROUBLE_CEILING: SignedDuration = SignedDuration::from_secs(60);

/// What a batch's failures mean for its flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The flow rests until then, and why: the remote throttles, or is in trouble as a whole.
    pub(crate) hold: Option<(Timestamp, HeldBecause)>,
}

/// Says for each failed record when it is tried again; one that is not becomes a dead letter when it is settled.
///
/// A remote in trouble fails everything: then no record is blamed, none is given up, and the flow rests. If others
/// of the batch got through, the trouble is the record's own and counts.
pub(crate) fn schedule(
    settlement: &mut Settlement,
    attempts: &HashMap<RecordKey, u16>,
    now: Timestamp,
    chance: impl Fn() -> f64,
) -> Verdict {
    let all_in_trouble = settlement.entries.iter().all(|entry| match &entry.outcome {
        Outcome::Failed(failure) => is_remote_trouble(failure.reason),
        Outcome::Created | Outcome::Updated => false,
        // Skipped records were not sent, so they tell nothing of the destination.
        Outcome::Skipped { .. } => true,
    });
    let mut held: Option<(Timestamp, HeldBecause)> = None;
    let mut hold = |until: Timestamp, because: HeldBecause| {
        if held.is_none_or(|(other, _)| other < until) {
            held = Some((until, because));
        }
    };
    for entry in &mut settlement.entries {
        let Outcome::Failed(failure) = &entry.outcome else {
            continue;
        };
        let attempt = attempts
            .get(&entry.key)
            .copied()
            .unwrap_or_default()
            .saturating_add(1);
        entry.again_at = match failure.class {
            FailureClass::Permanent => None,
            FailureClass::NeedsSignIn => {
                entry.postponed = true;
                // A new sign-in ends this rest.
                hold(now + WITHOUT_SIGN_IN, HeldBecause::SignIn);
                Some(now + AFTER_SIGN_IN)
            }
            FailureClass::ThrottledUntil { until } => {
                entry.postponed = true;
                hold(until, HeldBecause::Limit);
                Some(until)
            }
            FailureClass::Transient if all_in_trouble => {
                entry.postponed = true;
                let until = now + retry::backoff(attempt.max(2), chance()).min(TROUBLE_CEILING);
                hold(until, HeldBecause::Trouble);
                Some(until)
            }
            FailureClass::Transient if failure.reason == FailureReason::AwaitsOrder => {
                entry.postponed = true;
                Some(now + retry::backoff(attempt, chance()))
            }
            FailureClass::Transient if attempt >= retry::MAX_ATTEMPTS => None,
            FailureClass::Transient => Some(now + retry::backoff(attempt, chance())),
        };
    }
    Verdict { hold: held }
}

fn is_remote_trouble(reason: FailureReason) -> bool {
    matches!(
        reason,
        FailureReason::Unreachable
            | FailureReason::TimedOut
            | FailureReason::RemoteTrouble
            | FailureReason::UnreadableAnswer
            | FailureReason::LimitReached
            | FailureReason::SignInRefused
    )
}

#[cfg(test)]
mod tests {
    use domain::{Failure, SkipReason, Value};
    use engine::ports::{Entry, Steps};

    use super::*;

    fn settlement(outcomes: Vec<Outcome>) -> Settlement {
        let entries = outcomes
            .into_iter()
            .enumerate()
            .map(|(i, outcome)| Entry {
                key: i.to_string().into(),
                outcome,
                label: String::new(),
                search_keys: Vec::new(),
                remote: None,
                amount: None,
                came_in: Value::Null,
                mapped: Value::Null,
                sent: Value::Null,
                answered: Value::Null,
                steps: Steps::default(),
                missed_lookups: Vec::new(),
                again_at: None,
                postponed: false,
            })
            .collect();
        Settlement {
            entries,
            ..Settlement::default()
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_763_971_200).unwrap()
    }

    fn down() -> Outcome {
        Outcome::Failed(Failure::transient(FailureReason::RemoteTrouble, "502"))
    }

    fn refused() -> Outcome {
        Outcome::Failed(Failure::permanent(FailureReason::RejectedByDestination, "no"))
    }

    #[track_caller]
    fn check(outcomes: Vec<Outcome>, attempt: u16, again_in: &[Option<i64>], held: Option<HeldBecause>) {
        let mut settlement = settlement(outcomes);
        let attempts = settlement
            .entries
            .iter()
            .map(|entry| (entry.key.clone(), attempt))
            .collect();
        let verdict = schedule(&mut settlement, &attempts, now(), || 1.0);
        let found: Vec<Option<i64>> = settlement
            .entries
            .iter()
            .map(|entry| entry.again_at.map(|at| at.duration_since(now()).as_secs()))
            .collect();
        assert_eq!(found, again_in);
        assert_eq!(verdict.hold.map(|(_, because)| because), held);
    }

    #[test]
    fn a_remote_that_is_down_blames_no_record_and_rests_the_flow() {
        check(
            vec![down(), down()],
            0,
            &[Some(2), Some(2)],
            Some(HeldBecause::Trouble),
        );
        check(
            vec![down(), Outcome::skipped(SkipReason::Exists, "")],
            50,
            &[Some(60), None],
            Some(HeldBecause::Trouble),
        );
    }

    #[test]
    fn a_sign_in_that_fails_rests_the_flow() {
        let signed_out = Outcome::Failed(Failure::needs_sign_in("no app is configured here"));
        check(
            vec![signed_out, Outcome::Created],
            50,
            &[Some(1), None],
            Some(HeldBecause::SignIn),
        );
    }

    #[test]
    fn trouble_that_only_one_record_has_counts_against_it() {
        check(vec![down(), Outcome::Created], 0, &[Some(1), None], None);
        check(vec![down(), Outcome::Created], 11, &[None, None], None);
    }

    #[test]
    fn a_status_follows_its_order_however_long_that_takes() {
        let awaits = Outcome::Failed(Failure::transient(FailureReason::AwaitsOrder, "on the way"));
        check(vec![awaits], 50, &[Some(900)], None);
    }

    #[test]
    fn what_is_refused_is_not_tried_again() {
        check(vec![refused(), Outcome::Created], 0, &[None, None], None);
    }

    #[test]
    fn a_throttled_flow_rests_as_long_as_the_remote_says() {
        let throttled = Outcome::Failed(Failure::throttled(now() + SignedDuration::from_secs(277), "429"));
        check(
            vec![Outcome::Created, throttled],
            0,
            &[None, Some(277)],
            Some(HeldBecause::Limit),
        );
    }
}
