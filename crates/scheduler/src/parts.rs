//! What every duty needs.

use std::sync::Arc;

use connectors::Registry;
use engine::ports::{Budgets, Clock, Vault};
use store::Store;

use crate::{Plans, opening::Opening, workbench::Read};

/// The store, the connectors, and what lies between them. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// The connectors that exist.
    pub registry: Registry,
    /// Where credentials lie.
    pub vault: Arc<dyn Vault>,
    /// The call budgets.
    pub budgets: Arc<dyn Budgets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Opens connections for work.
    pub opening: Opening,
    /// Compiled revisions.
    pub plans: Arc<Plans>,
    /// What was read from remote systems for the mapping editor.
    pub read: Arc<Read>,
}

impl Parts {
    /// Wires the parts together.
    #[must_use]
    pub fn new(
        store: Store,
        registry: Registry,
        vault: Arc<dyn Vault>,
        budgets: Arc<dyn Budgets>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let opening = Opening::new(
            registry.clone(),
            Arc::clone(&vault),
            Arc::clone(&budgets),
            Arc::clone(&clock),
        );
        Self {
            store,
            registry,
            vault,
            budgets,
            clock,
            opening,
            plans: Arc::new(Plans::default()),
            read: Arc::new(Read::default()),
        }
    }
}
