use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{AuthError, key::random};

const PREFIX: &str = "kopru_";
/// The prefix and 32 bytes in base64: found by secret scanners, guessed by nobody.
const LENGTH: usize = PREFIX.len() + 43;

/// A token with which a script calls the JSON API. Shown once, when it is made; only its hash is kept.
#[derive(Clone)]
pub struct ApiToken(SecretString);

impl ApiToken {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; 32] = random();
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)).into())
    }

    /// Takes what a caller sent.
    ///
    /// # Errors
    /// When it can't be a token of ours, so that nobody is asked for it.
    pub fn parse(text: &str) -> Result<Self, AuthError> {
        let well_shaped = text.len() == LENGTH
            && text.starts_with(PREFIX)
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if well_shaped {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(AuthError::TokenShape)
        }
    }

    /// The token itself, to be shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it. A plain hash is enough: 32 random bytes can't be guessed, however fast one hashes.
    #[must_use]
    pub fn hash(&self) -> ApiTokenHash {
        ApiTokenHash(Sha256::digest(self.reveal().as_bytes()).into())
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(kopru_…)")
    }
}

/// What is kept of an API token.
#[derive(Clone, Copy, Debug)]
pub struct ApiTokenHash([u8; 32]);

impl ApiTokenHash {
    /// The bytes to store and to look for.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether stored bytes are this hash, in a time that doesn't depend on where they differ.
    #[must_use]
    pub fn is(&self, stored: &[u8]) -> bool {
        self.0.ct_eq(stored).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_by_its_hash_and_never_printed() {
        let token = ApiToken::generate();
        let sent = ApiToken::parse(token.reveal()).unwrap();
        assert!(sent.hash().is(token.hash().as_bytes()));
        assert!(!ApiToken::generate().hash().is(token.hash().as_bytes()));
        assert!(!sent.hash().is(&token.hash().as_bytes()[..31]));
        assert_eq!(format!("{token:?}"), "ApiToken(kopru_…)");
    }

    #[test]
    fn what_can_not_be_a_token_is_refused_at_once() {
        for wrong in [
            "",
            "kopru_",
            "kopru_short",
            &"x".repeat(LENGTH),
            &format!("kopru_{}", "é".repeat(21)),
        ] {
            assert!(
                matches!(ApiToken::parse(wrong), Err(AuthError::TokenShape)),
                "{wrong}"
            );
        }
    }
}
