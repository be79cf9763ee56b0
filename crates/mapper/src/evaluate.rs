//! Evaluating one expression on one record. Paths are borrowed, never copied.

mod arithmetic;
mod truth;

use std::{borrow::Cow, cmp::Ordering};

use domain::Value;
use rust_decimal::Decimal;

use crate::{
    ast::{Binary, Span},
    code::{Code, LoopPart, Op, Root, Step},
    failure::Fault,
    functions::{Args, Function, Problem, point_in_time},
    input::Input,
    limits,
    shape::Shown,
    trace::Session,
    trouble::{Noted, Subject, Trouble},
};

use arithmetic::calculate;
use truth::holds;
pub(crate) use truth::{equal, is_true};

/// All that an expression can see.
#[derive(Clone)]
pub(crate) struct Env<'a> {
    pub(crate) input: &'a Input<'a>,
    pub(crate) session: &'a Session,
    /// The items of the list rules around, outermost first.
    pub(crate) locals: Vec<Local<'a>>,
    /// The expression's text, for messages.
    pub(crate) text: &'a str,
}

/// The item that a list rule is at.
#[derive(Clone)]
pub(crate) struct Local<'a> {
    pub(crate) value: &'a Value,
    pub(crate) index: usize,
    pub(crate) length: usize,
    /// Where it came from, for explanations; only filled when tracing.
    pub(crate) origin: Option<String>,
}

static NOTHING: Value = Value::Null;

type Evaluated<'a> = Result<Cow<'a, Value>, Box<Fault>>;

impl<'a> Env<'a> {
    /// Evaluates an expression.
    pub(crate) fn eval(&self, code: &'a Code) -> Evaluated<'a> {
        self.charge(1, code.span)?;
        match &code.op {
            Op::Constant(value) => Ok(Cow::Borrowed(value)),
            Op::Path(root, steps) => Ok(Cow::Borrowed(self.path(root, steps))),
            Op::Loop(part) => Ok(Cow::Owned(self.loop_part(*part))),
            Op::Step(base, step) => Ok(stepped(self.eval(base)?, step)),
            Op::Index(sides) => self.index(&sides[0], &sides[1]),
            Op::List(items) => {
                let items = items.iter().map(|item| Ok(self.eval(item)?.into_owned()));
                Ok(Cow::Owned(Value::List(items.collect::<Result<_, Box<Fault>>>()?)))
            }
            Op::Minus(value) => Ok(Cow::Owned((-self.number(value)?).into())),
            Op::Not(value) => Ok(Cow::Owned((!is_true(&*self.eval(value)?)).into())),
            Op::And(sides) => self.either(&sides[0], &sides[1], false),
            Op::Or(sides) => self.either(&sides[0], &sides[1], true),
            Op::Arithmetic(operator, sides) => self.arithmetic(*operator, &sides[0], &sides[1], code.span),
            Op::Join(parts) => self.join(parts, code.span),
            Op::Compare {
                operator,
                moments,
                sides,
            } => self.compare(*operator, *moments, &sides[0], &sides[1], code.span),
            Op::Contains { negated, sides } => {
                let found = self.contains(&sides[0], &sides[1])?;
                Ok(Cow::Owned((found != *negated).into()))
            }
            Op::Is { value, test, negated } => {
                let holds = holds(&*self.eval(value)?, *test);
                Ok(Cow::Owned((holds != *negated).into()))
            }
            Op::If(parts) => self.choose(&parts[1], &parts[0], &parts[2]),
            Op::Call(function, args) => self.call(function, args, code.span),
        }
    }

    fn charge(&self, steps: usize, span: Span) -> Result<(), Box<Fault>> {
        if self.session.charge(steps) {
            return Ok(());
        }
        Err(Fault::new(span, Trouble::TooManySteps))
    }

    fn path(&self, root: &Root, steps: &[Step]) -> &'a Value {
        let start = match root {
            Root::Named(name) => self.input.root(name).unwrap_or(&NOTHING),
            Root::Local(depth) => self.locals.get(*depth).map_or(&NOTHING, |local| local.value),
        };
        let value = steps.iter().fold(start, step);
        if self.session.is_tracing() {
            self.session.note_read(|| self.path_text(root, steps), value);
        }
        value
    }

