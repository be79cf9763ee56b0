//! Running a program on one record, with or without telling what it does.

use std::fmt;

use domain::{Map, Value};

use super::{Act, Body, Evaluated, Prepared, Ready};
use crate::{
    evaluate::{Env, Local, check_size, is_true},
    explain::{Explained, Explanation, Outcome},
    failure::{Fault, RuleFailure},
    input::Input,
    limits,
    shape::Shown,
    trace::Session,
    trouble::Trouble,
};

pub(super) fn evaluate(rules: &[Ready], input: &Input<'_>, act: Act) -> Result<Evaluated, RuleFailure> {
    let session = Session::default();
    let mut run = Run { act, explained: None };
    let mut document = Value::Map(Map::new());
    run.rules(rules, &start(input, &session), None, &mut document)
        .map_err(|failure| RuleFailure {
            missed: session.take_missed().into(),
            ..*failure
        })?;
    Ok(Evaluated {
        document,
        missed: session.take_missed(),
    })
}

pub(super) fn explain(rules: &[Ready], input: &Input<'_>, act: Act) -> Explanation {
    let session = Session::tracing();
    let mut run = Run {
        act,
        explained: Some(Vec::new()),
    };
    let mut document = Value::Map(Map::new());
    // When explaining, failures are told and not returned.
    let _ = run.rules(rules, &start(input, &session), None, &mut document);
    Explanation {
        fields: run.explained.unwrap_or_default(),
        document,
        missed: session.take_missed(),
    }
}

fn start<'a>(input: &'a Input<'a>, session: &'a Session) -> Env<'a> {
    Env {
        input,
        session,
        locals: Vec::new(),
        text: "",
    }
}

/// Where in the document the rules at hand write; only spelled out when somebody asks.
#[derive(Clone, Copy)]
struct Place<'p> {
    above: Option<&'p Place<'p>>,
    to: &'p str,
    index: usize,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(f, "{above}.")?;
        }
        write!(f, "{}.{}", self.to, self.index)
    }
}

struct Run {
    act: Act,
    explained: Option<Vec<Explained>>,
}

type Told = Result<Outcome, Box<Fault>>;

impl Run {
    fn rules(
        &mut self,
        rules: &[Ready],
        env: &Env<'_>,
        place: Option<&Place<'_>>,
        out: &mut Value,
    ) -> Result<(), Box<RuleFailure>> {
        rules.iter().try_for_each(|rule| self.rule(rule, env, place, out))
    }

    fn rule(
        &mut self,
        rule: &Ready,
        env: &Env<'_>,
        place: Option<&Place<'_>>,
        out: &mut Value,
    ) -> Result<(), Box<RuleFailure>> {
        let applies = match self.act {
            Act::Create => rule.on_create,
            Act::Update => rule.on_update,
        };
        let outcome = match &rule.body {
            _ if !applies => Ok(Outcome::NotForThisAct),
            Body::Value { from, fit } => self.value(rule, from, *fit, env, out),
            Body::Each { list, name, rules } => return self.each(rule, list, name, rules, env, place, out),
            Body::Item { rules } => return self.item(rule, rules, env, place, out),
        };
        self.tell(rule, env, place, outcome)
    }

    fn value(&self, rule: &Ready, from: &Prepared, fit: super::Fit, env: &Env<'_>, out: &mut Value) -> Told {
        if !holds(rule.when.as_ref(), env)? {
            return Ok(Outcome::Skipped);
        }
        let env = with_text(env, from);
        let found = env.eval(&from.code)?;
        check_size(&found, from.code.span)?;
        let value = if found.is_empty() && !matches!(*found, Value::List(_) | Value::Map(_)) {
            Value::Null
        } else {
            fit.apply(found.into_owned())
                .map_err(|what| Fault::new(from.code.span, what))?
        };
        if value.is_empty() && self.act == Act::Create && !rule.keep_empty {
            return Ok(Outcome::LeftOut);
        }
        // The value is copied only for the one who asks.
        let told = if self.explained.is_some() {
            value.clone()
        } else {
            Value::Null
        };
        *slot(out, &rule.steps) = value;
        Ok(Outcome::Given { value: told })
    }

    #[allow(clippy::too_many_arguments)] // the parts of one rule and where it stands
    fn each(
        &mut self,
        rule: &Ready,
        list: &Prepared,
        name: &str,
        rules: &[Ready],
        env: &Env<'_>,
        place: Option<&Place<'_>>,
        out: &mut Value,
    ) -> Result<(), Box<RuleFailure>> {
        let outer = with_text(env, list);
        let found = match outer.eval(&list.code).and_then(|found| is_list(found, list)) {
            Ok(found) => found,
            Err(fault) => return self.tell(rule, env, place, Err(fault)),
        };
        let items = found.items();
        let origin = outer
            .session
            .is_tracing()
            .then(|| outer.path_of(&list.code).unwrap_or_else(|| name.to_owned()));
        self.tell(rule, env, place, Ok(Outcome::Items { count: items.len() }))?;
        let mut made = Vec::with_capacity(items.len());
        let mut inner: Env<'_> = outer.clone();
        for (index, item) in items.iter().enumerate() {
            inner.locals.push(Local {
                value: item,
                index,
                length: items.len(),
                origin: origin.as_ref().map(|origin| format!("{origin}.{index}")),
            });
            let here = Place {
                above: place,
                to: &rule.to,
                index: length_at(out, &rule.steps) + made.len(),
            };
            match holds(rule.when.as_ref(), &inner) {
                Ok(true) => {
                    let mut document = Value::Map(Map::new());
                    self.rules(rules, &inner, Some(&here), &mut document)?;
                    made.push(document);
                }
                Ok(false) => _ = inner.session.take_trace(),
                Err(fault) => self.tell(rule, &inner, place, Err(fault))?,
            }
            inner.locals.pop();
        }
        self.append(rule, made, out);
        Ok(())
    }

