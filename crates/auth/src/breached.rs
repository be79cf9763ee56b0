//! Passwords that turned up in published breaches: the first that anyone tries.

use sha2::{Digest, Sha256};

/// First four bytes of the SHA-256 of each, in lower case, sorted; `data/README.md` says where they come from.
static KNOWN: &[u8] = include_bytes!("../data/breached.bin");
const WIDTH: usize = 4;

/// Whether a password is among them; capitals don't matter. One in eighty thousand others is, too, by chance.
#[must_use]
pub fn is_known(password: &str) -> bool {
    let digest = Sha256::digest(password.trim().to_lowercase().as_bytes());
    let wanted = &digest[..WIDTH];
    let (mut low, mut high) = (0, KNOWN.len() / WIDTH);
    while low < high {
        let middle = low.midpoint(high);
        let found = &KNOWN[middle * WIDTH..(middle + 1) * WIDTH];
        match found.cmp(wanted) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        assert_eq!(KNOWN.len() % WIDTH, 0);
        assert!(KNOWN.len() / WIDTH > 50_000);
        assert!(
            KNOWN
                .chunks_exact(WIDTH)
                .zip(KNOWN.chunks_exact(WIDTH).skip(1))
                .all(|(one, next)| one < next)
        );
    }

    #[test]
    fn what_everyone_uses_is_known_and_what_nobody_uses_is_not() {
        for known in ["password", "Password1", "QWERTYUIOP", "1q2w3e4r5t", " letmein "] {
            assert!(is_known(known), "{known}");
        }
        for other in ["", "açık köprü 42", "brug-over-de-gracht", "vier paarse ezels"] {
            assert!(!is_known(other), "{other}");
        }
    }
}
