//! The closed list of what can be wrong with what was written. Each is one sentence with what to do; its English is that
//! of the API and the log, and its kind and values are what pages say in their reader's language.

use serde::Serialize;

use crate::shape::Shape;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each sentence says what its values are")]
pub enum Wrong {
    // How any of these goes on where a better text is known.
    #[error("{what}; did you mean \"{near}\"?")]
    DidYouMean { what: Box<Wrong>, near: String },
    #[error("{what}; write {better}")]
    WriteInstead { what: Box<Wrong>, better: String },

    // Signs.
    #[error("the expression is {bytes} bytes long; at most {most} are allowed")]
    ExpressionTooLong { bytes: usize, most: usize },
    #[error("this number has more digits than can be held exactly (28)")]
    TooManyDigits,
    #[error("write straight quotes (') instead of {sign}")]
    CurlyQuotes { sign: char },
    #[error("write \"and\" instead of &")]
    Ampersand,
    #[error("write \"not\" instead of !")]
    ExclamationMark,
    #[error("leave the braces out: only the expression itself is written here")]
    Braces,
    #[error("\"{sign}\" has no meaning in an expression")]
    NoMeaning { sign: char },
    #[error("\"\\{letter}\" has no meaning; write \\\\ for a backslash")]
    NoEscape { letter: char },
    #[error("this text has no end: a {quote} is missing")]
    OpenText { quote: char },

    // Grammar.
    #[error("a \"{sign}\" is missing: what was opened here is never closed")]
    NeverClosed { sign: String },
    #[error("this closes something that was never opened")]
    NeverOpened,
    #[error("here a \"{sign}\" or \",\" is expected")]
    CloseExpected { sign: String },
    #[error("the expression nests too deeply (more than {most}); split it up")]
    TooDeep { most: usize },
    #[error("comparisons can't be chained; join them with \"and\": a < b and b < c")]
    ChainedComparison,
    #[error("after | comes the name of a function")]
    PipeNeedsFunction,
    #[error("after \"is\" comes a word: defined, none, empty, number, string, list")]
    IsNeedsWord,
    #[error("\"is {name}\" is unknown")]
    UnknownTest { name: String },
    #[error("\"is {name}\" is unknown; these are known: {known}")]
    NoneOfTests { name: String, known: String },
    #[error("after the dot comes the name of a field")]
    DotNeedsField,
    #[error("functions are not called with a dot; write x | {name} instead of x.{name}()")]
    CalledWithDot { name: String },
    #[error("something is missing here: a field, a text or a number")]
    ValueMissing,
    #[error("\"{found}\" can't stand here; a field, a text or a number is expected")]
    ValueExpected { found: String },
    #[error("arguments with a name come last")]
    NamedArgumentsLast,
    #[error("write == to compare")]
    SingleEquals,
    #[error("\"else\" needs an \"if\" before it")]
    LoneElse,
    #[error("\"not\" can't stand here; put it before the condition or write \"not in\"")]
    MisplacedNot,
    #[error("\"{sign}\" can't stand here")]
    MisplacedSign { sign: String },
    #[error("an operator is missing before this; write ~ to join texts, | to apply a function")]
    OperatorMissing,

