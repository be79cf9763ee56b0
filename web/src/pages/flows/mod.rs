//! Flows: all of them, one with all that is known of it, and what can be done with it.

pub(crate) mod acts;
mod aloud;
pub(crate) mod history;
pub(crate) mod line;
mod list;
pub(crate) mod new;
pub(crate) mod pause;
pub(crate) mod reconciliation;
mod run_line;
pub(crate) mod runs;
pub(crate) mod settings;
mod show;

use domain::{FlowId, flow::Flow};
use store::{Tx, flows};

pub(crate) use list::list;
pub(crate) use show::show;

use crate::error::PageError;

/// The member's flow of this id; what is no id, is gone or belongs to another tenant looks the same.
pub(crate) async fn find(tx: &mut Tx, id: &str) -> Result<Flow, PageError> {
    let id: FlowId = id.parse().map_err(|_| PageError::NotFound)?;
    flows::find(tx, id).await?.ok_or(PageError::NotFound)
}
