//! The time as the stand-ins see it; tests move it forward instead of waiting.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// The system's time plus an offset.
#[derive(Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        Timestamp::now()
            .as_millisecond()
            .saturating_add(self.offset_ms.load(Ordering::Relaxed))
    }

    /// The same as a timestamp.
    #[allow(dead_code, reason = "for the side that counts in seconds")]
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms()).unwrap_or_else(|_| Timestamp::now())
    }

    /// Sets how far ahead of the system's clock we are.
    pub(crate) fn set_offset_ms(&self, offset: i64) {
        self.offset_ms.store(offset, Ordering::Relaxed);
    }
}

/// ISO 8601 with milliseconds and Z, as both vendors write it.
pub(crate) fn iso_ms(ms: i64) -> String {
    match Timestamp::from_millisecond(ms) {
        Ok(at) => format!("{at:.3}"),
        Err(_) => "1970-01-01T00:00:00.000Z".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_carry_exactly_three_decimals_and_a_z() {
        assert_eq!(iso_ms(1_763_971_200_000), "2025-11-24T08:00:00.000Z");
        assert_eq!(iso_ms(1_763_971_200_007), "2025-11-24T08:00:00.007Z");
    }

    #[test]
    fn the_clock_moves_when_told() {
        let clock = Clock::default();
        let before = clock.now_ms();
        clock.set_offset_ms(3_600_000);
        assert!(clock.now_ms() >= before + 3_600_000);
    }
}
