//! What of this side outlives a restart.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use super::Shop;
use super::limits::Limits;
use super::state::State;
use crate::memory::Changes;
use crate::shop::dice::Dice;
use crate::{Shared, lock};

/// The whole shop and the tokens of the app's installations; limits are left behind.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    state: State,
    dice: Dice,
    tokens: Vec<String>,
    sent: u64,
}

impl Shop {
    /// A copy to be written.
    pub(crate) fn kept(&self) -> Kept {
        // One after the other: within one expression all four locks would be held together, and whoever takes two of
        // them in another order would wait for ever.
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        let dice = lock(&self.dice).clone();
        let tokens = lock(&self.tokens).clone();
        let sent = *lock(&self.sent);
        Kept {
            state,
            dice,
            tokens,
            sent,
        }
    }

    /// The shop as it was.
    pub(super) fn from_kept(kept: Kept, shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::downgrade(shared),
            state: RwLock::new(kept.state),
            limits: Mutex::new(Limits::default()),
            dice: Mutex::new(kept.dice),
            tokens: Mutex::new(kept.tokens),
            sent: Mutex::new(kept.sent),
            changes: Changes::default(),
        }
    }
}
