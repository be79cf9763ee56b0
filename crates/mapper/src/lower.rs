//! The check of an expression, and its making ready: each name is looked up, each function found, each type
//! compared, and all mistakes are gathered before anything is refused.

use std::collections::BTreeSet;

use domain::{Field, Value};

use crate::{
    ast::{Arg, Binary, Expr, Node, Span, Unary, Word},
    code::{Code, LoopPart, Op, Root, Step},
    functions::{self, Function, Gives, Takes},
    mistake::Mistake,
    parser, print,
    scope::Scope,
    suggest,
    types::Type,
};

/// An expression with what is known about it.
pub(crate) struct Lowered<'s> {
    pub(crate) code: Code,
    pub(crate) kind: Type<'s>,
    /// The source path, if it is one or chooses among its items.
    pub(crate) path: Option<String>,
}

/// The item of a list rule, as nested rules see it.
#[derive(Clone)]
pub(crate) struct Item<'s> {
    pub(crate) name: String,
    pub(crate) kind: Type<'s>,
    pub(crate) path: Option<String>,
}

/// Checks and prepares the expressions of one scope.
pub(crate) struct Lowerer<'s> {
    scope: &'s Scope,
    pub(crate) items: Vec<Item<'s>>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) reads: BTreeSet<String>,
}

/// A step of a path: its name, and the path's text up to and including it.
struct PathStep<'e> {
    name: String,
    upto: &'e Expr,
}

impl<'s> Lowerer<'s> {
    pub(crate) fn new(scope: &'s Scope) -> Self {
        Self {
            scope,
            items: Vec::new(),
            mistakes: Vec::new(),
            reads: BTreeSet::new(),
        }
    }

