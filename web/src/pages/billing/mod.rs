//! Billing: how the tenant stands, plans and their prices, who pays, invoices.

mod account;
pub(crate) mod checkouts;
mod invoices;
mod plans;
pub(crate) mod portal;
mod standing;

use std::time::Duration;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use billing::BillingError;
use domain::{Every, Permission, Standing};
use serde::Deserialize;
use serde_json::json;
use store::{audit, connections, flows, subscriptions};
use tower_sessions::Session;
use tracing::warn;

use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    shell::{Room, Shell, Toast},
};
use account::Typed;
use invoices::InvoiceLine;
use plans::PlanCard;
use standing::Panel;

/// So long the page waits for invoices; then it is shown without.
const PATIENCE: Duration = Duration::from_secs(3);

impl From<BillingError> for PageError {
    fn from(error: BillingError) -> Self {
        match error {
            BillingError::Store(error) => Self::Store(error),
            other => Self::Internal(other.to_string()),
        }
    }
}

#[derive(Template)]
#[template(path = "billing/show.html")]
struct BillingPage {
    shell: Shell,
    panel: Panel,
    /// Whether this member may buy, and anything can be bought here.
    may_pay: bool,
    is_set_up: bool,
    /// What is used of what may be used.
    flows: String,
    connections: String,
    every: Every,
    plans: Vec<PlanCard>,
    vat_words: String,
    typed: Typed,
    countries: Vec<(String, String)>,
    mistakes: Mistakes,
    /// None: Stripe does not answer.
    invoices: Option<Vec<InvoiceLine>>,
}

/// Which prices are shown.
#[derive(Default, Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    every: String,
}

/// How the tenant stands, and what it can buy.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(shown): Query<Shown>,
) -> Result<Response, PageError> {
    let page_ = build(&app, member, &session, &shown, None).await?;
    page(&page_)
}

async fn build(
    app: &App,
    member: Member,
    session: &Session,
    shown: &Shown,
    refused: Option<(Typed, Mistakes)>,
) -> Result<BillingPage, PageError> {
    let (t, now) = (member.t.clone(), app.now());
    let may_pay = member.role.may(Permission::Pay);
    let tenant = member.tenant;
    let mut tx = member.begin(app).await?;
    let standing = billing::standing(&mut tx, now).await?;
    let account = subscriptions::account(&mut tx).await?;
    let all = flows::list(&mut tx).await?;
    let active = all
        .iter()
        .filter(|flow| flow.state == domain::flow::FlowState::Active)
        .count() as u64;
    let connected = connections::list(&mut tx).await?.len() as u64;
    let shell = Shell::load(&mut tx, session, member, Room::Billing).await?;
    tx.commit().await?;
    let limits = billing::limits(&standing).filter(|_| !standing.holds_flows());
    let of = |used: u64, most: Option<u64>| match most {
        Some(most) => t.t2("billing-of", ("used", t.number(used)), ("most", t.number(most))),
        None => t.number(used),
    };
    let every = shown.every.parse().unwrap_or(match &standing {
        Standing::Active(subscription) => subscription.every,
        _ => Every::Month,
    });
    let (typed, mistakes) = refused.unwrap_or_else(|| (Typed::of(&account), Mistakes::default()));
    Ok(BillingPage {
        panel: Panel::of(&t, &standing, now),
        may_pay,
        is_set_up: app.till().is_set_up(),
        flows: of(active, limits.map(|limits| limits.flows)),
        connections: of(connected, limits.map(|limits| limits.connections)),
        every,
        plans: plans::cards(&t, &standing, every, &account, (active, connected)),
        vat_words: account::vat_words(&t, &account),
        typed,
        countries: account::countries(&t),
        mistakes,
        invoices: invoices(app, &t, tenant, account.customer.is_some()).await,
        shell,
    })
}

async fn invoices(
    app: &App,
    t: &crate::locale::Locale,
    tenant: domain::TenantId,
    has_any: bool,
) -> Option<Vec<InvoiceLine>> {
    if !has_any {
        return Some(Vec::new());
    }
    match tokio::time::timeout(PATIENCE, app.till().invoices(tenant)).await {
        Ok(Ok(all)) => Some(all.iter().map(|invoice| InvoiceLine::of(t, invoice)).collect()),
        Ok(Err(error)) => {
            warn!(tenant.id = %tenant, error = %error, "the invoices could not be listed");
            None
        }
        Err(_) => None,
    }
}

/// Keeps who pays: company, country, VAT number.
pub(crate) async fn set_account(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Pay)?;
    let t = member.t.clone();
    let account = match typed.read(&t) {
        Ok(account) => account,
        Err(mistakes) => {
            let shown = Shown::default();
            let page = build(&app, member, &session, &shown, Some((typed, mistakes))).await?;
            return came_back(&page);
        }
    };
    let mut tx = member.begin(&app).await?;
    let before = subscriptions::account(&mut tx).await?;
    subscriptions::set_account(
        &mut tx,
        &account.company,
        &account.country,
        account.vat_number.as_deref(),
    )
    .await?;
    let told = |account: &subscriptions::Account| json!({"company": account.company, "country": account.country, "vat_number": account.vat_number});
    let detail = json!({"from": told(&before), "to": told(&account)});
    audit::note(&mut tx, member.user, "billing.changed", &detail).await?;
    tx.commit().await?;
    // Stripe is told again before anything is bought; a failure now loses nothing.
    if let Err(error) = app.till().tell_account(member.tenant).await {
        warn!(tenant.id = %member.tenant, error = %error, "Stripe could not be told who pays");
    }
    Toast::new(t.t("billing-account-kept")).keep(&session).await?;
    Ok(Redirect::to("/billing#account").into_response())
}
