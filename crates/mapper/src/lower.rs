//! The check of an expression, and its making ready: each name is looked up, each function found, each type
//! compared, and all mistakes are gathered before anything is refused.

mod calls;
mod paths;

use domain::Value;

use crate::{
    ast::{Binary, Expr, Node, Span, Unary},
    code::{Code, Op},
    mistake::Mistake,
    parser,
    program::Reads,
    scope::Scope,
    types::Type,
    wrong::Wrong,
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
    pub(crate) reads: Reads,
}

impl<'s> Lowerer<'s> {
    pub(crate) fn new(scope: &'s Scope) -> Self {
        Self {
            scope,
            items: Vec::new(),
            mistakes: Vec::new(),
            reads: Reads::default(),
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

    fn wrong(&mut self, span: Span, what: Wrong) {
        self.mistakes.push(Mistake::new(span, what));
    }

    fn wrong_better(&mut self, span: Span, what: Wrong, better: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, what).suggesting(better));
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
                    let is = b.kind.shape();
                    self.wrong(right.span, Wrong::InNeedsList { is });
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
            let (left, right) = (a.shape(), b.shape());
            return self.wrong(span, Wrong::NeverEqual { left, right });
        }
        let equality = matches!(operator, Binary::Equal | Binary::NotEqual);
        if !equality && matches!(a, Type::Bool | Type::List(_) | Type::Group(_)) {
            self.wrong(span, Wrong::NoOrder { is: a.shape() });
        }
    }

    /// A side of arithmetic: a number.
    fn operand(&mut self, expr: &Expr) -> Code {
        let lowered = self.expr(expr);
        match lowered.kind {
            Type::Number | Type::Any => {}
            Type::Nothing => self.wrong(expr.span, Wrong::SumOfNothing),
            Type::Text if matches!(expr.node, Node::Binary(Binary::Join, ..)) => {
                self.wrong(expr.span, Wrong::JoinBeforeSum);
            }
            Type::Text => self.wrong_better(expr.span, Wrong::SumOfText, format!("({expr} | number)")),
            kind => self.wrong(expr.span, Wrong::SumOf { is: kind.shape() }),
        }
        lowered.code
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
