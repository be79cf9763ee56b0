//! When a transient failure is tried again.

use jiff::SignedDuration;

/// How often a record is tried before it becomes a dead letter, if the failure stays transient.
pub const MAX_ATTEMPTS: u16 = 12;

/// Longest pause between two attempts.
const CEILING: SignedDuration = SignedDuration::from_mins(15);

/// The pause before attempt `attempt + 1`: doubling from one second, at most a quarter of an hour.
///
/// `chance` (0 to 1) spreads the upper half of the pause, so that records that failed together don't
/// come back together.
#[must_use]
pub fn backoff(attempt: u16, chance: f64) -> SignedDuration {
    let doublings = u32::from(attempt.saturating_sub(1)).min(10);
    let full = SignedDuration::from_secs(1_i64 << doublings)
        .min(CEILING)
        .as_secs_f64();
    SignedDuration::try_from_secs_f64(full * (0.5 + 0.5 * chance.clamp(0.0, 1.0))).unwrap_or(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        for (attempt, chance, seconds) in [
            (1, 1.0, 1.0),
            (2, 1.0, 2.0),
            (2, 0.0, 1.0),
            (5, 1.0, 16.0),
            (10, 1.0, 512.0),
            (12, 1.0, 900.0),
            (999, 0.5, 675.0),
        ] {
            assert!(
                (backoff(attempt, chance).as_secs_f64() - seconds).abs() < 1e-6,
                "attempt {attempt}, chance {chance}"
            );
        }
    }
}
