//! The front page: what Kopru is for those who don't know it; members go on to their overview.

use axum::response::Redirect;

use crate::{error::PageError, member::Member};

/// Leads on.
pub(crate) async fn show(member: Option<Member>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(if member.is_some() {
        "/overview"
    } else {
        "/sign-in"
    }))
}
