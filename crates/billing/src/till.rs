//! The till: ways to Stripe's pages, and what Stripe tells of them.

use std::sync::Arc;

use domain::{
    CheckoutId, Every, OrderId, Package, Plan, Standing, TenantId, UserId, plan::SubscriptionState,
};
use engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{
    Store, StoreError,
    checkouts::{self, Checkout, What},
    packages, subscriptions,
};
use url::Url;

use crate::{
    plans, standing,
    stripe::{Form, Invoice, Session, SessionState, Stripe, StripeError},
};

/// How Stripe is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where its API is.
    pub api_url: Url,
    /// Our account's key.
    pub secret_key: SecretString,
    /// What its webhooks are signed with; none: none are taken in.
    pub webhook_secret: Option<SecretString>,
}

/// Why something could not be bought or asked.
#[derive(Debug, thiserror::Error)]
pub enum BillingError {
    /// This installation sells nothing: Stripe is not set up.
    #[error("buying is not set up; set KOPRU_STRIPE_SECRET_KEY")]
    NotSetUp,
    /// There is a subscription already; it is changed rather than bought again.
    #[error("there is a subscription already")]
    Subscribed,
    /// There is no subscription to change.
    #[error("there is no subscription")]
    NotSubscribed,
    /// Stripe's trouble.
    #[error(transparent)]
    Stripe(#[from] StripeError),
    /// The store's trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a way to the payment page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It can still be paid, there.
    Open {
        /// Stripe's page.
        url: String,
    },
    /// It was paid.
    Paid {
        /// The order that came of it, for a package.
        order: Option<OrderId>,
    },
    /// It was gone through; the bank's answer takes some days.
    UnderWay,
    /// It was left or expired; nothing was bought.
    Left,
}

/// A page of Stripe's customer portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portal {
    /// All of it.
    Whole,
    /// Cancel the subscription.
    Cancel,
    /// Choose another card.
    Card,
    /// Change to this plan; what it costs now is shown before.
    Change(Plan, Every),
}

/// Stripe's pages are open for a day; ours are given up a little earlier.
const OPEN: SignedDuration = SignedDuration::from_hours(23);
/// A trial that ends later than this is not cut short by buying; Stripe asks for two days.
const TRIAL_AHEAD: SignedDuration = SignedDuration::from_hours(49);
/// Invoices that are shown.
const INVOICES: &str = "24";

/// What buying stands on. Cheap to clone.
#[derive(Clone)]
pub struct Till {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) public_url: Url,
    stripe: Option<Stripe>,
    webhook_secret: Option<SecretString>,
}

