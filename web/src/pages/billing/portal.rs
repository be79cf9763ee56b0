//! Stripe's customer portal: cancel, another card, another plan. Links lead there, since a form may lead to our own
//! pages only.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use billing::{BillingError, Portal};
use domain::Permission;
use serde::Deserialize;
use tower_sessions::Session;
use tracing::warn;

use super::checkouts::no_answer;
use crate::{App, error::PageError, member::Member, shell::Toast};

/// Which page of the portal.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: String,
    #[serde(default)]
    plan: String,
    #[serde(default)]
    every: String,
}

impl Wanted {
    fn page(&self) -> Option<Portal> {
        Some(match self.page.as_str() {
            "" => Portal::Whole,
            "cancel" => Portal::Cancel,
            "card" => Portal::Card,
            "change" => Portal::Change(self.plan.parse().ok()?, self.every.parse().ok()?),
            _ => return None,
        })
    }
}

/// Leads to a page of the portal.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    let page = wanted.page().ok_or(PageError::NotFound)?;
    match app.till().portal(member.tenant, member.user, page).await {
        Ok(url) => Ok(Redirect::to(&url).into_response()),
        Err(BillingError::NotSubscribed) => Ok(Redirect::to("/billing").into_response()),
        Err(error) => no_answer(&member, &session, error).await,
    }
}

/// Back from the portal: what was changed there is asked for at once.
pub(crate) async fn come_back(member: Member, State(app): State<App>) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    if let Err(error) = app.till().settle(member.tenant).await {
        // The webhook brings it.
        warn!(tenant.id = %member.tenant, error = %error, "Stripe could not be asked what was changed");
    }
    Ok(Redirect::to("/billing").into_response())
}

/// Takes a cancellation back.
pub(crate) async fn resume(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    match app.till().resume(member.tenant).await {
        Ok(()) => {
            let mut tx = member.begin(&app).await?;
            let nothing = serde_json::json!({});
            store::audit::note(&mut tx, member.user, "plan.resumed", &nothing).await?;
            tx.commit().await?;
            Toast::new(member.t.t("billing-resumed")).keep(&session).await?;
        }
        Err(BillingError::NotSubscribed) => {}
        Err(error) => return no_answer(&member, &session, error).await,
    }
    Ok(Redirect::to("/billing").into_response())
}
