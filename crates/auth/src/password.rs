//! Passwords, kept as Argon2id in PHC form: salt and costs stand beside the hash, so that costs can grow.

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};

use crate::AuthError;

/// Hashes a password with the costs of today (19 MiB, 2 passes, 1 lane: OWASP's recommendation for Argon2id).
///
/// Takes tens of milliseconds; call it off the async threads.
///
/// # Errors
/// When the hasher has no memory.
pub fn hash(password: &SecretString) -> Result<String, AuthError> {
    Argon2::default()
        .hash_password(password.expose_secret().as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| AuthError::Password(error.to_string()))
}

/// Whether the password is the one that was hashed. Without a hash (an unknown e-mail) it takes as long and is
/// false, so that the time doesn't tell who has an account.
#[must_use]
pub fn verify(password: &SecretString, stored: Option<&str>) -> bool {
    let Some(hash) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
        let spent = hash(password);
        debug_assert!(spent.is_ok(), "hashing only fails without memory");
        return false;
    };
    Argon2::default()
        .verify_password(password.expose_secret().as_bytes(), &hash)
        .is_ok()
}

/// Whether the hash was made with other costs than today's and should be replaced at the next sign-in.
#[must_use]
pub fn needs_rehash(stored: &str) -> bool {
    let Ok(hash) = PasswordHash::new(stored) else {
        return true;
    };
    let today = Params::default();
    hash.algorithm.as_str() != "argon2id"
        || Params::try_from(&hash).map_or(true, |params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                != (today.m_cost(), today.t_cost(), today.p_cost())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_passes_and_no_other() {
        let right = SecretString::from("açık köprü 42");
        let stored = hash(&right).unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify(&right, Some(&stored)));
        assert!(!verify(&SecretString::from("açık köprü 43"), Some(&stored)));
        assert!(!verify(&right, None));
        assert!(!verify(&right, Some("not a hash")));
        assert_ne!(stored, hash(&right).unwrap(), "each hash has a salt of its own");
    }

    #[test]
    fn a_hash_of_lower_cost_is_to_be_renewed() {
        assert!(!needs_rehash(&hash(&SecretString::from("x")).unwrap()));
        assert!(needs_rehash(
            "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHQxMjM0NTY$TlNPMhFT5pPFFXhEzKNdEw"
        ));
        assert!(needs_rehash("md5:whatever"));
    }
}
