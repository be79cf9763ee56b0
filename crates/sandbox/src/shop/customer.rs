//! Who buys: a customer of the shop, and the copy of his particulars that each order keeps.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::country;
use crate::memory::forms::{Word, shared, words};

/// Name, company, ways to reach and both addresses of a buyer.
///
/// Customers and orders share one copy until one of them is changed: an order keeps what was true
/// when it was placed (dossier Lightspeed §4.1, "own copy").
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Person {
    /// `male`, `female` or unknown.
    #[serde(deserialize_with = "words")]
    pub(crate) gender: Option<Word>,
    /// `YYYY-MM-DD`, if known.
    pub(crate) birth_date: Option<String>,
    pub(crate) national_id: String,
    pub(crate) email: String,
    pub(crate) firstname: String,
    pub(crate) middlename: String,
    pub(crate) lastname: String,
    pub(crate) phone: String,
    pub(crate) mobile: String,
    pub(crate) is_company: bool,
    pub(crate) company_name: String,
    pub(crate) coc_number: String,
    pub(crate) vat_number: String,
    pub(crate) billing: Address,
    pub(crate) shipping: Address,
}

/// One address; the house number has its own field, which many customers leave empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Address {
    /// Only shipping addresses have it; empty is written as `false`.
    pub(crate) company: String,
    pub(crate) name: String,
    pub(crate) street: String,
    pub(crate) street2: String,
    pub(crate) number: String,
    pub(crate) extension: String,
    pub(crate) zipcode: String,
    pub(crate) city: String,
    pub(crate) region: String,
    /// Two-letter code of a known country, or empty.
    #[serde(deserialize_with = "words")]
    pub(crate) country: Word,
}

/// A customer with an account, or the row that a guest's order leaves behind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Customer {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) confirmed: bool,
    /// Registered with a password; otherwise `guest`.
    pub(crate) registered: bool,
    pub(crate) last_online: Option<i64>,
    #[serde(with = "shared")]
    pub(crate) person: Arc<Person>,
    pub(crate) memo: Option<String>,
    pub(crate) password: Option<String>,
    /// Language code, or empty for none.
    #[serde(deserialize_with = "words")]
    pub(crate) language: Word,
}

impl Person {
    /// First, middle and last name in one line.
    pub(crate) fn full_name(&self) -> String {
        [&self.firstname, &self.middlename, &self.lastname]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Sets one field by the name that requests use; `false` when no such field may be written.
    pub(crate) fn set(&mut self, field: &str, value: &serde_json::Value) -> bool {
        if let Some(rest) = field.strip_prefix("addressBilling") {
            return self.billing.set(rest, value);
        }
        if let Some(rest) = field.strip_prefix("addressShipping") {
            return self.shipping.set(rest, value);
        }
        match field {
            "gender" => {
                self.gender = match value.as_str() {
                    Some("male") => Some("male"),
                    Some("female") => Some("female"),
                    _ => None,
                };
            }
            "birthDate" => {
                self.birth_date = value.as_str().filter(|date| !date.is_empty()).map(str::to_owned);
            }
            "isCompany" => self.is_company = truth(value),
            "nationalId" => self.national_id = text(value),
            "email" => self.email = text(value),
            "firstname" => self.firstname = text(value),
            "middlename" => self.middlename = text(value),
            "lastname" => self.lastname = text(value),
            "phone" => self.phone = text(value),
            "mobile" => self.mobile = text(value),
            "companyName" => self.company_name = text(value),
            "companyCoCNumber" => self.coc_number = text(value),
            "companyVatNumber" => self.vat_number = text(value),
            _ => return false,
        }
        true
    }
}

impl Address {
    /// Sets one part by the name behind `addressBilling` or `addressShipping`.
    pub(crate) fn set(&mut self, part: &str, value: &serde_json::Value) -> bool {
        match part {
            "Company" => self.company = text(value),
            "Name" => self.name = text(value),
            "Street" => self.street = text(value),
            "Street2" => self.street2 = text(value),
            "Number" => self.number = text(value),
            "Extension" => self.extension = text(value),
            "Zipcode" => self.zipcode = text(value),
            "City" => self.city = text(value),
            "Region" => self.region = text(value),
            "Country" => self.country = country_code(value),
            _ => return false,
        }
        true
    }
}

/// The country code in a request: plain text, or an answer's country object sent back.
pub(crate) fn country_code(value: &serde_json::Value) -> &'static str {
    let code = value
        .as_str()
        .or_else(|| value.get("code").and_then(|code| code.as_str()))
        .unwrap_or("");
    country::by_code(code).map_or("", |country| country.code)
}

/// Text as PHP would take it: numbers become digits, `false` and `null` become empty.
pub(crate) fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::Bool(true) => "1".to_owned(),
        _ => String::new(),
    }
}

/// Truth as PHP would take it, since form bodies carry only text.
pub(crate) fn truth(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Bool(flag) => *flag,
        serde_json::Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
        serde_json::Value::String(text) => !matches!(text.trim(), "" | "0" | "false"),
        _ => false,
    }
}

/// A number of pieces, grams and the like: whole and of a size that occurs.
pub(crate) fn pieces(value: &serde_json::Value) -> Option<i64> {
    whole(value).filter(|count| count.unsigned_abs() <= super::money::MOST_PIECES)
}

/// A whole number from a JSON number or digits in text.
pub(crate) fn whole(value: &serde_json::Value) -> Option<i64> {
    match value {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        serde_json::Value::Bool(flag) => Some(i64::from(*flag)),
        _ => None,
    }
}
