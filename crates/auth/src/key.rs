use std::fmt;

use domain::TenantId;
use jiff::civil::Date;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{AuthError, Sealed, SearchHasher};

/// Names a key without telling anything of it: the first eight bytes of a hash of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyId(pub(crate) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Thirty-two bytes that are wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key([u8; 32]);

impl Key {
    pub(crate) fn new() -> Self {
        Self(random())
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn id(&self) -> KeyId {
        let mut hasher = Sha256::new();
        hasher.update(b"kopru key id");
        hasher.update(self.0);
        let mut id = [0; 8];
        id.copy_from_slice(&hasher.finalize()[..8]);
        KeyId(id)
    }

    pub(crate) fn wrap(&self, identity: &str, inner: &Key) -> Sealed {
        Sealed::seal(self, identity, &inner.0)
    }

    pub(crate) fn unwrap_key(&self, identity: &str, sealed: &Sealed) -> Result<Key, AuthError> {
        let plain = sealed.open(self, identity)?;
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| AuthError::Broken {
            identity: identity.to_owned(),
        })?;
        Ok(Key(bytes))
    }
}

/// Bytes from the system's generator.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes);
    bytes
}

/// A tenant's key: seals its credentials and its days' keys, and makes its search hashes.
#[derive(Clone)]
pub struct TenantKey(pub(crate) Key);

impl TenantKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Key::new())
    }

    /// Which key this is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.0.id()
    }

    /// Seals a secret for the row that `identity` names (`connection:<id>:credential`).
    #[must_use]
    pub fn seal(&self, identity: &str, secret: &str) -> Sealed {
        Sealed::seal(&self.0, identity, secret.as_bytes())
    }

    /// Opens a secret of the row that `identity` names.
    ///
    /// # Errors
    /// When it belongs to another row, another key, or was changed.
    pub fn open(&self, identity: &str, sealed: &Sealed) -> Result<SecretString, AuthError> {
        let plain = sealed.open(&self.0, identity)?;
        let text = std::str::from_utf8(&plain).map_err(|_| AuthError::Broken {
            identity: identity.to_owned(),
        })?;
        Ok(SecretString::from(text))
    }

    /// Seals a day's key, to be stored.
    #[must_use]
    pub fn wrap_day(&self, tenant: TenantId, day: Date, key: &DayKey) -> Sealed {
        self.0.wrap(&day_identity(tenant, day), &key.0)
    }

    /// Opens a day's key.
    ///
    /// # Errors
    /// When it belongs to another tenant or day, or was changed.
    pub fn open_day(&self, tenant: TenantId, day: Date, sealed: &Sealed) -> Result<DayKey, AuthError> {
        self.0.unwrap_key(&day_identity(tenant, day), sealed).map(DayKey)
    }

    /// What makes this tenant's search hashes. It stays the same for as long as the tenant's key does; the key of
    /// another tenant gives other hashes for the same e-mail.
    #[must_use]
    pub fn search_hasher(&self) -> SearchHasher {
        SearchHasher::new(&self.0)
    }
}

impl fmt::Debug for TenantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TenantKey({})", self.id())
    }
}

fn day_identity(tenant: TenantId, day: Date) -> String {
    format!("tenant:{tenant}:day:{day}")
}

/// The key of one tenant's day. Deleting it deletes what was sealed under it.
#[derive(Clone)]
pub struct DayKey(Key);

impl DayKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Key::new())
    }

    /// Which key this is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.0.id()
    }

    /// Seals short text for the row that `identity` names.
    #[must_use]
    pub fn seal(&self, identity: &str, text: &[u8]) -> Sealed {
        Sealed::seal(&self.0, identity, text)
    }

    /// Opens short text of the row that `identity` names.
    ///
    /// # Errors
    /// When it belongs to another row, another day's key, or was changed.
    pub fn open(&self, identity: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, AuthError> {
        sealed.open(&self.0, identity)
    }

    /// Compresses a payload, then seals it. (The other way round there would be nothing left to compress.)
    ///
    /// # Errors
    /// When the compressor has no memory.
    pub fn seal_payload(&self, identity: &str, payload: &[u8]) -> Result<Sealed, AuthError> {
        // Level 3 is zstd's own default: a tenth of the time of level 9 for a few per cent of the size.
        let small = Zeroizing::new(zstd::bulk::compress(payload, 3).map_err(AuthError::Compression)?);
        // Each frame tells the length that decompressing needs.
        Ok(Sealed::seal(&self.0, identity, &small))
    }

    /// Opens a payload of the row that `identity` names.
    ///
    /// # Errors
    /// As [`DayKey::open`], and when the payload can't be decompressed.
    pub fn open_payload(&self, identity: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, AuthError> {
        let small = sealed.open(&self.0, identity)?;
        zstd::stream::decode_all(small.as_slice())
            .map(Zeroizing::new)
            .map_err(AuthError::Compression)
    }
}

impl fmt::Debug for DayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DayKey({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_secret_opens_only_for_its_own_row_and_key() {
        let key = TenantKey::generate();
        let sealed = key.seal("connection:1", "pat-na1-geheim");
        assert_eq!(
            key.open("connection:1", &sealed).unwrap().expose_secret(),
            "pat-na1-geheim"
        );
        assert!(matches!(
            key.open("connection:2", &sealed),
            Err(AuthError::Broken { .. })
        ));
        let other = TenantKey::generate();
        assert!(matches!(
            other.open("connection:1", &sealed),
            Err(AuthError::OtherKey { .. })
        ));
    }

    #[test]
    fn one_flipped_bit_breaks_the_seal() {
        let key = TenantKey::generate();
        let bytes = key.seal("row", "secret").into_bytes();
        for at in 9..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(
                key.open("row", &Sealed::from_bytes(changed).unwrap()).is_err(),
                "byte {at}"
            );
        }
        assert!(matches!(
            Sealed::from_bytes(vec![1; 20]),
            Err(AuthError::Shape { length: 20 })
        ));
        assert!(Sealed::from_bytes(vec![9; 80]).is_err());
    }

    #[test]
    fn a_payload_gets_smaller_and_comes_back_whole() {
        let day = DayKey::generate();
        let payload = "{\"street\":\"Grote Houtstraat\"}".repeat(200);
        let sealed = day.seal_payload("record", payload.as_bytes()).unwrap();
        assert!(sealed.as_bytes().len() < payload.len() / 10);
        assert_eq!(
            day.open_payload("record", &sealed).unwrap().as_slice(),
            payload.as_bytes()
        );
    }

    #[test]
    fn a_days_key_belongs_to_its_tenant_and_day() {
        let (key, day) = (TenantKey::generate(), DayKey::generate());
        let (tenant, monday) = (TenantId::new(), date(2026, 11, 23));
        let wrapped = key.wrap_day(tenant, monday, &day);
        assert_eq!(key.open_day(tenant, monday, &wrapped).unwrap().id(), day.id());
        assert!(key.open_day(TenantId::new(), monday, &wrapped).is_err());
        assert!(key.open_day(tenant, date(2026, 11, 24), &wrapped).is_err());
    }

    #[test]
    fn no_key_prints() {
        let key = Key::from_bytes([0xAB; 32]);
        let printed = format!("{:?} {:?}", TenantKey(key.clone()), DayKey(key));
        assert!(!printed.contains("abab") && !printed.contains("171"), "{printed}");
    }
}
