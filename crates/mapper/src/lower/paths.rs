//! Paths: each step is looked up among the known fields.

use domain::{Field, Value};

use super::{Lowered, Lowerer, unknown};
use crate::{
    ast::{Expr, Node, Span, Unary},
    code::{Code, LoopPart, Op, Root, Step},
    suggest,
    types::Type,
    wrong::Wrong,
};

/// A step of a path: its name, and the path's text up to and including it.
struct PathStep<'e> {
    name: String,
    upto: &'e Expr,
}

impl<'s> Lowerer<'s> {
    pub(super) fn path(&mut self, expr: &Expr) -> Lowered<'s> {
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
            self.reads.paths.insert(path.clone());
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
            self.reads.paths.insert(path.clone());
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
            self.wrong(span, Wrong::UnknownLoopPart);
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
                    let what = Wrong::NoPart {
                        is: other.shape(),
                        name: step.name.clone(),
                    };
                    self.wrong(step.upto.span, what);
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
        let name = step.name.clone();
        let better = format!("{base}[0].{name}");
        self.wrong_better(whole.span, Wrong::FieldOfList { list: base, name }, better);
    }

    fn unknown_root(&mut self, name: &str, span: Span) {
        let scope = self.scope;
        let items: Vec<String> = self.items.iter().map(|item| item.name.clone()).collect();
        let roots = || scope.roots().chain(items.iter().map(String::as_str));
        let unknown = || Wrong::UnknownName {
            name: name.to_owned(),
        };
        if let Some(close) = suggest::closest(name, roots()) {
            return self.wrong_better(span, unknown().near(close), close);
        }
        let elsewhere = scope.roots.iter().find_map(|(root, schema)| {
            let path = path_of(&schema.as_ref()?.fields, name)?;
            Some(format!("{root}.{path}"))
        });
        if let Some(path) = elsewhere {
            return self.wrong_better(span, unknown().near(&path), path);
        }
        let known: Vec<&str> = roots().collect();
        let what = Wrong::NoneOfNames {
            name: name.to_owned(),
            known: known.join(", "),
        };
        self.wrong(span, what);
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
        let field = format!("{base}.{}", step.name);
        match near {
            Some(near) => {
                let better = format!("{base}.{near}");
                let what = Wrong::UnknownField { field }.near(&better);
                self.wrong_better(whole.span, what, better);
            }
            None => {
                let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).take(12).collect();
                let more = if fields.len() > known.len() { ", …" } else { "" };
                let known = format!("{}{more}", known.join(", "));
                let what = Wrong::NoneOfFields {
                    field,
                    group: base,
                    known,
                };
                self.wrong(whole.span, what);
            }
        }
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
