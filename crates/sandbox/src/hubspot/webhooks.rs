//! Webhooks: settings and subscriptions of the app, gathering and signing of deliveries
//! (dossier HubSpot §7).

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, header};
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Hub,
    access::unknown_token,
    answer::{Answer, Outcome, Refusal},
    call::Call,
    events::{Subscription, Subscriptions},
    kinds,
};
use crate::{Shared, clock::iso_ms, hooks::Delivery, lock};

/// Most events of one delivery.
const EVENTS: usize = 100;
/// Most subscriptions of an app.
const SUBSCRIPTIONS: usize = 1_000;
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Attempts after the first.
const RETRIES: u32 = 10;

/// `/webhooks/v3/{appId}/…`; `rest` begins with the app id.
pub(crate) fn call(
    hub: &Hub,
    shared: &Shared,
    call: &Call,
    rest: &[&str],
    bearer: Option<&str>,
    now: i64,
) -> Outcome {
    let keys = &shared.credentials.hubspot;
    let developer = |key: &str| key == keys.developer_key || hub.tokens.is_app(key, now);
    // The app developer's credentials, not the merchant's (dossier HubSpot §7.1).
    if !bearer.into_iter().chain(call.query("hapikey")).any(developer) {
        return Err(unknown_token());
    }
    let Some((app_id, rest)) = rest.split_first() else {
        return Err(Refusal::no_such_path());
    };
    if *app_id != keys.app_id.to_string() {
        return Err(Refusal::not_found());
    }
    match (call.method.as_str(), rest) {
        (_, ["settings"]) => settings(hub, call, now),
        ("GET", ["subscriptions"]) => {
            let all: Vec<Value> = hub
                .subscriptions()
                .all
                .iter()
                .map(Subscription::to_json)
                .collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        ("POST", ["subscriptions"]) => subscribe(hub, call, now),
        ("POST", ["subscriptions", "batch", "update"]) => switch_many(hub, call, now),
        (_, ["subscriptions", id]) => one(hub, call, id, now),
        _ => Err(Refusal::no_such_path()),
    }
}

fn settings(hub: &Hub, call: &Call, now: i64) -> Outcome {
    match call.method.as_str() {
        "PUT" => {
            let body = call.object()?;
            let target = body
                .get("targetUrl")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            let at_once = body
                .get("throttling")
                .and_then(|t| t.get("maxConcurrentRequests"))
                .and_then(Value::as_u64)
                .unwrap_or(10);
            if url::Url::parse(&target).is_err() {
                return Err(Refusal::invalid(format!(
                    "targetUrl is not a valid URL: {target}"
                )));
            }
            if at_once <= 5 {
                return Err(Refusal::invalid("maxConcurrentRequests must be greater than 5"));
            }
            hub.change_subscriptions(|s| {
                s.target_url = Some(target);
                s.at_once = at_once;
                s.set_at = now;
            });
        }
        "DELETE" => {
            hub.change_subscriptions(|s| s.target_url = None);
            return Ok(Answer::nothing());
        }
        "GET" => {}
        _ => return Err(Refusal::wrong_method()),
    }
    let held = hub.subscriptions();
    let Some(target) = &held.target_url else {
        return Err(Refusal::not_found());
    };
    Ok(Answer::json(
        200,
        &json!({"targetUrl": target, "createdAt": iso_ms(held.set_at), "updatedAt": iso_ms(held.set_at),
            "throttling": {"maxConcurrentRequests": held.at_once, "period": "SECONDLY"}}),
    ))
}

fn valid_event(event_type: &str, object_type: Option<&str>) -> bool {
    let Some((subject, action)) = event_type.split_once('.') else {
        return false;
    };
    let action_known = match action {
        "creation" | "deletion" | "merge" | "propertyChange" | "restore" => true,
        "associationChange" => subject != "product",
        "privacyDeletion" => subject == "contact",
        _ => false,
    };
    let subject_known = match subject {
        "object" => object_type.is_some_and(|id| kinds::find(id).is_some()),
        "contact" | "company" | "deal" | "ticket" | "line_item" | "product" => true,
        _ => false,
    };
    (action_known && subject_known) || subject == "conversation"
}

fn subscribe(hub: &Hub, call: &Call, now: i64) -> Outcome {
    let body = call.object()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let event_type = text("eventType").unwrap_or_default();
    let object_type = text("objectTypeId");
    if !valid_event(&event_type, object_type.as_deref()) {
        return Err(Refusal::invalid(format!(
            "{event_type} is not a valid subscription type"
        )));
    }
    let property = text("propertyName");
    if event_type.ends_with(".propertyChange") {
        match property.as_deref() {
            None | Some("") => {
                return Err(Refusal::invalid(
                    "propertyName is required for propertyChange subscriptions",
                ));
            }
            Some(name @ ("hs_lastmodifieddate" | "num_unique_conversion_events")) => {
                return Err(Refusal::invalid(format!(
                    "The property {name} cannot be subscribed to"
                )));
            }
            Some(_) => {}
        }
    }
    let held = hub.subscriptions();
    if held.all.len() >= SUBSCRIPTIONS {
        return Err(Refusal::invalid(format!(
            "An app can have at most {SUBSCRIPTIONS} subscriptions"
        )));
    }
    let same = |s: &Subscription| {
        s.event_type == event_type && s.property == property && s.object_type == object_type
    };
    if held.all.iter().any(same) {
        return Err(Refusal::new(
            409,
            "CONFLICT",
            "A subscription of this type already exists",
        ));
    }
    let subscription = Subscription {
        id: held.all.iter().map(|s| s.id).max().unwrap_or(24_310) + 7,
        event_type,
        property,
        object_type,
        active: body.get("active").and_then(Value::as_bool).unwrap_or(false),
        created: now,
        updated: None,
    };
    let shown = subscription.to_json();
    hub.change_subscriptions(|s| s.all.push(subscription));
    Ok(Answer::json(201, &shown))
}

fn switch_many(hub: &Hub, call: &Call, now: i64) -> Outcome {
    let body = call.object()?;
    let empty = Vec::new();
    let inputs = body.get("inputs").and_then(Value::as_array).unwrap_or(&empty);
    let wishes: Vec<(u64, bool)> = inputs
        .iter()
        .filter_map(|i| {
            let id = i.get("id")?;
            let id = id.as_u64().or_else(|| id.as_str()?.parse().ok())?;
            Some((id, i.get("active")?.as_bool()?))
        })
        .collect();
    hub.change_subscriptions(|s| {
        for subscription in &mut s.all {
            if let Some((_, active)) = wishes.iter().find(|(id, _)| *id == subscription.id) {
                subscription.active = *active;
                subscription.updated = Some(now);
            }
        }
    });
    let held = hub.subscriptions();
    let changed = held
        .all
        .iter()
        .filter(|s| wishes.iter().any(|(id, _)| *id == s.id));
    let results: Vec<Value> = changed.map(Subscription::to_json).collect();
    Ok(Answer::json(
        200,
        &json!({"status": "COMPLETE", "results": results, "startedAt": iso_ms(now), "completedAt": iso_ms(now)}),
    ))
}

fn one(hub: &Hub, call: &Call, id: &str, now: i64) -> Outcome {
    let known = |s: &Subscription| s.id.to_string() == id;
    if !hub.subscriptions().all.iter().any(known) {
        return Err(Refusal::not_found());
    }
    match call.method.as_str() {
        "GET" => {}
        "PATCH" => {
            let active = call.object()?.get("active").and_then(Value::as_bool);
            hub.change_subscriptions(|s| {
                for subscription in s.all.iter_mut().filter(|s| known(s)) {
                    subscription.active = active.unwrap_or(subscription.active);
                    subscription.updated = Some(now);
                }
            });
        }
        "DELETE" => {
            hub.change_subscriptions(|s| s.all.retain(|s| !known(s)));
            return Ok(Answer::nothing());
        }
        _ => return Err(Refusal::wrong_method()),
    }
    let held = hub.subscriptions();
    let shown = held
        .all
        .iter()
        .find(|s| known(s))
        .map(Subscription::to_json)
        .ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(200, &shown))
}

