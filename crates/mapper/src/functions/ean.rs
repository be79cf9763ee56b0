//! Article numbers: EAN-8, UPC-12, EAN-13, GTIN-14.

use super::{Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, param};
use crate::trouble::Trouble;

const TEXT: Param = param("text", Takes::Text);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("ean", Topic::Ean, &[TEXT], Gives::Text, ean)
        .doc("An article number's digits; nothing if its check digit is wrong.")
        .example("'8 712345 678906' | ean", "\"8712345678906\""),
    Function::new("ean_valid", Topic::Ean, &[TEXT], Gives::Bool, ean_valid)
        .sees_nothing()
        .doc("Whether a text is an article number with a right check digit.")
        .example("'8712345678905' | ean_valid", "false"),
    Function::new(
        "ean_check_digit",
        Topic::Ean,
        &[TEXT],
        Gives::Text,
        ean_check_digit,
    )
    .doc("The check digit that belongs after these digits.")
    .example("'871234567890' | ean_check_digit", "\"6\""),
];

/// Without the blanks and hyphens that people put between the digits.
fn digits(text: &str) -> Option<Vec<u8>> {
    text.bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
        .collect()
}

/// From the right, every other digit counts three times, beginning with the last (GS1).
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(*digit) * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

fn valid(text: &str) -> Option<Vec<u8>> {
    let digits = digits(text)?;
    let (last, before) = digits.split_last()?;
    (matches!(digits.len(), 8 | 12 | 13 | 14) && check_digit(before) == *last).then_some(digits)
}

fn ean<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let digits = valid(&args.text(0)?);
    give(digits.map(|digits| {
        digits
            .into_iter()
            .map(|digit| char::from(b'0' + digit))
            .collect::<String>()
    }))
}

fn ean_valid<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(valid(&args.text(0)?).is_some())
}

fn ean_check_digit<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let digits = digits(&args.text(0)?)
        .filter(|digits| matches!(digits.len(), 7 | 11 | 12 | 13))
        .ok_or(Problem::Argument(0, Trouble::EanDigits))?;
    give(check_digit(&digits).to_string())
}
