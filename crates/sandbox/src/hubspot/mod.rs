//! The HubSpot side.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::Shared;

/// What `GET /_summary` says about this side.
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) objects: Map<String, Value>,
    pub(crate) duplicates: Map<String, Value>,
    pub(crate) associations: Map<String, Value>,
}

/// All accounts, apps and tokens.
pub(crate) struct Hub {}

impl Hub {
    /// Objects by type, duplicates by natural key, associations by pair.
    pub(crate) fn summary(&self) -> Summary {
        Summary::default()
    }
}

/// The routes below `/hubspot`.
pub(crate) fn router(shared: Arc<Shared>) -> axum::Router {
    let _ = shared.hub.set(Arc::new(Hub {}));
    axum::Router::new()
}
