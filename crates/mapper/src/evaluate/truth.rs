//! What counts as true and what as equal.

use domain::Value;

use crate::ast::Test;

/// Whether a value counts as true: Jinja's rule, by which nothing, 0, empty text and empty lists don't.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::Number(number) => !number.is_zero(),
        other => !other.is_empty(),
    }
}

/// Whether two values are equal. A number equals the text that reads as it, since remote systems send both.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(number), text @ Value::Text(_)) | (text @ Value::Text(_), Value::Number(number)) => {
            text.as_number() == Some(*number)
        }
        _ => a == b,
    }
}

/// Whether a value is what a test asks for.
pub(super) fn holds(value: &Value, test: Test) -> bool {
    match test {
        Test::Defined => !value.is_null(),
        Test::Nothing => value.is_null(),
        Test::Empty => value.is_empty(),
        Test::Number => matches!(value, Value::Number(_)),
        Test::Text => matches!(value, Value::Text(_)),
        Test::List => matches!(value, Value::List(_)),
        Test::Boolean => matches!(value, Value::Bool(_)),
        Test::True => *value == Value::Bool(true),
        Test::False => *value == Value::Bool(false),
    }
}
