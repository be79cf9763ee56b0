//! What proves that someone reads an address's mail: a link, or six digits to type.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::key::random;

/// The secret end of a link (`/verify/{token}`). Only its hash is kept.
#[derive(Clone)]
pub struct LinkToken(SecretString);

impl LinkToken {
    /// A new one: 32 random bytes.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; 32] = random();
        Self(URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// Takes what came with an address. Anything may: it is only ever hashed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.to_owned().into())
    }

    /// The end of the link, for the letter.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it. A plain hash is enough for 32 random bytes.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.reveal().as_bytes()).into()
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// Six digits from a letter.
#[derive(Clone)]
pub struct SixDigits(SecretString);

impl SixDigits {
    /// New ones.
    #[must_use]
    pub fn generate() -> Self {
        // The bias of 2^64 modulo a million is one in 10^13.
        let number = u64::from_be_bytes(random()) % 1_000_000;
        Self(format!("{number:06}").into())
    }

    /// Takes what was typed; spaces and dashes between the digits don't matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .collect();
        (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(digits.into()))
    }

    /// The digits, for the letter.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of them, for this sign-up only. Whoever reads the table can try a million; the digits are of use
    /// for minutes and five tries only, so that is no gain.
    #[must_use]
    pub fn hash(&self, owner: Uuid) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(owner.as_bytes());
        hasher.update(self.reveal().as_bytes());
        hasher.finalize().into()
    }

    /// Whether these digits have this hash, in a time that doesn't depend on where they differ.
    #[must_use]
    pub fn is(&self, owner: Uuid, stored: &[u8]) -> bool {
        self.hash(owner).ct_eq(stored).into()
    }
}

impl fmt::Debug for SixDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SixDigits(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_people_type_them() {
        let owner = Uuid::nil();
        let code = SixDigits::generate();
        let (left, right) = code.reveal().split_at(3);
        let typed = SixDigits::parse(&format!(" {left} {right}\n")).unwrap();
        assert!(typed.is(owner, &code.hash(owner)));
        assert!(
            !typed.is(Uuid::max(), &code.hash(owner)),
            "another sign-up's digits are others"
        );
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert!(SixDigits::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_link_is_found_by_its_hash_and_never_printed() {
        let token = LinkToken::generate();
        assert_eq!(LinkToken::parse(token.reveal()).hash(), token.hash());
        assert_ne!(LinkToken::generate().hash(), token.hash());
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
