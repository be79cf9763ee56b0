//! Prices in whole numbers: no cent is lost to a fraction that a computer cannot hold.

/// An amount in ten-thousandths of the shop's currency, the precision of variant prices
/// (dossier Lightspeed §6.2).
pub(crate) type Money = i64;

/// A tax rate in hundredths of a per cent: 21 % is 2100.
pub(crate) type Rate = i64;

/// The largest amount that is read: ten million.
const MOST: u64 = 100_000_000_000;

/// The largest number of pieces, grams or the like that is read.
pub(crate) const MOST_PIECES: u64 = 1_000_000_000;

/// One cent.
pub(crate) const CENT: Money = 100;

/// The amount rounded to whole cents, halves away from zero.
pub(crate) fn to_cents(amount: Money) -> Money {
    divide(amount, CENT) * CENT
}

/// The amount without tax of an amount that includes it, to four places.
pub(crate) fn without_tax(incl: Money, rate: Rate) -> Money {
    scale(incl, 10_000, 10_000 + rate)
}

/// The amount with tax of an amount without it, to four places.
pub(crate) fn with_tax(excl: Money, rate: Rate) -> Money {
    scale(excl, 10_000 + rate, 10_000)
}

/// A share of an amount in hundredths of a per cent, to four places.
pub(crate) fn share(amount: Money, hundredths: i64) -> Money {
    scale(amount, hundredths, 10_000)
}

/// `amount × times ÷ by`, rounded once at the end; the product may exceed what an amount can hold.
pub(crate) fn scale(amount: Money, times: i64, by: i64) -> Money {
    let product = i128::from(amount) * i128::from(times);
    let half = i128::from(by / 2);
    let shifted = if product >= 0 {
        product + half
    } else {
        product - half
    };
    Money::try_from(shifted / i128::from(by.max(1))).unwrap_or(Money::MAX)
}

/// Division that rounds halves away from zero.
pub(crate) fn divide(number: i64, by: i64) -> i64 {
    let half = by / 2;
    if number >= 0 {
        (number + half) / by
    } else {
        (number - half) / by
    }
}

/// Writes an amount as a JSON number without needless zeros: `6.95`, `20.6198`, `0`.
pub(crate) fn write_number(out: &mut String, amount: Money) {
    use std::fmt::Write as _;
    if amount < 0 {
        out.push('-');
    }
    let whole = amount.unsigned_abs() / 10_000;
    let mut rest = amount.unsigned_abs() % 10_000;
    let _ = write!(out, "{whole}");
    if rest > 0 {
        let mut digits = 4;
        while rest.is_multiple_of(10) {
            rest /= 10;
            digits -= 1;
        }
        let _ = write!(out, ".{rest:0digits$}");
    }
}

/// Reads an amount from what a client sent: a JSON number or text such as `"12.50"`.
///
/// More than four places are rounded; text that is no number is refused with `None`, and so is more than
/// ten million, so that sums over many lines stay within what an amount can hold.
pub(crate) fn read(value: &serde_json::Value) -> Option<Money> {
    use rust_decimal::prelude::ToPrimitive as _;
    let text = match value {
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let decimal = text
        .parse::<rust_decimal::Decimal>()
        .or_else(|_| rust_decimal::Decimal::from_scientific(&text))
        .ok()?;
    let scaled = decimal.checked_mul(rust_decimal::Decimal::from(10_000))?;
    scaled
        .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
        .filter(|amount| amount.unsigned_abs() <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(amount: Money) -> String {
        let mut out = String::new();
        write_number(&mut out, amount);
        out
    }

    #[test]
    fn amounts_are_written_without_needless_zeros() {
        assert_eq!(number(69_500), "6.95");
        assert_eq!(number(206_198), "20.6198");
        assert_eq!(number(0), "0");
        assert_eq!(number(-1_005_000), "-100.5");
        assert_eq!(number(12), "0.0012");
    }

    #[test]
    fn the_dossiers_prices_convert_both_ways() {
        assert_eq!(without_tax(34_900, 2100), 28_843);
        assert_eq!(with_tax(28_843, 2100), 34_900);
        assert_eq!(to_cents(19_950), 20_000);
    }

    #[test]
    fn amounts_are_read_from_numbers_and_from_text() {
        assert_eq!(read(&serde_json::json!(3.49)), Some(34_900));
        assert_eq!(read(&serde_json::json!("12.50")), Some(125_000));
        assert_eq!(read(&serde_json::json!("twelve")), None);
    }
}
