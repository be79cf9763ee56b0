//! Guessing passwords: each wrong one makes the next wait longer, whether the address exists or not.
//!
//! Counted in this process. Several web processes give a guesser as many times the tries, which the cost of a hash
//! keeps small.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Wrong passwords that cost no waiting: people mistype.
const FREE: u32 = 5;
/// The longest wait. Not longer, or anyone could lock anyone else out.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);
/// Wrong passwords are forgotten after so long without another.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(30);
/// Addresses that are remembered; beyond it, those that may be forgotten are.
const MOST: usize = 10_000;
/// Hashes at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// How long a sign-in waits for its turn to be hashed.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was guessed lately.
pub(crate) struct Guesses {
    wrong: Mutex<HashMap<String, Wrong>>,
    hashing: Semaphore,
}

#[derive(Clone, Copy)]
struct Wrong {
    times: u32,
    at: Timestamp,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            wrong: Mutex::default(),
            hashing: Semaphore::new(AT_ONCE),
        }
    }
}

impl Guesses {
    /// How long the next try for this address has to wait, if it has to. A try is counted as wrong from the outset,
    /// so that many at once are no way around; `forgive` takes it back.
    pub(crate) fn try_for(&self, email: &str, now: Timestamp) -> Result<(), SignedDuration> {
        let mut all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, wrong| now.duration_since(wrong.at) < FORGOTTEN);
            // Many addresses, each tried a few times: those that need not wait yet lose little by being forgotten.
            if all.len() >= MOST {
                all.retain(|_, wrong| wrong.times > FREE);
            }
            if all.len() >= MOST {
                all.clear();
            }
        }
        let wrong = all.entry(key(email)).or_insert(Wrong { times: 0, at: now });
        let since = now.duration_since(wrong.at);
        if since >= FORGOTTEN {
            wrong.times = 0;
        }
        let wait = wait_after(wrong.times);
        if since < wait {
            return Err(wait - since);
        }
        wrong.times = wrong.times.saturating_add(1);
        wrong.at = now;
        Ok(())
    }

    /// The password was right.
    pub(crate) fn forgive(&self, email: &str) {
        self.wrong
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&key(email));
    }

    /// Waits for a place to hash in, but not for long: whoever comes by the thousand is turned away.
    pub(crate) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        tokio::time::timeout(PATIENCE, self.hashing.acquire())
            .await
            .ok()?
            .ok()
    }
}

fn key(email: &str) -> String {
    email.trim().to_lowercase().chars().take(320).collect()
}

fn wait_after(wrong: u32) -> SignedDuration {
    match wrong.checked_sub(FREE) {
        None => SignedDuration::ZERO,
        Some(over) => SignedDuration::from_secs(1_i64 << over.min(16)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_password_after_the_fifth_doubles_the_wait() {
        let waits = [0, 4, 5, 6, 8, 13, 14, 1000].map(|wrong| wait_after(wrong).as_secs());
        assert_eq!(waits, [0, 0, 1, 2, 8, 256, 300, 300]);
    }

    #[test]
    fn many_addresses_take_no_more_room_than_is_set() {
        let (guesses, now) = (Guesses::default(), Timestamp::UNIX_EPOCH);
        for _ in 0..7 {
            let _ = guesses.try_for("jan@example.nl", now);
        }
        for number in 0..MOST + 50 {
            assert!(guesses.try_for(&format!("{number}@example.nl"), now).is_ok());
        }
        assert!(guesses.wrong.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn a_guesser_waits_and_the_right_password_is_forgiven() {
        let (guesses, begin) = (Guesses::default(), Timestamp::UNIX_EPOCH);
        for _ in 0..5 {
            assert!(guesses.try_for("Jan@Example.nl", begin).is_ok());
        }
        assert_eq!(
            guesses.try_for(" jan@example.nl", begin),
            Err(SignedDuration::from_secs(1))
        );
        assert!(
            guesses.try_for("piet@example.nl", begin).is_ok(),
            "another address does not wait"
        );
        assert!(
            guesses
                .try_for("jan@example.nl", begin + SignedDuration::from_secs(1))
                .is_ok()
        );
        guesses.forgive("jan@example.nl");
        assert!(
            guesses
                .try_for("jan@example.nl", begin + SignedDuration::from_secs(1))
                .is_ok()
        );
        assert!(
            guesses
                .try_for("jan@example.nl", begin + SignedDuration::from_hours(1))
                .is_ok()
        );
    }
}
