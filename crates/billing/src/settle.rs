//! Settling: Stripe is asked for the truth, and what follows from it is kept at once: subscription, orders, the hold
//! on flows, letters.
//!
//! Webhooks, the page to which one returns after paying and the sweep all end here, in any order and as often as they
//! like. What an event says is a hint only; so events out of order do no harm.

use domain::{
    CheckoutId, OrderId, Package, TenantId,
    plan::{Standing, SubscriptionState},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;
use store::{
    SystemTx, audit,
    checkouts::{self, Checkout, What},
    packages::{self, Purchase},
    subscriptions::{self, Kept},
    trials,
};

use crate::{
    BillingError, Till, letters, plans, standing,
    stripe::{Form, Session, SessionState, Stripe, StripeError, subscription},
};

/// What we read of an event.
#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Json,
}

/// Why an event was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum EventRefused {
    /// The body is no event.
    #[error("this is no event of Stripe's: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// It could not be worked on now; Stripe sends it again.
    #[error(transparent)]
    Billing(#[from] BillingError),
}

impl Till {
    /// Takes in an event whose signature was checked. One that was taken in before, or is of nobody we know, does
    /// nothing.
    ///
    /// # Errors
    /// When it can't be read, or has to come again.
    pub async fn take_event(&self, body: &[u8]) -> Result<(), EventRefused> {
        let event: Event = serde_json::from_slice(body)?;
        let object = &event.data.object;
        let customer = match (object["object"].as_str(), &object["customer"]) {
            (Some("customer"), _) => object["id"].as_str(),
            (_, customer) => customer.as_str().or_else(|| customer["id"].as_str()),
        };
        let mut tx = self.store.system().await.map_err(BillingError::from)?;
        let is_known = subscriptions::knows_event(&mut tx, &event.id)
            .await
            .map_err(BillingError::from)?;
        let tenant = match customer {
            Some(customer) if !is_known => subscriptions::tenant_of(&mut tx, customer)
                .await
                .map_err(BillingError::from)?,
            _ => None,
        };
        tx.commit().await.map_err(BillingError::from)?;
        if is_known {
            return Ok(());
        }
        self.settle_with(tenant, Some(&event)).await?;
        Ok(())
    }

    /// Asks Stripe how the tenant's purchases are, and keeps what follows.
    ///
    /// # Errors
    /// Stripe's and the store's trouble.
    pub async fn settle(&self, tenant: TenantId) -> Result<(), BillingError> {
        self.settle_with(Some(tenant), None).await
    }

    async fn settle_with(&self, tenant: Option<TenantId>, event: Option<&Event>) -> Result<(), BillingError> {
        // Before Stripe is asked: whoever asks later knows better.
        let now = self.clock.now();
        let truth = match tenant {
            Some(tenant) => self.ask(tenant, now).await?,
            None => None,
        };
        let mut tx = self.store.system().await?;
        if let Some(event) = event
            && !subscriptions::note_event(&mut tx, &event.id, &event.kind, now).await?
        {
            return Ok(());
        }
        if let (Some(tenant), Some(truth)) = (tenant, &truth) {
            self.keep(&mut tx, tenant, truth, now).await?;
        }
        tx.commit().await?;
        let Some(tenant) = tenant else { return Ok(()) };
        self.hold_or_let(tenant, now).await
    }

    /// What Stripe says; none if it does not know the tenant.
    async fn ask(&self, tenant: TenantId, now: Timestamp) -> Result<Option<Truth>, BillingError> {
        let mut tx = self.store.begin(tenant).await?;
        let account = subscriptions::account(&mut tx).await?;
        let before = subscriptions::find(&mut tx).await?;
        let open = checkouts::all_open(&mut tx).await?;
        tx.commit().await?;
        let Some(customer) = account.customer else {
            return Ok(None);
        };
        let stripe = self.stripe()?;
        let mut closed = Vec::new();
        for checkout in open {
            let Some(id) = checkout.session.as_deref() else {
                continue;
            };
            let session = Session::read(
                &stripe
                    .get(&format!("checkout/sessions/{id}"), &Form::new())
                    .await?,
            )?;
            match session.state {
                SessionState::Paid => closed.push((checkout, true)),
                SessionState::Expired => closed.push((checkout, false)),
                SessionState::Open | SessionState::UnderWay => {}
            }
        }
        let mut told = newest(stripe, &customer, now).await?;
        if let (Some(told), Some(before)) = (&mut told, before)
            && let (SubscriptionState::PastDue { since, .. }, SubscriptionState::PastDue { since: first, .. }) =
                (&mut told.subscription.state, before.subscription.state)
        {
            *since = first;
        }
        Ok(Some(Truth { told, closed }))
    }

