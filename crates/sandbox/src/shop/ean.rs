//! Article numbers with a check digit that scanners accept.

/// The 13 digits of an EAN made from the first twelve; a number above twelve digits is cut to its
/// last twelve.
pub(crate) fn ean13(first_twelve: u64) -> String {
    let digits = format!("{:012}", first_twelve % 1_000_000_000_000);
    let check = check_digit(&digits);
    format!("{digits}{check}")
}

/// The check digit for twelve digits: odd places count once, even places three times.
fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit } else { digit * 3 })
        .sum();
    (10 - sum % 10) % 10
}

/// Whether a text is an EAN-13 whose check digit is right.
#[cfg(test)]
pub(crate) fn is_valid(ean: &str) -> bool {
    ean.len() == 13
        && ean.chars().all(|c| c.is_ascii_digit())
        && ean[12..].parse() == Ok(check_digit(&ean[..12]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_number_gets_its_known_check_digit() {
        assert_eq!(ean13(400_638_133_393), "4006381333931");
        assert!(is_valid("4006381333931"));
        assert!(!is_valid("4006381333932"));
    }
}
