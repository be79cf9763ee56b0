//! Webhooks from HubSpot: signature, events, subscriptions (dossier HubSpot §7).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{Failure, FailureReason, StreamName, Value};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;

use super::{errors, paths, streams::Stream, wire};
use crate::{
    Hook, HookChange, HookRefused,
    http::{Answer, Client},
};

/// Older signatures are replays, and much younger ones come from a wrong clock.
const WINDOW_MS: i64 = 300_000;

/// Checks the signature on the raw body.
pub(super) fn verify(hook: &Hook<'_>, secret: &str, now: Timestamp) -> Result<(), HookRefused> {
    let header = |name: &str| hook.headers.get(name).and_then(|value| value.to_str().ok());
    match header("x-hubspot-signature-v3") {
        Some(signature) => {
            let timestamp = header("x-hubspot-request-timestamp").ok_or(HookRefused::Signature)?;
            let signed_at: i64 = timestamp.parse().map_err(|_| HookRefused::Signature)?;
            if now.as_millisecond().saturating_sub(signed_at).saturating_abs() > WINDOW_MS {
                return Err(HookRefused::Stale);
            }
            same(&v3(hook, secret, timestamp), signature)
        }
        // Apps of old kinds sign without time; only taken where nothing better is sent.
        None => same(
            &old(hook, secret, hook.headers),
            header("x-hubspot-signature").unwrap_or_default(),
        ),
    }
}

fn same(ours: &str, theirs: &str) -> Result<(), HookRefused> {
    if bool::from(ours.as_bytes().ct_eq(theirs.as_bytes())) {
        Ok(())
    } else {
        Err(HookRefused::Signature)
    }
}

