//! VAT numbers: their letters and their shape. Whether one is registered only the tax office knows.

/// Signs after the country's letters: 9 is a digit, A a letter, * either; several shapes by `|`.
const SHAPES: [(&str, &str); 33] = [
    ("AT", "U99999999"),
    ("BE", "9999999999"),
    ("BG", "999999999|9999999999"),
    ("CY", "99999999A"),
    ("CZ", "99999999|999999999|9999999999"),
    ("DE", "999999999"),
    ("DK", "99999999"),
    ("EE", "999999999"),
    ("EL", "999999999"),
    ("ES", "*9999999*"),
    ("FI", "99999999"),
    ("FR", "**999999999"),
    ("HR", "99999999999"),
    ("HU", "99999999"),
    ("IE", "9999999A|9999999AA|9*99999A"),
    ("IT", "99999999999"),
    ("LT", "999999999|999999999999"),
    ("LU", "99999999"),
    ("LV", "99999999999"),
    ("MT", "99999999"),
    ("NL", "999999999B99"),
    ("PL", "9999999999"),
    ("PT", "999999999"),
    (
        "RO",
        "99|999|9999|99999|999999|9999999|99999999|999999999|9999999999",
    ),
    ("SE", "999999999999"),
    ("SI", "99999999"),
    ("SK", "9999999999"),
    ("XI", "999999999|999999999999"),
    ("GB", "999999999|999999999999"),
    ("NO", "999999999|999999999MVA"),
    ("CH", "E999999999|E999999999MWST|E999999999TVA|E999999999IVA"),
    ("TR", "9999999999|99999999999"),
    ("LI", "99999"),
];

/// A number as it was typed, in upper case and without blanks, dots and dashes.
#[must_use]
pub fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The shapes of the numbers that begin with these letters ("NL", "EL"); none if no country's do.
#[must_use]
pub fn shapes_of(letters: &str) -> Option<&'static str> {
    SHAPES
        .iter()
        .find(|(known, _)| *known == letters)
        .map(|(_, shapes)| *shapes)
}

/// Whether what follows the letters has one of these shapes.
#[must_use]
pub fn fits(shapes: &str, rest: &str) -> bool {
    shapes.split('|').any(|shape| {
        shape.len() == rest.len()
            && shape
                .bytes()
                .zip(rest.bytes())
                .all(|(wanted, found)| match wanted {
                    b'9' => found.is_ascii_digit(),
                    b'A' => found.is_ascii_uppercase(),
                    b'*' => found.is_ascii_alphanumeric(),
                    exact => exact == found,
                })
    })
}

/// What follows the letters, as it is written today: Belgian numbers gained a leading zero in 2005, which many still
/// leave out.
#[must_use]
pub fn completed(letters: &str, rest: &str) -> String {
    if letters == "BE" && rest.len() == 9 {
        format!("0{rest}")
    } else {
        rest.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_shape_of_its_country() {
        let fits_its_country =
            |letters: &str, rest: &str| shapes_of(letters).is_some_and(|shapes| fits(shapes, rest));
        assert!(fits_its_country("NL", "123456789B01") && fits_its_country("LT", "119511515"));
        assert!(!fits_its_country("NL", "123456789") && !fits_its_country("ZZ", "123"));
        assert_eq!(plain("be 0428.759-497"), "BE0428759497");
        assert_eq!(completed("BE", "428759497"), "0428759497");
        assert_eq!(completed("DE", "136695976"), "136695976");
    }
}
