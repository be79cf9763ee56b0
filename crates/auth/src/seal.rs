use std::fmt;

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::Zeroizing;

use crate::{AuthError, KeyId, key::Key};

/// The form of a sealed value, so that a later release can choose another cipher and still read this one.
const FORM: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const HEAD: usize = 1 + KEY_ID + NONCE;

/// A sealed value as stored: form (1 byte), key id (8), nonce (24), XChaCha20-Poly1305 ciphertext with tag.
///
/// The nonce is random: at 24 bytes, chance never repeats one.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes stored bytes.
    ///
    /// # Errors
    /// When they can't be a sealed value.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, AuthError> {
        if bytes.len() < HEAD + 16 || bytes.first() != Some(&FORM) {
            return Err(AuthError::Shape { length: bytes.len() });
        }
        Ok(Self(bytes))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Under which key it is sealed.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&self.0[1..=KEY_ID]);
        KeyId(id)
    }

    /// Seals bytes for a row: it can't be opened for another.
    pub(crate) fn seal(key: &Key, identity: &str, plain: &[u8]) -> Self {
        let nonce: [u8; NONCE] = crate::key::random();
        let id = key.id();
        let payload = Payload {
            msg: plain,
            aad: identity.as_bytes(),
        };
        let mut bytes = Vec::with_capacity(HEAD + plain.len() + 16);
        bytes.push(FORM);
        bytes.extend_from_slice(&id.0);
        bytes.extend_from_slice(&nonce);
        // The cipher refuses only messages beyond 256 GiB, which don't fit into memory.
        if let Ok(sealed) = cipher(key).encrypt(&XNonce::from(nonce), payload) {
            bytes.extend_from_slice(&sealed);
        }
        Self(bytes)
    }

    pub(crate) fn open(&self, key: &Key, identity: &str) -> Result<Zeroizing<Vec<u8>>, AuthError> {
        if self.key_id() != key.id() {
            return Err(AuthError::OtherKey {
                sealed_under: self.key_id(),
                at_hand: key.id(),
            });
        }
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&self.0[1 + KEY_ID..HEAD]);
        let payload = Payload {
            msg: &self.0[HEAD..],
            aad: identity.as_bytes(),
        };
        cipher(key)
            .decrypt(&XNonce::from(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| AuthError::Broken {
                identity: identity.to_owned(),
            })
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes, key {})", self.0.len(), self.key_id())
    }
}