    fn path_text(&self, root: &Root, steps: &[Step]) -> String {
        let mut text = match root {
            Root::Named(name) => name.to_string(),
            Root::Local(depth) => self
                .locals
                .get(*depth)
                .and_then(|local| local.origin.clone())
                .unwrap_or_default(),
        };
        for step in steps {
            text.push('.');
            text.push_str(&step.name);
        }
        text
    }

    /// The path that an expression is, with places in lists, if it is one.
    pub(crate) fn path_of(&self, code: &Code) -> Option<String> {
        match &code.op {
            Op::Path(root, steps) => Some(self.path_text(root, steps)),
            _ => None,
        }
    }

    fn loop_part(&self, part: LoopPart) -> Value {
        let (index, length) = self
            .locals
            .last()
            .map_or((0, 0), |local| (local.index, local.length));
        let number = |count: usize| Decimal::from(count).into();
        match part {
            LoopPart::Index => number(index + 1),
            LoopPart::Index0 => number(index),
            LoopPart::First => (index == 0).into(),
            LoopPart::Last => (index + 1 == length).into(),
            LoopPart::Length => number(length),
        }
    }

    fn index(&self, base: &'a Code, index: &'a Code) -> Evaluated<'a> {
        let base = self.eval(base)?;
        let index = self.eval(index)?;
        Ok(stepped(base, &Step::new(&index.to_string())))
    }

    fn either(&self, left: &'a Code, right: &'a Code, stop_at: bool) -> Evaluated<'a> {
        let first = self.eval(left)?;
        if is_true(&first) == stop_at {
            return Ok(first);
        }
        self.eval(right)
    }

    fn choose(&self, condition: &'a Code, then: &'a Code, otherwise: &'a Code) -> Evaluated<'a> {
        let holds = is_true(&*self.eval(condition)?);
        self.session.note(|| {
            let condition = condition.span.of(self.text).to_owned();
            if holds {
                Noted::ConditionHolds { condition }
            } else {
                Noted::ConditionFails { condition }
            }
        });
        self.eval(if holds { then } else { otherwise })
    }

    fn join(&self, parts: &'a [Code], span: Span) -> Evaluated<'a> {
        use std::fmt::Write;
        let mut text = String::new();
        for part in parts {
            let value = self.eval(part)?;
            match &*value {
                Value::Text(part) => text.push_str(part),
                // Writing to memory can't fail.
                other => _ = write!(text, "{other}"),
            }
            if text.len() > limits::TEXT_BYTES {
                return Err(too_long(span, text.len()));
            }
        }
        self.charge(text.len() / 64, span)?;
        let value = Value::Text(text);
        self.session.note(|| gives(span.of(self.text).to_owned(), &value));
        Ok(Cow::Owned(value))
    }

    fn contains(&self, needle: &'a Code, hay: &'a Code) -> Result<bool, Box<Fault>> {
        let needle = self.eval(needle)?;
        let all = self.eval(hay)?;
        self.charge(weight(&all), hay.span)?;
        Ok(match &*all {
            Value::List(items) => items.iter().any(|item| equal(item, &needle)),
            Value::Text(text) => text.contains(&needle.to_string()),
            Value::Map(map) => needle.as_text().is_some_and(|name| map.contains_key(name)),
            Value::Null => false,
            other => {
                let found = Shown::of(other);
                return Err(Fault::new(hay.span, Trouble::InNothing { found }));
            }
        })
    }

    /// An operand of arithmetic: nothing is refused, since a missing price is not a price of zero.
    fn number(&self, code: &'a Code) -> Result<Decimal, Box<Fault>> {
        let value = self.eval(code)?;
        match &*value {
            Value::Number(number) => Ok(*number),
            empty if empty.is_empty() => Err(self.empty(code)),
            other => other.as_number().ok_or_else(|| {
                let (subject, found) = (self.subject(code), Shown::of(other));
                self.fault(code, Trouble::NoNumber { subject, found })
            }),
        }
    }

    fn arithmetic(&self, operator: Binary, left: &'a Code, right: &'a Code, span: Span) -> Evaluated<'a> {
        let (a, b) = (self.number(left)?, self.number(right)?);
        let result = calculate(operator, a, b).map_err(|what| Fault::new(span, what))?;
        self.session
            .note(|| gives(format!("{a} {} {b}", operator.as_str()), &result.into()));
        Ok(Cow::Owned(result.into()))
    }

    fn compare(
        &self,
        operator: Binary,
        moments: bool,
        left: &'a Code,
        right: &'a Code,
        span: Span,
    ) -> Evaluated<'a> {
        let (a, b) = (self.eval(left)?, self.eval(right)?);
        self.charge(weight(&a).min(weight(&b)), span)?;
        let times = moments
            .then(|| point_in_time(a.as_text()?).zip(point_in_time(b.as_text()?)))
            .flatten();
        let holds = match operator {
            Binary::Equal | Binary::NotEqual => {
                let same = times.map_or_else(|| equal(&a, &b), |(a, b)| a == b);
                same == (operator == Binary::Equal)
            }
            _ => {
                let order = match times {
                    Some((a, b)) => a.cmp(&b),
                    None => self.order(&a, &b, left, right)?,
                };
                match operator {
                    Binary::Less => order.is_lt(),
                    Binary::LessOrEqual => order.is_le(),
                    Binary::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }
            }
        };
        Ok(Cow::Owned(holds.into()))
    }

    fn order(&self, a: &Value, b: &Value, left: &'a Code, right: &'a Code) -> Result<Ordering, Box<Fault>> {
        if a.is_null() || b.is_null() {
            return Err(self.empty(if a.is_null() { left } else { right }));
        }
        if let (Value::Text(a), Value::Text(b)) = (a, b) {
            return Ok(a.cmp(b));
        }
        if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
            return Ok(a.cmp(&b));
        }
        let what = Trouble::NotComparable {
            left: Shown::of(a),
            right: Shown::of(b),
        };
        Err(Fault::new(left.span.to(right.span), what))
    }

    fn call(&self, function: &'static Function, codes: &'a [Option<Code>], span: Span) -> Evaluated<'a> {
        let mut values = Vec::with_capacity(codes.len());
        let mut work = 1;
        for code in codes {
            let value = code.as_ref().map(|code| self.eval(code)).transpose()?;
            work += value.as_deref().map_or(0, weight);
            values.push(value);
        }
        self.charge(work, span)?;
        let mut args = Args {
            values,
            input: self.input,
            session: self.session,
        };
        if function.passes_nothing && args.value(0).is_null() {
            return Ok(Cow::Borrowed(&NOTHING));
        }
        let given: Option<Vec<Shown>> = self
            .session
            .is_tracing()
            .then(|| args.rest(0).map(Shown::of).collect());
        let value =
            (function.run)(&mut args).map_err(|problem| self.problem(function, problem, codes, span))?;
        if let Cow::Owned(made) = &value {
            self.charge(weight(made), span)?;
            check_size(made, span)?;
        }
        if let Some(values) = given {
            self.session.note(|| Noted::CallGives {
                function: function.name,
                values,
                value: Shown::of(&value),
            });
        }
        Ok(value)
    }

    fn problem(
        &self,
        function: &Function,
        problem: Problem,
        codes: &'a [Option<Code>],
        span: Span,
    ) -> Box<Fault> {
        let code = |at: usize| codes.get(at).and_then(Option::as_ref);
        let name = || function.name.to_owned();
        match problem {
            Problem::Empty(at) => match code(at) {
                Some(code) => self.empty(code),
                None => Fault::new(span, Trouble::FunctionNeedsValue { function: name() }),
            },
            Problem::Argument(at, what) => match code(at) {
                Some(code) => {
                    let what = Trouble::InArgument {
                        function: name(),
                        subject: self.subject(code),
                        what: Box::new(what),
                    };
                    self.fault(code, what)
                }
                None => {
                    let (function, what) = (name(), Box::new(what));
                    Fault::new(span, Trouble::InFunction { function, what })
                }
            },
            Problem::Other(what) => {
                let field = codes.iter().flatten().find_map(|code| self.field(code));
                Box::new(Fault { span, field, what })
            }
        }
    }

    /// The source path that an expression is, if it is one.
    fn field(&self, code: &Code) -> Option<Box<str>> {
        match &code.op {
            Op::Path(..) => Some(code.span.of(self.text).into()),
            _ => None,
        }
    }

    fn subject(&self, code: &Code) -> Subject {
        let text = code.span.of(self.text).to_owned();
        match code.op {
            Op::Path(..) => Subject::Field { text },
            _ => Subject::Text { text },
        }
    }

    fn fault(&self, code: &Code, what: Trouble) -> Box<Fault> {
        Box::new(Fault {
            span: code.span,
            field: self.field(code),
            what,
        })
    }

    fn empty(&self, code: &Code) -> Box<Fault> {
        let text = code.span.of(self.text).to_owned();
        let what = match code.op {
            Op::Path(..) => Trouble::FieldEmpty { field: text },
            _ => Trouble::GivesNothing { text },
        };
        self.fault(code, what)
    }
}

