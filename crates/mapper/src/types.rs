//! What is known about a value before any record is there.

use domain::{Field, Kind};

use crate::shape::Shape;

/// The kind of an expression's value. Everything may also be nothing.
#[derive(Clone, Debug)]
pub(crate) enum Type<'s> {
    Any,
    Nothing,
    Text,
    Number,
    Bool,
    Date,
    Moment,
    List(Box<Type<'s>>),
    Group(&'s [Field]),
}

impl<'s> Type<'s> {
    pub(crate) fn of(kind: &'s Kind) -> Self {
        match kind {
            Kind::Text | Kind::Choice { .. } => Self::Text,
            Kind::Number => Self::Number,
            Kind::Bool => Self::Bool,
            Kind::Date => Self::Date,
            Kind::DateTime => Self::Moment,
            Kind::Group { fields } => Self::Group(fields),
            Kind::List { fields } => Self::List(Box::new(Self::Group(fields))),
            Kind::Texts => Self::List(Box::new(Self::Text)),
            Kind::Any => Self::Any,
        }
    }

    /// How this is called in messages.
    pub(crate) fn shape(&self) -> Shape {
        match self {
            Self::Any => Shape::Anything,
            Self::Nothing => Shape::Nothing,
            Self::Text => Shape::Text,
            Self::Number => Shape::Number,
            Self::Bool => Shape::YesNo,
            Self::Date => Shape::Day,
            Self::Moment => Shape::Moment,
            Self::List(_) => Shape::List,
            Self::Group(_) => Shape::Group,
        }
    }

    /// The type of either of two values.
    pub(crate) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, kind) | (kind, Self::Nothing) => kind,
            (Self::List(a), Self::List(b)) => Self::List(Box::new(a.join(*b))),
            (Self::Group(a), Self::Group(b)) if std::ptr::eq(a, b) => Self::Group(a),
            (a, b) if a.is_plain() && std::mem::discriminant(&a) == std::mem::discriminant(&b) => a,
            (a, b) if a.is_textual() && b.is_textual() => Self::Text,
            _ => Self::Any,
        }
    }

    /// The type of a list's items.
    pub(crate) fn item(self) -> Self {
        match self {
            Self::List(item) => *item,
            _ => Self::Any,
        }
    }

    fn is_plain(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Group(_))
    }

    /// Whether values of this type are text: days and moments are, too.
    pub(crate) fn is_textual(&self) -> bool {
        matches!(self, Self::Text | Self::Date | Self::Moment)
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Any | Self::Nothing)
    }
}
