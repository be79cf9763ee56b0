//! Writing a tree as text again, with no more parentheses than it needs.

use std::fmt::{self, Display};

use domain::Value;

use crate::ast::{Arg, Binary, Expr, Node, Unary, level};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_node(&self.node, f)
    }
}

fn level_of(node: &Node) -> u8 {
    match node {
        Node::If { .. } => level::IF,
        Node::Binary(operator, ..) => operator.level(),
        Node::Unary(Unary::Not, _) => level::NOT,
        Node::Unary(Unary::Minus, _) => level::MINUS,
        Node::Is { .. } | Node::Call { piped: true, .. } => level::FILTER,
        _ => level::WHOLE,
    }
}

/// Writes an operand, in parentheses if it binds more loosely than its place asks.
fn write_at(expr: &Expr, least: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if level_of(&expr.node) < least {
        f.write_str("(")?;
        write_node(&expr.node, f)?;
        f.write_str(")")
    } else {
        write_node(&expr.node, f)
    }
}

fn write_node(node: &Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::Literal(value) => write_literal(value, f),
        Node::List(items) => {
            f.write_str("[")?;
            write_all(items, f)?;
            f.write_str("]")
        }
        Node::Name(name) => f.write_str(name),
        Node::Field(base, name) => {
            write_base(base, f)?;
            write!(f, ".{name}")
        }
        Node::Index(base, index) => {
            write_base(base, f)?;
            write!(f, "[{index}]")
        }
        Node::Unary(Unary::Minus, value) => {
            f.write_str("-")?;
            write_at(value, level::MINUS, f)
        }
        Node::Unary(Unary::Not, value) => {
            f.write_str("not ")?;
            write_at(value, level::NOT, f)
        }
        Node::Binary(operator, left, right) => write_binary(*operator, left, right, f),
        Node::Is { value, test, negated } => {
            write_at(value, level::FILTER, f)?;
            let not = if *negated { "not " } else { "" };
            write!(f, " is {not}{}", test.as_str())
        }
        Node::If {
            then,
            condition,
            otherwise,
        } => {
            write_at(then, level::OR, f)?;
            f.write_str(" if ")?;
            write_at(condition, level::OR, f)?;
            otherwise
                .iter()
                .try_for_each(|otherwise| write!(f, " else {otherwise}"))
        }
        Node::Call {
            name, args, piped, ..
        } => write_call(&name.text, args, *piped, f),
    }
}

fn write_binary(operator: Binary, left: &Expr, right: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let at = operator.level();
    // Comparisons don't chain, so both of their sides bind more tightly.
    let least_left = if at == level::COMPARE { at + 1 } else { at };
    write_at(left, least_left, f)?;
    write!(f, " {} ", operator.as_str())?;
    write_at(right, at + 1, f)
}

/// What stands before a dot or a bracket; a number there would swallow the dot.
fn write_base(base: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match base.node {
        Node::Literal(_) => write!(f, "({base})"),
        _ => write_at(base, level::WHOLE, f),
    }
}

fn write_call(name: &str, args: &[Arg], piped: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let args = match args.split_first() {
        Some((first, rest)) if piped => {
            write_at(&first.value, level::FILTER, f)?;
            write!(f, " | {name}")?;
            if rest.is_empty() {
                return Ok(());
            }
            rest
        }
        _ => {
            f.write_str(name)?;
            args
        }
    };
    f.write_str("(")?;
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        if let Some(name) = &arg.name {
            write!(f, "{name}=")?;
        }
        arg.value.fmt(f)?;
    }
    f.write_str(")")
}

fn write_all(items: &[Expr], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

fn write_literal(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("none"),
        Value::Text(text) => f.write_str(&quoted(text)),
        other => other.fmt(f),
    }
}

/// A text as a literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}
