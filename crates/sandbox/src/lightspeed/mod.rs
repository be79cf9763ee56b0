//! The Lightspeed eCom side (placeholder; the real one replaces this file).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Shared;

/// Knobs of this side, turned by `POST /_settings {"lightspeed": {…}}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Knobs {}

/// The shop and all that is in it.
pub(crate) struct Shop {}

impl Shop {
    /// Objects by kind, and duplicates by natural key.
    pub(crate) fn summary(&self) -> (Map<String, Value>, Map<String, Value>) {
        (Map::new(), Map::new())
    }

    /// Places an order as a shopper would; answers its id and number.
    pub(crate) fn place_order(&self, _wish: Value) -> Result<Value, String> {
        Err("the shop is not built yet".to_owned())
    }
}

/// The routes below `/lightspeed` (the prefix is already taken off).
pub(crate) fn router(shared: Arc<Shared>) -> axum::Router {
    // The control pages find the shop here.
    let _ = shared.shop.set(Arc::new(Shop {}));
    axum::Router::new()
}
