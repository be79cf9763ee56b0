//! Who pays: company, country, VAT number.

use billing::vat::{self, NumberRefused, Vat};
use serde::Deserialize;
use store::subscriptions::Account;

use crate::{form::Mistakes, locale::Locale};

/// Longest name of a company that is taken, in characters.
const LONGEST: usize = 200;

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    pub(super) company: String,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) vat_number: String,
}

impl Typed {
    pub(super) fn of(account: &Account) -> Self {
        Self {
            company: account.company.clone(),
            country: account.country.clone(),
            vat_number: account.vat_number.clone().unwrap_or_default(),
        }
    }

    /// An account, or what is wrong at which field.
    pub(super) fn read(&self, t: &Locale) -> Result<Account, Mistakes> {
        let mut mistakes = Mistakes::default();
        let company = self.company.trim();
        if company.chars().count() > LONGEST || company.contains(char::is_control) {
            mistakes.add("company", t.t("billing-company-long"));
        }
        let country = vat::countries().find(|code| *code == self.country);
        if country.is_none() {
            mistakes.add("country", t.t("billing-country-unknown"));
        }
        let country = country.unwrap_or(vat::SELLER);
        let typed = self.vat_number.trim();
        let vat_number = match typed {
            "" => None,
            // Elsewhere a number changes nothing, and we don't know its rules.
            _ if !vat::is_in_union(country) => None,
            typed => match vat::number(country, typed) {
                Ok(number) => Some(number),
                Err(refused) => {
                    mistakes.add("vat_number", refusal(t, country, refused));
                    None
                }
            },
        };
        if mistakes.is_empty() {
            Ok(Account {
                customer: None,
                company: company.to_owned(),
                country: country.to_owned(),
                vat_number,
            })
        } else {
            Err(mistakes)
        }
    }
}

fn refusal(t: &Locale, country: &str, refused: NumberRefused) -> String {
    let key = match refused {
        NumberRefused::OtherCountry => "billing-vat-other-country",
        NumberRefused::Shape | NumberRefused::NotInUnion => "billing-vat-shape",
        NumberRefused::CheckDigit => "billing-vat-check-digit",
    };
    t.t1(key, "example", vat::example(country))
}

/// What VAT is added, and why.
pub(crate) fn vat_words(t: &Locale, account: &Account) -> String {
    match Vat::of(&account.country, account.vat_number.is_some()) {
        Vat::Rate(tenths) => {
            let country = t.t(&key(&account.country));
            let rate = t.percent(f64::from(i32::try_from(tenths).unwrap_or_default()) / 1000.0);
            t.t2("billing-vat-rate", ("rate", rate), ("country", country))
        }
        Vat::ReverseCharge => t.t("billing-vat-reverse"),
        Vat::Outside => t.t("billing-vat-outside"),
    }
}

fn key(country: &str) -> String {
    format!("country-{}", country.to_lowercase())
}

/// Codes and names of the countries, by name.
pub(super) fn countries(t: &Locale) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = vat::countries()
        .map(|code| (code.to_owned(), t.t(&key(code))))
        .collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}
