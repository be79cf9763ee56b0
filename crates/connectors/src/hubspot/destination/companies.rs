//! The companies of customers: found under our key, adopted by name, or made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{Failure, Map, Value};
use engine::ports::{Act, Write};

use super::{
    batch::{self, Change, Fate, New},
    find,
};
use crate::{
    http::Refused,
    hubspot::{objects::Object, portal::Portal, properties::KEY, wire},
};

/// A company that a customer belongs to.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    key: String,
    properties: Map,
    /// Whether the customer is being brought up to date, and the company with it.
    update: bool,
}

/// Where a company is.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) id: String,
    /// Whether it was made now.
    pub(super) created: bool,
    pub(super) properties: Map,
    pub(super) sent: Value,
    pub(super) answered: Value,
}

/// Why it could not be written.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) failure: Failure,
    pub(super) sent: Value,
    pub(super) answered: Value,
}

impl Wanted {
    /// The company in a customer's document; none if it has neither name nor domain, without which HubSpot
    /// takes no company.
    pub(super) fn of(write: &Write) -> Option<Self> {
        let document = write.document.get("company");
        if document.get("name").is_empty() && document.get("domain").is_empty() {
            return None;
        }
        let update = write.act != Act::Create;
        let properties = if update {
            wire::properties(document, &[])
        } else {
            wire::new_properties(document, &[])
        };
        Some(Self {
            key: key(&write.key, document),
            properties,
            update,
        })
    }

    fn text(&self, name: &str) -> &str {
        self.properties
            .get(name)
            .and_then(Value::as_text)
            .unwrap_or_default()
    }

    fn name(&self) -> String {
        self.text("name").to_lowercase()
    }
}

