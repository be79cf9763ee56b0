//! How a function gets at its arguments.

use std::borrow::Cow;

use domain::Value;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    input::Input,
    shape::{Shape, Shown},
    trace::Session,
    trouble::Trouble,
};

/// What a function gives: a value or a problem.
pub(crate) type Answer<'a> = Result<Cow<'a, Value>, Problem>;

/// Why a function can't do its work.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The argument in this place is nothing, but something is needed.
    Empty(usize),
    /// The argument in this place does not fit.
    Argument(usize, Trouble),
    /// Something else.
    Other(Trouble),
}

/// The arguments of one call.
pub(crate) struct Args<'e, 'a> {
    pub(crate) values: Vec<Option<Cow<'a, Value>>>,
    pub(crate) input: &'a Input<'a>,
    pub(crate) session: &'e Session,
}

static NOTHING: Value = Value::Null;

impl<'a> Args<'_, 'a> {
    /// The argument in a place; nothing if it was left out.
    pub(crate) fn value(&self, at: usize) -> &Value {
        self.values.get(at).and_then(Option::as_deref).unwrap_or(&NOTHING)
    }

    /// Whether an argument was written at all.
    pub(crate) fn given(&self, at: usize) -> bool {
        matches!(self.values.get(at), Some(Some(_)))
    }

    /// The argument itself, without copying.
    pub(crate) fn take(&mut self, at: usize) -> Cow<'a, Value> {
        self.values
            .get_mut(at)
            .and_then(Option::take)
            .unwrap_or(Cow::Borrowed(&NOTHING))
    }

    /// All arguments from a place on.
    pub(crate) fn rest(&self, from: usize) -> impl Iterator<Item = &Value> {
        self.values.iter().skip(from).flatten().map(AsRef::as_ref)
    }

    /// As text: numbers and truth values are written out, nothing is the empty text.
    pub(crate) fn text(&self, at: usize) -> Result<Cow<'_, str>, Problem> {
        match self.value(at) {
            Value::Text(text) => Ok(Cow::Borrowed(text)),
            Value::Null => Ok(Cow::Borrowed("")),
            value @ (Value::Number(_) | Value::Bool(_)) => Ok(Cow::Owned(value.to_string())),
            other => Err(wrong(at, other, Shape::Text)),
        }
    }

    /// As text, or this if left out or nothing.
    pub(crate) fn text_or<'s>(&'s self, at: usize, otherwise: &'s str) -> Result<Cow<'s, str>, Problem> {
        if self.value(at).is_null() {
            return Ok(Cow::Borrowed(otherwise));
        }
        self.text(at)
    }

    /// As a number; text that reads as one is one.
    pub(crate) fn number(&self, at: usize) -> Result<Decimal, Problem> {
        match self.value(at) {
            Value::Number(number) => Ok(*number),
            empty if empty.is_empty() => Err(Problem::Empty(at)),
            other => other.as_number().ok_or_else(|| wrong(at, other, Shape::Number)),
        }
    }

    /// As a whole number, or this if left out or nothing.
    pub(crate) fn whole_or(&self, at: usize, otherwise: i64) -> Result<i64, Problem> {
        if self.value(at).is_null() {
            return Ok(otherwise);
        }
        let number = self.number(at)?;
        let whole = number.is_integer().then(|| number.to_i64()).flatten();
        whole.ok_or_else(|| wrong(at, &number.into(), Shape::WholeNumber))
    }

    /// As a count from zero to a most, or this if left out or nothing.
    pub(crate) fn count_or(&self, at: usize, otherwise: u32, most: u32) -> Result<u32, Problem> {
        let whole = self.whole_or(at, otherwise.into())?;
        u32::try_from(whole)
            .ok()
            .filter(|count| *count <= most)
            .ok_or_else(|| {
                let found = whole.to_string();
                Problem::Argument(at, Trouble::CountNeeded { most, found })
            })
    }

    /// As true or false, or this if left out or nothing.
    pub(crate) fn flag_or(&self, at: usize, otherwise: bool) -> Result<bool, Problem> {
        match self.value(at) {
            Value::Null => Ok(otherwise),
            Value::Bool(flag) => Ok(*flag),
            other => Err(wrong(at, other, Shape::TrueOrFalse)),
        }
    }

    /// As a list's items; nothing is an empty list.
    pub(crate) fn items(&self, at: usize) -> Result<&[Value], Problem> {
        match self.value(at) {
            Value::List(items) => Ok(items),
            Value::Null => Ok(&[]),
            other => Err(wrong(at, other, Shape::List)),
        }
    }
}

fn wrong(at: usize, found: &Value, wanted: Shape) -> Problem {
    let found = Shown::of(found);
    Problem::Argument(at, Trouble::Needed { wanted, found })
}
