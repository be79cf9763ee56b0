//! The right side of a rule: does the field exist, can it be written, does the value fit?

use domain::{Field, Kind, Value};

use crate::{ast::Span, functions::shown, mistake::Mistake, mistake::Part, suggest, types::Type};

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
        let wrong = |message: String| Err(Mistake::new(span, message).within("", Part::To));
        if let Some(Field {
            name,
            kind: Kind::List { .. },
            ..
        }) = found
        {
            return wrong(format!(
                "\"{name}\" is a list; fill it with a rule that has \"each\" or \"append\""
            ));
        }
        let Some(field) = fields.iter().find(|field| field.name == step) else {
            return Err(unknown(fields, &done, step, span));
        };
        if !field.writable {
            return wrong(format!(
                "the destination's field \"{done}{step}\" can't be written"
            ));
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
    let text = format!("{done}{step}");
    let mistake = match near {
        Some(near) => Mistake::new(
            span,
            format!("the destination has no field \"{text}\"; did you mean \"{done}{near}\"?"),
        )
        .suggesting(format!("{done}{near}")),
        None => Mistake::new(span, format!("the destination has no field \"{text}\"")),
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
    pub(super) fn apply(self, value: Value) -> Result<Value, String> {
        match (self, value) {
            (Self::AsIs, value)
            | (_, value @ Value::Null)
            | (Self::Text, value @ Value::Text(_))
            | (Self::Number, value @ Value::Number(_))
            | (Self::Bool, value @ Value::Bool(_))
            | (Self::Texts, value @ Value::List(_)) => Ok(value),
            (Self::Text, value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string().into()),
            (Self::Text, value @ Value::List(_)) => Err(format!(
                "the field takes text, but this is {}; put | join(', ') after it",
                shown(&value)
            )),
            (Self::Text, value) => Err(format!("the field takes text, but this is {}", shown(&value))),
            (Self::Number, value) => value
                .as_number()
                .map(Value::Number)
                .ok_or_else(|| format!("the field takes a number, but this is {}", shown(&value))),
            (Self::Bool, value) => match value.as_text() {
                Some("true") => Ok(true.into()),
                Some("false") => Ok(false.into()),
                _ => Err(format!(
                    "the field takes yes or no (true or false), but this is {}",
                    shown(&value)
                )),
            },
            (Self::Texts, value @ Value::Text(_)) => Ok(Value::List(vec![value])),
            (Self::Texts, value) => Err(format!(
                "the field takes a list of texts, but this is {}",
                shown(&value)
            )),
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
    let takes = |wanted: &str| {
        format!(
            "the field \"{}\" takes {wanted}, but this gives {}",
            field.name,
            kind.name()
        )
    };
    let wrong = |wanted: &str| Some(Mistake::new(span, takes(wanted)));
    let better = |wanted: &str, text: String| {
        Some(Mistake::new(span, format!("{}; write {text}", takes(wanted))).suggesting(text))
    };
    if kind.is_unknown() {
        return None;
    }
    match (&field.kind, kind) {
        (Kind::Choice { options }, _) => match literal {
            Some(literal) => not_a_choice(field, options, literal, span),
            None => matches!(kind, Type::List(_) | Type::Group(_))
                .then(|| wrong("one of its values"))
                .flatten(),
        },
        (Kind::Text, Type::List(_)) => better("text", format!("({from}) | join(', ')")),
        (Kind::Text | Kind::Date | Kind::DateTime, Type::Group(_)) => wrong("text"),
        (Kind::Number, Type::Text) => better("a number", format!("({from}) | number")),
        (Kind::Number, Type::Number) | (Kind::Bool, Type::Bool) => None,
        (Kind::Number, _) => wrong("a number"),
        (Kind::Bool, _) => wrong("yes or no (true or false)"),
        (Kind::Date, Type::Moment) => better("a day", format!("({from}) | date")),
        (Kind::Date, Type::Number | Type::Bool | Type::List(_)) => wrong("a day"),
        (Kind::DateTime, Type::Date) => better("a moment", format!("({from}) | datetime")),
        (Kind::DateTime, Type::Number | Type::Bool | Type::List(_)) => wrong("a moment"),
        (Kind::Group { .. }, Type::Group(_)) | (Kind::List { .. } | Kind::Texts, Type::List(_)) => None,
        (Kind::Group { .. }, _) => wrong("a group of fields"),
        (Kind::List { .. }, _) => wrong("a list"),
        (Kind::Texts, Type::Text) => None,
        (Kind::Texts, _) => wrong("a list of texts"),
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
    Some(match near {
        Some(near) => Mistake::new(
            span,
            format!(
                "\"{literal}\" is not one of the values of \"{}\"; did you mean \"{near}\"?",
                field.name
            ),
        )
        .suggesting(crate::print::quoted(near)),
        None => {
            let known: Vec<&str> = options
                .iter()
                .map(|option| option.value.as_str())
                .take(12)
                .collect();
            let message = format!(
                "\"{literal}\" is not one of the values of \"{}\": {}",
                field.name,
                known.join(", ")
            );
            Mistake::new(span, message)
        }
    })
}
