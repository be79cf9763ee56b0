//! VAT numbers: their shape. Whether one is registered only the tax office knows.

use super::{Answer, Args, Function, Gives, Param, Takes, Topic, countries::code_of, give, optional, param};

const TEXT: Param = param("text", Takes::Text);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("vat_number", Topic::Vat, &[TEXT, optional("country", Takes::Text)], Gives::Text, vat_number)
        .doc("A VAT number without blanks and dots, in upper case, and with its country's letters if the country is given.")
        .example("'0123.456.789' | vat_number('BE')", "\"BE0123456789\""),
    Function::new("vat_valid", Topic::Vat, &[TEXT], Gives::Bool, vat_valid)
        .sees_nothing()
        .doc("Whether a VAT number has the shape that its country (EU, GB, NO, CH, TR) asks for.")
        .example("'NL123456789B01' | vat_valid", "true"),
    Function::new("vat_country", Topic::Vat, &[TEXT], Gives::Text, vat_country)
        .doc("The ISO code of the country that a VAT number begins with; nothing if it has none.")
        .example("'EL123456789' | vat_country", "\"GR\""),
];

/// Letters and digits after the country's letters: 9 is a digit, A a letter, * either; several shapes by `|`.
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

fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The letters that a country's numbers begin with; Greece writes EL.
fn prefix_of(country: &str) -> &str {
    if country == "GR" { "EL" } else { country }
}

fn shape_of(prefix: &str) -> Option<&'static str> {
    SHAPES
        .iter()
        .find(|(known, _)| *known == prefix)
        .map(|(_, shapes)| *shapes)
}

fn normalised(text: &str, country: Option<&str>) -> String {
    let number = plain(text);
    let known = number.get(..2).and_then(shape_of).is_some();
    let (prefix, rest) = match country.map(prefix_of) {
        _ if known => number.split_at(2),
        Some(prefix) => (prefix, number.as_str()),
        None => return number,
    };
    // Belgian numbers gained a leading zero in 2005, which many still leave out.
    if prefix == "BE" && rest.len() == 9 {
        return format!("BE0{rest}");
    }
    format!("{prefix}{rest}")
}

fn is_valid(number: &str) -> bool {
    let Some((prefix, rest)) = number.split_at_checked(2) else {
        return false;
    };
    let fits = |shape: &str| {
        shape.len() == rest.len()
            && shape
                .bytes()
                .zip(rest.bytes())
                .all(|(wanted, found)| match wanted {
                    b'9' => found.is_ascii_digit(),
                    b'A' => found.is_ascii_uppercase(),
                    b'*' => found.is_ascii_alphanumeric(),
                    letter => letter == found,
                })
    };
    shape_of(prefix).is_some_and(|shapes| shapes.split('|').any(fits))
}

fn vat_number<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let country = args.text(1)?;
    let number = normalised(&args.text(0)?, code_of(&country));
    give((!number.is_empty()).then_some(number))
}

fn vat_valid<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(is_valid(&plain(&args.text(0)?)))
}

fn vat_country<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let number = plain(&args.text(0)?);
    let prefix = number.get(..2).filter(|prefix| shape_of(prefix).is_some());
    give(prefix.map(|prefix| match prefix {
        "EL" => "GR",
        "XI" => "GB",
        other => other,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_checked_by_country() {
        for number in [
            "NL123456789B01",
            "DE123456789",
            "BE0123456789",
            "FRXX123456789",
            "TR1234567890",
            "IE1234567WA",
        ] {
            assert!(is_valid(number), "{number}");
        }
        for number in ["NL123456789", "DE12345678", "ZZ123", "", "N"] {
            assert!(!is_valid(number), "{number}");
        }
    }

    #[test]
    fn a_number_gets_its_countrys_letters_once() {
        assert_eq!(normalised("nl 1234.56.789.B01", Some("NL")), "NL123456789B01");
        assert_eq!(normalised("123456789", Some("GR")), "EL123456789");
        assert_eq!(normalised("123 456 789", Some("BE")), "BE0123456789");
        assert_eq!(normalised("12-34", None), "1234");
    }
}