// ---- delivery ----------------------------------------------------------------------------------

/// Gathers events for a moment, then sends them in batches, mixed.
pub(crate) fn gather(hub: &Arc<Hub>, shared: &Arc<Shared>, events: Vec<Value>) {
    if events.is_empty() {
        return;
    }
    let first = {
        let mut waiting = lock(&hub.outgoing);
        let first = waiting.is_empty();
        waiting.extend(events);
        first
    };
    if first {
        let (hub, shared) = (hub.clone(), shared.clone());
        tokio::spawn(async move {
            let pause = shared.settings.get().hubspot.hook_gather_ms;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let events = std::mem::take(&mut *lock(&hub.outgoing));
            send(&hub.subscriptions(), &shared, events);
        });
    }
}

fn send(subscriptions: &Subscriptions, shared: &Arc<Shared>, mut events: Vec<Value>) {
    let Some(target) = &subscriptions.target_url else {
        return;
    };
    let knobs = shared.settings.get();
    events.shuffle(&mut rand::rng());
    for batch in events.chunks(EVENTS) {
        for _ in 0..if knobs.hubspot.hook_twice { 2 } else { 1 } {
            let (batch, url, again) = (batch.to_vec(), target.clone(), shared.clone());
            shared.hooks.send(Delivery {
                url: target.clone(),
                compose: Box::new(move |attempt| compose(&again, &url, &batch, attempt)),
                timeout: PATIENCE,
                retries: RETRIES,
                first_wait: Duration::from_millis(knobs.hook_retry_ms),
            });
        }
    }
}

