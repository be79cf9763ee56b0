//! VAT of a seller in the Netherlands: rates, numbers with their check digits, reverse charge.
//!
//! Whether a number is registered only the tax office knows; Stripe asks it. What can be known here is known at once.

use domain::{Decimal, vat};
use rust_decimal::RoundingStrategy;

/// Where we are.
pub const SELLER: &str = "NL";

/// The countries of the European Union: standard rate in tenths of a percent, letters of their VAT numbers.
const UNION: [(&str, i64, &str); 27] = [
    ("AT", 200, "AT"),
    ("BE", 210, "BE"),
    ("BG", 200, "BG"),
    ("CY", 190, "CY"),
    ("CZ", 210, "CZ"),
    ("DE", 190, "DE"),
    ("DK", 250, "DK"),
    ("EE", 240, "EE"),
    ("ES", 210, "ES"),
    ("FI", 255, "FI"),
    ("FR", 200, "FR"),
    ("GR", 240, "EL"),
    ("HR", 250, "HR"),
    ("HU", 270, "HU"),
    ("IE", 230, "IE"),
    ("IT", 220, "IT"),
    ("LT", 210, "LT"),
    ("LU", 170, "LU"),
    ("LV", 210, "LV"),
    ("MT", 180, "MT"),
    ("NL", 210, "NL"),
    ("PL", 230, "PL"),
    ("PT", 230, "PT"),
    ("RO", 210, "RO"),
    ("SE", 250, "SE"),
    ("SI", 220, "SI"),
    ("SK", 230, "SK"),
];

/// Countries outside of the Union that are offered.
const OTHERS: [&str; 7] = ["CH", "GB", "IS", "LI", "NO", "TR", "US"];

/// All countries that are offered, by code.
pub fn countries() -> impl Iterator<Item = &'static str> {
    let mut all: Vec<&'static str> = UNION.iter().map(|(code, ..)| *code).chain(OTHERS).collect();
    all.sort_unstable();
    all.into_iter()
}

/// Whether a country is of the Union.
#[must_use]
pub fn is_in_union(country: &str) -> bool {
    UNION.iter().any(|(code, ..)| *code == country)
}

/// Whether a number begins with the letters of a country of the Union.
pub(crate) fn has_union_letters(number: &str) -> bool {
    UNION.iter().any(|(_, _, letters)| number.starts_with(letters))
}

/// What is added to a net price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vat {
    /// A rate, in tenths of a percent.
    Rate(i64),
    /// Nothing: the buyer accounts for it.
    ReverseCharge,
    /// Nothing: the buyer is outside of the Union.
    Outside,
}

impl Vat {
    /// For a buyer in a country, with or without a VAT number.
    #[must_use]
    pub fn of(country: &str, has_number: bool) -> Self {
        match UNION.iter().find(|(code, ..)| *code == country) {
            Some(_) if country != SELLER && has_number => Self::ReverseCharge,
            Some((_, rate, _)) => Self::Rate(*rate),
            None => Self::Outside,
        }
    }

    /// A net amount with VAT, rounded to the cent.
    #[must_use]
    pub fn on_top_of(self, net: Decimal) -> Decimal {
        match self {
            Self::Rate(tenths) => (net + net * Decimal::new(tenths, 3))
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
            Self::ReverseCharge | Self::Outside => net,
        }
    }
}

/// What is wrong with a VAT number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRefused {
    /// It is of another country.
    OtherCountry,
    /// It has not the shape of its country.
    Shape,
    /// A digit is wrong: it does not fit the others.
    CheckDigit,
    /// The country has no numbers of the Union.
    NotInUnion,
}

