//! The wizard: from two systems to the first record, in six steps. Each is saved on Continue; one may go back without
//! loss, leave, and come back to where one was.

mod answers;
pub(crate) mod apps;
pub(crate) mod connections;
mod counts;
pub(crate) mod done;
pub(crate) mod flows;
mod lists;
mod live;
mod making;
mod offers;
mod question_lines;
mod questions;
pub(crate) mod settings;
mod state;
pub(crate) mod test;

use axum::{extract::State, response::Redirect};
use store::setups;

use crate::{App, error::PageError, member::Member};

pub(crate) use live::within;
use state::Step;

/// Where one goes on: the step that one came to, or the overview when all is set up.
pub(crate) async fn show(member: Member, State(app): State<App>) -> Result<Redirect, PageError> {
    let mut tx = member.begin(&app).await?;
    let setup = setups::find(&mut tx).await?;
    tx.commit().await?;
    Ok(Redirect::to(match &setup {
        None => Step::Apps.path(),
        Some(setup) if setup.finished_at.is_some() => "/overview",
        Some(setup) => Step::named(&setup.step).path(),
    }))
}
