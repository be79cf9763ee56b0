//! The right side of a rule: does the field exist, can it be written, does the value fit?

use domain::{Field, Kind, Value};

use crate::{
    ast::Span,
    mistake::{Mistake, Part},
    shape::{Shape, Shown},
    suggest,
    trouble::Trouble,
    types::Type,
    wrong::Wrong,
};

/// Where a rule writes to.
pub(super) enum Target<'s> {
    /// Nothing is known about the place; everything is taken.
    Open,
    /// A known field.
    Field(&'s Field),
}

/// The fields at one level of the destination; none when they are not known.
pub(super) type Level<'s> = Option<&'s [Field]>;

/// Finds the field that a path names.
pub(super) fn find<'s>(level: Level<'s>, to: &str) -> Result<Target<'s>, Mistake> {
    let Some(mut fields) = level else {
        return Ok(Target::Open);
    };
    let mut found: Option<&Field> = None;
    let mut done = String::new();
    let mut at = 0;
    for step in to.split('.') {
        let end = at + step.len();
        let span = Span::new(0, end);
        let wrong = |what: Wrong| Err(Mistake::new(span, what).within("", Part::To));
        if let Some(Field {
            name,
            kind: Kind::List { .. },
            ..
        }) = found
        {
            return wrong(Wrong::ListAsValue { field: name.clone() });
        }
        let Some(field) = fields.iter().find(|field| field.name == step) else {
            return Err(unknown(fields, &done, step, span));
        };
        if !field.writable {
            let field = format!("{done}{step}");
            return wrong(Wrong::ReadOnly { field });
        }
        match &field.kind {
            Kind::Any => return Ok(Target::Open),
            _ => fields = field.parts(),
        }
        found = Some(field);
        done = format!("{done}{step}.");
        at = end + 1;
    }
    Ok(found.map_or(Target::Open, Target::Field))
}

fn unknown(fields: &[Field], done: &str, step: &str, span: Span) -> Mistake {
    let near = suggest::closest(step, fields.iter().map(|field| field.name.as_str()));
    let field = format!("{done}{step}");
    let what = Wrong::UnknownTarget { field };
    let mistake = match near.map(|near| format!("{done}{near}")) {
        Some(near) => Mistake::new(span, what.near(&near)).suggesting(near),
        None => Mistake::new(span, what),
    };
    mistake.within("", Part::To)
}

/// How a value is put into its field's shape, where that loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// As it is.
    AsIs,
    /// Numbers and truth values are written out.
    Text,
    /// Text that reads as a number becomes one.
    Number,
    /// "true" and "false" become truth values.
    Bool,
    /// A single text becomes a list of one.
    Texts,
}

impl Fit {
    pub(super) fn of(target: &Target<'_>) -> Self {
        let Target::Field(field) = target else {
            return Self::AsIs;
        };
        match field.kind {
            Kind::Text | Kind::Choice { .. } | Kind::Date | Kind::DateTime => Self::Text,
            Kind::Number => Self::Number,
            Kind::Bool => Self::Bool,
            Kind::Texts => Self::Texts,
            Kind::Group { .. } | Kind::List { .. } | Kind::Any => Self::AsIs,
        }
    }

    /// The value in the field's shape.
    pub(super) fn apply(self, value: Value) -> Result<Value, Trouble> {
        let takes = |wanted: Shape, value: &Value| Trouble::FieldTakes {
            wanted,
            found: Shown::of(value),
        };
        match (self, value) {
            (Self::AsIs, value)
            | (_, value @ Value::Null)
            | (Self::Text, value @ Value::Text(_))
            | (Self::Number, value @ Value::Number(_))
            | (Self::Bool, value @ Value::Bool(_))
            | (Self::Texts, value @ Value::List(_)) => Ok(value),
            (Self::Text, value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string().into()),
            (Self::Text, value @ Value::List(_)) => Err(Trouble::FieldTakesText {
                found: Shown::of(&value),
            }),
            (Self::Text, value) => Err(takes(Shape::Text, &value)),
            (Self::Number, value) => value
                .as_number()
                .map(Value::Number)
                .ok_or_else(|| takes(Shape::Number, &value)),
            (Self::Bool, value) => match value.as_text() {
                Some("true") => Ok(true.into()),
                Some("false") => Ok(false.into()),
                _ => Err(takes(Shape::YesOrNo, &value)),
            },
            (Self::Texts, value @ Value::Text(_)) => Ok(Value::List(vec![value])),
            (Self::Texts, value) => Err(takes(Shape::ListOfTexts, &value)),
        }
    }
}

