//! What a first load would do, told before anything is written.

use std::collections::BTreeMap;

use domain::{FailureReason, FlowId, Saying, TenantId, Value, flow::FlowKind};
use engine::Forecast;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Parts,
    trial::{self, TrialError, Tried},
};

/// Doubtful records that are named; the number tells of all.
const NAMED: usize = 12;

/// What a first load would do, reckoned from the newest records. Nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// Records that the load would look at. The next four add up to it.
    pub records: u64,
    /// Would be created.
    pub created: u64,
    /// Would be brought up to date.
    pub updated: u64,
    /// Would be skipped.
    pub skipped: u64,
    /// Need a look first: would fail, come without a customer, or are there twice.
    pub doubtful: u64,
    /// How many of the newest were really taken through.
    pub looked_at: u64,
    /// The doubtful ones among those.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// Customers that are there already, among those of the records looked at.
    pub customers_there: u64,
    /// Customers that would be made.
    pub customers_new: u64,
    /// Calls to both sides.
    pub calls: u64,
    /// How long it takes at the pace at which the newest were read.
    pub minutes: u64,
    /// When this was reckoned.
    pub at: Option<Timestamp>,
}

/// A record that needs a look before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// What people call it.
    pub label: String,
    /// What is doubtful.
    pub why: Why,
}

/// What makes a record doubtful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Why {
    /// It would fail.
    Fails {
        /// For this reason.
        why: String,
        /// The same for readers of other languages, where it is of a closed list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<Saying>,
    },
    /// An order without an e-mail address.
    NoCustomer,
    /// Another one has its e-mail address.
    SameEmail {
        /// What people call the other one.
        other: String,
    },
    /// Another one has its SKU.
    SameSku {
        /// What people call the other one.
        other: String,
    },
}

/// Reckons what a load would do: the newest `sample` records are taken through without a destination that could be
/// written to, their customers are looked up, and the rest is expected to be alike.
///
/// # Errors
/// When there is no plan, or a side can't be asked.
pub async fn outlook(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    since: Option<Timestamp>,
    sample: usize,
) -> Result<Outlook, TrialError> {
    let (flow, _) = trial::plan(parts, tenant, id, None).await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let records = sides.source.count(&flow.source.stream, since).await?;
    let before = parts.clock.now();
    let wanted = usize::try_from(records).unwrap_or(sample).min(sample);
    let forecasts = match wanted {
        0 => Vec::new(),
        _ => trial::dry_run(parts, tenant, id, None, &Tried::Last(wanted)).await?,
    };
    let took = parts.clock.now().duration_since(before);
    let mut outlook = reckoned(flow.kind, &forecasts, records);
    outlook.at = Some(parts.clock.now());
    let emails = new_customers(flow.kind, &forecasts);
    if !emails.is_empty() {
        let found = sides.destination.find(&"customers".into(), &emails).await?;
        outlook.customers_there = found.iter().flatten().count() as u64;
        outlook.customers_new = emails.len() as u64 - outlook.customers_there;
    }
    // One read a record where the source has no batch read, and some ten calls for each hundred that are written.
    let reads = match flow.kind {
        FlowKind::Orders => records,
        // An invoice's lines and its order are asked for one by one.
        FlowKind::Invoices => 2 * records,
        _ => records.div_ceil(100),
    };
    outlook.calls = reads + (outlook.created + outlook.updated).div_ceil(10);
    let looked_at = outlook.looked_at.max(1);
    let measured = u64::try_from(took.as_millis()).unwrap_or_default() * records / looked_at / 60_000;
    outlook.minutes = measured.max(1);
    Ok(outlook)
}

/// What becomes of all, if they are like those that were looked at.
fn reckoned(kind: FlowKind, forecasts: &[Forecast], records: u64) -> Outlook {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let (mut counts, mut doubts) = ([0; 4], Vec::new());
    for forecast in forecasts {
        let label = label(forecast);
        let doubt = doubt(kind, forecast, &label, &mut known);
        let place = match (&doubt, forecast.would) {
            (Some(_), _) => 3,
            (None, "skip") => 2,
            (None, "update") => 1,
            (None, _) => 0,
        };
        counts[place] += 1;
        doubts.extend(doubt.map(|why| Doubt { label, why }));
    }
    doubts.truncate(NAMED);
    let [created, updated, skipped, doubtful] = shares(counts, records);
    Outlook {
        records,
        created,
        updated,
        skipped,
        doubtful,
        looked_at: forecasts.len() as u64,
        doubts,
        ..Outlook::default()
    }
}

/// What is doubtful about a record, with those before it in mind.
fn doubt(
    kind: FlowKind,
    forecast: &Forecast,
    label: &str,
    known: &mut BTreeMap<String, String>,
) -> Option<Why> {
    match forecast.would {
        "skip" => return None,
        // A first load brings the orders first.
        "fail" if forecast.reason == Some(FailureReason::AwaitsOrder) => return None,
        "fail" => {
            return Some(Why::Fails {
                why: forecast.why.clone().unwrap_or_default(),
                said: forecast.said.clone(),
            });
        }
        _ => {}
    }
    let text = |path: &str| {
        let text = forecast.document.at(path).to_string();
        text.trim().to_lowercase()
    };
    let key = match kind {
        FlowKind::Orders => return text("customer.email").is_empty().then_some(Why::NoCustomer),
        FlowKind::Customers => text("email"),
        FlowKind::Products | FlowKind::Stock => text("sku"),
        FlowKind::OrderStatus | FlowKind::Invoices => return None,
    };
    if key.is_empty() {
        return None;
    }
    let Some(other) = known.get(&key).cloned() else {
        known.insert(key, label.to_owned());
        return None;
    };
    Some(match kind {
        FlowKind::Customers => Why::SameEmail { other },
        _ => Why::SameSku { other },
    })
}

