//! What an order refers to is there before the order is: its customer and its articles, resolved for the
//! whole batch at once, so that a hundred orders cost a handful of calls.

use std::collections::{BTreeMap, HashMap};

use domain::{Failure, FailureReason, Map, RecordKey, Value};

use crate::{
    deliver::Ground,
    echo::link_noun,
    in_hand::InHand,
    plan::Plan,
    ports::{LinkChange, RemoteId, Side},
    upsert::{self, Policy},
};

/// A reference as far as it got: where it is, or why it could not be had.
type Resolved = HashMap<RecordKey, Result<RemoteId, Failure>>;

/// Resolves customers and articles of all open orders, puts them where the rules read them, and fails orders
/// whose reference failed. Gives the pairings to be kept, also those of orders that failed for other reasons.
pub(crate) async fn resolve(ground: &Ground<'_>, plan: &Plan, orders: &mut [InHand]) -> Vec<LinkChange> {
    let begin = ground.clock.now();
    let (customers, products) = futures_util::future::join(
        resolve_all(
            ground,
            plan.customers.as_deref(),
            Policy {
                create: true,
                update: plan.settings.yes("update_customers"),
            },
            wanted(orders, |order| customer_of(plan, order).into_iter().collect()),
        ),
        resolve_all(
            ground,
            plan.products.as_deref(),
            Policy {
                create: plan.settings.yes("create_products"),
                update: false,
            },
            wanted(orders, articles_of),
        ),
    )
    .await;
    let mut links = customers.links;
    links.extend(products.links);
    let now = ground.clock.now();
    for order in orders.iter_mut().filter(|order| order.is_open()) {
        if let Err(failure) = put_customer(plan, order, &customers.resolved)
            .and_then(|()| put_articles(order, &products.resolved))
        {
            order.fail(failure);
        }
        order.step("references", begin, now, "");
    }
    links
}

struct References {
    resolved: Resolved,
    links: Vec<LinkChange>,
}

fn wanted(orders: &[InHand], of: impl Fn(&Value) -> Vec<(RecordKey, Value)>) -> BTreeMap<RecordKey, Value> {
    let mut wanted = BTreeMap::new();
    for order in orders.iter().filter(|order| order.is_open()) {
        wanted.extend(of(&order.document));
    }
    wanted
}

async fn resolve_all(
    ground: &Ground<'_>,
    plan: Option<&Plan>,
    policy: Policy,
    wanted: BTreeMap<RecordKey, Value>,
) -> References {
    let mut references = References {
        resolved: Resolved::new(),
        links: Vec::new(),
    };
    let Some(plan) = plan.filter(|_| !wanted.is_empty()) else {
        return references;
    };
    let keys: Vec<RecordKey> = wanted.keys().cloned().collect();
    let mut links = match ground
        .journal
        .links(link_noun(plan.kind), Side::Source, &keys)
        .await
    {
        Ok(links) => links,
        Err(failure) => {
            references
                .resolved
                .extend(keys.into_iter().map(|key| (key, Err(failure.clone()))));
            return references;
        }
    };
    let records = wanted
        .into_iter()
        .map(|(key, document)| {
            let mut record = InHand::new(key, plan.noun);
            record.link = links.remove(&record.key);
            record.document = document;
            record
        })
        .collect();
    let upserted = upsert::run(ground, plan, policy, records).await;
    for (record, remote) in upserted.records {
        let result = match (record.outcome, remote) {
            (Some(domain::Outcome::Failed(failure)), _) => Err(failure),
            (_, Some(remote)) => Ok(remote),
            (_, None) => continue,
        };
        references.resolved.insert(record.key, result);
    }
    references.links = upserted.links;
    references
}

/// The customer of an order as a document of its own, with the order's addresses. None if the order goes to
/// the default account, which is there already, or if nothing is known of who ordered.
fn customer_of(plan: &Plan, order: &Value) -> Option<(RecordKey, Value)> {
    if default_customer(plan, order).is_some() {
        return None;
    }
    let key = customer_key(order)?;
    let mut customer = order.get("customer").clone();
    if ["email", "name", "last_name", "company_name", "phone"]
        .iter()
        .all(|field| customer.get(field).is_empty())
    {
        return None;
    }
    for address in ["billing_address", "shipping_address"] {
        customer.put(address, order.get(address).clone());
    }
    customer.put("id", key.as_str().into());
    Some((key, customer))
}

