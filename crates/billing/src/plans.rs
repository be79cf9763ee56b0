//! What is on sale, as data. Prices are net, in euro.

use domain::{Decimal, Every, Package, Plan};

use crate::Limits;

/// What may be used during the trial: enough to try everything between a shop and a CRM, twice.
pub const TRIAL_LIMITS: Limits = Limits {
    flows: 12,
    connections: 4,
};

/// A plan as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub plan: Plan,
    /// What may be used.
    pub limits: Limits,
    /// Net price a month, in cents.
    month: i64,
}

/// All plans. Records are unlimited in each of them.
const OFFERS: [Offer; 3] = [
    Offer {
        plan: Plan::Start,
        limits: Limits {
            flows: 3,
            connections: 2,
        },
        month: 3_900,
    },
    Offer {
        plan: Plan::Grow,
        limits: Limits {
            flows: 12,
            connections: 4,
        },
        month: 8_900,
    },
    Offer {
        plan: Plan::Scale,
        limits: Limits {
            flows: 48,
            connections: 16,
        },
        month: 21_900,
    },
];

/// Months that are paid of a year.
const MONTHS_A_YEAR: i64 = 10;

/// A plan as it is offered.
#[must_use]
pub fn offer(plan: Plan) -> Offer {
    match plan {
        Plan::Start => OFFERS[0],
        Plan::Grow => OFFERS[1],
        Plan::Scale => OFFERS[2],
    }
}

impl Offer {
    /// Net price of a period, in cents.
    #[must_use]
    pub const fn cents(&self, every: Every) -> i64 {
        match every {
            Every::Month => self.month,
            Every::Year => self.month * MONTHS_A_YEAR,
        }
    }

    /// Net price of a period, in euro.
    #[must_use]
    pub fn price(&self, every: Every) -> Decimal {
        Decimal::new(self.cents(every), 2)
    }

    /// The cheapest plan that allows so much; none: more than we sell.
    #[must_use]
    pub fn for_use(flows: u64, connections: u64) -> Option<Self> {
        OFFERS
            .into_iter()
            .find(|offer| offer.limits.flows >= flows && offer.limits.connections >= connections)
    }
}

/// A package as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageOffer {
    /// Which.
    pub package: Package,
    /// Net price, once, in cents.
    pub cents: i64,
}

impl PackageOffer {
    /// Net price, once, in euro.
    #[must_use]
    pub fn price(&self) -> Decimal {
        Decimal::new(self.cents, 2)
    }
}

/// A package as it is offered.
#[must_use]
pub const fn package(package: Package) -> PackageOffer {
    match package {
        Package::SetUp => PackageOffer {
            package,
            cents: 49_000,
        },
    }
}

/// Under which Stripe knows the price of a plan. The amount is in it: a changed table makes new prices, and whoever
/// bought at an old one keeps it.
pub(crate) fn lookup_key(plan: Plan, every: Every) -> String {
    format!("kopru_{plan}_{every}_{}", offer(plan).cents(every))
}

/// Under which Stripe knows the price of a package.
pub(crate) fn package_key(wanted: Package) -> String {
    format!("kopru_{wanted}_{}", package(wanted).cents)
}

/// Plan and period of a key, whatever amount it had.
pub(crate) fn of_lookup_key(key: &str) -> Option<(Plan, Every)> {
    let mut parts = key.strip_prefix("kopru_")?.split('_');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dearer_plan_allows_more_and_a_year_costs_less_than_twelve_months() {
        for plan in Plan::ALL {
            let offer = offer(*plan);
            assert_eq!(offer.plan, *plan);
            assert!(offer.cents(Every::Year) < 12 * offer.cents(Every::Month));
        }
        for pair in OFFERS.windows(2) {
            assert!(pair[0].month < pair[1].month);
            assert!(pair[0].limits.flows < pair[1].limits.flows);
            assert!(pair[0].limits.connections < pair[1].limits.connections);
        }
    }

    #[test]
    fn a_key_tells_plan_and_period() {
        assert_eq!(lookup_key(Plan::Grow, Every::Year), "kopru_grow_year_89000");
        for plan in Plan::ALL {
            for every in Every::ALL {
                assert_eq!(of_lookup_key(&lookup_key(*plan, *every)), Some((*plan, *every)));
            }
        }
        assert_eq!(of_lookup_key(&package_key(Package::SetUp)), None);
    }

    #[test]
    fn the_cheapest_plan_that_is_enough_is_found() {
        let found = |flows, connections| Offer::for_use(flows, connections).map(|offer| offer.plan);
        assert_eq!(found(1, 2), Some(Plan::Start));
        assert_eq!(found(4, 2), Some(Plan::Grow));
        assert_eq!(found(1, 5), Some(Plan::Scale));
        assert_eq!(found(100, 2), None);
    }
}
