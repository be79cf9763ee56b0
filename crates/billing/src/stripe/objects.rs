//! What we read of Stripe's objects.

use domain::{
    Every, Plan,
    plan::{Subscription, SubscriptionState},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;
use store::subscriptions::Kept;

use super::StripeError;
use crate::plans;

fn unreadable(what: &str, object: &Json) -> StripeError {
    let id = object["id"].as_str().unwrap_or("without an id");
    StripeError::Unreadable(format!("{what} of {id}"))
}

fn moment(seconds: &Json) -> Option<Timestamp> {
    Timestamp::from_second(seconds.as_i64()?).ok()
}

/// How a payment page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionState {
    /// It can be paid.
    Open,
    /// It was paid, or nothing is due yet.
    Paid,
    /// It was gone through, but the money is on its way (bank transfers).
    UnderWay,
    /// It was left until it expired.
    Expired,
}

/// A payment page.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) state: SessionState,
}

impl Session {
    pub(crate) fn read(object: &Json) -> Result<Self, StripeError> {
        let text = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
        let state = match (text("status").as_str(), text("payment_status").as_str()) {
            ("open", _) => SessionState::Open,
            ("complete", "paid" | "no_payment_required") => SessionState::Paid,
            ("complete", _) => SessionState::UnderWay,
            ("expired", _) => SessionState::Expired,
            _ => return Err(unreadable("the status", object)),
        };
        Ok(Self {
            id: text("id"),
            url: text("url"),
            state,
        })
    }
}

/// A subscription as we keep it; none for one that never came to be. A missing payment is missing since `now`, unless
/// the caller knows better.
pub(crate) fn subscription(
    object: &Json,
    refusal: &str,
    now: Timestamp,
) -> Result<Option<Kept>, StripeError> {
    let item = &object["items"]["data"][0];
    let ends = |name: &str| moment(&item[name]).or_else(|| moment(&object[name]));
    let period_ends_at = ends("current_period_end").ok_or_else(|| unreadable("the period", object))?;
    let ended_at = moment(&object["ended_at"]);
    let state = match object["status"].as_str().unwrap_or_default() {
        "active" | "trialing" => SubscriptionState::Active,
        "past_due" => SubscriptionState::PastDue {
            since: now,
            refusal: refusal.to_owned(),
        },
        "canceled" | "unpaid" | "paused" => SubscriptionState::Ended {
            at: ended_at.unwrap_or(now),
        },
        "incomplete" | "incomplete_expired" => return Ok(None),
        _ => return Err(unreadable("the status", object)),
    };
    let (plan, every) = item["price"]["lookup_key"]
        .as_str()
        .and_then(plans::of_lookup_key)
        .ok_or_else(|| unreadable("the price", object))?;
    let cancels_at = moment(&object["cancel_at"])
        .or_else(|| (object["cancel_at_period_end"] == Json::Bool(true)).then_some(period_ends_at));
    Ok(Some(Kept {
        id: object["id"].as_str().unwrap_or_default().to_owned(),
        item: item["id"].as_str().unwrap_or_default().to_owned(),
        subscription: told(plan, every, state, period_ends_at, cancels_at),
    }))
}

fn told(
    plan: Plan,
    every: Every,
    state: SubscriptionState,
    period_ends_at: Timestamp,
    cancels_at: Option<Timestamp>,
) -> Subscription {
    let cancels_at = cancels_at.filter(|_| state == SubscriptionState::Active);
    Subscription {
        plan,
        every,
        state,
        period_ends_at,
        cancels_at,
    }
}

/// Whether an invoice is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// Not sent yet.
    Draft,
    /// To be paid.
    Open,
    /// Paid.
    Paid,
    /// Taken back.
    Void,
    /// Given up.
    Uncollectible,
}

/// An invoice.
#[derive(Clone, Debug, Deserialize)]
pub struct Invoice {
    /// Its number; none for a draft.
    #[serde(default)]
    pub number: Option<String>,
    /// Since when, in seconds.
    created: i64,
    /// Whether it is paid.
    pub status: InvoiceState,
    /// Net amount in cents.
    #[serde(default)]
    pub total_excluding_tax: Option<i64>,
    /// Amount in cents.
    pub total: i64,
    /// Its page.
    #[serde(default)]
    pub hosted_invoice_url: Option<String>,
    /// Its sheet.
    #[serde(default)]
    pub invoice_pdf: Option<String>,
}

impl Invoice {
    /// Since when.
    #[must_use]
    pub fn created_at(&self) -> Timestamp {
        Timestamp::from_second(self.created).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_period_is_read_where_either_version_of_the_api_has_it() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let price = json!({"lookup_key": "kopru_grow_year_89000"});
        let newer = json!({"id": "sub_1", "status": "past_due",
            "items": {"data": [{"id": "si_1", "price": price, "current_period_end": 1_700_000_500}]}});
        let older = json!({"id": "sub_1", "status": "past_due", "current_period_end": 1_700_000_500,
            "items": {"data": [{"id": "si_1", "price": price}]}});
        for object in [newer, older] {
            let kept = subscription(&object, "Your card was declined.", now)
                .unwrap()
                .unwrap();
            assert_eq!(
                (kept.subscription.plan, kept.subscription.every),
                (Plan::Grow, Every::Year)
            );
            assert_eq!(kept.subscription.period_ends_at.as_second(), 1_700_000_500);
        }
    }

    #[test]
    fn what_never_came_to_be_is_none_and_what_we_never_sold_is_an_error() {
        let now = Timestamp::UNIX_EPOCH;
        let object = |status: &str, key: &str| {
            json!({"id": "sub_1", "status": status,
                "items": {"data": [{"id": "si_1", "price": {"lookup_key": key}, "current_period_end": 1}]}})
        };
        assert_eq!(
            subscription(&object("incomplete", "kopru_start_month_3900"), "", now).unwrap(),
            None
        );
        assert!(subscription(&object("active", "gold"), "", now).is_err());
        assert!(subscription(&object("odd", "kopru_start_month_3900"), "", now).is_err());
    }
}
