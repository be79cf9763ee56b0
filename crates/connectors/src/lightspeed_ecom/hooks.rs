//! Webhooks: checks their signature and reads which record they tell of.
//!
//! `X-Signature` is md5 of the raw body and a secret. Nothing in it tells the time, so a recorded webhook can be
//! played back for ever; that is harmless, since a webhook is only a hint and the record is read anew from the
//! shop (dossier Lightspeed §4.13).

use domain::{RecordKey, StreamName, Value};
use http::HeaderMap;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::{
    credential::{Proof, ShopCredential, app_password, md5_hex},
    read,
};
use crate::{Hook, HookChange, HookRefused, LightspeedApp};

/// Which groups are told of, and by which header their id comes (group in the singular).
const GROUPS: [(&str, &str); 6] = [
    ("orders", "x-order-id"),
    ("invoices", "x-invoice-id"),
    ("shipments", "x-shipment-id"),
    ("customers", "x-customer-id"),
    ("products", "x-product-id"),
    ("variants", "x-variant-id"),
];

/// Checks a webhook and reads it. `secret` is the connection's credential as the vault keeps it, or the bare
/// secret.
pub(super) fn read(
    hook: &Hook<'_>,
    secret: Option<&str>,
    app: Option<&LightspeedApp>,
) -> Result<Vec<HookChange>, HookRefused> {
    check(hook, &secrets(secret, app))?;
    let account = header(hook.headers, "x-shop-id")
        .ok_or_else(|| HookRefused::Unreadable("the header X-Shop-Id is missing".to_owned()))?;
    let (group, id) = subject(hook)?;
    let changes = concerned(&group, &id, hook.body).into_iter();
    Ok(changes
        .map(|(streams, key)| HookChange {
            account: account.to_owned(),
            streams: streams.iter().map(|stream| StreamName::from(*stream)).collect(),
            key: RecordKey::from(key),
        })
        .collect())
}

/// The secrets with which the shop may have signed: sources name the app's own, and for a key made by hand
/// presumably the API secret (dossier Lightspeed §4.13).
fn secrets(connection: Option<&str>, app: Option<&LightspeedApp>) -> Vec<String> {
    let mut secrets = Vec::new();
    match connection.map(|kept| (kept, ShopCredential::from_vault(kept))) {
        Some((_, Ok(credential))) => match (credential.proof, app) {
            (Proof::Own { secret, .. }, _) => secrets.push(secret),
            (Proof::App { token }, Some(app)) => secrets.push(app_password(&token, app)),
            (Proof::App { .. }, None) => {}
        },
        Some((bare, Err(_))) => secrets.push(bare.to_owned()),
        None => {}
    }
    secrets.extend(app.map(|app| app.secret.expose_secret().to_owned()));
    secrets.retain(|secret| !secret.is_empty());
    secrets
}

fn check(hook: &Hook<'_>, secrets: &[String]) -> Result<(), HookRefused> {
    let told = header(hook.headers, "x-signature")
        .ok_or(HookRefused::Signature)?
        .to_ascii_lowercase();
    // Every secret is tried, so that the time taken does not tell which one it was.
    let matches = secrets.iter().fold(false, |matched, secret| {
        let wanted = md5_hex(&[hook.body, secret.as_bytes()]);
        bool::from(told.as_bytes().ct_eq(wanted.as_bytes())) | matched
    });
    if matches {
        Ok(())
    } else {
        Err(HookRefused::Signature)
    }
}

/// Group and id of the object: from `X-Event` and the group's id header, else from the body.
fn subject(hook: &Hook<'_>) -> Result<(String, String), HookRefused> {
    let event = header(hook.headers, "x-event").and_then(|event| event.split('/').next());
    let by_header = GROUPS
        .iter()
        .find(|(_, name)| hook.headers.contains_key(*name))
        .map(|(group, _)| *group);
    let group = event
        .or(by_header)
        .ok_or_else(|| {
            HookRefused::Unreadable("neither X-Event nor a header with the object's id is there".to_owned())
        })?
        .to_owned();
    let singular = group.strip_suffix('s').unwrap_or(&group);
    let id = match header(hook.headers, &format!("x-{singular}-id")) {
        Some(id) => id.to_owned(),
        None => body(hook.body)
            .map(|object| object.get("id").to_string())
            .unwrap_or_default(),
    };
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HookRefused::Unreadable(format!(
            "it tells of {group} without an id"
        )));
    }
    Ok((group, id))
}

