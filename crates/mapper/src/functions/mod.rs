//! The function library: one file a topic, each function with its signature, a sentence and an example.
//! Every function can be called both ways: `lower(x)` and `x | lower`.

pub mod address;
mod args;
mod countries;
mod dates;
mod ean;
mod html;
mod letters;
mod lists;
mod logic;
mod lookup;
mod money;
mod numbers;
mod phone;
mod text;
mod vat;

use std::{borrow::Cow, fmt, sync::LazyLock};

use domain::Value;
use serde::Serialize;

pub(crate) use args::{Answer, Args, Problem};
pub(crate) use dates::point_in_time;

/// One function.
#[derive(Clone, Copy, Serialize)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// Its arguments, in their order.
    pub params: &'static [Param],
    /// Arguments that are only given by name (`default='-'`).
    pub named: &'static [Param],
    /// What any number of further arguments are, if they may follow.
    pub rest: Option<Takes>,
    /// What it gives.
    pub gives: Gives,
    /// What it does, in one sentence or two.
    pub doc: &'static str,
    /// A call and what it gives, as JSON. Each is a test.
    pub example: (&'static str, &'static str),
    /// Whether nothing in means nothing out, without asking the function.
    #[serde(skip)]
    pub(crate) passes_nothing: bool,
    /// In which place a piped value stands.
    #[serde(skip)]
    pub(crate) piped_at: usize,
    #[serde(skip)]
    pub(crate) run: Run,
}

pub(crate) type Run = for<'e, 'a> fn(&mut Args<'e, 'a>) -> Answer<'a>;

/// What functions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Text.
    Text,
    /// Numbers.
    Numbers,
    /// Prices, tax and currencies.
    Money,
    /// Lists.
    Lists,
    /// Street and house number.
    Address,
    /// Countries.
    Countries,
    /// VAT numbers.
    Vat,
    /// Article numbers.
    Ean,
    /// Telephone numbers.
    Phone,
    /// Days and moments.
    Dates,
    /// Choosing.
    Logic,
    /// Look-up tables.
    Lookups,
}

/// One argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    /// Its name, by which it can also be given.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it may be left out.
    pub optional: bool,
}

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// Anything.
    Any,
    /// Text; numbers are written out.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A list.
    List,
    /// A list or text.
    ListOrText,
    /// A day or moment.
    Time,
    /// The name of a look-up table.
    Table,
    /// The path of a field in the items of the first argument.
    Field,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// Unknown until it runs.
    Any,
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// A list of texts.
    Texts,
    /// A list of unknown items.
    List,
    /// The same as the first argument.
    SameAsFirst,
    /// An item of the first argument.
    ItemOfFirst,
    /// One of the arguments.
    OneOfArguments,
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Function {
    const fn new(name: &'static str, topic: Topic, params: &'static [Param], gives: Gives, run: Run) -> Self {
        Self {
            name,
            topic,
            params,
            named: &[],
            rest: None,
            gives,
            doc: "",
            example: ("", ""),
            passes_nothing: true,
            piped_at: 0,
            run,
        }
    }

    const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    const fn example(mut self, call: &'static str, gives: &'static str) -> Self {
        self.example = (call, gives);
        self
    }

    const fn rest(mut self, takes: Takes) -> Self {
        self.rest = Some(takes);
        self
    }

    const fn named(mut self, named: &'static [Param]) -> Self {
        self.named = named;
        self
    }

    const fn sees_nothing(mut self) -> Self {
        self.passes_nothing = false;
        self
    }

    const fn piped_at(mut self, place: usize) -> Self {
        self.piped_at = place;
        self
    }

    /// How it is called: `round(number, places, mode)`, with optional arguments in brackets.
    #[must_use]
    pub fn signature(&self) -> String {
        let mut parts: Vec<String> = self
            .params
            .iter()
            .map(|param| {
                if param.optional {
                    format!("[{}]", param.name)
                } else {
                    param.name.to_owned()
                }
            })
            .collect();
        parts.extend(self.rest.map(|_| "…".to_owned()));
        parts.extend(self.named.iter().map(|param| format!("[{}=]", param.name)));
        format!("{}({})", self.name, parts.join(", "))
    }

    /// Where the fixed arguments end and the further ones begin.
    pub(crate) fn fixed(&self) -> usize {
        self.params.len() + self.named.len()
    }
}

const fn param(name: &'static str, takes: Takes) -> Param {
    Param {
        name,
        takes,
        optional: false,
    }
}

const fn optional(name: &'static str, takes: Takes) -> Param {
    Param {
        name,
        takes,
        optional: true,
    }
}

/// A computed answer.
#[allow(clippy::unnecessary_wraps)] // every function answers in this shape
fn give<'a>(value: impl Into<Value>) -> Answer<'a> {
    Ok(Cow::Owned(value.into()))
}

static ALL: LazyLock<Vec<Function>> = LazyLock::new(|| {
    let mut all = [
        text::FUNCTIONS,
        html::FUNCTIONS,
        numbers::FUNCTIONS,
        money::FUNCTIONS,
        lists::FUNCTIONS,
        address::FUNCTIONS,
        countries::FUNCTIONS,
        vat::FUNCTIONS,
        ean::FUNCTIONS,
        phone::FUNCTIONS,
        dates::FUNCTIONS,
        logic::FUNCTIONS,
        lookup::FUNCTIONS,
    ]
    .concat();
    all.sort_by_key(|function| function.name);
    all
});

/// Every function, by name: for the editor's completion and the documentation.
#[must_use]
pub fn all() -> &'static [Function] {
    &ALL
}

/// The function of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Function> {
    let place = ALL.binary_search_by_key(&name, |function| function.name).ok()?;
    ALL.get(place)
}
