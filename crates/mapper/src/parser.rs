//! From tokens to a tree, by precedence climbing. Levels are Jinja's: filters and `is` bind more tightly
//! than every operator with two sides, so `a ~ b | lower` lowers only `b`.

use domain::Value;

use crate::{
    ast::{Arg, Binary, Expr, Node, Span, Test, Unary, Word, level},
    lexer::{Token, TokenKind, tokens},
    limits,
    mistake::Mistake,
    suggest,
    wrong::Wrong,
};

/// Parses an expression.
///
/// # Errors
/// The first mistake, with its place.
pub fn parse(text: &str) -> Result<Expr, Mistake> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let expr = parser.expression()?;
    match parser.kind() {
        TokenKind::End => Ok(expr),
        _ => Err(parser.left_over()),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

type Parsed = Result<Expr, Mistake>;

/// Words that can't name a root.
const KEYWORDS: [&str; 7] = ["and", "or", "not", "in", "is", "if", "else"];

impl Parser<'_> {
    fn kind(&self) -> &TokenKind {
        self.tokens
            .get(self.at)
            .map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span(&self) -> Span {
        self.tokens
            .get(self.at)
            .map_or_else(Span::default, |token| token.span)
    }

    fn previous_span(&self) -> Span {
        self.at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .map_or_else(Span::default, |token| token.span)
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind(), TokenKind::Sign(found) if *found == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), TokenKind::Word(found) if found == word)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str, opened: Span) -> Result<Span, Mistake> {
        let span = self.span();
        if self.take_sign(sign) {
            return Ok(span);
        }
        let sign = sign.to_owned();
        Err(match self.kind() {
            TokenKind::End => Mistake::new(opened, Wrong::NeverClosed { sign }),
            _ => Mistake::new(span, Wrong::CloseExpected { sign }),
        })
    }

    fn too_deep(&self) -> Mistake {
        Mistake::new(self.span(), Wrong::TooDeep { most: limits::DEPTH })
    }

    /// Parses something inside; the stack stays bounded.
    fn inside(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= limits::DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Makes a node; the tree's height stays bounded, also for long chains without parentheses.
    fn make(&self, node: Node, span: Span) -> Parsed {
        let height = node.children_height() + 1;
        if height > limits::DEPTH * 2 {
            return Err(self.too_deep());
        }
        Ok(Expr { node, span, height })
    }

    fn expression(&mut self) -> Parsed {
        self.inside(|p| {
            let then = p.binary(level::OR)?;
            if !p.take_word("if") {
                return Ok(then);
            }
            let condition = p.binary(level::OR)?;
            let otherwise = p.take_word("else").then(|| p.expression()).transpose()?;
            let span = then.span.to(p.previous_span());
            let node = Node::If {
                then: Box::new(then),
                condition: Box::new(condition),
                otherwise: otherwise.map(Box::new),
            };
            p.make(node, span)
        })
    }

    fn binary(&mut self, least: u8) -> Parsed {
        let mut left = self.operand(least)?;
        while let Some((operator, length)) = self.operator() {
            if operator.level() < least {
                break;
            }
            self.at += length;
            let right = self.inside(|p| p.binary(operator.level() + 1))?;
            if operator.level() == level::COMPARE
                && self
                    .operator()
                    .is_some_and(|(next, _)| next.level() == level::COMPARE)
            {
                return Err(Mistake::new(self.span(), Wrong::ChainedComparison));
            }
            let span = left.span.to(right.span);
            left = self.make(Node::Binary(operator, Box::new(left), Box::new(right)), span)?;
        }
        Ok(left)
    }

    fn operand(&mut self, least: u8) -> Parsed {
        let start = self.span();
        if least > level::NOT || !self.take_word("not") {
            return self.filtered();
        }
        let value = self.inside(|p| p.binary(level::NOT))?;
        let span = start.to(value.span);
        self.make(Node::Unary(Unary::Not, Box::new(value)), span)
    }

    /// The operator that stands here, and of how many tokens it is made.
    fn operator(&self) -> Option<(Binary, usize)> {
        let one = |operator| Some((operator, 1));
        match self.kind() {
            TokenKind::Sign(sign) => match *sign {
                "==" => one(Binary::Equal),
                "!=" => one(Binary::NotEqual),
                "<" => one(Binary::Less),
                "<=" => one(Binary::LessOrEqual),
                ">" => one(Binary::Greater),
                ">=" => one(Binary::GreaterOrEqual),
                "+" => one(Binary::Add),
                "-" => one(Binary::Subtract),
                "~" => one(Binary::Join),
                "*" => one(Binary::Multiply),
                "/" => one(Binary::Divide),
                "//" => one(Binary::FloorDivide),
                "%" => one(Binary::Remainder),
                "**" => one(Binary::Power),
                _ => None,
            },
            TokenKind::Word(word) => match word.as_str() {
                "or" => one(Binary::Or),
                "and" => one(Binary::And),
                "in" => one(Binary::In),
                "not" => {
                    let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
                    matches!(next, Some(TokenKind::Word(word)) if word == "in").then_some((Binary::NotIn, 2))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn filtered(&mut self) -> Parsed {
        let mut value = self.minus()?;
        loop {
            if self.take_sign("|") {
                value = self.filter(value)?;
            } else if self.take_word("is") {
                value = self.test(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn filter(&mut self, value: Expr) -> Parsed {
        let name_span = self.span();
        let TokenKind::Word(name) = self.kind() else {
            return Err(Mistake::new(name_span, Wrong::PipeNeedsFunction));
        };
        let name = name.clone();
        self.at += 1;
        let start = value.span;
        let mut args = vec![Arg { name: None, value }];
        if self.is_sign("(") {
            args.extend(self.arguments()?);
        }
        let span = start.to(self.previous_span());
        let node = Node::Call {
            name: Word {
                text: name,
                span: name_span,
            },
            args,
            piped: true,
        };
        self.make(node, span)
    }

    fn test(&mut self, value: Expr) -> Parsed {
        let negated = self.take_word("not");
        let span = self.span();
        let TokenKind::Word(name) = self.kind() else {
            return Err(Mistake::new(span, Wrong::IsNeedsWord));
        };
        let Some(test) = Test::named(name) else {
            let names = Test::NAMES.map(|(name, _)| name);
            let name = name.clone();
            return Err(match suggest::closest(&name, names) {
                Some(close) => {
                    let what = Wrong::UnknownTest { name }.near(format!("is {close}"));
                    Mistake::new(span, what).suggesting(close)
                }
                None => {
                    let known = names.join(", ");
                    Mistake::new(span, Wrong::NoneOfTests { name, known })
                }
            });
        };
        self.at += 1;
        let whole = value.span.to(span);
        let node = Node::Is {
            value: Box::new(value),
            test,
            negated,
        };
        self.make(node, whole)
    }

    fn minus(&mut self) -> Parsed {
        let start = self.span();
        if !self.take_sign("-") {
            return self.postfix();
        }
        let value = self.inside(Self::minus)?;
        let span = start.to(value.span);
        self.make(Node::Unary(Unary::Minus, Box::new(value)), span)
    }

    fn postfix(&mut self) -> Parsed {
        let mut value = self.primary()?;
        loop {
            let here = self.span();
            if self.take_sign(".") {
                let TokenKind::Word(name) = self.kind() else {
                    return Err(Mistake::new(here, Wrong::DotNeedsField));
                };
                let name = name.clone();
                self.at += 1;
                if self.is_sign("(") {
                    return Err(self.method_call(&name));
                }
                let span = value.span.to(self.previous_span());
                value = self.make(Node::Field(Box::new(value), name), span)?;
            } else if self.take_sign("[") {
                let index = self.expression()?;
                let end = self.expect("]", here)?;
                let span = value.span.to(end);
                value = self.make(Node::Index(Box::new(value), Box::new(index)), span)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn method_call(&self, name: &str) -> Mistake {
        let name = name.to_owned();
        Mistake::new(self.previous_span(), Wrong::CalledWithDot { name })
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        let kind = self.kind().clone();
        self.at += 1;
        match kind {
            TokenKind::Number(number) => self.make(Node::Literal(number.into()), span),
            TokenKind::Text(text) => self.make(Node::Literal(text.into()), span),
            TokenKind::Word(word) => self.word(word, span),
            TokenKind::Sign("(") => {
                let mut inner = self.expression()?;
                inner.span = span.to(self.expect(")", span)?);
                Ok(inner)
            }
            TokenKind::Sign("[") => self.list(span),
            TokenKind::End => {
                self.at -= 1;
                Err(Mistake::new(span, Wrong::ValueMissing))
            }
            TokenKind::Sign(sign) => {
                let found = sign.to_owned();
                Err(Mistake::new(span, Wrong::ValueExpected { found }))
            }
        }
    }

    fn word(&mut self, word: String, span: Span) -> Parsed {
        match word.as_str() {
            "true" | "True" => self.make(Node::Literal(true.into()), span),
            "false" | "False" => self.make(Node::Literal(false.into()), span),
            "none" | "None" | "null" => self.make(Node::Literal(Value::Null), span),
            keyword if KEYWORDS.contains(&keyword) => {
                let found = keyword.to_owned();
                Err(Mistake::new(span, Wrong::ValueExpected { found }))
            }
            _ if self.is_sign("(") => {
                let args = self.arguments()?;
                let whole = span.to(self.previous_span());
                let node = Node::Call {
                    name: Word { text: word, span },
                    args,
                    piped: false,
                };
                self.make(node, whole)
            }
            _ => self.make(Node::Name(word), span),
        }
    }

    fn list(&mut self, opened: Span) -> Parsed {
        let mut items = Vec::new();
        while !self.is_sign("]") {
            items.push(self.expression()?);
            if !self.take_sign(",") {
                break;
            }
        }
        let end = self.expect("]", opened)?;
        self.make(Node::List(items), opened.to(end))
    }

    fn arguments(&mut self) -> Result<Vec<Arg>, Mistake> {
        let opened = self.span();
        self.at += 1;
        let mut args: Vec<Arg> = Vec::new();
        while !self.is_sign(")") {
            let arg = self.argument()?;
            if arg.name.is_none() && args.iter().any(|arg| arg.name.is_some()) {
                return Err(Mistake::new(arg.value.span, Wrong::NamedArgumentsLast));
            }
            args.push(arg);
            if !self.take_sign(",") {
                break;
            }
        }
        self.expect(")", opened)?;
        Ok(args)
    }

    fn argument(&mut self) -> Result<Arg, Mistake> {
        let next = self.tokens.get(self.at + 1).map(|token| &token.kind);
        let name = match (self.kind(), next) {
            (TokenKind::Word(name), Some(TokenKind::Sign("="))) => Some(name.clone()),
            _ => None,
        };
        self.at += if name.is_some() { 2 } else { 0 };
        let value = self.expression()?;
        Ok(Arg { name, value })
    }

    fn left_over(&self) -> Mistake {
        let span = self.span();
        match self.kind() {
            TokenKind::Sign("=") => Mistake::new(span, Wrong::SingleEquals).suggesting("=="),
            TokenKind::Sign(")" | "]") => Mistake::new(span, Wrong::NeverOpened),
            TokenKind::Word(word) if word == "else" => Mistake::new(span, Wrong::LoneElse),
            TokenKind::Word(word) if word == "not" => Mistake::new(span, Wrong::MisplacedNot),
            TokenKind::Sign(sign) => {
                let sign = (*sign).to_owned();
                Mistake::new(span, Wrong::MisplacedSign { sign })
            }
            _ => Mistake::new(span, Wrong::OperatorMissing),
        }
    }
}