/// An example of a country's numbers, for hints.
#[must_use]
pub fn example(country: &str) -> &'static str {
    match country {
        "AT" => "ATU13585627",
        "BE" => "BE0428759497",
        "BG" => "BG101004508",
        "CY" => "CY10259033P",
        "CZ" => "CZ25123891",
        "DE" => "DE136695976",
        "DK" => "DK13585628",
        "EE" => "EE100594102",
        "ES" => "ESB58378431",
        "FI" => "FI20774740",
        "FR" => "FR40303265045",
        "GR" => "EL094259216",
        "HR" => "HR33392005961",
        "HU" => "HU12892312",
        "IE" => "IE6433435F",
        "IT" => "IT00743110157",
        "LT" => "LT119511515",
        "LU" => "LU15027442",
        "LV" => "LV40003521600",
        "MT" => "MT11679112",
        "NL" => "NL004495445B01",
        "PL" => "PL8567346215",
        "PT" => "PT501964843",
        "RO" => "RO18547290",
        "SE" => "SE123456789701",
        "SI" => "SI50223054",
        "SK" => "SK2022749619",
        _ => "",
    }
}

/// A VAT number of this country as it is kept: with its letters, without blanks and dots.
///
/// # Errors
/// Says what is wrong with it.
pub fn number(country: &str, typed: &str) -> Result<String, NumberRefused> {
    let Some((_, _, letters)) = UNION.iter().find(|(code, ..)| *code == country) else {
        return Err(NumberRefused::NotInUnion);
    };
    let plain = vat::plain(typed);
    let rest = match plain.strip_prefix(letters) {
        Some(rest) => rest.to_owned(),
        None if plain
            .get(..2)
            .is_some_and(|two| UNION.iter().any(|(_, _, other)| *other == two)) =>
        {
            return Err(NumberRefused::OtherCountry);
        }
        None => plain,
    };
    let rest = vat::completed(letters, &rest);
    if !has_shape(letters, &rest) {
        return Err(NumberRefused::Shape);
    }
    if !digits_fit(country, &rest) {
        return Err(NumberRefused::CheckDigit);
    }
    Ok(format!("{letters}{rest}"))
}

/// Dutch numbers are left to their check digits, which know letters among the nine signs, too.
fn has_shape(letters: &str, rest: &str) -> bool {
    let shapes = if letters == "NL" {
        Some("*********B99")
    } else {
        vat::shapes_of(letters)
    };
    shapes.is_some_and(|shapes| vat::fits(shapes, rest))
}

