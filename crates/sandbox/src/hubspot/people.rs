//! Owners and tax rates of an account (dossier HubSpot §5, §8).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    portal::Portal,
};
use crate::clock::iso_ms;
use crate::memory::forms::{Word, words};

/// A user who may own records.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) id: u64,
    pub(crate) user_id: u64,
    #[serde(deserialize_with = "words")]
    pub(crate) email: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) first: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) last: Word,
    pub(crate) archived: bool,
    pub(crate) created: i64,
}

impl Owner {
    fn to_json(&self) -> Value {
        json!({"id": self.id.to_string(), "email": self.email, "type": "PERSON", "firstName": self.first,
            "lastName": self.last, "userId": if self.archived { Value::Null } else { json!(self.user_id) },
            "userIdIncludingInactive": self.user_id, "createdAt": iso_ms(self.created),
            "updatedAt": iso_ms(self.created), "archived": self.archived})
    }
}

/// The people of the account.
pub(crate) fn owners(now: i64) -> Vec<Owner> {
    let owner = |id, user_id, email, first, last, archived| Owner {
        id,
        user_id,
        email,
        first,
        last,
        archived,
        created: now,
    };
    vec![
        owner(
            604_120_331,
            70_412_233,
            "deniz@merchant.example",
            "Deniz",
            "Yıldız",
            false,
        ),
        owner(
            604_120_588,
            70_412_390,
            "femke@merchant.example",
            "Femke",
            "van der Meer",
            false,
        ),
        owner(
            604_121_004,
            70_412_791,
            "jonas@merchant.example",
            "Jonas",
            "Weiß",
            false,
        ),
        owner(
            604_119_020,
            70_410_007,
            "gone@merchant.example",
            "Eva",
            "Former",
            true,
        ),
    ]
}

/// One rate of the account's tax library.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TaxRate {
    pub(crate) id: u64,
    #[serde(deserialize_with = "words")]
    pub(crate) name: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) label: Word,
    pub(crate) percent: Decimal,
    pub(crate) created: i64,
}

/// Dutch, German, Belgian and Turkish rates.
pub(crate) fn tax_rates(now: i64) -> Vec<TaxRate> {
    let rate = |id, name, label, percent: i64| TaxRate {
        id,
        name,
        label,
        percent: percent.into(),
        created: now,
    };
    vec![
        rate(21_304_001, "nl_high", "BTW 21%", 21),
        rate(21_304_002, "nl_low", "BTW 9%", 9),
        rate(21_304_003, "zero", "0%", 0),
        rate(21_304_004, "de_high", "MwSt. 19%", 19),
        rate(21_304_005, "de_low", "MwSt. 7%", 7),
        rate(21_304_006, "be_low", "BTW 6%", 6),
        rate(21_304_007, "tr_high", "KDV %20", 20),
        rate(21_304_008, "tr_low", "KDV %10", 10),
    ]
}

/// `/crm/v3/owners…`
pub(crate) fn owners_call(portal: &Portal, call: &Call, rest: &[&str]) -> Outcome {
    call.only_get()?;
    match rest {
        [] => {
            let archived = call.flag("archived");
            let email = call.query("email").map(str::to_lowercase);
            let limit = call.limit(100, 500)?;
            let after = call.query("after").and_then(|a| a.parse().ok()).unwrap_or(0);
            let mut hits: Vec<&Owner> = portal
                .owners
                .iter()
                .filter(|o| {
                    o.archived == archived && email.as_deref().is_none_or(|e| o.email == e) && o.id > after
                })
                .collect();
            hits.sort_by_key(|o| o.id);
            let shown: Vec<Value> = hits.iter().take(limit).map(|o| o.to_json()).collect();
            let mut body = json!({"results": shown});
            if hits.len() > limit {
                body["paging"] = json!({"next": {"after": hits[limit - 1].id.to_string(), "link": ""}});
            }
            Ok(Answer::json(200, &body))
        }
        [id] => {
            let by_user = call.query("idProperty") == Some("userId");
            let owner = portal
                .owners
                .iter()
                .find(|o| {
                    if by_user {
                        o.user_id.to_string() == *id
                    } else {
                        o.id.to_string() == *id
                    }
                })
                .ok_or_else(Refusal::not_found)?;
            Ok(Answer::json(200, &owner.to_json()))
        }
        _ => Err(Refusal::no_such_path()),
    }
}

/// `/tax-rates/v1/tax-rates…`
pub(crate) fn tax_rates_call(portal: &Portal, call: &Call, rest: &[&str]) -> Outcome {
    call.only_get()?;
    let show = |rate: &TaxRate| {
        json!({"id": rate.id.to_string(), "name": rate.name, "label": rate.label,
            "percentageRate": rate.percent, "active": true, "createdAt": iso_ms(rate.created),
            "updatedAt": iso_ms(rate.created)})
    };
    match rest {
        [] => {
            let all: Vec<Value> = portal.tax_rates.iter().map(show).collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        [id] => {
            let rate = portal
                .tax_rates
                .iter()
                .find(|r| r.id.to_string() == *id)
                .ok_or_else(Refusal::not_found)?;
            Ok(Answer::json(200, &show(rate)))
        }
        _ => Err(Refusal::no_such_path()),
    }
}
