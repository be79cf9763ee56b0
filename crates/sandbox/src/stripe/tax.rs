//! VAT as Stripe Tax reckons it for a seller in the Netherlands with Union OSS.

use serde_json::Value;

use super::{form, state::State};

/// Standard rates in tenths of a percent.
const RATES: [(&str, i64); 27] = [
    ("AT", 200),
    ("BE", 210),
    ("BG", 200),
    ("CY", 190),
    ("CZ", 210),
    ("DE", 190),
    ("DK", 250),
    ("EE", 240),
    ("ES", 210),
    ("FI", 255),
    ("FR", 200),
    ("GR", 240),
    ("HR", 250),
    ("HU", 270),
    ("IE", 230),
    ("IT", 220),
    ("LT", 210),
    ("LU", 170),
    ("LV", 210),
    ("MT", 180),
    ("NL", 210),
    ("PL", 230),
    ("PT", 230),
    ("RO", 210),
    ("SE", 250),
    ("SI", 220),
    ("SK", 230),
];

/// What is added to a net amount, and why.
pub(super) struct Tax {
    /// In tenths of a percent.
    pub(super) rate: i64,
    /// Stripe's word for why.
    pub(super) reason: &'static str,
}

impl Tax {
    /// For this customer.
    pub(super) fn of(state: &State, customer: &Value) -> Self {
        let country = form::text(customer, "address.country");
        let rate = RATES
            .iter()
            .find(|(known, _)| *known == country)
            .map(|(_, rate)| *rate);
        let id = form::text(customer, "id");
        let has_vat = state
            .all("tax_id")
            .any(|tax| form::text(tax, "customer") == id && form::text(tax, "type") == "eu_vat");
        let is_exempt = form::text(customer, "tax_exempt") == "reverse";
        match rate {
            Some(_) if country != "NL" && (has_vat || is_exempt) => Self {
                rate: 0,
                reason: "reverse_charge",
            },
            Some(rate) => Self {
                rate,
                reason: "standard_rated",
            },
            None => Self {
                rate: 0,
                reason: "not_collecting",
            },
        }
    }

    /// The tax on a net amount in cents, rounded half up.
    pub(super) fn on(&self, net: i64) -> i64 {
        (net * self.rate + 500).div_euclid(1000)
    }
}