/// Says when a value's type can never fit its field.
pub(super) fn check_type(
    field: &Field,
    kind: &Type<'_>,
    literal: Option<&str>,
    from: &str,
) -> Option<Mistake> {
    let span = Span::new(0, from.len());
    let takes = |wanted: Shape| Wrong::TargetMisfit {
        field: field.name.clone(),
        wanted,
        is: kind.shape(),
    };
    let wrong = |wanted: Shape| Some(Mistake::new(span, takes(wanted)));
    let better =
        |wanted: Shape, text: String| Some(Mistake::new(span, takes(wanted).better(&text)).suggesting(text));
    if kind.is_unknown() {
        return None;
    }
    match (&field.kind, kind) {
        (Kind::Choice { options }, _) => match literal {
            Some(literal) => not_a_choice(field, options, literal, span),
            None => matches!(kind, Type::List(_) | Type::Group(_))
                .then(|| wrong(Shape::OneOfItsValues))
                .flatten(),
        },
        (Kind::Text, Type::List(_)) => better(Shape::Text, format!("({from}) | join(', ')")),
        (Kind::Text | Kind::Date | Kind::DateTime, Type::Group(_)) => wrong(Shape::Text),
        (Kind::Number, Type::Text) => better(Shape::Number, format!("({from}) | number")),
        (Kind::Number, Type::Number) | (Kind::Bool, Type::Bool) => None,
        (Kind::Number, _) => wrong(Shape::Number),
        (Kind::Bool, _) => wrong(Shape::YesOrNo),
        (Kind::Date, Type::Moment) => better(Shape::Day, format!("({from}) | date")),
        (Kind::Date, Type::Number | Type::Bool | Type::List(_)) => wrong(Shape::Day),
        (Kind::DateTime, Type::Date) => better(Shape::Moment, format!("({from}) | datetime")),
        (Kind::DateTime, Type::Number | Type::Bool | Type::List(_)) => wrong(Shape::Moment),
        (Kind::Group { .. }, Type::Group(_)) | (Kind::List { .. } | Kind::Texts, Type::List(_)) => None,
        (Kind::Group { .. }, _) => wrong(Shape::Group),
        (Kind::List { .. }, _) => wrong(Shape::List),
        (Kind::Texts, Type::Text) => None,
        (Kind::Texts, _) => wrong(Shape::ListOfTexts),
        _ => None,
    }
}

fn not_a_choice(
    field: &Field,
    options: &[domain::schema::Choice],
    literal: &str,
    span: Span,
) -> Option<Mistake> {
    if options.is_empty() || options.iter().any(|option| option.value == literal) {
        return None;
    }
    let by_label = options
        .iter()
        .find(|option| option.label.eq_ignore_ascii_case(literal));
    let near = by_label
        .map(|option| option.value.as_str())
        .or_else(|| suggest::closest(literal, options.iter().map(|option| option.value.as_str())));
    let (value, field) = (literal.to_owned(), field.name.clone());
    Some(match near {
        Some(near) => Mistake::new(span, Wrong::UnknownChoice { value, field }.near(near))
            .suggesting(crate::print::quoted(near)),
        None => {
            let known: Vec<&str> = options
                .iter()
                .map(|option| option.value.as_str())
                .take(12)
                .collect();
            let known = known.join(", ");
            Mistake::new(span, Wrong::NoneOfChoices { value, field, known })
        }
    })
}