    /// Parses and lowers a text; on a mistake in its grammar a stand-in goes on.
    pub(crate) fn text(&mut self, text: &str) -> Lowered<'s> {
        match parser::parse(text) {
            Ok(expr) => self.expr(&expr),
            Err(mistake) => {
                self.mistakes.push(mistake);
                unknown(Span::new(0, text.len()))
            }
        }
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, message));
    }

    fn wrong_better(&mut self, span: Span, message: impl Into<String>, better: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, message).suggesting(better));
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Code> {
        Box::new(self.expr(expr).code)
    }

    fn expr(&mut self, expr: &Expr) -> Lowered<'s> {
        let span = expr.span;
        let plain = |op, kind| Lowered {
            code: Code { op, span },
            kind,
            path: None,
        };
        match &expr.node {
            Node::Literal(value) => plain(Op::Constant(value.clone()), literal_type(value)),
            Node::List(items) => {
                let mut codes = Vec::with_capacity(items.len());
                let mut kind = Type::Nothing;
                for item in items {
                    let item = self.expr(item);
                    kind = kind.join(item.kind);
                    codes.push(item.code);
                }
                plain(Op::List(codes), Type::List(Box::new(kind)))
            }
            Node::Name(_) | Node::Field(..) | Node::Index(..) => self.path(expr),
            Node::Unary(Unary::Not, value) => plain(Op::Not(self.boxed(value)), Type::Bool),
            Node::Unary(Unary::Minus, value) => plain(Op::Minus(Box::new(self.operand(value))), Type::Number),
            Node::Binary(operator, left, right) => {
                let (op, kind) = self.binary(*operator, left, right, span);
                plain(op, kind)
            }
            Node::Is { value, test, negated } => {
                let value = self.boxed(value);
                let op = Op::Is {
                    value,
                    test: *test,
                    negated: *negated,
                };
                plain(op, Type::Bool)
            }
            Node::If {
                then,
                condition,
                otherwise,
            } => {
                let then = self.expr(then);
                let condition = self.expr(condition);
                let otherwise = match otherwise {
                    Some(otherwise) => self.expr(otherwise),
                    None => nothing(span),
                };
                let kind = then.kind.join(otherwise.kind);
                plain(
                    Op::If(Box::new([then.code, condition.code, otherwise.code])),
                    kind,
                )
            }
            Node::Call { name, args, piped } => self.call(name, args, *piped, span),
        }
    }

    fn binary(&mut self, operator: Binary, left: &Expr, right: &Expr, span: Span) -> (Op, Type<'s>) {
        match operator {
            Binary::And | Binary::Or => {
                let (a, b) = (self.expr(left), self.expr(right));
                let kind = a.kind.join(b.kind);
                let sides = Box::new([a.code, b.code]);
                let op = if operator == Binary::And {
                    Op::And(sides)
                } else {
                    Op::Or(sides)
                };
                (op, kind)
            }
            Binary::Join => {
                let mut parts = Vec::new();
                self.join_parts(left, right, &mut parts);
                (Op::Join(parts), Type::Text)
            }
            Binary::In | Binary::NotIn => {
                let (a, b) = (self.expr(left), self.expr(right));
                if matches!(b.kind, Type::Number | Type::Bool) {
                    let message = format!("\"in\" needs a list or text on its right, not {}", b.kind.name());
                    self.wrong(right.span, message);
                }
                let op = Op::Contains {
                    negated: operator == Binary::NotIn,
                    sides: Box::new([a.code, b.code]),
                };
                (op, Type::Bool)
            }
            _ if operator.level() == crate::ast::level::COMPARE => {
                let (a, b) = (self.expr(left), self.expr(right));
                self.check_comparison(operator, &a, &b, span);
                let times = |kind: &Type<'_>| matches!(kind, Type::Moment | Type::Date);
                let moments = times(&a.kind) || times(&b.kind);
                let sides = Box::new([a.code, b.code]);
                let op = Op::Compare {
                    operator,
                    moments,
                    sides,
                };
                (op, Type::Bool)
            }
            _ => {
                let sides = Box::new([self.operand(left), self.operand(right)]);
                (Op::Arithmetic(operator, sides), Type::Number)
            }
        }
    }

    /// `a ~ b ~ c` is joined at once, without texts in between.
    fn join_parts(&mut self, left: &Expr, right: &Expr, parts: &mut Vec<Code>) {
        match &left.node {
            Node::Binary(Binary::Join, first, second) => self.join_parts(first, second, parts),
            _ => parts.push(self.expr(left).code),
        }
        parts.push(self.expr(right).code);
    }

    fn check_comparison(&mut self, operator: Binary, left: &Lowered<'s>, right: &Lowered<'s>, span: Span) {
        let (a, b) = (&left.kind, &right.kind);
        let fits = a.is_unknown()
            || b.is_unknown()
            || (a.is_textual() && b.is_textual())
            || (matches!(a, Type::Number) && may_be_number(right))
            || (matches!(b, Type::Number) && may_be_number(left))
            || std::mem::discriminant(a) == std::mem::discriminant(b);
        if !fits {
            let message = format!("{} is compared with {}; they are never equal", a.name(), b.name());
            return self.wrong(span, message);
        }
        let equality = matches!(operator, Binary::Equal | Binary::NotEqual);
        if !equality && matches!(a, Type::Bool | Type::List(_) | Type::Group(_)) {
            self.wrong(span, format!("{} can't be compared as more or less", a.name()));
        }
    }

    /// A side of arithmetic: a number.
    fn operand(&mut self, expr: &Expr) -> Code {
        let lowered = self.expr(expr);
        match lowered.kind {
            Type::Number | Type::Any => {}
            Type::Nothing => self.wrong(expr.span, "arithmetic with nothing; write 0"),
            Type::Text if matches!(expr.node, Node::Binary(Binary::Join, ..)) => self.wrong(
                expr.span,
                "a number is needed, but this is text: ~ is done before + and -; put the sum in parentheses",
            ),
            Type::Text => self.wrong_better(
                expr.span,
                "a number is needed, but this is text; write ~ to join texts, or | number to read it as a number",
                format!("({expr} | number)"),
            ),
            kind => self.wrong(expr.span, format!("a number is needed, but this is {}", kind.name())),
        }
        lowered.code
    }

    // Paths

    fn path(&mut self, expr: &Expr) -> Lowered<'s> {
        let mut steps = Vec::new();
        let mut base = expr;
        loop {
            match &base.node {
                Node::Field(inner, name) => {
                    steps.push(PathStep {
                        name: name.clone(),
                        upto: base,
                    });
                    base = inner;
                }
                Node::Index(inner, index) => match constant_index(index) {
                    Some(name) => {
                        steps.push(PathStep { name, upto: base });
                        base = inner;
                    }
                    None => break,
                },
                _ => break,
            }
        }
        steps.reverse();
        match &base.node {
            Node::Name(name) => self.named_path(name, base.span, &steps, expr.span),
            Node::Index(inner, index) => {
                let inner = self.expr(inner);
                let index = self.expr(index);
                let start = Lowered {
                    code: Code {
                        op: Op::Index(Box::new([inner.code, index.code])),
                        span: base.span,
                    },
                    kind: inner.kind.item(),
                    path: inner.path,
                };
                self.steps_from(start, &steps)
            }
            _ => {
                let start = self.expr(base);
                self.steps_from(start, &steps)
            }
        }
    }

    fn named_path(&mut self, name: &str, name_span: Span, steps: &[PathStep<'_>], span: Span) -> Lowered<'s> {
        if name == "loop" && !self.items.is_empty() {
            return self.loop_path(steps, span);
        }
        let scope = self.scope;
        let (root, kind, path) = if let Some(depth) = self.items.iter().rposition(|item| item.name == name) {
            let item = &self.items[depth];
            (Root::Local(depth), item.kind.clone(), item.path.clone())
        } else if let Some(schema) = scope.roots.get(name) {
            let kind = schema
                .as_ref()
                .map_or(Type::Any, |schema| Type::Group(&schema.fields));
            (Root::Named(name.into()), kind, Some(name.to_owned()))
        } else {
            self.unknown_root(name, name_span);
            return unknown(span);
        };
        let (kind, path) = self.walk(kind, path, steps);
        if let Some(path) = &path {
            self.reads.insert(path.clone());
        }
        let steps = steps.iter().map(|step| Step::new(&step.name)).collect();
        Lowered {
            code: Code {
                op: Op::Path(root, steps),
                span,
            },
            kind,
            path,
        }
    }

    fn steps_from(&mut self, start: Lowered<'s>, steps: &[PathStep<'_>]) -> Lowered<'s> {
        let (kind, path) = self.walk(start.kind, start.path, steps);
        if let Some(path) = &path {
            self.reads.insert(path.clone());
        }
        let code = steps.iter().fold(start.code, |code, step| Code {
            op: Op::Step(Box::new(code), Step::new(&step.name)),
            span: step.upto.span,
        });
        Lowered { code, kind, path }
    }

    fn loop_path(&mut self, steps: &[PathStep<'_>], span: Span) -> Lowered<'s> {
        let wanted = match steps {
            [step] => step.name.as_str(),
            _ => "",
        };
        let Some((_, part)) = LoopPart::ALL.into_iter().find(|(name, _)| *name == wanted) else {
            self.wrong(
                span,
                "\"loop\" knows loop.index, loop.index0, loop.first, loop.last and loop.length",
            );
            return unknown(span);
        };
        let kind = match part {
            LoopPart::First | LoopPart::Last => Type::Bool,
            _ => Type::Number,
        };
        Lowered {
            code: Code {
                op: Op::Loop(part),
                span,
            },
            kind,
            path: None,
        }
    }

    /// Follows steps through the known fields. The path leaves out places in lists, as schemas do.
    fn walk(
        &mut self,
        start: Type<'s>,
        path: Option<String>,
        steps: &[PathStep<'_>],
    ) -> (Type<'s>, Option<String>) {
        let mut kind = start;
        let mut path = path;
        for step in steps {
            let is_place = step.name.parse::<i64>().is_ok();
            let next = match &kind {
                Type::Any | Type::Nothing => Some(Type::Any),
                Type::List(item) if is_place => Some((**item).clone()),
                Type::Group(fields) => {
                    let found = fields.iter().find(|field| field.name == step.name);
                    if found.is_none() {
                        self.unknown_field(fields, step);
                    }
                    found.map(|field| Type::of(&field.kind))
                }
                Type::List(_) => {
                    self.step_into_list(step);
                    None
                }
                other => {
                    let message = format!("this is {} and has no part \"{}\"", other.name(), step.name);
                    self.wrong(step.upto.span, message);
                    None
                }
            };
            match next {
                Some(next) => {
                    if !(is_place && matches!(kind, Type::List(_) | Type::Any))
                        && let Some(path) = &mut path
                    {
                        path.push('.');
                        path.push_str(&step.name);
                    }
                    kind = next;
                }
                None => return (Type::Any, None),
            }
        }
        (kind, path)
    }

    fn step_into_list(&mut self, step: &PathStep<'_>) {
        let whole = step.upto;
        let base = match &whole.node {
            Node::Field(base, _) | Node::Index(base, _) => base.to_string(),
            _ => String::new(),
        };
        let name = &step.name;
        let message = format!(
            "\"{base}\" is a list; choose an item ({base}[0].{name}) or take the field from all: {base} | map('{name}')"
        );
        self.wrong_better(whole.span, message, format!("{base}[0].{name}"));
    }

    fn unknown_root(&mut self, name: &str, span: Span) {
        let scope = self.scope;
        let items: Vec<String> = self.items.iter().map(|item| item.name.clone()).collect();
        let roots = || scope.roots().chain(items.iter().map(String::as_str));
        if let Some(close) = suggest::closest(name, roots()) {
            return self.wrong_better(
                span,
                format!("there is no \"{name}\"; did you mean \"{close}\"?"),
                close,
            );
        }
        let elsewhere = scope.roots.iter().find_map(|(root, schema)| {
            let path = path_of(&schema.as_ref()?.fields, name)?;
            Some(format!("{root}.{path}"))
        });
        if let Some(path) = elsewhere {
            return self.wrong_better(
                span,
                format!("there is no \"{name}\"; did you mean \"{path}\"?"),
                path,
            );
        }
        let known: Vec<&str> = roots().collect();
        let message = format!(
            "there is no \"{name}\"; a path begins with one of: {}. A text stands in quotes: '{name}'",
            known.join(", ")
        );
        self.wrong(span, message);
    }

    fn unknown_field(&mut self, fields: &'s [Field], step: &PathStep<'_>) {
        let whole = step.upto;
        let base = match &whole.node {
            Node::Field(base, _) | Node::Index(base, _) => base.to_string(),
            _ => String::new(),
        };
        let near = suggest::closest(&step.name, fields.iter().map(|field| field.name.as_str()))
            .map(str::to_owned)
            .or_else(|| path_of(fields, &step.name));
        let text = format!("{base}.{}", step.name);
        match near {
            Some(near) => {
                let better = format!("{base}.{near}");
                let message = format!("there is no field \"{text}\"; did you mean \"{better}\"?");
                self.wrong_better(whole.span, message, better);
            }
            None => {
                let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).take(12).collect();
                let more = if fields.len() > known.len() { ", …" } else { "" };
                let message = format!(
                    "there is no field \"{text}\"; \"{base}\" has {}{more}",
                    known.join(", ")
                );
                self.wrong(whole.span, message);
            }
        }
    }

    // Functions

    fn call(&mut self, name: &Word, args: &[Arg], piped: bool, span: Span) -> Lowered<'s> {
        let Some(function) = functions::named(&name.text) else {
            self.unknown_function(&name.text, name.span);
            // The arguments may hold mistakes of their own.
            for arg in args {
                self.expr(&arg.value);
            }
            return unknown(span);
        };
        let Some(places) = self.places(function, args, piped, span) else {
            return unknown(span);
        };
        let mut kinds: Vec<Type<'s>> = Vec::with_capacity(places.len());
        let mut codes = Vec::with_capacity(places.len());
        let mut path = None;
        for (at, arg) in places.into_iter().enumerate() {
            let Some(arg) = arg else {
                kinds.push(Type::Nothing);
                codes.push(None);
                continue;
            };
            let lowered = self.expr(arg);
            self.check_argument(function, at, arg, &lowered, &kinds, path.as_deref());
            if at == 0 {
                path = lowered.path;
            }
            kinds.push(lowered.kind);
            codes.push(Some(lowered.code));
        }
        let kind = given_kind(function.gives, &kinds);
        let keeps_path = matches!(function.gives, Gives::SameAsFirst | Gives::ItemOfFirst);
        Lowered {
            code: Code {
                op: Op::Call(function, codes),
                span,
            },
            kind,
            path: path.filter(|_| keeps_path),
        }
    }

    fn unknown_function(&mut self, name: &str, span: Span) {
        let near = renamed(name).or_else(|| suggest::closest(name, functions::all().iter().map(|f| f.name)));
        match near {
            Some(near) => {
                let message = format!("there is no function \"{name}\"; did you mean \"{near}\"?");
                self.wrong_better(span, message, near);
            }
            None => self.wrong(span, format!("there is no function \"{name}\"")),
        }
    }

    /// Puts each argument into its place: parameters, then those given by name only, then further ones.
    fn places<'e>(
        &mut self,
        function: &'static Function,
        args: &'e [Arg],
        piped: bool,
        span: Span,
    ) -> Option<Vec<Option<&'e Expr>>> {
        let fixed = function.fixed();
        let mut places: Vec<Option<&Expr>> = vec![None; fixed];
        let mut positional: Vec<&Expr> = args
            .iter()
            .filter(|arg| arg.name.is_none())
            .map(|arg| &arg.value)
            .collect();
        if piped && function.piped_at < positional.len() {
            positional[..=function.piped_at].rotate_left(1);
        }
        let count = function.params.len();
        if positional.len() > count && function.rest.is_none() {
            let message = format!(
                "{} takes {}, but {} are given: {}",
                function.name,
                counted(count),
                positional.len(),
                function.signature()
            );
            self.wrong(span, message);
            return None;
        }
        let further = positional.split_off(positional.len().min(count));
        for (place, value) in places.iter_mut().zip(positional) {
            *place = Some(value);
        }
        let known = || {
            function
                .params
                .iter()
                .chain(function.named)
                .map(|param| param.name)
        };
        for arg in args {
            let Some(name) = &arg.name else { continue };
            let Some(at) = known().position(|known| known == name) else {
                let near = suggest::closest(name, known());
                let hint = near.map_or_else(
                    || function.signature(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                self.wrong(
                    arg.value.span,
                    format!("{} has no argument \"{name}\"; {hint}", function.name),
                );
                return None;
            };
            if places[at].replace(&arg.value).is_some() {
                self.wrong(arg.value.span, format!("the argument \"{name}\" is given twice"));
                return None;
            }
        }
        let missing = function
            .params
            .iter()
            .zip(&places)
            .find(|(param, place)| !param.optional && place.is_none());
        if let Some((param, _)) = missing {
            let message = format!(
                "{} also needs \"{}\": {}",
                function.name,
                param.name,
                function.signature()
            );
            self.wrong(span, message);
            return None;
        }
        places.extend(further.into_iter().map(Some));
        Some(places)
    }

    fn check_argument(
        &mut self,
        function: &Function,
        at: usize,
        arg: &Expr,
        lowered: &Lowered<'s>,
        before: &[Type<'s>],
        first_path: Option<&str>,
    ) {
        let takes = function
            .params
            .iter()
            .chain(function.named)
            .nth(at)
            .map(|param| param.takes)
            .or(function.rest)
            .unwrap_or(Takes::Any);
        let literal = match &arg.node {
            Node::Literal(value) => value.as_text(),
            _ => None,
        };
        match (takes, literal) {
            (Takes::Table, Some(name)) => self.check_table(name, arg.span),
            (Takes::OneOf(words), Some(word)) if !words.contains(&word) => {
                let near = suggest::closest(word, words.iter().copied());
                let message = format!("\"{word}\" is not known here; one of {} is", words.join(", "));
                self.mistakes.push(match near {
                    Some(near) => Mistake::new(arg.span, message).suggesting(print::quoted(near)),
                    None => Mistake::new(arg.span, message),
                });
            }
            (Takes::Field, Some(path)) => {
                self.check_item_field(path, arg.span, before.first());
                if let Some(list) = first_path {
                    self.reads.insert(format!("{list}.{path}"));
                }
            }
            _ => self.check_kind(function, takes, arg, &lowered.kind),
        }
    }

    fn check_table(&mut self, name: &str, span: Span) {
        let scope = self.scope;
        let Some(tables) = &scope.tables else { return };
        if tables.contains_key(name) {
            return;
        }
        let near = suggest::closest(name, tables.keys().map(String::as_str));
        match near {
            Some(near) => {
                let message = format!("there is no look-up table \"{name}\"; did you mean \"{near}\"?");
                self.wrong_better(span, message, print::quoted(near));
            }
            None => self.wrong(
                span,
                format!("there is no look-up table \"{name}\"; make it first"),
            ),
        }
    }

    fn check_item_field(&mut self, path: &str, span: Span, list: Option<&Type<'s>>) {
        let Some(Type::List(item)) = list else { return };
        let Type::Group(fields) = **item else { return };
        let (mut fields, mut done) = (fields, String::new());
        for step in path.split('.') {
            let Some(field) = fields.iter().find(|field| field.name == step) else {
                let near = suggest::closest(step, fields.iter().map(|field| field.name.as_str()));
                let message = format!("the items have no field \"{path}\"");
                match near {
                    Some(near) => {
                        let message = format!("{message}; did you mean \"{done}{near}\"?");
                        self.wrong_better(span, message, print::quoted(&format!("{done}{near}")));
                    }
                    None => self.wrong(span, message),
                }
                return;
            };
            if field.parts().is_empty() {
                return;
            }
            fields = field.parts();
            done = format!("{done}{step}.");
        }
    }

    fn check_kind(&mut self, function: &Function, takes: Takes, arg: &Expr, kind: &Type<'s>) {
        if kind.is_unknown() {
            return;
        }
        let (fits, wanted) = match takes {
            Takes::Any => (true, ""),
            Takes::Text | Takes::Table | Takes::Field | Takes::OneOf(_) => {
                (!matches!(kind, Type::List(_) | Type::Group(_)), "text")
            }
            Takes::Number => (matches!(kind, Type::Number), "a number"),
            Takes::Bool => (matches!(kind, Type::Bool), "true or false"),
            Takes::List => (matches!(kind, Type::List(_)), "a list"),
            Takes::ListOrText => (!matches!(kind, Type::Group(_)), "a list or text"),
            Takes::Time => (kind.is_textual(), "a day or moment"),
        };
        if fits {
            return;
        }
        let message = format!(
            "{} needs {wanted} here, but this is {}",
            function.name,
            kind.name()
        );
        if matches!(takes, Takes::Number) && matches!(kind, Type::Text) {
            let better = format!("({arg} | number)");
            return self.wrong_better(arg.span, format!("{message}; write {better}"), better);
        }
        self.wrong(arg.span, message);
    }
}

/// Whether a side of a comparison can equal a number: text that reads as one does.
fn may_be_number(side: &Lowered<'_>) -> bool {
    match &side.code.op {
        Op::Constant(value) => value.as_number().is_some(),
        _ => matches!(side.kind, Type::Text | Type::Number),
    }
}

fn unknown<'s>(span: Span) -> Lowered<'s> {
    Lowered {
        kind: Type::Any,
        ..nothing(span)
    }
}

fn nothing<'s>(span: Span) -> Lowered<'s> {
    Lowered {
        code: Code {
            op: Op::Constant(Value::Null),
            span,
        },
        kind: Type::Nothing,
        path: None,
    }
}

fn literal_type<'s>(value: &Value) -> Type<'s> {
    match value {
        Value::Null => Type::Nothing,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::Text,
        Value::List(_) | Value::Map(_) => Type::Any,
    }
}

/// An index that is known beforehand: `[0]`, `[-1]`, `['name']`.
fn constant_index(index: &Expr) -> Option<String> {
    match &index.node {
        Node::Literal(Value::Text(name)) => Some(name.clone()),
        Node::Literal(Value::Number(number)) if number.is_integer() => Some(number.normalize().to_string()),
        Node::Unary(Unary::Minus, inner) => match &inner.node {
            Node::Literal(Value::Number(number)) if number.is_integer() => {
                Some(format!("-{}", number.normalize()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Where a field of this name lies among these fields, nearest first.
fn path_of(fields: &[Field], name: &str) -> Option<String> {
    if fields.iter().any(|field| field.name == name) {
        return Some(name.to_owned());
    }
    fields
        .iter()
        .filter(|field| matches!(field.kind, domain::Kind::Group { .. }))
        .find_map(|field| Some(format!("{}.{}", field.name, path_of(field.parts(), name)?)))
}

fn counted(count: usize) -> String {
    match count {
        0 => "no argument".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}

/// What people who know Jinja, HubL or a spreadsheet may write.
fn renamed(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" | "float" | "to_number" | "val" => "number",
        "str" | "to_string" | "tostring" => "string",
        "count" | "len" | "size" => "length",
        "selectattr" | "filter" => "where",
        "ifnull" | "nvl" | "d" => "default",
        "strip" => "trim",
        "concat" => "join",
        "substring" | "substr" | "mid" => "slice",
        "striptags" | "strip_tags" => "html_to_text",
        "datetimeformat" | "strftime" | "dateformat" => "format_date",
        "uppercase" | "toupper" => "upper",
        "lowercase" | "tolower" => "lower",
        "case" => "switch",
        "vlookup" => "lookup",
        _ => return None,
    })
}

fn given_kind<'s>(gives: Gives, kinds: &[Type<'s>]) -> Type<'s> {
    let first = || kinds.first().cloned().unwrap_or(Type::Any);
    match gives {
        Gives::Any => Type::Any,
        Gives::Text => Type::Text,
        Gives::Number => Type::Number,
        Gives::Bool => Type::Bool,
        Gives::Date => Type::Date,
        Gives::Moment => Type::Moment,
        Gives::Texts => Type::List(Box::new(Type::Text)),
        Gives::List => Type::List(Box::new(Type::Any)),
        Gives::SameAsFirst => first(),
        Gives::ItemOfFirst => match first() {
            Type::Text => Type::Text,
            other => other.item(),
        },
        Gives::OneOfArguments => kinds.iter().cloned().fold(Type::Nothing, Type::join),
    }
}
