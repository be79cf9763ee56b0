use std::{fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use domain::TenantId;
use zeroize::Zeroizing;

use crate::{AuthError, KeyId, Sealed, TenantKey, key::Key};

/// The key of this installation. It lies outside the database and opens the tenants' keys.
#[derive(Clone)]
pub struct MasterKey(Key);

impl MasterKey {
    /// A new one that lies nowhere (for tests).
    #[must_use]
    pub fn generate() -> Self {
        Self(Key::new())
    }

    /// Reads the key from its file: 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the file can't be read or holds something else.
    pub fn from_file(path: &Path) -> Result<Self, AuthError> {
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|source| AuthError::KeyFile {
            path: path.to_owned(),
            source,
        })?);
        let mut bytes = Zeroizing::new([0_u8; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut()).map_err(|_| AuthError::KeyShape {
            path: path.to_owned(),
        })?;
        Ok(Self(Key::from_bytes(*bytes)))
    }

    /// Makes a new key in a file that only its owner may read. An existing file is never touched, since a new key
    /// can't open what the old one sealed.
    ///
    /// # Errors
    /// When the file is there already or can't be written.
    pub fn create_file(path: &Path) -> Result<Self, AuthError> {
        let failed = |source| AuthError::KeyFile {
            path: path.to_owned(),
            source,
        };
        let key = Key::new();
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        let text = Zeroizing::new(hex::encode(key.bytes()));
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.write_all(b"\n").map_err(failed)?;
        // Losing this file in a power cut would lose every secret sealed since.
        file.sync_all().map_err(failed)?;
        Ok(Self(key))
    }

    /// Reads the key, or makes it where there is none yet.
    ///
    /// # Errors
    /// When the file can't be read or written, or holds something else.
    pub fn from_file_or_create(path: &Path) -> Result<Self, AuthError> {
        if path.exists() {
            Self::from_file(path)
        } else {
            Self::create_file(path)
        }
    }

    /// Which key this is.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.0.id()
    }

    /// Seals a tenant's key, to be stored.
    #[must_use]
    pub fn wrap_tenant(&self, tenant: TenantId, key: &TenantKey) -> Sealed {
        self.0.wrap(&identity(tenant), &key.0)
    }

    /// Opens a tenant's key.
    ///
    /// # Errors
    /// When it was sealed under another master key, belongs to another tenant, or was changed.
    pub fn open_tenant(&self, tenant: TenantId, sealed: &Sealed) -> Result<TenantKey, AuthError> {
        self.0.unwrap_key(&identity(tenant), sealed).map(TenantKey)
    }

    /// Seals a tenant's key under a new master key. What the tenant's key sealed stays as it is.
    ///
    /// # Errors
    /// As [`MasterKey::open_tenant`].
    pub fn rewrap(&self, tenant: TenantId, sealed: &Sealed, new: &Self) -> Result<Sealed, AuthError> {
        Ok(new.wrap_tenant(tenant, &self.open_tenant(tenant, sealed)?))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}

fn identity(tenant: TenantId) -> String {
    format!("tenant:{tenant}:key")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn rotation_rewraps_the_tenants_key_and_old_secrets_still_open() {
        let (old, new) = (MasterKey::generate(), MasterKey::generate());
        let (tenant, key) = (TenantId::new(), TenantKey::generate());
        let secret = key.seal("row", "geheim");
        let wrapped = old.wrap_tenant(tenant, &key);
        let rewrapped = old.rewrap(tenant, &wrapped, &new).unwrap();
        let opened = new.open_tenant(tenant, &rewrapped).unwrap();
        assert_eq!(opened.open("row", &secret).unwrap().expose_secret(), "geheim");
        assert!(matches!(
            old.open_tenant(tenant, &rewrapped),
            Err(AuthError::OtherKey { .. })
        ));
        assert!(new.open_tenant(TenantId::new(), &rewrapped).is_err());
    }

    #[test]
    fn the_key_file_is_its_owners_alone_and_is_never_overwritten() {
        let path = std::env::temp_dir().join(format!("kopru-key-{}", TenantId::new()));
        let made = MasterKey::from_file_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(MasterKey::from_file_or_create(&path).unwrap().id(), made.id());
        assert!(matches!(
            MasterKey::create_file(&path),
            Err(AuthError::KeyFile { .. })
        ));
        fs::write(&path, "too short").unwrap();
        let refused = MasterKey::from_file(&path).unwrap_err().to_string();
        assert!(refused.contains("64 hexadecimal digits"), "{refused}");
        fs::remove_file(&path).unwrap();
    }
}
