//! An expression made ready: names resolved, functions found, arguments in their places.

use domain::Value;

use crate::{
    ast::{Binary, Span, Test},
    functions::Function,
};

/// One operation with its place in the text.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) op: Op,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum Op {
    Constant(Value),
    Path(Root, Box<[Step]>),
    Loop(LoopPart),
    Step(Box<Code>, Step),
    Index(Box<[Code; 2]>),
    List(Vec<Code>),
    Minus(Box<Code>),
    Not(Box<Code>),
    And(Box<[Code; 2]>),
    Or(Box<[Code; 2]>),
    Arithmetic(Binary, Box<[Code; 2]>),
    /// Texts joined by `~`, a whole chain at once.
    Join(Vec<Code>),
    Compare {
        operator: Binary,
        /// Whether both sides are points in time, which can be equal in different time zones.
        moments: bool,
        sides: Box<[Code; 2]>,
    },
    Contains {
        negated: bool,
        sides: Box<[Code; 2]>,
    },
    Is {
        value: Box<Code>,
        test: Test,
        negated: bool,
    },
    /// Then, condition, otherwise.
    If(Box<[Code; 3]>),
    Call(&'static Function, Vec<Option<Code>>),
}

/// Where a path begins.
#[derive(Debug)]
pub(crate) enum Root {
    Named(Box<str>),
    /// The item of the list rule at this depth.
    Local(usize),
}

/// One step of a path.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: Box<str>,
    /// The same as a place in a list, if it reads as one; below zero counts from the end.
    pub(crate) place: Option<i64>,
}

impl Step {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            place: name.parse().ok(),
        }
    }
}

/// What `loop.…` says about the item at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LoopPart {
    /// Counting from one.
    Index,
    /// Counting from zero.
    Index0,
    First,
    Last,
    Length,
}

impl LoopPart {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("index", Self::Index),
        ("index0", Self::Index0),
        ("first", Self::First),
        ("last", Self::Last),
        ("length", Self::Length),
    ];
}
