//! Flows: all of them, one with all that is known of it, and what can be done with it.

mod aloud;
pub(crate) mod history;
pub(crate) mod line;
mod list;
pub(crate) mod pause;

use domain::{FlowId, flow::Flow};
use store::{Tx, flows};

pub(crate) use list::list;

use crate::error::PageError;

/// The member's flow of this id; what is no id, is gone or belongs to another tenant looks the same.
pub(crate) async fn find(tx: &mut Tx, id: &str) -> Result<Flow, PageError> {
    let id: FlowId = id.parse().map_err(|_| PageError::NotFound)?;
    flows::find(tx, id).await?.ok_or(PageError::NotFound)
}
