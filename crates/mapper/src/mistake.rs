//! What is wrong with a mapping, told while it is written: rule, place, reason and cure.

use std::fmt;

use serde::Serialize;

use crate::{ast::Span, wrong::Wrong};

/// Which text of a rule a mistake stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The destination path.
    To,
    /// The expression that gives the value.
    From,
    /// The expression that gives the list.
    Each,
    /// The condition.
    When,
    /// The rule as a whole.
    Rule,
}

impl Part {
    /// The key in the mapping's text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::From => "from",
            Self::Each => "each",
            Self::When => "when",
            Self::Rule => "rule",
        }
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Mistake {
    /// The rule's id; empty for a lone expression.
    pub rule: String,
    /// Which of the rule's texts.
    pub part: Part,
    /// Where in that text, in bytes.
    pub span: Span,
    /// What is wrong and what to do; serialized as its sentence.
    #[serde(rename = "message", serialize_with = "as_sentence")]
    pub what: Box<Wrong>,
    /// What could stand in the span instead, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Mistake {
    /// A mistake at a place; the rule is filled in by the one who knows it.
    pub(crate) fn new(span: Span, what: Wrong) -> Self {
        Self {
            rule: String::new(),
            part: Part::From,
            span,
            what: Box::new(what),
            suggestion: None,
        }
    }

    /// What is wrong and what to do, as one English sentence.
    #[must_use]
    pub fn message(&self) -> String {
        self.what.to_string()
    }

    /// The same with a text that would be right at its place.
    pub(crate) fn suggesting(mut self, text: impl Into<String>) -> Self {
        self.suggestion = Some(text.into());
        self
    }

    /// The same, standing in a rule's text.
    pub(crate) fn within(mut self, rule: &str, part: Part) -> Self {
        rule.clone_into(&mut self.rule);
        self.part = part;
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rule.is_empty() {
            write!(f, "{} (at {})", self.what, self.span)
        } else {
            write!(
                f,
                "rule \"{}\", {} at {}: {}",
                self.rule,
                self.part.as_str(),
                self.span,
                self.what
            )
        }
    }
}

/// As the sentence it says in English.
pub(crate) fn as_sentence<T: fmt::Display, S: serde::Serializer>(
    what: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(what)
}
