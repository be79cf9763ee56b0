//! Numbers.

use domain::Value;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, optional, param};
use crate::{
    shape::{Shape, Shown},
    trouble::Trouble,
};

const NUMBER: Param = param("number", Takes::Number);
pub(super) const MODES: &[&str] = &[
    "common",
    "half_up",
    "half_even",
    "half_down",
    "ceil",
    "floor",
    "up",
    "down",
];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("number", Topic::Numbers, &[param("value", Takes::Any)], Gives::Number, number)
        .doc("Reads a text as a number. Both 1,234.56 and 1.234,56 are understood; a lone comma is the decimal comma.")
        .example("'1.234,50' | number", "1234.5"),
    Function::new("round", Topic::Numbers, &[NUMBER, optional("places", Takes::Number), optional("mode", Takes::OneOf(MODES))], Gives::Number, round)
        .sees_nothing()
        .doc("Rounded to so many decimal places (0). Halves go away from zero (common, half_up), to the even neighbour (half_even) or towards zero (half_down); ceil and floor go up and down the number line, up and down away from and towards zero.")
        .example("2.345 | round(2)", "2.35"),
    Function::new("floor", Topic::Numbers, &[NUMBER], Gives::Number, floor)
        .sees_nothing()
        .doc("The next whole number below.")
        .example("-1.5 | floor", "-2"),
    Function::new("ceil", Topic::Numbers, &[NUMBER], Gives::Number, ceil)
        .sees_nothing()
        .doc("The next whole number above.")
        .example("1.2 | ceil", "2"),
    Function::new("abs", Topic::Numbers, &[NUMBER], Gives::Number, abs)
        .sees_nothing()
        .doc("Without its sign.")
        .example("-5 | abs", "5"),
    Function::new("min", Topic::Numbers, &[param("value", Takes::Any)], Gives::Number, min)
        .rest(Takes::Number)
        .sees_nothing()
        .doc("The least of several numbers, or of a list of numbers.")
        .example("min(3, 1, 2)", "1"),
    Function::new("max", Topic::Numbers, &[param("value", Takes::Any)], Gives::Number, max)
        .rest(Takes::Number)
        .sees_nothing()
        .doc("The greatest of several numbers, or of a list of numbers.")
        .example("[3, 1, 2] | max", "3"),
];

fn number<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    match args.value(0) {
        Value::Number(number) => give(*number),
        Value::Bool(flag) => give(Decimal::from(u8::from(*flag))),
        Value::Text(text) if text.trim().is_empty() => give(Value::Null),
        Value::Text(text) => give(read(text).ok_or_else(|| {
            let found = Shown::of(args.value(0));
            Problem::Argument(0, Trouble::UnreadableNumber { found })
        })?),
        _ => give(args.number(0)?),
    }
}

/// Reads a number as people in Europe and elsewhere write it.
pub(super) fn read(text: &str) -> Option<Decimal> {
    let mut plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '€' | '$' | '£' | '₺' | '\'' | '’'))
        .collect();
    match (plain.rfind('.'), plain.rfind(',')) {
        // The later of the two is the decimal sign, the other groups thousands.
        (Some(dot), Some(comma)) if comma > dot => plain = plain.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => plain = plain.replace(',', ""),
        (None, Some(_)) if plain.matches(',').count() == 1 => plain = plain.replace(',', "."),
        (None, Some(_)) => plain = plain.replace(',', ""),
        (Some(_), None) if plain.matches('.').count() > 1 => plain = plain.replace('.', ""),
        _ => {}
    }
    Decimal::from_str_exact(&plain).ok()
}

/// Rounding by the name of its mode.
pub(super) fn strategy(mode: &str) -> Option<RoundingStrategy> {
    Some(match mode {
        "common" | "half_up" => RoundingStrategy::MidpointAwayFromZero,
        "half_even" => RoundingStrategy::MidpointNearestEven,
        "half_down" => RoundingStrategy::MidpointTowardZero,
        "ceil" => RoundingStrategy::ToPositiveInfinity,
        "floor" => RoundingStrategy::ToNegativeInfinity,
        "up" => RoundingStrategy::AwayFromZero,
        "down" => RoundingStrategy::ToZero,
        _ => return None,
    })
}

fn round<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let places = args.count_or(1, 0, 28)?;
    let mode = args.text_or(2, "common")?;
    let strategy = strategy(&mode).ok_or_else(|| {
        let known = MODES.join(", ");
        Problem::Argument(2, Trouble::OneOfNeeded { known })
    })?;
    give(args.number(0)?.round_dp_with_strategy(places, strategy))
}

fn floor<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.number(0)?.floor())
}

fn ceil<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.number(0)?.ceil())
}

fn abs<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.number(0)?.abs())
}

fn numbers(args: &Args<'_, '_>) -> Result<Vec<Decimal>, Problem> {
    if let Value::List(items) = args.value(0) {
        let read = |item: &Value| {
            item.as_number().ok_or_else(|| {
                let (wanted, found) = (Shape::Number, Shown::of(item));
                Problem::Argument(0, Trouble::Needed { wanted, found })
            })
        };
        return items.iter().map(read).collect();
    }
    (0..args.values.len()).map(|at| args.number(at)).collect()
}

fn min<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(numbers(args)?.into_iter().min())
}

fn max<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(numbers(args)?.into_iter().max())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("24,95", "24.95"),
            ("€ 1.000.000", "1000000"),
            ("-3", "-3"),
            ("1,000,000", "1000000"),
        ] {
            assert_eq!(
                read(text).map(|n| n.to_string()).as_deref(),
                Some(wanted),
                "{text}"
            );
        }
        assert_eq!(read("12 pieces"), None);
    }
}
