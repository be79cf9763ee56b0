//! An expression as a tree. Each node knows where in the text it stands; two trees are equal when they say
//! the same, wherever they stand.

use std::fmt;

use domain::Value;
use serde::Serialize;

/// A place in a text: bytes from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// From one byte to another.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of this to the end of another.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start, other.end)
    }

    /// The text that stands here.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start, self.end)
    }
}

/// One node with its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub node: Node,
    /// Where it stands.
    pub span: Span,
    /// The longest way down to a leaf; the parser bounds it, so that walking the tree is safe.
    pub(crate) height: usize,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// What an expression can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Text, number, true, false, none.
    Literal(Value),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A root: `order`.
    Name(String),
    /// `base.name`; digits choose an item.
    Field(Box<Expr>, String),
    /// `base[index]`
    Index(Box<Expr>, Box<Expr>),
    /// `-a`, `not a`
    Unary(Unary, Box<Expr>),
    /// `a + b`, `a ~ b`, `a and b`, `a < b`, `a in b`
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a is defined`, `a is not none`
    Is {
        /// What is looked at.
        value: Box<Expr>,
        /// What it should be.
        test: Test,
        /// Whether it should not be so.
        negated: bool,
    },
    /// `then if condition else otherwise`
    If {
        /// The value if the condition holds.
        then: Box<Expr>,
        /// The condition.
        condition: Box<Expr>,
        /// The value if not; nothing when left out.
        otherwise: Option<Box<Expr>>,
    },
    /// `name(a, b, key=c)`, or `a | name(b, key=c)`
    Call {
        /// The function's name.
        name: Word,
        /// The arguments; the piped one first.
        args: Vec<Arg>,
        /// Whether the first argument came through `|`.
        piped: bool,
    },
}

/// A name with its place; like nodes, names are equal wherever they stand.
#[derive(Clone, Debug)]
pub struct Word {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// One argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name, if given as `name=value`.
    pub name: Option<String>,
    /// Its value.
    pub value: Expr,
}

/// Operators with one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// Operators with two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `or`: the first side that counts as true, else the second.
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `~`
    Join,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Remainder,
    /// `**`
    Power,
}

/// How tightly things bind, loosest first, as in Jinja.
pub(crate) mod level {
    pub(crate) const IF: u8 = 0;
    pub(crate) const OR: u8 = 1;
    pub(crate) const AND: u8 = 2;
    pub(crate) const NOT: u8 = 3;
    pub(crate) const COMPARE: u8 = 4;
    pub(crate) const SUM: u8 = 5;
    pub(crate) const JOIN: u8 = 6;
    pub(crate) const PRODUCT: u8 = 7;
    pub(crate) const POWER: u8 = 8;
    pub(crate) const FILTER: u8 = 9;
    pub(crate) const MINUS: u8 = 10;
    pub(crate) const WHOLE: u8 = 11;
}

impl Binary {
    /// As written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Join => "~",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
        }
    }

    pub(crate) fn level(self) -> u8 {
        match self {
            Self::Or => level::OR,
            Self::And => level::AND,
            Self::Add | Self::Subtract => level::SUM,
            Self::Join => level::JOIN,
            Self::Multiply | Self::Divide | Self::FloorDivide | Self::Remainder => level::PRODUCT,
            Self::Power => level::POWER,
            _ => level::COMPARE,
        }
    }
}

/// What `is` can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is something, be it empty text.
    Defined,
    /// There is nothing.
    Nothing,
    /// Nothing, empty text, an empty list or group.
    Empty,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// True or false.
    Boolean,
    /// True.
    True,
    /// False.
    False,
}

impl Test {
    /// Every test by each of its names; the first of a test's names is how it is printed.
    pub const NAMES: [(&'static str, Self); 13] = [
        ("defined", Self::Defined),
        ("none", Self::Nothing),
        ("empty", Self::Empty),
        ("number", Self::Number),
        ("string", Self::Text),
        ("list", Self::List),
        ("boolean", Self::Boolean),
        ("true", Self::True),
        ("false", Self::False),
        ("undefined", Self::Nothing),
        ("null", Self::Nothing),
        ("text", Self::Text),
        ("sequence", Self::List),
    ];

    /// The test of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, test)| *test)
    }

    /// As written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, test)| *test == self)
            .map_or("defined", |(name, _)| name)
    }
}

impl Node {
    /// The longest way down among the children.
    pub(crate) fn children_height(&self) -> usize {
        let highest = |all: &mut dyn Iterator<Item = &Expr>| all.map(|e| e.height).max().unwrap_or(0);
        match self {
            Self::Literal(_) | Self::Name(_) => 0,
            Self::List(items) => highest(&mut items.iter()),
            Self::Field(base, _) | Self::Unary(_, base) | Self::Is { value: base, .. } => base.height,
            Self::Index(a, b) | Self::Binary(_, a, b) => a.height.max(b.height),
            Self::If {
                then,
                condition,
                otherwise,
            } => highest(
                &mut [Some(then), Some(condition), otherwise.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(|e| &**e),
            ),
            Self::Call { args, .. } => highest(&mut args.iter().map(|arg| &arg.value)),
        }
    }
}