/// The key of a company: its VAT number, else its number in the trade register, else name and postcode. The
/// source and its account stand before it, as in every key of ours.
fn key(customer: &str, company: &Value) -> String {
    let account = customer.splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
    let plain = |name: &str| {
        company
            .get(name)
            .to_string()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    let by_number = [("vat", "kopru_vat_number"), ("coc", "kopru_coc_number")]
        .into_iter()
        .map(|(word, name)| (word, plain(name)))
        .find(|(_, number)| !number.is_empty());
    match by_number {
        Some((word, number)) => format!("{account}:company:{word}:{number}"),
        None => {
            let name = company.get("name").to_string();
            let name = if name.trim().is_empty() {
                company.get("domain").to_string()
            } else {
                name
            };
            let name = name
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase();
            format!("{account}:company:name:{name}:{}", plain("zip"))
        }
    }
}

/// Sees to it that each company is there, each once; answers in the same order.
pub(super) async fn resolve(
    portal: &Portal,
    wanted: Vec<Option<Wanted>>,
) -> Vec<Option<Result<Found, Box<Refusal>>>> {
    let mut distinct: BTreeMap<String, Wanted> = BTreeMap::new();
    for one in wanted.iter().flatten() {
        distinct
            .entry(one.key.clone())
            .and_modify(|known| known.update |= one.update)
            .or_insert_with(|| one.clone());
    }
    let resolved = resolve_distinct(portal, distinct).await;
    wanted
        .into_iter()
        .map(|one| one.and_then(|one| resolved.get(&one.key).cloned()))
        .collect()
}

/// Which of these companies carry a key of ours.
pub(super) async fn ours(portal: &Portal, ids: BTreeSet<String>) -> Result<BTreeSet<String>, Refused> {
    if ids.is_empty() {
        return Ok(ids);
    }
    let ids: Vec<String> = ids.into_iter().collect();
    let records = portal
        .read(Object::Companies, None, &ids, &[KEY.to_owned()])
        .await?;
    Ok(records
        .iter()
        .filter(|record| !record.get("properties").get(KEY).is_empty())
        .filter_map(|record| wire::id(record.get("id")))
        .collect())
}

async fn resolve_distinct(
    portal: &Portal,
    wanted: BTreeMap<String, Wanted>,
) -> HashMap<String, Result<Found, Box<Refusal>>> {
    let mut resolved = HashMap::new();
    if wanted.is_empty() {
        return resolved;
    }
    let by_name = match Namesakes::search(portal, wanted.values()).await {
        Ok(by_name) => by_name,
        Err(failure) => {
            let refusal = Box::new(Refusal {
                failure,
                sent: Value::Null,
                answered: Value::Null,
            });
            return wanted
                .into_keys()
                .map(|key| (key, Err(refusal.clone())))
                .collect();
        }
    };
    let (mut news, mut changes): (Vec<New>, Vec<(Wanted, Change)>) = (Vec::new(), Vec::new());
    for one in wanted.values() {
        match by_name.of(one) {
            Some((id, ours)) if one.update || !ours => changes.push((one.clone(), change(one, id))),
            Some((id, _)) => {
                resolved.insert(one.key.clone(), Ok(untouched(one, id)));
            }
            None => news.push(New {
                key: one.key.clone(),
                properties: without_empty(&one.properties),
                associations: Vec::new(),
            }),
        }
    }
    let fates = batch::create(portal, Object::Companies, &news).await;
    let lacking = portal.lacking(Object::Companies);
    for (new, fate) in news.iter().zip(fates) {
        let Some(one) = wanted.get(&new.key) else { continue };
        match &fate {
            // Ours under another name; the search did not show it.
            Fate::Landed {
                id, created: false, ..
            } if one.update => changes.push((one.clone(), change(one, id))),
            _ => {
                resolved.insert(
                    new.key.clone(),
                    outcome(one, Value::Map(new.body(&lacking)), &fate),
                );
            }
        }
    }
    let only: Vec<Change> = changes.iter().map(|(_, change)| change.clone()).collect();
    let fates = batch::update(portal, Object::Companies, &only).await;
    let lacking = portal.lacking(Object::Companies);
    for ((one, change), fate) in changes.iter().zip(fates) {
        resolved.insert(
            one.key.clone(),
            outcome(one, Value::Map(change.body(&lacking)), &fate),
        );
    }
    resolved
}

fn without_empty(properties: &Map) -> Map {
    properties
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// An adopted company gets our key, so that it is found by it from now on.
fn change(one: &Wanted, id: &str) -> Change {
    let mut properties = one.properties.clone();
    properties.insert(KEY.to_owned(), one.key.as_str().into());
    Change {
        id: id.to_owned(),
        properties,
    }
}

fn untouched(one: &Wanted, id: &str) -> Found {
    Found {
        id: id.to_owned(),
        created: false,
        properties: one.properties.clone(),
        sent: Value::Null,
        answered: Value::Null,
    }
}

fn outcome(one: &Wanted, sent: Value, fate: &Fate) -> Result<Found, Box<Refusal>> {
    match (fate, fate.failure(Object::Companies)) {
        (
            Fate::Landed {
                id,
                answered,
                created,
            },
            _,
        ) => Ok(Found {
            id: id.clone(),
            created: *created,
            properties: one.properties.clone(),
            sent,
            answered: answered.clone(),
        }),
        (_, failure) => Err(Box::new(Refusal {
            failure: failure.unwrap_or_else(super::left_out),
            sent,
            answered: fate.answered(),
        })),
    }
}

/// Companies that have the same name.
struct Namesakes(HashMap<String, Vec<Namesake>>);

struct Namesake {
    id: String,
    key: String,
    zip: String,
}

impl Namesakes {
    /// Search is some seconds behind; that does no harm here, since what it misses is found by key.
    async fn search(portal: &Portal, wanted: impl Iterator<Item = &Wanted>) -> Result<Self, Failure> {
        let names = find::distinct(&wanted.map(Wanted::name).collect::<Vec<_>>());
        let found = find::search_in(portal, Object::Companies, "name", &names, &["name", "zip", KEY]).await?;
        let mut by_name: HashMap<String, Vec<Namesake>> = HashMap::new();
        for record in &found {
            let text = |name: &str| {
                record
                    .get("properties")
                    .get(name)
                    .as_text()
                    .unwrap_or_default()
                    .trim()
                    .to_lowercase()
            };
            if let Some(id) = wire::id(record.get("id")) {
                by_name.entry(text("name")).or_default().push(Namesake {
                    id,
                    key: text(KEY),
                    zip: text("zip"),
                });
            }
        }
        Ok(Self(by_name))
    }

    /// The company that is meant, and whether it is under our key already. One that nobody marked is adopted
    /// only if it is the only one of that name and its postcode does not speak against it.
    fn of(&self, one: &Wanted) -> Option<(&str, bool)> {
        let same = self.0.get(&one.name())?;
        if let Some(ours) = same.iter().find(|other| other.key == one.key.to_lowercase()) {
            return Some((&ours.id, true));
        }
        let zip = one.text("zip").to_lowercase();
        match same.as_slice() {
            [only] if only.key.is_empty() && (only.zip.is_empty() || zip.is_empty() || only.zip == zip) => {
                Some((&only.id, false))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(company: &str, wanted: &str) {
        let company = Value::from_json(company.as_bytes()).unwrap();
        assert_eq!(key("lightspeed_ecom:240117:customer:9", &company), wanted);
    }

    #[test]
    fn a_company_is_known_by_its_numbers_else_by_name_and_postcode() {
        check(
            r#"{"name":"Defne","kopru_vat_number":"NL 8123.45.678 B01","kopru_coc_number":"1"}"#,
            "lightspeed_ecom:240117:company:vat:nl812345678b01",
        );
        check(
            r#"{"name":"Defne","kopru_coc_number":"34 11"}"#,
            "lightspeed_ecom:240117:company:coc:3411",
        );
        check(
            r#"{"name":" Defne  BV","zip":"2011 AB"}"#,
            "lightspeed_ecom:240117:company:name:defne bv:2011ab",
        );
    }

    fn wanted(zip: &str) -> Wanted {
        Wanted {
            key: "k".into(),
            properties: [("name", "Defne"), ("zip", zip)]
                .map(|(n, v)| (n.to_owned(), v.into()))
                .into(),
            update: false,
        }
    }

    fn namesake(id: &str, key: &str, zip: &str) -> Namesake {
        Namesake {
            id: id.into(),
            key: key.into(),
            zip: zip.into(),
        }
    }

    #[test]
    fn only_an_unmarked_company_that_can_be_no_other_is_adopted() {
        let with = |all| Namesakes(HashMap::from([("defne".to_owned(), all)]));
        assert_eq!(
            with(vec![namesake("1", "", "")]).of(&wanted("2011")),
            Some(("1", false))
        );
        assert_eq!(with(vec![namesake("1", "", "9999")]).of(&wanted("2011")), None);
        assert_eq!(with(vec![namesake("1", "other", "")]).of(&wanted("2011")), None);
        assert_eq!(
            with(vec![namesake("1", "", ""), namesake("2", "", "")]).of(&wanted("")),
            None
        );
        assert_eq!(
            with(vec![namesake("1", "", ""), namesake("2", "k", "")]).of(&wanted("")),
            Some(("2", true))
        );
    }
}