    // Operators.
    #[error("\"in\" needs a list or text on its right, not {is}")]
    InNeedsList { is: Shape },
    #[error("{left} is compared with {right}; they are never equal")]
    NeverEqual { left: Shape, right: Shape },
    #[error("{is} can't be compared as more or less")]
    NoOrder { is: Shape },
    #[error("arithmetic with nothing; write 0")]
    SumOfNothing,
    #[error("a number is needed, but this is text: ~ is done before + and -; put the sum in parentheses")]
    JoinBeforeSum,
    #[error(
        "a number is needed, but this is text; write ~ to join texts, or | number to read it as a number"
    )]
    SumOfText,
    #[error("a number is needed, but this is {is}")]
    SumOf { is: Shape },

    // Names and paths.
    #[error("\"loop\" knows loop.index, loop.index0, loop.first, loop.last and loop.length")]
    UnknownLoopPart,
    #[error("this is {is} and has no part \"{name}\"")]
    NoPart { is: Shape, name: String },
    #[error(
        "\"{list}\" is a list; choose an item ({list}[0].{name}) or take the field from all: {list} | map('{name}')"
    )]
    FieldOfList { list: String, name: String },
    #[error("there is no \"{name}\"")]
    UnknownName { name: String },
    #[error("there is no \"{name}\"; a path begins with one of: {known}. A text stands in quotes: '{name}'")]
    NoneOfNames { name: String, known: String },
    #[error("there is no field \"{field}\"")]
    UnknownField { field: String },
    #[error("there is no field \"{field}\"; \"{group}\" has {known}")]
    NoneOfFields {
        field: String,
        group: String,
        known: String,
    },

    // Calls.
    #[error("there is no function \"{name}\"")]
    UnknownFunction { name: String },
    #[error("{function} takes {}, but {given} are given: {signature}", arguments(*count))]
    TooManyArguments {
        function: String,
        count: usize,
        given: usize,
        signature: String,
    },
    #[error("{function} has no argument \"{name}\"")]
    UnknownArgument { function: String, name: String },
    #[error("{function} has no argument \"{name}\"; {signature}")]
    NoneOfArguments {
        function: String,
        name: String,
        signature: String,
    },
    #[error("the argument \"{name}\" is given twice")]
    ArgumentTwice { name: String },
    #[error("{function} also needs \"{name}\": {signature}")]
    ArgumentMissing {
        function: String,
        name: String,
        signature: String,
    },
    #[error("{function} needs {wanted} here, but this is {is}")]
    ArgumentMisfit {
        function: String,
        wanted: Shape,
        is: Shape,
    },
    #[error("\"{word}\" is not known here; one of {known} is")]
    NoneOfWords { word: String, known: String },
    #[error("there is no look-up table \"{name}\"")]
    UnknownTable { name: String },
    #[error("there is no look-up table \"{name}\"; make it first")]
    NoSuchTable { name: String },
    #[error("the items have no field \"{field}\"")]
    UnknownItemField { field: String },

    // Rules.
    #[error(
        "two rules write to \"{field}\"; remove one, or let one apply on create and the other on update only"
    )]
    TwoRulesWrite { field: String },
    #[error("\"{field}\" and \"{other}\" overwrite one another")]
    Overwrites { field: String, other: String },
    #[error("two rules are called \"{id}\"; give this one an id of its own: id = \"…\"")]
    TwoRulesCalled { id: String },
    #[error("a destination path needs a name between its dots")]
    EmptyStep,
    #[error("nested rules need \"each\" (an item for each) or \"append\" (one item)")]
    NestedWithoutList,
    #[error("\"{field}\" is no list, so it takes a value: from = \"…\"")]
    NoList { field: String },
    #[error("lists in lists may be {most} deep, not deeper")]
    ListsTooDeep { most: usize },
    #[error("\"each\" needs a list, but this is {is}")]
    EachNeedsList { is: Shape },
    #[error("the name \"{name}\" is taken; call the item otherwise: as = \"…\"")]
    NameTaken { name: String },
    #[error("\"{name}\" can't be the name of an item; use letters, digits and _")]
    NoItemName { name: String },

    // The destination.
    #[error("\"{field}\" is a list; fill it with a rule that has \"each\" or \"append\"")]
    ListAsValue { field: String },
    #[error("the destination's field \"{field}\" can't be written")]
    ReadOnly { field: String },
    #[error("the destination has no field \"{field}\"")]
    UnknownTarget { field: String },
    #[error("the field \"{field}\" takes {wanted}, but this gives {is}")]
    TargetMisfit { field: String, wanted: Shape, is: Shape },
    #[error("\"{value}\" is not one of the values of \"{field}\"")]
    UnknownChoice { value: String, field: String },
    #[error("\"{value}\" is not one of the values of \"{field}\": {known}")]
    NoneOfChoices {
        value: String,
        field: String,
        known: String,
    },
}

impl Wrong {
    /// The same, with what was probably meant.
    pub(crate) fn near(self, near: impl Into<String>) -> Self {
        Self::DidYouMean {
            what: Box::new(self),
            near: near.into(),
        }
    }

    /// The same, with a text that would be right.
    pub(crate) fn better(self, better: impl Into<String>) -> Self {
        Self::WriteInstead {
            what: Box::new(self),
            better: better.into(),
        }
    }
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no argument".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}