    async fn keep(
        &self,
        tx: &mut SystemTx,
        tenant: TenantId,
        truth: &Truth,
        now: Timestamp,
    ) -> Result<(), BillingError> {
        if let Some(told) = &truth.told {
            let is_late = matches!(told.subscription.state, SubscriptionState::PastDue { .. });
            let was_late = trials::is_past_due(tx, tenant).await?;
            if subscriptions::keep(tx, tenant, told, now).await? && is_late && !was_late {
                letters::payment_refused(self, tx, tenant).await?;
            }
        }
        for (checkout, paid) in &truth.closed {
            if !checkouts::close(tx, tenant, checkout.id, *paid).await? || !paid {
                continue;
            }
            if let What::Package(package) = checkout.what
                && let Some(order) = self.deliver(tx, tenant, checkout, package, now).await?
            {
                letters::package_bought(self, tx, tenant, order).await?;
            }
            if let Some(by) = checkout.created_by {
                let (act, detail) = bought(checkout);
                audit::note_of(tx, tenant, by, act, &detail).await?;
            }
        }
        Ok(())
    }

    async fn deliver(
        &self,
        tx: &mut SystemTx,
        tenant: TenantId,
        checkout: &Checkout,
        package: Package,
        now: Timestamp,
    ) -> Result<Option<OrderId>, BillingError> {
        let purchase = Purchase {
            checkout: checkout.id,
            package,
            cents: plans::package(package).cents,
            by: checkout.created_by,
        };
        Ok(packages::add(tx, tenant, &purchase, now).await?)
    }

    /// Holds the tenant's flows or lets them go on, as it stands now.
    pub(crate) async fn hold_or_let(&self, tenant: TenantId, now: Timestamp) -> Result<(), BillingError> {
        let mut tx = self.store.begin(tenant).await?;
        let standing: Standing = standing(&mut tx, now).await?;
        tx.commit().await?;
        let mut tx = self.store.system().await?;
        let changed = trials::hold_flows(&mut tx, tenant, standing.holds_flows()).await?;
        tx.commit().await?;
        if changed > 0 {
            tracing::info!(tenant.id = %tenant, flows = changed, held = standing.holds_flows(), "flows follow the plan");
        }
        Ok(())
    }
}

/// What Stripe said.
struct Truth {
    told: Option<Kept>,
    /// Checkouts that can't be paid any more, and whether they were.
    closed: Vec<(Checkout, bool)>,
}

fn bought(checkout: &Checkout) -> (&'static str, Json) {
    let id = |checkout: CheckoutId| checkout.to_string();
    match checkout.what {
        What::Plan(plan, every) => (
            "plan.bought",
            serde_json::json!({"plan": plan.as_str(), "every": every.as_str(), "checkout": id(checkout.id)}),
        ),
        What::Package(package) => (
            "package.bought",
            serde_json::json!({"package": package.as_str(), "checkout": id(checkout.id)}),
        ),
    }
}

/// The customer's subscription: the one that runs, else the last that did.
async fn newest(stripe: &Stripe, customer: &str, now: Timestamp) -> Result<Option<Kept>, StripeError> {
    let query = vec![
        ("customer", customer.to_owned()),
        ("status", "all".to_owned()),
        ("limit", "20".to_owned()),
    ];
    let list = stripe.get("subscriptions", &query).await?;
    let all = list["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_late = all.iter().any(|object| object["status"] == "past_due");
    let refusal = if is_late {
        refusal(stripe, customer).await?
    } else {
        String::new()
    };
    let mut last = None;
    for object in all {
        let Some(kept) = subscription(object, &refusal, now)? else {
            continue;
        };
        if !matches!(kept.subscription.state, SubscriptionState::Ended { .. }) {
            return Ok(Some(kept));
        }
        last.get_or_insert(kept);
    }
    Ok(last)
}

/// Why the last charge was refused, in the bank's words.
async fn refusal(stripe: &Stripe, customer: &str) -> Result<String, StripeError> {
    let query = vec![("customer", customer.to_owned()), ("limit", "1".to_owned())];
    let list = stripe.get("charges", &query).await?;
    Ok(list["data"][0]["failure_message"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}
