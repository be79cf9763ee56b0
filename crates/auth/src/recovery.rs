//! Codes for the day on which the phone is gone: ten, each good once, shown once.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::key::random;

/// How many are made at a time.
pub const HOW_MANY: usize = 10;
/// No letter that is taken for another: neither i, l, o nor u, neither 0 nor 1.
const LETTERS: &[u8; 30] = b"abcdefghjkmnpqrstvwxyz23456789";
const LENGTH: usize = 12;

/// One recovery code: twelve characters, 58 bits.
#[derive(Clone, Debug)]
pub struct RecoveryCode(SecretString);

impl RecoveryCode {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        let bytes: [u8; 2 * LENGTH] = random();
        let code: String = bytes
            .chunks_exact(2)
            .map(|pair| {
                let number = u16::from_be_bytes([pair[0], pair[1]]);
                char::from(LETTERS[usize::from(number) % LETTERS.len()])
            })
            .collect();
        Self(code.into())
    }

    /// Ten new ones.
    #[must_use]
    pub fn set() -> Vec<Self> {
        std::iter::repeat_with(Self::generate).take(HOW_MANY).collect()
    }

    /// Takes what was typed: capitals, spaces and dashes don't matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|character| character.is_alphanumeric())
            .map(|character| character.to_ascii_lowercase())
            .collect();
        let fits = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
        fits.then(|| Self(code.into()))
    }

    /// In three groups, to be written down.
    #[must_use]
    pub fn reveal(&self) -> String {
        let code = self.0.expose_secret();
        [&code[..4], &code[4..8], &code[8..]].join("-")
    }

    /// What is kept of it. The salt is the person; 58 random bits are beyond trying all at once.
    #[must_use]
    pub fn hash(&self, person: Uuid) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(person.as_bytes());
        hasher.update(self.0.expose_secret().as_bytes());
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written_down() {
        let code = RecoveryCode::generate();
        let typed = RecoveryCode::parse(&code.reveal().to_uppercase().replace('-', " ")).unwrap();
        assert_eq!(typed.hash(Uuid::nil()), code.hash(Uuid::nil()));
        assert_ne!(typed.hash(Uuid::max()), code.hash(Uuid::nil()));
        for wrong in ["", "abcd-efgh", "iiii-llll-oooo", "ääää-ääää-ääää"] {
            assert!(RecoveryCode::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(RecoveryCode::set().len(), HOW_MANY);
    }
}
