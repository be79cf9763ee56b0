//! The letters that were posted, as a person finds them in their mail.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::letters::{self, Written};

use crate::world::World;

impl World {
    /// Takes the letters that wait, oldest first; waits a moment for those that are posted after the answer.
    pub(crate) async fn letters(&self, least: usize) -> Vec<Written> {
        let mut found = Vec::new();
        for _ in 0..40 {
            let mut tx = self.store.system().await.unwrap();
            let now = Timestamp::now() + SignedDuration::from_secs(1);
            let much_later = now + SignedDuration::from_hours(9_000);
            while let Some(letter) = letters::take(&mut tx, now, much_later).await.unwrap() {
                found.push(letter.written.unwrap());
            }
            tx.commit().await.unwrap();
            if found.len() >= least {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        found
    }

    /// The one letter that waits.
    pub(crate) async fn letter(&self) -> Written {
        let mut letters = self.letters(1).await;
        assert_eq!(letters.len(), 1);
        letters.remove(0)
    }
}

/// The address of the page of ours in a letter that begins so.
pub(crate) fn link(letter: &Written, begin: &str) -> String {
    let at = letter
        .text
        .find(begin)
        .unwrap_or_else(|| panic!("no {begin} in {}", letter.text));
    letter.text[at..]
        .chars()
        .take_while(|letter| !letter.is_whitespace())
        .collect()
}

/// The six digits in a letter.
pub(crate) fn code(letter: &Written) -> String {
    letter
        .text
        .split(|letter: char| !letter.is_ascii_digit())
        .find(|digits| digits.len() == 6)
        .unwrap_or_else(|| panic!("no code in {}", letter.text))
        .to_owned()
}