    fn item(
        &mut self,
        rule: &Ready,
        rules: &[Ready],
        env: &Env<'_>,
        place: Option<&Place<'_>>,
        out: &mut Value,
    ) -> Result<(), Box<RuleFailure>> {
        let mut made = Vec::new();
        match holds(rule.when.as_ref(), env) {
            Ok(true) => {
                self.tell(rule, env, place, Ok(Outcome::Items { count: 1 }))?;
                let here = Place {
                    above: place,
                    to: &rule.to,
                    index: length_at(out, &rule.steps),
                };
                let mut document = Value::Map(Map::new());
                self.rules(rules, env, Some(&here), &mut document)?;
                made.push(document);
            }
            Ok(false) => self.tell(rule, env, place, Ok(Outcome::Skipped))?,
            Err(fault) => self.tell(rule, env, place, Err(fault))?,
        }
        self.append(rule, made, out);
        Ok(())
    }

    /// Adds items to a list. One without any part says nothing and is left out; so is an empty list on create.
    fn append(&self, rule: &Ready, made: Vec<Value>, out: &mut Value) {
        let made: Vec<Value> = made.into_iter().filter(|item| !item.is_empty()).collect();
        if made.is_empty() && self.act == Act::Create && !rule.keep_empty {
            return;
        }
        match slot(out, &rule.steps) {
            Value::List(items) => items.extend(made),
            other => *other = Value::List(made),
        }
    }

    /// Notes what became of a rule; a failure ends the evaluation unless it is only explained.
    fn tell(
        &mut self,
        rule: &Ready,
        env: &Env<'_>,
        place: Option<&Place<'_>>,
        outcome: Told,
    ) -> Result<(), Box<RuleFailure>> {
        if self.explained.is_none() && outcome.is_ok() {
            return Ok(());
        }
        let to = match place {
            Some(place) => format!("{place}.{}", rule.to),
            None => rule.to.clone(),
        };
        let outcome = outcome.or_else(|fault| {
            let failure = RuleFailure {
                rule: rule.id.clone(),
                to: to.clone(),
                field: fault.field,
                span: fault.span,
                what: Box::new(fault.what),
                missed: Box::default(),
            };
            if self.explained.is_some() {
                Ok(Outcome::Failed { failure })
            } else {
                Err(Box::new(failure))
            }
        })?;
        let trace = env.session.take_trace();
        if let Some(explained) = &mut self.explained {
            explained.push(Explained {
                to,
                rule: rule.id.clone(),
                from: match &rule.body {
                    Body::Value { from, .. } => from.text.clone(),
                    Body::Each { list, .. } => list.text.clone(),
                    Body::Item { .. } => String::new(),
                },
                outcome,
                reads: trace.reads,
                steps: trace.steps,
            });
        }
        Ok(())
    }
}

fn holds(when: Option<&Prepared>, env: &Env<'_>) -> Result<bool, Box<Fault>> {
    let Some(when) = when else { return Ok(true) };
    let env = with_text(env, when);
    let value = env.eval(&when.code)?;
    Ok(is_true(&value))
}

fn with_text<'a>(env: &Env<'a>, prepared: &'a Prepared) -> Env<'a> {
    Env {
        text: &prepared.text,
        ..env.clone()
    }
}

fn is_list<'a>(
    found: std::borrow::Cow<'a, Value>,
    list: &Prepared,
) -> Result<std::borrow::Cow<'a, Value>, Box<Fault>> {
    let refuse = |what: Trouble| Err(Fault::new(list.code.span, what));
    match &*found {
        // Some systems say false, or nothing, where a list would be empty; both have no items.
        Value::Null | Value::Bool(false) => Ok(found),
        Value::List(items) if items.len() <= limits::ITEMS => Ok(found),
        Value::List(items) => refuse(Trouble::ListTooLong {
            items: items.len(),
            most: limits::ITEMS,
        }),
        other => refuse(Trouble::ListNeeded {
            found: Shown::of(other),
        }),
    }
}

/// The place in the document that a path names, with the groups on the way made.
fn slot<'o>(out: &'o mut Value, steps: &[Box<str>]) -> &'o mut Value {
    let mut at = out;
    for step in steps {
        if !matches!(at, Value::Map(_)) {
            *at = Value::Map(Map::new());
        }
        match at {
            Value::Map(map) => at = map.entry(step.to_string()).or_default(),
            // It was made a map just above.
            other => return other,
        }
    }
    at
}

/// How many items the list at a path has by now.
fn length_at(out: &Value, steps: &[Box<str>]) -> usize {
    steps
        .iter()
        .fold(out, |value, step| value.get(step))
        .items()
        .len()
}
