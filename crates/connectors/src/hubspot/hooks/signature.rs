use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::{Hook, HookRefused};

/// Older signatures are replays, and much younger ones come from a wrong clock.
const WINDOW_MS: i64 = 300_000;

/// Checks the signature on the raw body: version 3, which HubSpot puts on every webhook.
///
/// The older ones that stand beside it (`X-HubSpot-Signature`) are not taken: they carry no time, so who once saw
/// a webhook could strip the new signature and play it back for ever.
pub(in crate::hubspot) fn verify(hook: &Hook<'_>, secret: &str, now: Timestamp) -> Result<(), HookRefused> {
    let header = |name: &str| hook.headers.get(name).and_then(|value| value.to_str().ok());
    let signature = header("x-hubspot-signature-v3").ok_or(HookRefused::Signature)?;
    let timestamp = header("x-hubspot-request-timestamp").ok_or(HookRefused::Signature)?;
    let signed_at: i64 = timestamp.parse().map_err(|_| HookRefused::Signature)?;
    if now.as_millisecond().saturating_sub(signed_at).saturating_abs() > WINDOW_MS {
        return Err(HookRefused::Stale);
    }
    same(&v3(hook, secret, timestamp), signature)
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

#[cfg(test)]
mod tests {
    use http::HeaderMap;

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
    fn a_webhook_whose_new_signature_was_stripped_is_refused() {
        let v1 = "3991d95c900c95a0c18b5707bf4e1cbe3a99fe41dbb1922343ce9924b6c0989d";
        let old = headers(&[("x-hubspot-signature", v1), ("x-hubspot-signature-version", "v1")]);
        check(&old, URL, BODY, 0, &Err(HookRefused::Signature));
        check(&headers(&[]), URL, BODY, 0, &Err(HookRefused::Signature));
    }
}
