//! VAT numbers: their shape. Whether one is registered only the tax office knows.

use domain::vat::{completed, fits, plain, shapes_of};

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

/// The letters that a country's numbers begin with; Greece writes EL.
fn prefix_of(country: &str) -> &str {
    if country == "GR" { "EL" } else { country }
}

fn normalised(text: &str, country: Option<&str>) -> String {
    let number = plain(text);
    let known = number.get(..2).and_then(shapes_of).is_some();
    let (prefix, rest) = match country.map(prefix_of) {
        _ if known => number.split_at(2),
        Some(prefix) => (prefix, number.as_str()),
        None => return number,
    };
    format!("{prefix}{}", completed(prefix, rest))
}

fn is_valid(number: &str) -> bool {
    let Some((prefix, rest)) = number.split_at_checked(2) else {
        return false;
    };
    shapes_of(prefix).is_some_and(|shapes| fits(shapes, rest))
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
    let prefix = number.get(..2).filter(|prefix| shapes_of(prefix).is_some());
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
