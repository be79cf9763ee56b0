//! Calls: the function is found, its arguments put into their places and compared with what it takes.

use super::{Lowered, Lowerer, unknown};
use crate::{
    ast::{Arg, Expr, Node, Span, Word},
    code::{Code, Op},
    functions::{self, Function, Gives, Takes},
    print,
    shape::Shape,
    suggest,
    types::Type,
    wrong::Wrong,
};

impl<'s> Lowerer<'s> {
    pub(super) fn call(&mut self, name: &Word, args: &[Arg], piped: bool, span: Span) -> Lowered<'s> {
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
        let what = Wrong::UnknownFunction {
            name: name.to_owned(),
        };
        match near {
            Some(near) => self.wrong_better(span, what.near(near), near),
            None => self.wrong(span, what),
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
            let what = Wrong::TooManyArguments {
                function: function.name.to_owned(),
                count,
                given: positional.len(),
                signature: function.signature(),
            };
            self.wrong(span, what);
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
                let (name, function_name) = (name.clone(), function.name.to_owned());
                let what = match suggest::closest(&name, known()) {
                    Some(near) => Wrong::UnknownArgument {
                        function: function_name,
                        name,
                    }
                    .near(near),
                    None => Wrong::NoneOfArguments {
                        function: function_name,
                        name,
                        signature: function.signature(),
                    },
                };
                self.wrong(arg.value.span, what);
                return None;
            };
            if places[at].replace(&arg.value).is_some() {
                self.wrong(arg.value.span, Wrong::ArgumentTwice { name: name.clone() });
                return None;
            }
        }
        let missing = function
            .params
            .iter()
            .zip(&places)
            .find(|(param, place)| !param.optional && place.is_none());
        if let Some((param, _)) = missing {
            let what = Wrong::ArgumentMissing {
                function: function.name.to_owned(),
                name: param.name.to_owned(),
                signature: function.signature(),
            };
            self.wrong(span, what);
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
                let what = Wrong::NoneOfWords {
                    word: word.to_owned(),
                    known: words.join(", "),
                };
                match near {
                    Some(near) => self.wrong_better(arg.span, what, print::quoted(near)),
                    None => self.wrong(arg.span, what),
                }
            }
            (Takes::Field, Some(path)) => {
                self.check_item_field(path, arg.span, before.first());
                if let Some(list) = first_path {
                    self.reads.paths.insert(format!("{list}.{path}"));
                    self.reads.walked.insert(list.to_owned());
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
        let name = name.to_owned();
        match near {
            Some(near) => {
                let what = Wrong::UnknownTable { name }.near(near);
                self.wrong_better(span, what, print::quoted(near));
            }
            None => self.wrong(span, Wrong::NoSuchTable { name }),
        }
    }

    fn check_item_field(&mut self, path: &str, span: Span, list: Option<&Type<'s>>) {
        let Some(Type::List(item)) = list else { return };
        let Type::Group(fields) = **item else { return };
        let (mut fields, mut done) = (fields, String::new());
        for step in path.split('.') {
            let Some(field) = fields.iter().find(|field| field.name == step) else {
                let near = suggest::closest(step, fields.iter().map(|field| field.name.as_str()));
                let what = Wrong::UnknownItemField {
                    field: path.to_owned(),
                };
                match near {
                    Some(near) => {
                        let better = format!("{done}{near}");
                        self.wrong_better(span, what.near(&better), print::quoted(&better));
                    }
                    None => self.wrong(span, what),
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
            Takes::Any => (true, Shape::Anything),
            Takes::Text | Takes::Table | Takes::Field | Takes::OneOf(_) => {
                (!matches!(kind, Type::List(_) | Type::Group(_)), Shape::Text)
            }
            Takes::Number => (matches!(kind, Type::Number), Shape::Number),
            Takes::Bool => (matches!(kind, Type::Bool), Shape::TrueOrFalse),
            Takes::List => (matches!(kind, Type::List(_)), Shape::List),
            Takes::ListOrText => (!matches!(kind, Type::Group(_)), Shape::ListOrText),
            Takes::Time => (kind.is_textual(), Shape::DayOrMoment),
        };
        if fits {
            return;
        }
        let what = Wrong::ArgumentMisfit {
            function: function.name.to_owned(),
            wanted,
            is: kind.shape(),
        };
        if matches!(takes, Takes::Number) && matches!(kind, Type::Text) {
            let better = format!("({arg} | number)");
            return self.wrong_better(arg.span, what.better(&better), better);
        }
        self.wrong(arg.span, what);
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
