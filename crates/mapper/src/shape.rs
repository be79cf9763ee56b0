//! What a value is, in a sentence: its kind before any record is there, and the value itself when one is.

use std::fmt;

use domain::Value;
use serde::Serialize;

/// What a value is or should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind")]
#[allow(missing_docs, reason = "its words say what each is")]
pub enum Shape {
    #[error("anything")]
    #[serde(rename = "shape-anything")]
    Anything,
    #[error("nothing")]
    #[serde(rename = "shape-nothing")]
    Nothing,
    #[error("text")]
    #[serde(rename = "shape-text")]
    Text,
    #[error("a number")]
    #[serde(rename = "shape-number")]
    Number,
    #[error("a whole number")]
    #[serde(rename = "shape-whole-number")]
    WholeNumber,
    #[error("yes/no")]
    #[serde(rename = "shape-yes-no")]
    YesNo,
    #[error("true or false")]
    #[serde(rename = "shape-true-or-false")]
    TrueOrFalse,
    #[error("yes or no (true or false)")]
    #[serde(rename = "shape-yes-or-no")]
    YesOrNo,
    #[error("a day")]
    #[serde(rename = "shape-day")]
    Day,
    #[error("a moment")]
    #[serde(rename = "shape-moment")]
    Moment,
    #[error("a day or moment")]
    #[serde(rename = "shape-day-or-moment")]
    DayOrMoment,
    #[error("a list")]
    #[serde(rename = "shape-list")]
    List,
    #[error("a list of texts")]
    #[serde(rename = "shape-list-of-texts")]
    ListOfTexts,
    #[error("a list or text")]
    #[serde(rename = "shape-list-or-text")]
    ListOrText,
    #[error("a group of fields")]
    #[serde(rename = "shape-group")]
    Group,
    #[error("one of its values")]
    #[serde(rename = "shape-one-of-its-values")]
    OneOfItsValues,
}

/// A value in a sentence, cut to a readable length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind")]
#[allow(missing_docs, reason = "its words say what each is")]
pub enum Shown {
    #[serde(rename = "value-nothing")]
    Nothing,
    #[serde(rename = "value-yes")]
    Yes,
    #[serde(rename = "value-no")]
    No,
    #[serde(rename = "value-number")]
    Number { number: String },
    #[serde(rename = "value-text")]
    Text { text: String },
    #[serde(rename = "value-list")]
    List { count: usize },
    #[serde(rename = "value-group")]
    Group,
}

impl Shown {
    /// A value as a sentence quotes it.
    pub(crate) fn of(value: &Value) -> Self {
        const MOST: usize = 60;
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(true) => Self::Yes,
            Value::Bool(false) => Self::No,
            Value::Number(number) => Self::Number {
                number: number.to_string(),
            },
            Value::Text(text) => Self::Text {
                text: cut(text, MOST),
            },
            Value::List(items) => Self::List { count: items.len() },
            Value::Map(_) => Self::Group,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Yes => f.write_str("yes"),
            Self::No => f.write_str("no"),
            Self::Number { number } => f.write_str(number),
            Self::Text { text } => write!(f, "\"{text}\""),
            Self::List { count: 1 } => f.write_str("a list of 1 item"),
            Self::List { count } => write!(f, "a list of {count} items"),
            Self::Group => f.write_str("a group of fields"),
        }
    }
}

/// Letters of a text that a sentence quotes.
pub(crate) const LONGEST_QUOTE: usize = 200;

/// A text with so many letters at most; a record can hold one of any length.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