fn compose(shared: &Shared, url: &str, events: &[Value], attempt: u32) -> (HeaderMap, Bytes) {
    let mut events = events.to_vec();
    for event in &mut events {
        event["attemptNumber"] = json!(attempt);
    }
    let body = Value::from(events).to_string();
    let secret = &shared.credentials.hubspot.client_secret;
    let timestamp = shared.clock.now_ms().to_string();
    let mut headers = HeaderMap::new();
    let signed = [
        (
            "x-hubspot-signature-v3",
            signature_v3(secret, "POST", url, &body, &timestamp),
        ),
        ("x-hubspot-request-timestamp", timestamp),
        ("x-hubspot-signature", signature_v1(secret, &body)),
        ("x-hubspot-signature-version", "v1".to_owned()),
    ];
    for (name, value) in signed {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        header::USER_AGENT,
        HeaderValue::from_static("HubSpot Connect 2.0 (http://dev.hubspot.com/)"),
    );
    (headers, Bytes::from(body))
}

/// Base64 of HMAC-SHA-256 over verb, decoded address, body and timestamp.
fn signature_v3(secret: &str, method: &str, url: &str, body: &str, timestamp: &str) -> String {
    let source = format!("{method}{}{body}{timestamp}", decoded(url));
    match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mut mac) => {
            mac.update(source.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }
        // HMAC takes keys of any length.
        Err(_) => String::new(),
    }
}

/// Hex of SHA-256 over secret and body.
fn signature_v1(secret: &str, body: &str) -> String {
    hex::encode(Sha256::new().chain_update(secret).chain_update(body).finalize())
}

/// Exactly these escapes are decoded before signing (dossier HubSpot §7.3).
fn decoded(url: &str) -> String {
    const ESCAPES: [(&str, char); 12] = [
        ("3A", ':'),
        ("2F", '/'),
        ("3F", '?'),
        ("40", '@'),
        ("21", '!'),
        ("24", '$'),
        ("27", '\''),
        ("28", '('),
        ("29", ')'),
        ("2A", '*'),
        ("2C", ','),
        ("3B", ';'),
    ];
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let hex = rest.get(at + 1..at + 3).unwrap_or_default();
        match ESCAPES.iter().find(|(code, _)| code.eq_ignore_ascii_case(hex)) {
            Some((_, letter)) => {
                out.push(*letter);
                rest = &rest[at + 3..];
            }
            None => {
                out.push('%');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"[{"eventId":1,"subscriptionId":2,"portalId":3,"appId":4,"occurredAt":1763971199000,"subscriptionType":"deal.creation","attemptNumber":0,"objectId":5,"changeSource":"CRM_UI","changeFlag":"CREATED"}]"#;

    #[test]
    fn signatures_equal_the_dossiers_test_vector() {
        let url = "https://kopru.example/hooks/hubspot?tenant=a%3Ab%2Fc";
        let v3 = signature_v3("kopru-client-secret", "POST", url, BODY, "1763971200000");
        assert_eq!(v3, "l65FsBvkWJgc0Niqli7SVM7+C70vGPKeNuzzXVXEaJo=");
        assert_eq!(
            signature_v1("kopru-client-secret", BODY),
            "3991d95c900c95a0c18b5707bf4e1cbe3a99fe41dbb1922343ce9924b6c0989d"
        );
    }

    #[test]
    fn only_the_listed_escapes_are_decoded() {
        assert_eq!(decoded("https://a/?x=%3a%20%2f%25"), "https://a/?x=:%20/%25");
        assert_eq!(decoded("https://a/%"), "https://a/%");
    }
}
