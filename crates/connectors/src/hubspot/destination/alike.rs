//! Deals and invoices where the account lacks our key: a try whose answer was lost is found by name and amount.
//!
//! Search is some seconds behind, and a record is tried again later than that. It is the second-best way: two
//! orders of one name and amount would be taken for one, which shops' order numbers rule out.

use std::collections::HashMap;

use domain::Value;

use super::{
    batch::{self, Fate, New},
    find,
};
use crate::hubspot::{lacking, objects::Object, portal::Portal, wire};

/// The properties with the name and the amount.
type Alike = (&'static str, &'static str);

/// Creates deals that are not there yet; answers in the same order.
pub(super) async fn create(portal: &Portal, object: Object, alike: Alike, deals: &[New]) -> Vec<Fate> {
    let there = match there(portal, object, alike, deals).await {
        Ok(there) => there,
        Err(failure) => {
            let failed = Fate::Failed {
                failure,
                answered: Value::Null,
            };
            return vec![failed; deals.len()];
        }
    };
    let mut fates: Vec<Option<Fate>> = deals.iter().map(|deal| found(&there, alike, deal)).collect();
    let places: Vec<usize> = (0..fates.len()).filter(|i| fates[*i].is_none()).collect();
    let news: Vec<New> = places.iter().map(|i| deals[*i].clone()).collect();
    for (i, fate) in places.into_iter().zip(batch::create(portal, object, &news).await) {
        fates[i] = Some(fate);
    }
    fates.into_iter().flatten().collect()
}

/// Deals by name (lower case).
async fn there(
    portal: &Portal,
    object: Object,
    (name, amount): Alike,
    deals: &[New],
) -> Result<HashMap<String, Vec<Value>>, domain::Failure> {
    let mut by_name: HashMap<String, Vec<Value>> = HashMap::new();
    if !lacking::is_keyless(&*lacking::look(portal, object).await?) {
        return Ok(by_name);
    }
    let names = find::distinct(&deals.iter().map(|deal| text(deal, name)).collect::<Vec<_>>());
    for record in find::search_in(portal, object, name, &names, &[name, amount]).await? {
        let name = record.get("properties").get(name).to_string().to_lowercase();
        by_name.entry(name).or_default().push(record);
    }
    Ok(by_name)
}

fn text(deal: &New, property: &str) -> String {
    deal.properties
        .get(property)
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn found(there: &HashMap<String, Vec<Value>>, (name, amount): Alike, deal: &New) -> Option<Fate> {
    let wanted = deal.properties.get(amount).and_then(Value::as_number);
    let record = there
        .get(&text(deal, name).to_lowercase())?
        .iter()
        .find(|record| record.get("properties").get(amount).as_number() == wanted)?;
    Some(Fate::Landed {
        id: wire::id(record.get("id"))?,
        created: false,
        answered: record.clone(),
    })
}