fn gives(text: String, value: &Value) -> Noted {
    let value = Shown::of(value);
    Noted::GivesValue { text, value }
}

fn step<'v>(value: &'v Value, step: &Step) -> &'v Value {
    match (value, step.place) {
        (Value::List(items), Some(place)) => place_in(items.len(), place)
            .and_then(|at| items.get(at))
            .unwrap_or(&NOTHING),
        _ => value.get(&step.name),
    }
}

fn stepped<'a>(base: Cow<'a, Value>, to: &Step) -> Cow<'a, Value> {
    match base {
        Cow::Borrowed(base) => Cow::Borrowed(step(base, to)),
        Cow::Owned(base) => Cow::Owned(step(&base, to).clone()),
    }
}

/// A place counted from the start, or from the end if below zero.
pub(crate) fn place_in(length: usize, place: i64) -> Option<usize> {
    let back = usize::try_from(place.unsigned_abs()).ok()?;
    if place < 0 {
        length.checked_sub(back)
    } else {
        Some(back)
    }
}

/// How much work a value is, in steps.
fn weight(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len() / 64,
        Value::List(items) => items.len(),
        Value::Map(map) => map.len(),
        _ => 0,
    }
}

fn too_long(span: Span, length: usize) -> Box<Fault> {
    let what = Trouble::TextTooLong {
        bytes: length,
        most: limits::TEXT_BYTES,
    };
    Fault::new(span, what)
}

/// Refuses texts and lists that are too large to be sent anywhere.
pub(crate) fn check_size(value: &Value, span: Span) -> Result<(), Box<Fault>> {
    match value {
        Value::Text(text) if text.len() > limits::TEXT_BYTES => Err(too_long(span, text.len())),
        Value::List(items) if items.len() > limits::ITEMS => {
            let what = Trouble::ListTooLong {
                items: items.len(),
                most: limits::ITEMS,
            };
            Err(Fault::new(span, what))
        }
        Value::List(items) => items.iter().try_for_each(|item| check_size(item, span)),
        Value::Map(map) => map.values().try_for_each(|part| check_size(part, span)),
        _ => Ok(()),
    }
}
