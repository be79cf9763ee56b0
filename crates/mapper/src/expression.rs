//! A lone expression, outside of a mapping: the filters of flows.

use std::{collections::BTreeSet, sync::Arc};

use domain::Value;

use crate::{
    code::Code,
    evaluate::{Env, check_size, is_true},
    failure::RuleFailure,
    input::Input,
    lower::Lowerer,
    mistake::Mistake,
    scope::Scope,
    trace::Session,
};

/// A checked expression. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Expression(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    code: Code,
    reads: BTreeSet<String>,
}

impl Expression {
    /// Checks an expression.
    ///
    /// # Errors
    /// The first mistake, with its place and what to do.
    pub fn compile(text: &str, scope: &Scope) -> Result<Self, Mistake> {
        let mut lowerer = Lowerer::new(scope);
        let code = lowerer.text(text).code;
        match lowerer
            .mistakes
            .into_iter()
            .min_by_key(|mistake| mistake.span.start)
        {
            Some(mistake) => Err(mistake),
            None => Ok(Self(Arc::new(Inner {
                text: text.to_owned(),
                code,
                reads: lowerer.reads.paths,
            }))),
        }
    }

    /// The value for a record.
    ///
    /// # Errors
    /// What could not be done, with the field that caused it.
    pub fn evaluate(&self, input: &Input<'_>) -> Result<Value, RuleFailure> {
        self.with_value(input, Value::clone)
    }

    /// Whether the value counts as true: nothing, false, 0, empty text and empty lists don't.
    ///
    /// # Errors
    /// As [`Expression::evaluate`].
    pub fn test(&self, input: &Input<'_>) -> Result<bool, RuleFailure> {
        self.with_value(input, is_true)
    }

    fn with_value<T>(&self, input: &Input<'_>, use_it: impl FnOnce(&Value) -> T) -> Result<T, RuleFailure> {
        let session = Session::default();
        let env = Env {
            input,
            session: &session,
            locals: Vec::new(),
            text: &self.0.text,
        };
        let value = env
            .eval(&self.0.code)
            .and_then(|value| check_size(&value, self.0.code.span).map(|()| value));
        match value {
            Ok(value) => Ok(use_it(&value)),
            Err(fault) => Err(RuleFailure {
                rule: String::new(),
                to: self.0.text.clone(),
                field: fault.field,
                span: fault.span,
                what: Box::new(fault.what),
                missed: session.take_missed().into(),
            }),
        }
    }

    /// The source paths that it may read.
    #[must_use]
    pub fn reads(&self) -> &BTreeSet<String> {
        &self.0.reads
    }

    /// As written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }
}
