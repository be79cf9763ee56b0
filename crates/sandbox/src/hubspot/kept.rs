//! What of this side outlives a restart.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Hub, events::Subscriptions, limits::Limits, oauth::Tokens, portal::Portal};
use crate::{lock, memory::Changes};

/// All accounts, tokens and subscriptions; limits and events on their way are left behind.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    portals: Vec<Portal>,
    static_tokens: BTreeMap<String, (u64, bool)>,
    tokens: Tokens,
    subscriptions: Subscriptions,
}

impl Hub {
    /// A copy to be written.
    pub(crate) fn kept(&self) -> Kept {
        let portals: Vec<_> = self
            .portals
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect();
        // Let go of before the next is taken.
        let static_tokens = self
            .static_tokens
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Kept {
            portals: portals.iter().map(|portal| lock(portal).clone()).collect(),
            static_tokens,
            tokens: self.tokens.clone(),
            subscriptions: self.subscriptions().as_ref().clone(),
        }
    }

    /// The side as it was.
    pub(super) fn from_kept(kept: Kept, seed: u64) -> Self {
        let portals = kept.portals.into_iter();
        Self {
            seed,
            portals: RwLock::new(
                portals
                    .map(|portal| (portal.id, Arc::new(Mutex::new(portal))))
                    .collect(),
            ),
            static_tokens: RwLock::new(kept.static_tokens),
            tokens: kept.tokens,
            limits: Limits::default(),
            subscriptions: RwLock::new(Arc::new(kept.subscriptions)),
            outgoing: Mutex::<Vec<Value>>::default(),
            changes: Changes::default(),
        }
    }
}
