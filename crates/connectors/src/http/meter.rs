use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the calls of one opened connection, so that a run can say what it cost.
#[derive(Debug, Default)]
pub struct Meter(AtomicU64);

impl Meter {
    /// One more call goes out.
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Calls so far.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