/// Whether the check digits fit, where the country has a rule for all its numbers; else true.
fn digits_fit(country: &str, rest: &str) -> bool {
    let d: Vec<u32> = rest.chars().filter_map(|c| c.to_digit(10)).collect();
    let weighed =
        |weights: &[u32]| -> u32 { weights.iter().zip(&d).map(|(weight, digit)| weight * digit).sum() };
    let number = |from: usize, to: usize| rest.get(from..to).and_then(|text| text.parse::<u64>().ok());
    match country {
        "AT" => {
            let sum: u32 = d[..7]
                .iter()
                .enumerate()
                .map(|(n, digit)| {
                    if n % 2 == 0 {
                        *digit
                    } else {
                        digit * 2 / 10 + digit * 2 % 10
                    }
                })
                .sum();
            (10 - (sum + 4) % 10) % 10 == d[7]
        }
        "BE" => number(0, 8)
            .zip(number(8, 10))
            .is_some_and(|(body, check)| 97 - body % 97 == check),
        "DE" | "HR" => {
            let (body, check) = d.split_at(d.len() - 1);
            iso_7064(body) == check[0]
        }
        "DK" => weighed(&[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11),
        "EE" => (10 - weighed(&[3, 7, 1, 3, 7, 1, 3, 7]) % 10) % 10 == d[8],
        "FI" => match 11 - weighed(&[7, 9, 10, 5, 8, 4, 2]) % 11 {
            11 => d[7] == 0,
            check => check == d[7],
        },
        // The two signs before a French number are digits for nearly all; other schemes are left to the tax office.
        "FR" => match (number(0, 2), number(2, 11)) {
            (Some(check), Some(siren)) => (12 + 3 * (siren % 97)) % 97 == check,
            _ => true,
        },
        "GR" => weighed(&[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == d[8],
        "HU" => (10 - weighed(&[9, 7, 3, 1, 9, 7, 3]) % 10) % 10 == d[7],
        "IT" => luhn(&d),
        "LU" => number(0, 6)
            .zip(number(6, 8))
            .is_some_and(|(body, check)| body % 89 == check),
        "MT" => (37 - weighed(&[3, 4, 6, 7, 8, 9]) % 37) == d[6] * 10 + d[7],
        "NL" => dutch(rest),
        "PL" => weighed(&[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == d[9],
        "PT" => match 11 - weighed(&[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
            10 | 11 => d[8] == 0,
            check => check == d[8],
        },
        "SE" => luhn(&d[..10]),
        "SI" => match 11 - weighed(&[8, 7, 6, 5, 4, 3, 2]) % 11 {
            10 => d[7] == 0,
            check => check == d[7],
        },
        "SK" => number(0, 10).is_some_and(|all| all.is_multiple_of(11)),
        _ => true,
    }
}

/// ISO 7064, mod 11,10.
fn iso_7064(body: &[u32]) -> u32 {
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, digit)| {
            if n % 2 == 0 {
                *digit
            } else {
                digit * 2 / 10 + digit * 2 % 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A Dutch number fits by the old rule (mod 11 over the nine digits) or, for one-person firms since 2020, by the new one
/// (mod 97 over the whole).
fn dutch(rest: &str) -> bool {
    let digits: Vec<u32> = rest.chars().take(9).filter_map(|c| c.to_digit(10)).collect();
    let old = digits.len() == 9 && {
        let sum: u32 = [9, 8, 7, 6, 5, 4, 3, 2]
            .iter()
            .zip(&digits)
            .map(|(weight, digit)| weight * digit)
            .sum();
        sum % 11 == digits[8]
    };
    let new = format!("NL{rest}").chars().try_fold(0u64, |left, c| {
        let value = u64::from(c.to_digit(36)?);
        Some((left * if value > 9 { 100 } else { 10 } + value) % 97)
    });
    old || new == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_countrys_example_is_right_and_a_changed_digit_is_found() {
        for (country, _, letters) in UNION {
            let example = example(country);
            assert_eq!(number(country, example), Ok(example.to_owned()), "{country}");
            assert_eq!(
                number(country, &example[2..].to_lowercase()),
                Ok(example.to_owned()),
                "{country} without its letters"
            );
            assert_eq!(number(country, &format!("{letters}1")), Err(NumberRefused::Shape));
        }
        for (country, wrong) in [
            ("NL", "NL004495446B01"),
            ("DE", "DE136695975"),
            ("BE", "BE0428759498"),
            ("FR", "FR41303265045"),
            ("IT", "IT00743110158"),
            ("PL", "PL8567346216"),
        ] {
            assert_eq!(number(country, wrong), Err(NumberRefused::CheckDigit), "{wrong}");
        }
    }

    #[test]
    fn blanks_dots_and_a_missing_zero_are_no_mistakes() {
        assert_eq!(number("BE", " be 428.759.497 "), Ok("BE0428759497".to_owned()));
        assert_eq!(
            number("NL", "NL 0044.95.445.B01"),
            Ok("NL004495445B01".to_owned())
        );
        assert_eq!(number("NL", "DE136695976"), Err(NumberRefused::OtherCountry));
        assert_eq!(number("TR", "1234567890"), Err(NumberRefused::NotInUnion));
        assert_eq!(number("NL", "çöp"), Err(NumberRefused::Shape));
    }

    #[test]
    fn vat_is_added_at_home_and_left_to_firms_elsewhere_in_the_union() {
        let net = Decimal::new(3_900, 2);
        assert_eq!(Vat::of("NL", true).on_top_of(net), Decimal::new(4_719, 2));
        assert_eq!(Vat::of("DE", true), Vat::ReverseCharge);
        assert_eq!(Vat::of("DE", true).on_top_of(net), net);
        assert_eq!(Vat::of("DE", false).on_top_of(net), Decimal::new(4_641, 2));
        assert_eq!(Vat::of("TR", true), Vat::Outside);
        assert_eq!(Vat::of("FI", false).on_top_of(net), Decimal::new(4_895, 2));
    }
}
