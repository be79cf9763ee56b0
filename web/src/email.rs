//! E-mail addresses, as far as a form can tell.

/// Whether this can be an e-mail address: something, an @, a name with a dot, no spaces. Only a letter shows more.
pub(crate) fn is_one(text: &str) -> bool {
    let text = text.trim();
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    text.len() <= 254
        && !name.is_empty()
        && name.len() <= 64
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains("..")
        && host
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '.' || letter == '-')
        && !text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control() || "<>,;:\"()[]\\".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_written_to_is_told_at_once() {
        for right in ["ayse@example.com", " Jan+shop@bloemen.co.nl ", "müller@bäcker.de"] {
            assert!(is_one(right), "{right}");
        }
        for wrong in [
            "",
            "ayse",
            "ayse@",
            "@example.com",
            "a@b",
            "a b@c.de",
            "a@b..de",
            "a@b.de, c@d.de",
        ] {
            assert!(!is_one(wrong), "{wrong}");
        }
    }
}
