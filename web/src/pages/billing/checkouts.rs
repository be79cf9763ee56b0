//! The way to the payment page and back. Both lead to the same address, which asks Stripe how it went: so it may be
//! opened as often as one likes, by the back button, too.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use billing::{BillingError, Seen};
use domain::{CheckoutId, Every, Package, Permission, Plan};
use serde::Deserialize;
use store::{StoreError, checkouts::What};
use tower_sessions::Session;
use tracing::warn;

use crate::{
    App,
    error::{PageError, page},
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Leads on to Stripe. A form may lead to our own pages only, so this page stands between.
#[derive(Template)]
#[template(path = "billing/checkout.html")]
struct HandOver {
    shell: Shell,
    url: String,
}

/// What is to be bought.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    plan: String,
    #[serde(default)]
    every: String,
    #[serde(default)]
    package: String,
}

impl Wanted {
    fn what(&self) -> Option<What> {
        if let Ok(package) = self.package.parse::<Package>() {
            return Some(What::Package(package));
        }
        let (plan, every) = (self.plan.parse::<Plan>().ok()?, self.every.parse::<Every>().ok()?);
        Some(What::Plan(plan, every))
    }
}

/// Begins to buy; clicked twice, it is one purchase.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    let what = wanted.what().ok_or(PageError::NotFound)?;
    match app.till().begin(member.tenant, member.user, what).await {
        Ok(checkout) => Ok(Redirect::to(&format!("/billing/checkouts/{checkout}")).into_response()),
        // In another tab, most likely: what is shown there is what there is.
        Err(BillingError::Subscribed) => Ok(Redirect::to("/billing").into_response()),
        Err(error) => no_answer(&member, &session, error).await,
    }
}

/// Says that Stripe does not answer, on the page from which one came.
pub(super) async fn no_answer(
    member: &Member,
    session: &Session,
    error: BillingError,
) -> Result<Response, PageError> {
    if let BillingError::Store(error) = error {
        return Err(error.into());
    }
    warn!(tenant.id = %member.tenant, error = %error, "Stripe's page could not be opened");
    Toast::new(member.t.t("billing-no-answer")).keep(session).await?;
    Ok(Redirect::to("/billing").into_response())
}

/// On to Stripe while it can be paid, else to what came of it.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    let id: CheckoutId = id.parse().map_err(|_| PageError::NotFound)?;
    let t = member.t.clone();
    let (words, to) = match app.till().look(member.tenant, id).await {
        Ok(Seen::Open { url }) => {
            let mut tx = member.begin(&app).await?;
            let shell = Shell::load(&mut tx, &session, member, Room::Billing).await?;
            tx.commit().await?;
            return page(&HandOver { shell, url });
        }
        Ok(Seen::Paid { order: Some(order) }) => {
            (t.t("billing-package-paid"), format!("/billing/packages/{order}"))
        }
        Ok(Seen::Paid { order: None }) => (t.t("billing-plan-paid"), "/billing".to_owned()),
        Ok(Seen::UnderWay) => (t.t("billing-under-way"), "/billing".to_owned()),
        Ok(Seen::Left) => (t.t("billing-left"), "/billing".to_owned()),
        Err(BillingError::Store(StoreError::Missing { .. })) => return Err(PageError::NotFound),
        Err(error) => return no_answer(&member, &session, error).await,
    };
    Toast::new(words).keep(&session).await?;
    Ok(Redirect::to(&to).into_response())
}

/// Back from the payment page without paying.
pub(crate) async fn left(
    member: Member,
    session: Session,
    Path(_): Path<String>,
) -> Result<Response, PageError> {
    Toast::new(member.t.t("billing-left")).keep(&session).await?;
    Ok(Redirect::to("/billing").into_response())
}