/// What people call a record, so that two of one natural key are told apart.
fn label(forecast: &Forecast) -> String {
    let facts: Vec<String> = ["number", "name", "title", "email", "sku"]
        .into_iter()
        .map(|name| forecast.document.get(name).to_string())
        .filter(|fact| !fact.trim().is_empty())
        .take(2)
        .collect();
    if facts.is_empty() {
        forecast.key.to_string()
    } else {
        format!("{} ({})", facts.join(" · "), forecast.key)
    }
}

/// E-mail addresses of the customers that new orders bring.
fn new_customers(kind: FlowKind, forecasts: &[Forecast]) -> Vec<String> {
    if kind != FlowKind::Orders {
        return Vec::new();
    }
    let mut emails: Vec<String> = forecasts
        .iter()
        .filter(|forecast| forecast.would == "create")
        .filter_map(|forecast| match forecast.document.at("customer.email") {
            Value::Text(email) if !email.trim().is_empty() => Some(email.trim().to_lowercase()),
            _ => None,
        })
        .collect();
    emails.sort_unstable();
    emails.dedup();
    emails
}

/// Parts of a whole in the proportion of these counts. Rounded so that they add up to it: whoever lost most by cutting
/// off gets the ones that are left over.
fn shares(counts: [u64; 4], whole: u64) -> [u64; 4] {
    let all: u64 = counts.iter().sum();
    if all == 0 {
        return [0; 4];
    }
    let mut parts = counts.map(|count| count * whole / all);
    let left_over = whole - parts.iter().sum::<u64>();
    let mut places = [0, 1, 2, 3];
    places.sort_by_key(|place| std::cmp::Reverse(counts[*place] * whole % all));
    for place in places
        .into_iter()
        .cycle()
        .take(usize::try_from(left_over).unwrap_or_default())
    {
        parts[place] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(would: &'static str, document: &str) -> Forecast {
        Forecast {
            said: None,
            key: "7".into(),
            would,
            why: Some("no tax".to_owned()),
            reason: None,
            came_in: Value::Null,
            document: Value::from_json(document.as_bytes()).unwrap(),
            mapped: Value::Null,
            steps: Vec::new(),
            remote: None,
        }
    }

    #[test]
    fn the_parts_of_an_outlook_add_up_to_its_whole() {
        for (counts, whole) in [
            ([31, 7, 2, 0], 134),
            ([1, 1, 1, 0], 100),
            ([0, 0, 0, 40], 3_912),
            ([13, 13, 13, 1], 7),
            ([40, 0, 0, 0], 40),
        ] {
            let parts = shares(counts, whole);
            assert_eq!(parts.iter().sum::<u64>(), whole, "{counts:?}: {parts:?}");
            for (count, part) in counts.into_iter().zip(parts) {
                assert!(count > 0 || part == 0, "nothing becomes something: {parts:?}");
            }
        }
        assert_eq!(shares([0; 4], 9), [0; 4]);
    }

    #[test]
    fn doubtful_records_are_named_with_what_is_doubtful() {
        let orders = [
            forecast(
                "create",
                r#"{"number": "ORD1", "customer": {"email": "a@b.example"}}"#,
            ),
            forecast("create", r#"{"number": "ORD2", "customer": {}}"#),
            forecast("fail", r#"{"number": "ORD3", "customer": {}}"#),
            forecast("skip", r#"{"number": "ORD4", "customer": {}}"#),
        ];
        let outlook = reckoned(FlowKind::Orders, &orders, 8);
        assert_eq!((outlook.created, outlook.skipped, outlook.doubtful), (2, 2, 4));
        let named: Vec<_> = outlook.doubts.iter().map(|doubt| &doubt.why).collect();
        let why = "no tax".to_owned();
        assert_eq!(named, [&Why::NoCustomer, &Why::Fails { why, said: None }]);
        assert_eq!(outlook.doubts[0].label, "ORD2 (7)");

        let twice = [
            forecast("create", r#"{"name": "Ayşe", "email": "A@b.example"}"#),
            forecast("create", r#"{"name": "Ali", "email": "a@B.example "}"#),
            forecast("create", r#"{"name": "Nobody"}"#),
        ];
        let outlook = reckoned(FlowKind::Customers, &twice, 3);
        let [doubt] = outlook.doubts.as_slice() else {
            panic!("{outlook:?}")
        };
        assert!(doubt.label.starts_with("Ali"), "{doubt:?}");
        assert!(matches!(&doubt.why, Why::SameEmail { other } if other.starts_with("Ayşe")));
    }
}
