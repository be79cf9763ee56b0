//! Calls: the function is found, its arguments put into their places and compared with what it takes.

use super::{Lowered, Lowerer, unknown};
use crate::{
    ast::{Arg, Expr, Node, Span, Word},
    code::{Code, Op},
    functions::{self, Function, Gives, Takes},
    mistake::Mistake,
    print, suggest,
    types::Type,
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