impl Till {
    /// A till; without settings it sells nothing.
    ///
    /// # Errors
    /// When the HTTP client can't be built.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        public_url: Url,
        settings: Option<Settings>,
    ) -> Result<Self, StripeError> {
        let (stripe, webhook_secret) = match settings {
            Some(settings) => (
                Some(Stripe::new(settings.api_url, settings.secret_key)?),
                settings.webhook_secret,
            ),
            None => (None, None),
        };
        Ok(Self {
            store,
            clock,
            public_url,
            stripe,
            webhook_secret,
        })
    }

    /// Whether anything can be bought here.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        self.stripe.is_some()
    }

    /// What Stripe's webhooks are signed with.
    #[must_use]
    pub fn webhook_secret(&self) -> Option<&SecretString> {
        self.webhook_secret.as_ref()
    }

    pub(crate) fn stripe(&self) -> Result<&Stripe, BillingError> {
        self.stripe.as_ref().ok_or(BillingError::NotSetUp)
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// A way to the payment page. Asked twice for the same, it is the same way.
    ///
    /// # Errors
    /// `Subscribed` for a plan if there is one; Stripe's and the store's trouble.
    pub async fn begin(&self, tenant: TenantId, by: UserId, what: What) -> Result<CheckoutId, BillingError> {
        let stripe = self.stripe()?;
        let now = self.clock.now();
        let mut tx = self.store.begin(tenant).await?;
        if matches!(what, What::Plan(..)) && is_subscribed(subscriptions::find(&mut tx).await?.as_ref()) {
            return Err(BillingError::Subscribed);
        }
        let mut checkout = checkouts::open(&mut tx, what, by, now).await?;
        tx.commit().await?;
        if checkout.what != what || now.duration_since(checkout.created_at) > OPEN {
            if let Some(session) = &checkout.session
                && !self.expire(stripe, session).await?
            {
                // It was paid a moment ago, in another tab.
                return Ok(checkout.id);
            }
            let mut tx = self.store.begin(tenant).await?;
            checkouts::close(&mut tx, tenant, checkout.id, false).await?;
            checkout = checkouts::open(&mut tx, what, by, now).await?;
            tx.commit().await?;
        }
        if checkout.session.is_none() {
            self.open_session(stripe, tenant, &checkout).await?;
        }
        Ok(checkout.id)
    }

    /// Expires a payment page; false if it was paid.
    async fn expire(&self, stripe: &Stripe, session: &str) -> Result<bool, BillingError> {
        let path = format!("checkout/sessions/{session}");
        match stripe.post(&format!("{path}/expire"), &Form::new(), None).await {
            Ok(_) => Ok(true),
            Err(StripeError::Refused { .. }) => {
                let found = Session::read(&stripe.get(&path, &Form::new()).await?)?;
                Ok(found.state == SessionState::Expired)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn open_session(
        &self,
        stripe: &Stripe,
        tenant: TenantId,
        checkout: &Checkout,
    ) -> Result<(), BillingError> {
        let customer = self.customer(tenant, checkout.created_by).await?;
        let mut tx = self.store.begin(tenant).await?;
        let standing = standing(&mut tx, self.clock.now()).await?;
        tx.commit().await?;
        let own = self.address(&format!("/billing/checkouts/{}", checkout.id));
        let mut form: Form<'_> = vec![
            ("customer", customer),
            ("client_reference_id", checkout.id.to_string()),
            ("metadata[tenant_id]", tenant.to_string()),
            ("metadata[checkout_id]", checkout.id.to_string()),
            ("line_items[0][quantity]", "1".to_owned()),
            ("automatic_tax[enabled]", "true".to_owned()),
            ("customer_update[address]", "auto".to_owned()),
            ("customer_update[name]", "auto".to_owned()),
            ("billing_address_collection", "required".to_owned()),
            ("success_url", own.clone()),
            ("cancel_url", format!("{own}/left")),
        ];
        match checkout.what {
            What::Plan(plan, every) => {
                form.push(("mode", "subscription".to_owned()));
                form.push(("line_items[0][price]", self.price(stripe, plan, every).await?));
                form.push(("subscription_data[metadata][tenant_id]", tenant.to_string()));
                // What is left of the trial stays free.
                if let Some(at) = first_payment(&standing, self.clock.now()) {
                    form.push(("subscription_data[trial_end]", at.as_second().to_string()));
                }
            }
            What::Package(package) => {
                form.push(("mode", "payment".to_owned()));
                form.push(("line_items[0][price]", self.package_price(stripe, package).await?));
                form.push(("invoice_creation[enabled]", "true".to_owned()));
            }
        }
        let key = format!("checkout-{}", checkout.id);
        let session = Session::read(&stripe.post("checkout/sessions", &form, Some(&key)).await?)?;
        let mut tx = self.store.begin(tenant).await?;
        checkouts::set_session(&mut tx, checkout.id, &session.id, &session.url).await?;
        Ok(tx.commit().await?)
    }

    async fn price(&self, stripe: &Stripe, plan: Plan, every: Every) -> Result<String, BillingError> {
        let name = match plan {
            Plan::Start => "Kopru Start",
            Plan::Grow => "Kopru Grow",
            Plan::Scale => "Kopru Scale",
        };
        let price = Price {
            key: plans::lookup_key(plan, every),
            product: format!("kopru_{plan}"),
            name,
            cents: plans::offer(plan).cents(every),
            every: Some(every),
        };
        price.ensure(stripe).await
    }

    async fn package_price(&self, stripe: &Stripe, package: Package) -> Result<String, BillingError> {
        let price = Price {
            key: plans::package_key(package),
            product: format!("kopru_{package}"),
            name: "Kopru set-up package",
            cents: plans::package(package).cents,
            every: None,
        };
        price.ensure(stripe).await
    }

    /// How a way to the payment page ended; Stripe is asked, and what follows is kept.
    ///
    /// # Errors
    /// `StoreError::Missing` if there is no such checkout.
    pub async fn look(&self, tenant: TenantId, id: CheckoutId) -> Result<Seen, BillingError> {
        let find = async || -> Result<Checkout, BillingError> {
            let mut tx = self.store.begin(tenant).await?;
            let found = checkouts::find(&mut tx, id).await?;
            tx.commit().await?;
            Ok(found.ok_or_else(|| StoreError::Missing {
                what: "checkout",
                id: id.to_string(),
            })?)
        };
        let checkout = find().await?;
        if let (checkouts::State::Open, Some(session)) = (checkout.state, &checkout.session) {
            let path = format!("checkout/sessions/{session}");
            let session = Session::read(&self.stripe()?.get(&path, &Form::new()).await?)?;
            match session.state {
                SessionState::Open => return Ok(Seen::Open { url: session.url }),
                SessionState::UnderWay => return Ok(Seen::UnderWay),
                SessionState::Paid | SessionState::Expired => self.settle(tenant).await?,
            }
        }
        Ok(match find().await?.state {
            checkouts::State::Paid => {
                let mut tx = self.store.begin(tenant).await?;
                let order = packages::of_checkout(&mut tx, id).await?;
                tx.commit().await?;
                Seen::Paid { order }
            }
            checkouts::State::Open | checkouts::State::Left => Seen::Left,
        })
    }

    /// A page of the customer portal, leading back to ours.
    ///
    /// # Errors
    /// `NotSubscribed` where there is nothing to change.
    pub async fn portal(&self, tenant: TenantId, by: UserId, page: Portal) -> Result<String, BillingError> {
        let stripe = self.stripe()?;
        let customer = self.customer(tenant, Some(by)).await?;
        let mut tx = self.store.begin(tenant).await?;
        let kept = subscriptions::find(&mut tx).await?;
        tx.commit().await?;
        let back = self.address("/billing/returns");
        let mut form: Form<'_> = vec![("customer", customer), ("return_url", back.clone())];
        let kept = kept.filter(|kept| is_subscribed(Some(kept)));
        match (page, kept) {
            (Portal::Whole, _) => {}
            (Portal::Card, _) => form.push(("flow_data[type]", "payment_method_update".to_owned())),
            (_, None) => return Err(BillingError::NotSubscribed),
            (Portal::Cancel, Some(kept)) => {
                form.push(("flow_data[type]", "subscription_cancel".to_owned()));
                form.push(("flow_data[subscription_cancel][subscription]", kept.id));
            }
            (Portal::Change(plan, every), Some(kept)) => {
                let price = self.price(stripe, plan, every).await?;
                form.push(("flow_data[type]", "subscription_update_confirm".to_owned()));
                form.push(("flow_data[subscription_update_confirm][subscription]", kept.id));
                form.push(("flow_data[subscription_update_confirm][items][0][id]", kept.item));
                form.push(("flow_data[subscription_update_confirm][items][0][price]", price));
                form.push((
                    "flow_data[subscription_update_confirm][items][0][quantity]",
                    "1".to_owned(),
                ));
            }
        }
        if page != Portal::Whole {
            form.push(("flow_data[after_completion][type]", "redirect".to_owned()));
            form.push(("flow_data[after_completion][redirect][return_url]", back));
        }
        let session = stripe.post("billing_portal/sessions", &form, None).await?;
        session["url"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| StripeError::Unreadable("the portal's address".to_owned()).into())
    }

    /// The tenant's cancellation taken back.
    ///
    /// # Errors
    /// `NotSubscribed` if there is none.
    pub async fn resume(&self, tenant: TenantId) -> Result<(), BillingError> {
        let stripe = self.stripe()?;
        let mut tx = self.store.begin(tenant).await?;
        let kept = subscriptions::find(&mut tx).await?;
        tx.commit().await?;
        let kept = kept
            .filter(|kept| is_subscribed(Some(kept)))
            .ok_or(BillingError::NotSubscribed)?;
        let form = vec![("cancel_at_period_end", "false".to_owned())];
        stripe
            .post(&format!("subscriptions/{}", kept.id), &form, None)
            .await?;
        self.settle(tenant).await
    }

    /// The tenant's invoices, newest first.
    ///
    /// # Errors
    /// Stripe's and the store's trouble.
    pub async fn invoices(&self, tenant: TenantId) -> Result<Vec<Invoice>, BillingError> {
        let mut tx = self.store.begin(tenant).await?;
        let account = subscriptions::account(&mut tx).await?;
        tx.commit().await?;
        let (Some(customer), Some(stripe)) = (account.customer, &self.stripe) else {
            return Ok(Vec::new());
        };
        let query = vec![("customer", customer), ("limit", INVOICES.to_owned())];
        let list = stripe.get("invoices", &query).await?;
        serde_json::from_value(list["data"].clone())
            .map_err(|error| StripeError::Unreadable(error.to_string()).into())
    }
}

/// Whether a subscription is to be changed rather than bought.
pub(crate) fn is_subscribed(kept: Option<&subscriptions::Kept>) -> bool {
    kept.is_some_and(|kept| !matches!(kept.subscription.state, SubscriptionState::Ended { .. }))
}

/// A price that has to be known to Stripe.
struct Price {
    key: String,
    product: String,
    name: &'static str,
    cents: i64,
    every: Option<Every>,
}

impl Price {
    /// Stripe's id of the price, made there if need be.
    async fn ensure(&self, stripe: &Stripe) -> Result<String, BillingError> {
        let query = vec![("lookup_keys[]", self.key.clone()), ("active", "true".to_owned())];
        let found = stripe.get("prices", &query).await?;
        if let Some(id) = found["data"][0]["id"].as_str() {
            return Ok(id.to_owned());
        }
        let product = vec![("id", self.product.clone()), ("name", self.name.to_owned())];
        match stripe
            .post("products", &product, Some(&format!("product-{}", self.product)))
            .await
        {
            Ok(_) => {}
            Err(StripeError::Refused { code, .. }) if code == "resource_already_exists" => {}
            Err(error) => return Err(error.into()),
        }
        let mut form = vec![
            ("product", self.product.clone()),
            ("currency", "eur".to_owned()),
            ("unit_amount", self.cents.to_string()),
            ("lookup_key", self.key.clone()),
            ("tax_behavior", "exclusive".to_owned()),
        ];
        if let Some(every) = self.every {
            form.push(("recurring[interval]", every.to_string()));
        }
        let made = stripe
            .post("prices", &form, Some(&format!("price-{}", self.key)))
            .await?;
        made["id"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| StripeError::Unreadable("the price's id".to_owned()).into())
    }
}

/// When a subscription that is bought now is first paid; none: at once.
#[must_use]
pub fn first_payment(standing: &Standing, now: Timestamp) -> Option<Timestamp> {
    match standing {
        Standing::Trial { ends_at } if ends_at.duration_since(now) > TRIAL_AHEAD => Some(*ends_at),
        _ => None,
    }
}
