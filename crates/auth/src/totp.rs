//! Codes of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, as every app understands.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::AuthError;

const STEP: u64 = 30;

/// The secret that an app and we share, in the letters and digits that people can type.
#[derive(Clone, Debug)]
pub struct TotpSecret(SecretString);

impl TotpSecret {
    /// A new one of 20 bytes.
    #[must_use]
    pub fn generate() -> Self {
        Self(Secret::generate().to_base32().into())
    }

    /// Takes what was stored.
    #[must_use]
    pub fn from_stored(text: SecretString) -> Self {
        Self(text)
    }

    /// The letters and digits, to be typed into an app and to be sealed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    fn totp(&self, account: &str) -> Result<Totp, AuthError> {
        let secret = Secret::try_from_base32(self.reveal()).map_err(|_| AuthError::TotpSecret)?;
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            // One step to either side: clocks differ, and typing takes time.
            .with_skew(1)
            .with_step_duration(STEP)
            .with_secret(secret)
            // A colon would end the issuer's name.
            .with_account_name(account.replace(':', " "))
            .with_issuer(Some("Kopru"))
            .build()
            .map_err(|_| AuthError::TotpSecret)
    }

    /// What an app reads from the QR code.
    ///
    /// # Errors
    /// When the stored secret is none.
    pub fn address(&self, account: &str) -> Result<String, AuthError> {
        self.totp(account)?.to_url().map_err(|_| AuthError::TotpSecret)
    }

    /// The time step whose code this is; none if it is wrong or no later than `last`, the step that was used before:
    /// a code counts once, so that nobody who looked over a shoulder can use it again.
    ///
    /// # Errors
    /// When the stored secret is none.
    pub fn check(&self, code: &str, now: Timestamp, last: i64) -> Result<Option<i64>, AuthError> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(now.as_second()).unwrap_or_default();
        let step = self.totp("kopru")?.check(&digits, now);
        Ok(step
            .and_then(|step| i64::try_from(step).ok())
            .filter(|step| *step > last))
    }

    /// The code of a moment, as an app shows it (for tests and for who has no app at hand).
    ///
    /// # Errors
    /// When the stored secret is none.
    pub fn code(&self, now: Timestamp) -> Result<String, AuthError> {
        let now = u64::try_from(now.as_second()).unwrap_or_default();
        Ok(self.totp("kopru")?.generate(now).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's test vectors, "12345678901234567890".
    fn of_the_rfc() -> TotpSecret {
        TotpSecret::from_stored("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned().into())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(of_the_rfc().code(at(second)).unwrap(), code);
            assert_eq!(
                of_the_rfc().check(code, at(second), 0).unwrap(),
                Some(second / 30)
            );
        }
    }

    #[test]
    fn a_code_lives_a_minute_and_counts_once() {
        let (secret, now) = (of_the_rfc(), at(1_111_111_109));
        assert!(
            secret
                .check("081 804", at(1_111_111_109 + 30), 0)
                .unwrap()
                .is_some()
        );
        assert!(
            secret
                .check("081804", at(1_111_111_109 + 90), 0)
                .unwrap()
                .is_none()
        );
        let step = secret.check("081804", now, 0).unwrap().unwrap();
        assert!(
            secret.check("081804", now, step).unwrap().is_none(),
            "used before"
        );
        for wrong in ["", "81804", "abcdef", "000000"] {
            assert!(secret.check(wrong, now, 0).unwrap().is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_address_names_us_and_the_account() {
        let secret = TotpSecret::generate();
        let address = secret.address("ayse@example.com").unwrap();
        assert!(address.starts_with("otpauth://totp/Kopru:ayse"), "{address}");
        assert!(
            address.contains(secret.reveal()) && address.contains("issuer=Kopru"),
            "{address}"
        );
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
