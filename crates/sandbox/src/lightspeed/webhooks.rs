//! Telling subscribers what happened (dossier Lightspeed §4.13).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use md5::{Digest as _, Md5};
use serde_json::Value;

use super::Context;
use super::json::Out;
use super::orders;
use super::papers;
use super::state::{Happened, State};
use super::{customers, products, variants};
use crate::shop::country::LANGUAGES;

/// A message to one subscriber, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// One message for each subscription that something matches: who subscribed twice gets two.
pub(crate) fn messages(state: &State, context: &Context, happened: &[Happened]) -> Vec<Message> {
    let Some(hooks) = state.records.get("webhooks") else {
        return Vec::new();
    };
    if hooks.rows.is_empty() {
        return Vec::new();
    }
    let mut messages = Vec::new();
    for event in happened {
        for hook in hooks.rows.values() {
            let value = |name: &str| hook.values.get(name).and_then(Value::as_str).unwrap_or("");
            let active = hook
                .values
                .get("isActive")
                .and_then(Value::as_bool)
                .unwrap_or(true);
            let matches =
                value("itemGroup") == event.group && matches_action(value("itemAction"), event.action);
            if active && matches {
                let language = Some(value("language"))
                    .filter(|code| !code.is_empty())
                    .unwrap_or(LANGUAGES[0].code);
                let body = body(state, context, language, event);
                messages.push(Message {
                    url: value("address").to_owned(),
                    headers: headers(context, event, language, &body, context.hook_secret(hook)),
                    body: body.into(),
                });
            }
        }
    }
    messages
}

/// `*` stands for what happens to the object itself; `paid` and `shipped` have to be named, so that
/// one change is one message for whoever asked for everything ([K]).
fn matches_action(wanted: &str, action: &str) -> bool {
    wanted == action || wanted == "*" && matches!(action, "created" | "updated" | "deleted")
}

fn headers(context: &Context, event: &Happened, language: &str, body: &str, secret: &str) -> HeaderMap {
    let singular = event.group.strip_suffix('s').unwrap_or(event.group);
    let mut headers = HeaderMap::new();
    let mut put = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            headers.insert(name, value);
        }
    };
    put("content-type", "application/json");
    put("x-shop-id", &context.shop_id.to_string());
    put("x-cluster-id", "eu1");
    put("x-format", "json");
    put("x-language", language);
    put("x-event", &format!("{}/{}", event.group, event.action));
    put(&format!("x-{singular}-id"), &event.id.to_string());
    put("x-request-id", &uuid::Uuid::now_v7().simple().to_string());
    put("x-signature", &sign(body.as_bytes(), secret));
    let [five_minutes, hour, day] = context.knobs.limits;
    let limit = format!("{five_minutes}/{hour}/{day}");
    put("x-ratelimit-limit", &limit);
    put("x-ratelimit-remaining", &limit);
    put("x-ratelimit-reset", "300/3600/86400");
    headers
}

/// Lower-case hex of md5 over the raw body and the secret.
pub(crate) fn sign(body: &[u8], secret: &str) -> String {
    let mut digest = Md5::new();
    digest.update(body);
    digest.update(secret.as_bytes());
    hex::encode(digest.finalize())
}

/// The same object as a GET answers; of a deleted one only the number ([K] dossier §4.13).
fn body(state: &State, context: &Context, language: &str, event: &Happened) -> String {
    let base = context.address(language);
    let mut out = Out::new(&base, language);
    let id = event.id;
    out.object(|out| {
        let gone = |out: &mut Out| out.id("id", id);
        match event.group {
            "orders" => out.nested("order", |out| match state.orders.get(id) {
                Some(order) => orders::write(state, out, order, context.knobs.embed_order),
                None => gone(out),
            }),
            "invoices" => out.nested("invoice", |out| match state.invoices.get(id) {
                Some(invoice) => papers::write_invoice(out, invoice),
                None => gone(out),
            }),
            "shipments" => out.nested("shipment", |out| {
                let shipment = state.shipments.get(id);
                match shipment.and_then(|shipment| Some((shipment, state.orders.get(shipment.order)?))) {
                    Some((shipment, order)) => papers::write_shipment(out, shipment, order),
                    None => gone(out),
                }
            }),
            "customers" => out.nested("customer", |out| match state.customers.get(id) {
                Some(customer) => customers::write(out, customer),
                None => gone(out),
            }),
            "products" => out.nested("product", |out| match state.products.get(id) {
                Some(product) => products::write(state, out, product),
                None => gone(out),
            }),
            "variants" => out.nested("variant", |out| match state.variants.get(id) {
                Some(variant) => variants::write(state, out, variant),
                None => gone(out),
            }),
            group => {
                let records = state.records.get(group);
                let name = records.map_or("object", |records| records.kind.one);
                out.nested(name, |out| {
                    match records.and_then(|records| Some((records.kind, records.rows.get(&id)?))) {
                        Some((kind, row)) => kind.write(out, row),
                        None => gone(out),
                    }
                });
            }
        }
    });
    out.finish()
}

/// How long a receiver may take; no source says ([K]).
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_md5_of_body_and_secret() {
        // md5("abc"), from RFC 1321.
        assert_eq!(sign(b"a", "bc"), "900150983cd24fb0d6963f7d28e17f72");
    }

    #[test]
    fn a_star_takes_the_three_plain_actions() {
        assert!(matches_action("*", "created"));
        assert!(!matches_action("*", "paid"));
        assert!(matches_action("paid", "paid"));
    }
}
