//! Whether a webhook is Stripe's: `Stripe-Signature: t=…,v1=…`, an HMAC over time and raw body.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// How old a signature may be, either way: as Stripe's own libraries have it.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Why a webhook is not taken as Stripe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefused {
    /// There is none, or it is another's.
    #[error("the webhook is not signed by Stripe for this address")]
    Wrong,
    /// It was signed too long ago: a repetition of an old webhook.
    #[error("the webhook was signed more than five minutes ago")]
    Stale,
}

/// Checks a webhook's signature header against its raw body.
///
/// # Errors
/// Says why it is not Stripe's.
pub fn verify(
    secret: &SecretString,
    header: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), SignatureRefused> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let signed_at = parts()
        .find(|(name, _)| *name == "t")
        .and_then(|(_, at)| at.parse::<i64>().ok())
        .ok_or(SignatureRefused::Wrong)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .map_err(|_| SignatureRefused::Wrong)?;
    mac.update(signed_at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    // While a secret is exchanged there are two; each is compared in the same time, whatever it is.
    let right = parts()
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, signature)| hex::decode(signature).ok())
        .any(|signature| mac.clone().verify_slice(&signature).is_ok());
    if !right {
        return Err(SignatureRefused::Wrong);
    }
    let at = Timestamp::from_second(signed_at).map_err(|_| SignatureRefused::Wrong)?;
    if now.duration_since(at).abs() > TOLERANCE {
        return Err(SignatureRefused::Stale);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by OpenSSL: printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const V1: &str = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";

    fn check(header: &str, body: &[u8], seconds: i64) -> Result<(), SignatureRefused> {
        let now = Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        verify(&"whsec_test".to_owned().into(), header, body, now)
    }

    #[test]
    fn a_webhook_is_taken_within_five_minutes_of_its_signature() {
        let header = format!("t=1700000000,v1={V1}");
        assert_eq!(check(&header, BODY, 0), Ok(()));
        assert_eq!(check(&header, BODY, 300), Ok(()));
        assert_eq!(check(&header, BODY, 301), Err(SignatureRefused::Stale));
        assert_eq!(check(&header, BODY, -301), Err(SignatureRefused::Stale));
    }

    #[test]
    fn one_of_several_signatures_is_enough_and_old_schemes_are_not() {
        assert_eq!(check(&format!("t=1700000000,v1=00ff,v1={V1}"), BODY, 0), Ok(()));
        for wrong in [
            String::new(),
            "t=1700000000".to_owned(),
            format!("v1={V1}"),
            format!("t=1700000000,v0={V1}"),
            format!("t=1700000001,v1={V1}"),
            format!("t=now,v1={V1}"),
            "t=1700000000,v1=nothex".to_owned(),
        ] {
            assert_eq!(check(&wrong, BODY, 0), Err(SignatureRefused::Wrong), "{wrong}");
        }
        let header = format!("t=1700000000,v1={V1}");
        assert_eq!(
            check(&header, br#"{"id":"evt_2"}"#, 0),
            Err(SignatureRefused::Wrong)
        );
    }
}
