use crate::http::Refused;

/// Refusals without a single success after which the fault is not looked for in single records any more:
/// then all are refused for the same reason, and each further call would only cost.
pub(super) const HOPELESS: usize = 16;

/// The parts of a call that still have to be sent: all of it at first, halves of what was refused later.
pub(super) struct Halving {
    waiting: Vec<Vec<usize>>,
    refusals: usize,
    taken: bool,
}

impl Halving {
    /// Begins with these inputs in one call.
    pub(super) fn of(inputs: Vec<usize>) -> Self {
        let mut halving = Self {
            waiting: Vec::new(),
            refusals: 0,
            taken: false,
        };
        halving.again(inputs);
        halving
    }

    /// What to send next.
    pub(super) fn next(&mut self) -> Option<Vec<usize>> {
        self.waiting.pop()
    }

    /// A call was taken.
    pub(super) fn took(&mut self) {
        self.taken = true;
    }

    /// These inputs are sent once more, otherwise than before.
    pub(super) fn again(&mut self, part: Vec<usize>) {
        if !part.is_empty() {
            self.waiting.push(part);
        }
    }

    /// Both halves are sent.
    pub(super) fn halve(&mut self, part: &[usize]) {
        let (first, second) = part.split_at(part.len() / 2);
        self.again(second.to_vec());
        self.again(first.to_vec());
    }

    /// A call was refused: its halves are tried, if that may help. Otherwise its inputs come back.
    pub(super) fn refused(&mut self, part: Vec<usize>, why: &Refused) -> Result<(), Vec<usize>> {
        self.refusals += 1;
        let hopeless = self.refusals >= HOPELESS && !self.taken;
        if part.len() < 2 || hopeless || !about_the_input(why) {
            return Err(part);
        }
        self.halve(&part);
        Ok(())
    }
}

/// Whether a refusal is about what was sent, so that fewer inputs may fare better.
pub(super) fn about_the_input(refused: &Refused) -> bool {
    refused
        .status()
        .is_some_and(|status| matches!(status.as_u16(), 400 | 404 | 409 | 413 | 422))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::{Failure, FailureReason};
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::http::Answer;

    fn refusal(status: u16) -> Refused {
        Refused {
            failure: Failure::permanent(FailureReason::RejectedByDestination, "no"),
            answer: Some(Box::new(Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                raw: Bytes::new(),
            })),
        }
    }

    /// Calls made until every input is settled, and the inputs that were refused.
    fn run(bad: &[usize]) -> (u32, Vec<usize>) {
        let mut halving = Halving::of((0..100).collect());
        let (mut calls, mut refused) = (0, Vec::new());
        while let Some(part) = halving.next() {
            calls += 1;
            if part.iter().any(|i| bad.contains(i)) {
                if let Err(part) = halving.refused(part, &refusal(400)) {
                    refused.extend(part);
                }
            } else {
                halving.took();
            }
        }
        (calls, refused)
    }

    #[test]
    fn one_bad_record_among_a_hundred_is_found_in_a_dozen_calls() {
        let (calls, refused) = run(&[63]);
        assert_eq!(refused, [63]);
        assert!(calls <= 15, "{calls}");
    }

    #[test]
    fn when_all_are_refused_the_search_ends_soon() {
        let all: Vec<usize> = (0..100).collect();
        let (calls, refused) = run(&all);
        assert_eq!(refused.len(), 100);
        assert!(calls <= 30, "{calls}");
    }

    #[test]
    fn trouble_on_the_way_is_not_halved() {
        assert!(
            Halving::of(vec![0, 1])
                .refused(vec![0, 1], &refusal(503))
                .is_err()
        );
    }
}