/// The default account, for an order that has no e-mail address to find a customer by.
fn default_customer(plan: &Plan, order: &Value) -> Option<RemoteId> {
    let default = plan.settings.text("default_customer");
    let usable = !order.at("customer.email").is_empty();
    (!usable && !default.is_empty()).then(|| RemoteId::new(default))
}

/// By the source's id; a guest without one by e-mail. Neither: there is no customer to speak of.
fn customer_key(order: &Value) -> Option<RecordKey> {
    let customer = order.get("customer");
    let email = customer.get("email").as_text().filter(|email| !email.is_empty());
    match customer.get("id") {
        id if !id.is_empty() => Some(id.to_string().into()),
        _ => email.map(|email| format!("email:{}", email.to_lowercase()).into()),
    }
}

/// The articles of an order's lines as documents of their own.
fn articles_of(order: &Value) -> Vec<(RecordKey, Value)> {
    let currency = order.get("currency");
    order
        .get("lines")
        .items()
        .iter()
        .filter_map(|line| {
            let key = article_key(line)?;
            let mut article = Map::new();
            for (to, from) in [
                ("sku", "sku"),
                ("ean", "ean"),
                ("article_code", "article_code"),
                ("brand", "brand"),
                ("price_excl", "unit_price_excl"),
                ("price_incl", "unit_price_incl"),
                ("tax_rate", "tax_rate"),
                ("weight", "weight"),
            ] {
                article.insert(to.to_owned(), line.get(from).clone());
            }
            let title = match (line.get("name").to_string(), line.get("variant").to_string()) {
                (name, variant) if variant.is_empty() => name,
                (name, variant) => format!("{name} – {variant}"),
            };
            article.insert("id".to_owned(), Value::text(key.as_str()));
            article.insert("title".to_owned(), Value::text(title));
            article.insert("currency".to_owned(), currency.clone());
            Some((key, Value::Map(article)))
        })
        .collect()
}

/// By the source's id of the variant; a line whose article is gone by SKU; a line without either stands alone.
fn article_key(line: &Value) -> Option<RecordKey> {
    match (line.get("variant_id"), line.get("sku")) {
        (id, _) if !id.is_empty() => Some(id.to_string().into()),
        (_, sku) if !sku.is_empty() => Some(format!("sku:{}", sku.to_string().to_lowercase()).into()),
        _ => None,
    }
}

fn put_customer(plan: &Plan, order: &mut InHand, customers: &Resolved) -> Result<(), Failure> {
    let remote = match default_customer(plan, &order.document) {
        Some(remote) => Some(remote),
        None => match customer_key(&order.document).and_then(|key| customers.get(&key)) {
            Some(Ok(remote)) => Some(remote.clone()),
            Some(Err(failure)) => return Err(because_of("customer", failure)),
            None => None,
        },
    };
    let customer = remote.map_or(Value::Null, |remote| remote.to_value());
    order.linked.put("customer", customer);
    Ok(())
}

fn put_articles(order: &mut InHand, products: &Resolved) -> Result<(), Failure> {
    let mut lines = order.document.get("lines").items().to_vec();
    for line in &mut lines {
        match article_key(line).and_then(|key| products.get(&key)) {
            Some(Ok(remote)) => line.put("linked_product", Value::text(remote.id.clone())),
            Some(Err(failure)) => {
                let name = line.get("sku").to_string();
                return Err(because_of(&format!("article {name}"), failure));
            }
            None => {}
        }
    }
    order.document.put("lines", Value::List(lines));
    Ok(())
}

/// The order's own failure: as lasting as the reference's, and told with it.
fn because_of(what: &str, failure: &Failure) -> Failure {
    let reason = if failure.is_permanent() {
        FailureReason::ReferenceFailed
    } else {
        failure.reason
    };
    Failure {
        reason,
        message: format!("Its {what} could not be written: {}", failure.message),
        // Its own sentence would pass for the order's.
        said: None,
        ..failure.clone()
    }
}