fn v3(hook: &Hook<'_>, secret: &str, timestamp: &str) -> String {
    // A key of any length fits HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(hook.method.as_bytes());
    mac.update(decode(hook.url).as_bytes());
    mac.update(hook.body);
    mac.update(timestamp.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// v1: secret and body; v2: secret, method, address and body.
fn old(hook: &Hook<'_>, secret: &str, headers: &HeaderMap) -> String {
    let mut hash = Sha256::new();
    hash.update(secret);
    if headers
        .get("x-hubspot-signature-version")
        .is_some_and(|version| version == "v2")
    {
        hash.update(hook.method);
        hash.update(hook.url);
    }
    hash.update(hook.body);
    hex::encode(hash.finalize())
}

/// HubSpot decodes exactly these before it signs, and nothing else.
const DECODED: [(&str, &str); 12] = [
    ("3A", ":"),
    ("2F", "/"),
    ("3F", "?"),
    ("40", "@"),
    ("21", "!"),
    ("24", "$"),
    ("27", "'"),
    ("28", "("),
    ("29", ")"),
    ("2A", "*"),
    ("2C", ","),
    ("3B", ";"),
];

fn decode(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).unwrap_or_default();
        match DECODED.iter().find(|(hex, _)| hex.eq_ignore_ascii_case(code)) {
            Some((_, plain)) => {
                out.push_str(plain);
                rest = &after[2..];
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The changes that a delivery tells of, each record once. Events of records that we do not read are left out.
///
/// What our own app did comes, too (`changeSource` INTEGRATION with our app's id as `sourceId`). It is not
/// dropped here: another tenant may have done it in the same account. The engine recognises an echo by what
/// is in it.
pub(super) fn changes(body: &[u8]) -> Result<Vec<HookChange>, HookRefused> {
    let events = Value::from_json(body).map_err(|error| HookRefused::Unreadable(error.to_string()))?;
    let events = match events {
        Value::List(events) => events,
        event @ Value::Map(_) => vec![event],
        _ => {
            return Err(HookRefused::Unreadable(
                "neither a list of events nor an event".to_owned(),
            ));
        }
    };
    let mut changes: Vec<HookChange> = Vec::new();
    for event in &events {
        let (Some(account), streams) = (wire::id(event.get("portalId")), streams_of(event)) else {
            continue;
        };
        if streams.is_empty() {
            continue;
        }
        for id in records_of(event) {
            let change = HookChange {
                account: account.clone(),
                streams: streams.clone(),
                key: id.into(),
            };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    Ok(changes)
}

fn streams_of(event: &Value) -> Vec<StreamName> {
    let kind = ["subscriptionType", "eventType"]
        .iter()
        .find_map(|name| event.get(name).as_text())
        .unwrap_or_default();
    let object = match (
        kind.split('.').next().unwrap_or_default(),
        event.get("objectTypeId").as_text(),
    ) {
        ("object", Some(id)) => id,
        (name, _) => name,
    };
    match object {
        "contact" | "0-1" => vec![Stream::Customers.as_str().into()],
        "product" | "0-7" => vec![Stream::Products.as_str().into(), Stream::Stock.as_str().into()],
        _ => Vec::new(),
    }
}

/// Which records an event is about. An association is about the end that flows read; a merge about all.
fn records_of(event: &Value) -> Vec<String> {
    let merged = event.get("mergedObjectIds").items().iter();
    let named = ["objectId", "primaryObjectId", "newObjectId"].map(|name| event.get(name));
    let mut all: Vec<String> = named.into_iter().chain(merged).filter_map(wire::id).collect();
    if all.is_empty() {
        all.extend(wire::id(event.get("fromObjectId")));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What we want to be told of, app-wide.
const WANTED: [(&str, Option<&str>); 24] = [
    ("contact.creation", None),
    ("contact.deletion", None),
    ("contact.merge", None),
    ("contact.restore", None),
    ("contact.associationChange", None),
    ("contact.propertyChange", Some("email")),
    ("contact.propertyChange", Some("firstname")),
    ("contact.propertyChange", Some("lastname")),
    ("contact.propertyChange", Some("phone")),
    ("contact.propertyChange", Some("mobilephone")),
    ("contact.propertyChange", Some("address")),
    ("contact.propertyChange", Some("zip")),
    ("contact.propertyChange", Some("city")),
    ("contact.propertyChange", Some("country")),
    ("product.creation", None),
    ("product.deletion", None),
    ("product.restore", None),
    ("product.propertyChange", Some("name")),
    ("product.propertyChange", Some("hs_sku")),
    ("product.propertyChange", Some("price")),
    ("product.propertyChange", Some("description")),
    ("product.propertyChange", Some("hs_images")),
    ("product.propertyChange", Some("kopru_stock")),
    ("product.propertyChange", Some("kopru_categories")),
];

/// Subscribes the app, each kind once. Polling finds what is not subscribed to.
pub(super) async fn subscribe(
    client: &Client,
    api: &Url,
    app_id: &str,
    key: &SecretString,
    callback: &Url,
) -> Result<(), Failure> {
    let developer = Developer { client, api, key };
    let subscriptions = paths::webhook_subscriptions(app_id);
    let throttling = Value::from([("maxConcurrentRequests", Value::from(10))]);
    let settings = Value::from([
        ("targetUrl", callback.as_str().into()),
        ("throttling", throttling),
    ]);
    developer
        .call(
            http::Method::PUT,
            &paths::webhook_settings(app_id),
            Some(&settings),
        )
        .await?;
    let there = developer.call(http::Method::GET, &subscriptions, None).await?;
    let is_there = |kind: &str, property: Option<&str>| {
        there.get("results").items().iter().any(|known| {
            known.get("eventType").as_text() == Some(kind)
                && known
                    .get("propertyName")
                    .as_text()
                    .filter(|name| !name.is_empty())
                    == property
        })
    };
    for (kind, property) in WANTED
        .into_iter()
        .filter(|(kind, property)| !is_there(kind, *property))
    {
        let mut wish = Value::from([("eventType", kind.into()), ("active", true.into())]);
        if let Some(property) = property {
            wish.put("propertyName", property.into());
        }
        developer
            .call(http::Method::POST, &subscriptions, Some(&wish))
            .await?;
    }
    Ok(())
}

/// Calls with the developer's key instead of the merchant's sign-in; few, and outside the merchant's budget.
struct Developer<'a> {
    client: &'a Client,
    api: &'a Url,
    key: &'a SecretString,
}

impl Developer<'_> {
    async fn call(&self, method: http::Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let url = format!(
            "{}{path}?hapikey={}",
            self.api.as_str().trim_end_matches('/'),
            self.key.expose_secret()
        );
        let request = http::Request::builder()
            .method(method)
            .uri(url)
            .header(http::header::CONTENT_TYPE, "application/json")
            .header(http::header::ACCEPT, "application/json")
            .body(body.map(Value::to_json).unwrap_or_default().into_bytes())
            .map_err(|_| {
                Failure::permanent(
                    FailureReason::BadSetting,
                    "HubSpot's developer key holds a character that no key has.",
                )
            })?;
        let (head, body) = self.client.exchange(request).await?.into_parts();
        let answer = Answer {
            status: head.status,
            headers: head.headers,
            raw: body.into(),
        };
        if answer.status.is_success() {
            return answer.json();
        }
        let mut failure = errors::classify("webhook subscription", &answer, jiff::Timestamp::now(), None);
        if answer.status.as_u16() == 401 {
            failure = Failure::permanent(
                FailureReason::BadSetting,
                "HubSpot does not accept the configured developer key.",
            );
        }
        Err(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "kopru-client-secret";
    const BODY: &str = r#"[{"eventId":1,"subscriptionId":2,"portalId":3,"appId":4,"occurredAt":1763971199000,"subscriptionType":"deal.creation","attemptNumber":0,"objectId":5,"changeSource":"CRM_UI","changeFlag":"CREATED"}]"#;
    const URL: &str = "https://kopru.example/hooks/hubspot?tenant=a%3Ab%2Fc";
    const V3: &str = "l65FsBvkWJgc0Niqli7SVM7+C70vGPKeNuzzXVXEaJo=";

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        all.iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[track_caller]
    fn check(headers: &HeaderMap, url: &str, body: &str, at: i64, wanted: &Result<(), HookRefused>) {
        let hook = Hook {
            method: "POST",
            url,
            headers,
            body: body.as_bytes(),
        };
        let now = Timestamp::from_millisecond(at).unwrap();
        assert_eq!(&verify(&hook, SECRET, now), wanted);
    }

    #[test]
    fn the_signature_of_the_dossier_is_accepted_and_no_other() {
        let at = 1_763_971_200_000;
        let signed = headers(&[
            ("x-hubspot-signature-v3", V3),
            ("x-hubspot-request-timestamp", "1763971200000"),
        ]);
        check(&signed, URL, BODY, at + 1_000, &Ok(()));
        check(&signed, URL, BODY, at + 300_001, &Err(HookRefused::Stale));
        check(&signed, URL, BODY, at - 300_001, &Err(HookRefused::Stale));
        check(
            &signed,
            URL,
            &BODY.replace("\"objectId\":5", "\"objectId\":6"),
            at,
            &Err(HookRefused::Signature),
        );
        check(
            &signed,
            "https://kopru.example/hooks/hubspot",
            BODY,
            at,
            &Err(HookRefused::Signature),
        );
    }

    #[test]
    fn old_signatures_are_only_taken_where_there_is_no_new_one() {
        let v1 = "3991d95c900c95a0c18b5707bf4e1cbe3a99fe41dbb1922343ce9924b6c0989d";
        let old = headers(&[("x-hubspot-signature", v1), ("x-hubspot-signature-version", "v1")]);
        check(&old, URL, BODY, 0, &Ok(()));
        let v2 = headers(&[
            (
                "x-hubspot-signature",
                "41a449e8d436060131d7951d13c090ecac9ed208483b03cd5b94019ea92e6e76",
            ),
            ("x-hubspot-signature-version", "v2"),
        ]);
        check(
            &v2,
            "https://kopru.example/hooks/hubspot?tenant=a:b/c",
            BODY,
            0,
            &Ok(()),
        );
        let both = headers(&[
            ("x-hubspot-signature", v1),
            ("x-hubspot-signature-v3", "wrong"),
            ("x-hubspot-request-timestamp", "0"),
        ]);
        check(&both, URL, BODY, 0, &Err(HookRefused::Signature));
        check(&headers(&[]), URL, BODY, 0, &Err(HookRefused::Signature));
    }

    #[test]
    fn events_become_hints_each_record_once() {
        let body = r#"[
            {"portalId":7,"subscriptionType":"contact.propertyChange","objectId":30151,"propertyName":"phone","changeSource":"CRM_UI"},
            {"portalId":7,"subscriptionType":"contact.propertyChange","objectId":30151,"propertyName":"city","changeSource":"CRM_UI"},
            {"portalId":7,"eventType":"product.creation","objectId":10,"changeSource":"INTEGRATION","sourceId":"1160452"},
            {"portalId":8,"subscriptionType":"object.creation","objectTypeId":"0-7","objectId":9,"changeSource":"CRM_UI"},
            {"portalId":7,"subscriptionType":"deal.creation","objectId":1,"changeSource":"CRM_UI"}]"#;
        let changes = changes(body.as_bytes()).unwrap();
        let told: Vec<_> = changes
            .iter()
            .map(|change| {
                (
                    change.account.as_str(),
                    change.streams[0].as_str(),
                    change.key.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("7", "customers", "30151"),
                ("7", "products", "10"),
                ("8", "products", "9")
            ]
        );
        assert!(matches!(
            super::changes(b"<html>"),
            Err(HookRefused::Unreadable(_))
        ));
    }
}
