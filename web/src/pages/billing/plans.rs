//! Plans as they are offered to this tenant.

use billing::{offer, vat::Vat};
use domain::{Every, Plan, Standing};
use store::subscriptions::Account;

use crate::locale::Locale;

/// A plan's name is a name: the same in all languages.
pub(super) const fn name(plan: Plan) -> &'static str {
    match plan {
        Plan::Start => "Start",
        Plan::Grow => "Grow",
        Plan::Scale => "Scale",
    }
}

/// A plan on the page.
pub(super) struct PlanCard {
    pub(super) plan: Plan,
    pub(super) name: &'static str,
    pub(super) words: String,
    pub(super) price: String,
    pub(super) with_vat: String,
    pub(super) flows: String,
    pub(super) connections: String,
    /// It is the one that is paid, in the period that is shown.
    pub(super) is_current: bool,
    /// There is another: choosing it is a change.
    pub(super) is_change: bool,
    /// More is in use than it allows; the sentence that says so, else empty.
    pub(super) too_small: String,
    /// It is enough, and the cheapest that is.
    pub(super) is_suggested: bool,
}

pub(super) fn cards(
    t: &Locale,
    standing: &Standing,
    every: Every,
    account: &Account,
    (flows, connections): (u64, u64),
) -> Vec<PlanCard> {
    let current = match standing {
        Standing::Active(paid) => Some((paid.plan, paid.every)),
        _ => None,
    };
    let vat = Vat::of(&account.country, account.vat_number.is_some());
    let suggested = billing::Offer::for_use(flows, connections).map(|offer| offer.plan);
    Plan::ALL
        .iter()
        .map(|plan| {
            let offer = offer(*plan);
            let net = offer.price(every);
            let (per, lead) = match every {
                Every::Month => ("plan-per-month", lead(*plan)),
                Every::Year => ("plan-per-year", lead(*plan)),
            };
            let with_vat = match vat {
                Vat::Rate(_) => t.t1("plan-with-vat", "price", t.money(vat.on_top_of(net), "EUR")),
                Vat::ReverseCharge => t.t("plan-reverse-charge"),
                Vat::Outside => t.t("plan-no-vat"),
            };
            let is_small = flows > offer.limits.flows || connections > offer.limits.connections;
            PlanCard {
                plan: *plan,
                name: name(*plan),
                words: t.t(lead),
                price: t.t1(per, "price", t.money(net, "EUR")),
                with_vat,
                flows: t.count("plan-flows", offer.limits.flows),
                connections: t.count("plan-connections", offer.limits.connections),
                is_current: current == Some((*plan, every)),
                is_change: current.is_some(),
                too_small: if is_small {
                    t.t("plan-too-small")
                } else {
                    String::new()
                },
                is_suggested: current.is_none() && suggested == Some(*plan),
            }
        })
        .collect()
}

const fn lead(plan: Plan) -> &'static str {
    match plan {
        Plan::Start => "plan-start-words",
        Plan::Grow => "plan-grow-words",
        Plan::Scale => "plan-scale-words",
    }
}
