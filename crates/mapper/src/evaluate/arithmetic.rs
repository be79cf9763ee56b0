//! Exact arithmetic: what can't be held exactly is refused.

use rust_decimal::{Decimal, MathematicalOps};

use crate::{ast::Binary, trouble::Trouble};

/// The result of an operator, or why there is none.
pub(super) fn calculate(operator: Binary, a: Decimal, b: Decimal) -> Result<Decimal, Trouble> {
    if b.is_zero() && matches!(operator, Binary::Divide | Binary::FloorDivide | Binary::Remainder) {
        let sum = format!("{a} {} 0", operator.as_str());
        return Err(Trouble::DividedByZero { sum });
    }
    if operator == Binary::Power && !b.is_integer() {
        let sum = format!("{a} ** {b}");
        return Err(Trouble::BrokenExponent { sum });
    }
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide => a.checked_div(b),
        Binary::FloorDivide => a.checked_div(b).map(|quotient| quotient.floor()),
        Binary::Remainder => remainder(a, b),
        _ => power(a, b),
    };
    result.ok_or_else(|| Trouble::TooLarge {
        sum: format!("{a} {} {b}", operator.as_str()),
    })
}

/// As in Python, the remainder has the divisor's sign.
fn remainder(a: Decimal, b: Decimal) -> Option<Decimal> {
    let rest = a.checked_rem(b)?;
    if rest.is_zero() || rest.is_sign_negative() == b.is_sign_negative() {
        return Some(rest);
    }
    rest.checked_add(b)
}

/// Whole exponents only: others would no longer be exact.
fn power(a: Decimal, b: Decimal) -> Option<Decimal> {
    const MOST: i64 = 100;
    let exponent = i64::try_from(b).ok().filter(|_| b.is_integer())?;
    (-MOST..=MOST)
        .contains(&exponent)
        .then(|| a.checked_powi(exponent))
        .flatten()
}
