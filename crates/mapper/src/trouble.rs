//! The closed list of what can go wrong with a record. Its English is that of the API and the log, its kind and values
//! are what pages say in their reader's language.

use serde::Serialize;

use crate::shape::{Shape, Shown};

/// Why a value could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each sentence says what its values are")]
pub enum Trouble {
    // In a function.
    #[error("{function}: {subject} ({what})")]
    InArgument {
        function: String,
        subject: Subject,
        what: Box<Trouble>,
    },
    #[error("{function}: {what}")]
    InFunction { function: String, what: Box<Trouble> },
    #[error("{function} needs a value here")]
    FunctionNeedsValue { function: String },

    // Limits.
    #[error("this record needs too many steps; make the lists shorter or the rules simpler")]
    TooManySteps,
    #[error(
        "the text is too long ({bytes} bytes, at most {most} are allowed); shorten it with | truncate(…)"
    )]
    TextTooLong { bytes: usize, most: usize },
    #[error("the list is too long ({items} items, at most {most} are allowed)")]
    ListTooLong { items: usize, most: usize },
    #[error("the text is too long")]
    TooLongHere,
    #[error("text or pattern is too long")]
    PatternTooLong,
    #[error("the joined text is too long")]
    JoinedTooLong,
    #[error("the replaced text would be longer than {most} bytes")]
    ReplacedTooLong { most: usize },

    // Values that are not there, or are others.
    #[error(
        "the field \"{field}\" is empty, but a value is needed; write {field} | default(0) if nothing counts as zero"
    )]
    FieldEmpty { field: String },
    #[error(
        "\"{text}\" gives nothing, but a value is needed; put | default(0) after it if nothing counts as zero"
    )]
    GivesNothing { text: String },
    #[error("{subject} is {found}, but a number is needed")]
    NoNumber { subject: Subject, found: Shown },
    #[error("\"in\" needs a list or text on its right, not {found}")]
    InNothing { found: Shown },
    #[error("{left} and {right} can't be compared as more or less")]
    NotComparable { left: Shown, right: Shown },
    #[error("a list is needed, but this is {found}")]
    ListNeeded { found: Shown },
    #[error("{wanted} is needed, not {found}")]
    Needed { wanted: Shape, found: Shown },
    #[error("a number from 0 to {most} is needed, not {found}")]
    CountNeeded { most: u32, found: String },
    #[error("one of {known} is needed")]
    OneOfNeeded { known: String },

    // The field that is written.
    #[error("the field takes {wanted}, but this is {found}")]
    FieldTakes { wanted: Shape, found: Shown },
    #[error("the field takes text, but this is {found}; put | join(', ') after it")]
    FieldTakesText { found: Shown },

    // Arithmetic and amounts.
    #[error("{sum}: nothing can be divided by zero")]
    DividedByZero { sum: String },
    #[error("{sum}: the exponent must be a whole number")]
    BrokenExponent { sum: String },
    #[error("{sum} is too large to be held exactly")]
    TooLarge { sum: String },
    #[error("the sum is too large to be held exactly")]
    SumTooLarge,
    #[error("the amount is too large to be held exactly")]
    AmountTooLarge,
    #[error("it is empty in item {place}; add default=0 if nothing counts as zero")]
    ItemEmpty { place: usize },
    #[error("\"{field}\" is empty in item {place}; add default=0 if nothing counts as zero")]
    ItemFieldEmpty { field: String, place: usize },
    #[error("a number is needed in item {place}, not {found}")]
    ItemNoNumber { place: usize, found: Shown },
    #[error("{found} can't be read as a number")]
    UnreadableNumber { found: Shown },
    #[error("a rate is a fraction (0.21), but this is {rate}; divide a percentage by 100")]
    RateAboveOne { rate: String },
    #[error("a rate can't be below zero, but this is {rate}")]
    RateBelowZero { rate: String },
    #[error("a currency has a code of three letters (EUR), not \"{code}\"")]
    UnknownCurrency { code: String },

    // Days, article numbers.
    #[error("a day (2024-05-31) or moment (2024-05-31T14:00:00+02:00) is needed, not {found}")]
    DayNeeded { found: Shown },
    #[error("there is no time zone \"{name}\"; write one like Europe/Amsterdam")]
    UnknownZone { name: String },
    #[error("this lies outside of the calendar (years -9999 to 9999)")]
    OutsideCalendar,
    #[error("the pattern can't be used: {error}")]
    BadPattern { error: String },
    #[error("does not fit \"{pattern}\": {error}")]
    PatternMisfit { pattern: String, error: String },
    #[error("the text is too long to be a day or moment")]
    TooLongForDay,
    #[error("7, 11, 12 or 13 digits are needed")]
    EanDigits,

    // Look-up tables.
    #[error("there is no look-up table \"{table}\"")]
    TableGone { table: String },
    #[error("the key for the look-up table \"{table}\" is empty; give the table a default if that may be so")]
    KeyEmpty { table: String },
    #[error("the look-up table \"{table}\" has no row for \"{key}\"; add it, or give the table a default")]
    RowMissing { table: String, key: String },
}

/// What in an expression a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind")]
#[allow(missing_docs, reason = "each sentence says what its values are")]
pub enum Subject {
    #[error("the field \"{text}\"")]
    #[serde(rename = "subject-field")]
    Field { text: String },
    #[error("\"{text}\"")]
    #[serde(rename = "subject-text")]
    Text { text: String },
}

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each sentence says what its values are")]
pub enum Noted {
    #[error("{condition} holds")]
    ConditionHolds { condition: String },
    #[error("{condition} does not hold")]
    ConditionFails { condition: String },
    #[error("{text} gives {value}")]
    GivesValue { text: String, value: Shown },
    #[error("{function}({}) gives {value}", listed(values))]
    CallGives {
        function: &'static str,
        values: Vec<Shown>,
        value: Shown,
    },
}

fn listed(values: &[Shown]) -> String {
    let values: Vec<String> = values.iter().map(Shown::to_string).collect();
    values.join(", ")
}