/// Which streams may have changed, and which of their keys. A product has no key of its own in our streams
/// (records are variants), so a product's webhook is left to the next poll, which asks for its variants.
fn concerned(group: &str, id: &str, raw: &[u8]) -> Vec<(&'static [&'static str], String)> {
    let order = || {
        let paper = body(raw)?;
        let order = paper.at("order.id").to_string();
        (!order.is_empty()).then_some((order, paper.get("isCreditNote").as_bool() == Some(true)))
    };
    match group {
        "orders" => vec![(&["orders"], id.to_owned())],
        "customers" => vec![(&["customers"], id.to_owned())],
        "variants" => vec![(&["products", "stock"], id.to_owned())],
        "invoices" => {
            let mut changes: Vec<(&'static [&'static str], String)> = vec![(&["invoices"], id.to_owned())];
            // What a usual invoice does to its order, the order's own webhook tells; of what is credited, only this does.
            changes.extend(
                order()
                    .filter(|(_, credits)| *credits)
                    .map(|(order, _)| (&["orders"] as _, order)),
            );
            changes
        }
        "shipments" => order()
            .map(|(order, _)| (&["orders"] as _, order))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn body(raw: &[u8]) -> Option<Value> {
    let json = Value::from_json(raw).ok()?;
    read::unwrapped(json).map(read::cleaned)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)?
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"order":{"id":318204411}}"#;

    fn app() -> LightspeedApp {
        LightspeedApp {
            key: "app".to_owned(),
            secret: "geheim".to_owned().into(),
        }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn delivered(
        signature: &str,
        pairs: &[(&'static str, &str)],
        body: &[u8],
        secret: Option<&str>,
    ) -> Result<Vec<HookChange>, HookRefused> {
        let mut all = headers(pairs);
        all.insert("x-signature", signature.parse().unwrap());
        all.insert("x-shop-id", "240117".parse().unwrap());
        let hook = Hook {
            method: "POST",
            url: "https://kopru.example/hooks/lightspeed_ecom",
            headers: &all,
            body,
        };
        read(&hook, secret, Some(&app()))
    }

    fn signed(body: &[u8], secret: &str) -> String {
        md5_hex(&[body, secret.as_bytes()])
    }

    #[test]
    fn each_secret_that_the_shop_may_sign_with_is_accepted() {
        let order = [("x-event", "orders/created"), ("x-order-id", "318204411")];
        let own = r#"{"key":"k","secret":"api"}"#;
        let installed = r#"{"token":"abc"}"#;
        let by_token = app_password("abc", &app());
        for (signing, kept) in [
            ("geheim", None),
            ("geheim", Some(own)),
            ("api", Some(own)),
            ("bare", Some("bare")),
            (by_token.as_str(), Some(installed)),
        ] {
            let changes = delivered(&signed(BODY, signing), &order, BODY, kept).unwrap();
            assert_eq!(changes.len(), 1);
            assert_eq!(changes[0].account, "240117");
            assert_eq!(changes[0].key, "318204411".into());
            assert_eq!(changes[0].streams, ["orders".into()]);
        }
    }

    #[test]
    fn a_changed_body_or_a_foreign_secret_is_refused() {
        let order = [("x-event", "orders/created"), ("x-order-id", "318204411")];
        for (signature, secret) in [
            (signed(BODY, "other"), Some("api")),
            (signed(b"{}", "geheim"), None),
            (String::new(), None),
            // An empty secret would let anyone sign.
            (signed(BODY, ""), Some("")),
        ] {
            assert_eq!(
                delivered(&signature, &order, BODY, secret),
                Err(HookRefused::Signature),
                "{signature}"
            );
        }
    }

    #[test]
    fn the_group_says_which_streams_are_concerned() {
        let check = |pairs: &[(&'static str, &str)], body: &[u8], wanted: Option<(&[&str], &str)>| {
            let changes = delivered(&signed(body, "geheim"), pairs, body, None).unwrap();
            let found = changes.first().map(|change| {
                let streams: Vec<_> = change.streams.iter().map(StreamName::as_str).collect();
                (streams, change.key.as_str())
            });
            assert_eq!(found, wanted.map(|(streams, key)| (streams.to_vec(), key)));
        };
        check(
            &[("x-variant-id", "7")],
            b"{}",
            Some((&["products", "stock"], "7")),
        );
        check(
            &[("x-event", "customers/updated")],
            br#"{"customer":{"id":9}}"#,
            Some((&["customers"], "9")),
        );
        check(
            &[("x-event", "shipments/updated"), ("x-shipment-id", "5")],
            br#"{"shipment":{"id":5,"order":{"resource":{"id":318204411,"url":"orders/318204411","link":"x"}}}}"#,
            Some((&["orders"], "318204411")),
        );
        check(&[("x-product-id", "7")], b"{}", None);
        check(
            &[("x-event", "orders/deleted"), ("x-order-id", "8")],
            b"",
            Some((&["orders"], "8")),
        );
    }

    #[test]
    fn a_webhook_without_an_id_is_told_apart_from_a_forged_one() {
        let refused = delivered(
            &signed(b"[]", "geheim"),
            &[("x-event", "orders/updated")],
            b"[]",
            None,
        );
        assert!(matches!(refused, Err(HookRefused::Unreadable(_))), "{refused:?}");
    }
}
