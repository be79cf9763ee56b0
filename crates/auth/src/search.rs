use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::key::Key;

/// What people search by, as a keyed hash: equal texts have equal hashes, and nobody reads the text from it.
///
/// Sixteen bytes: chance lets two of a tenant's texts meet after some 2^64 of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchHash([u8; 16]);

impl SearchHash {
    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Makes one tenant's search hashes.
#[derive(Clone)]
pub struct SearchHasher(Hmac<Sha256>);

impl SearchHasher {
    /// A key of its own is derived, so that a hash says nothing of what else the tenant's key does.
    pub(crate) fn new(key: &Key) -> Self {
        let mut derived = zeroize::Zeroizing::new([0_u8; 64]);
        // Only lengths beyond 255 hashes are refused, and only keys without length; neither can be here.
        let expanded = Hkdf::<Sha256>::new(None, key.bytes()).expand(b"kopru search", derived.as_mut());
        debug_assert!(expanded.is_ok(), "HKDF gives 64 bytes");
        Self(Hmac::new(&(*derived).into()))
    }

    /// The hash of what a person would type: spaces around it and capitals don't matter.
    #[must_use]
    pub fn hash(&self, text: &str) -> SearchHash {
        let mut mac = self.0.clone();
        mac.update(text.trim().to_lowercase().as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        SearchHash(short)
    }
}

impl fmt::Debug for SearchHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchHasher")
    }
}

#[cfg(test)]
mod tests {
    use crate::TenantKey;

    #[test]
    fn capitals_find_the_same_person_and_another_tenant_finds_nothing() {
        let (ours, theirs) = (TenantKey::generate(), TenantKey::generate());
        let hash = |key: &TenantKey, text| key.search_hasher().hash(text);
        assert_eq!(
            hash(&ours, "Jan.Jansen@Example.NL "),
            hash(&ours, "jan.jansen@example.nl")
        );
        assert_ne!(hash(&ours, "jan@example.nl"), hash(&ours, "jan@example.n"));
        assert_ne!(hash(&ours, "jan@example.nl"), hash(&theirs, "jan@example.nl"));
    }
}
