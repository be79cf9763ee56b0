//! Writing answers straight into text: the single order is asked for hundreds of times a second.

use serde_json::Value;

use super::time;
use crate::shop::country::{self, LANGUAGES};
use crate::shop::money::{self, Money};

/// A JSON text under construction, with what relations need: the address of this shop.
///
/// Names follow the zoo of absent values (dossier Lightspeed §3): texts are `""`, some are `false`,
/// some `null`, and a missing relation is `false`.
pub(crate) struct Out<'a> {
    text: String,
    /// Address in front of a resource, language included: `http://host/lightspeed/nl/`.
    base: &'a str,
    /// The language of texts.
    pub(crate) language: &'a str,
}

impl<'a> Out<'a> {
    /// Starts an empty text.
    pub(crate) fn new(base: &'a str, language: &'a str) -> Self {
        Self {
            text: String::with_capacity(1024),
            base,
            language,
        }
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// `{…}` as a value.
    pub(crate) fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.comma();
        self.text.push('{');
        fill(self);
        self.text.push('}');
    }

    /// `"key":{…}`.
    pub(crate) fn nested(&mut self, key: &str, fill: impl FnOnce(&mut Self)) {
        self.key(key);
        self.text.push('{');
        fill(self);
        self.text.push('}');
    }

    /// `"key":[…]` with one call of `write` for each item.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.key(key);
        self.text.push('[');
        for item in items {
            write(self, item);
        }
        self.text.push(']');
    }

    /// The name of the value that follows.
    pub(crate) fn key(&mut self, key: &str) {
        self.comma();
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        quote(&mut self.text, value);
    }

    /// Text, or `false` when empty.
    pub(crate) fn text_or_false(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            self.no(key);
        } else {
            self.text(key, value);
        }
    }

    /// Text, or `null` when there is none.
    pub(crate) fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    pub(crate) fn int(&mut self, key: &str, value: i64) {
        use std::fmt::Write as _;
        self.key(key);
        let _ = write!(self.text, "{value}");
    }

    pub(crate) fn id(&mut self, key: &str, value: u64) {
        use std::fmt::Write as _;
        self.key(key);
        let _ = write!(self.text, "{value}");
    }

    pub(crate) fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.text.push_str(if value { "true" } else { "false" });
    }

    /// `"key":false`, the vendor's way to say "none".
    pub(crate) fn no(&mut self, key: &str) {
        self.flag(key, false);
    }

    pub(crate) fn null(&mut self, key: &str) {
        self.key(key);
        self.text.push_str("null");
    }

    /// An amount or a fraction as a number.
    pub(crate) fn money(&mut self, key: &str, amount: Money) {
        self.key(key);
        money::write_number(&mut self.text, amount);
    }

    /// A moment with the shop's offset.
    pub(crate) fn time(&mut self, key: &str, unix: i64) {
        self.key(key);
        self.text.push('"');
        time::write_iso(&mut self.text, unix);
        self.text.push('"');
    }

    /// Any prepared value.
    pub(crate) fn value(&mut self, key: &str, value: &Value) {
        use std::fmt::Write as _;
        self.key(key);
        let _ = write!(self.text, "{value}");
    }

    /// A prepared value without a name.
    pub(crate) fn bare(&mut self, value: &Value) {
        use std::fmt::Write as _;
        self.comma();
        let _ = write!(self.text, "{value}");
    }

    /// A relation to one object, `false` when there is none.
    pub(crate) fn one(&mut self, key: &str, path: &str, id: Option<u64>) {
        match id {
            None => self.no(key),
            Some(id) => self.nested(key, |out| {
                out.nested("resource", |out| {
                    out.id("id", id);
                    out.address(&format!("{path}/{id}"));
                });
            }),
        }
    }

    /// A relation to one object with that object inside.
    pub(crate) fn one_embedded(&mut self, key: &str, path: &str, id: u64, fill: impl FnOnce(&mut Self)) {
        self.nested(key, |out| {
            out.nested("resource", |out| {
                out.id("id", id);
                out.address(&format!("{path}/{id}"));
                out.nested("embedded", fill);
            });
        });
    }

    /// A relation to many objects: a list address, `id` false.
    pub(crate) fn many(&mut self, key: &str, url: &str) {
        self.nested(key, |out| {
            out.nested("resource", |out| {
                out.no("id");
                out.address(url);
            });
        });
    }

    /// A relation to many objects with them inside.
    pub(crate) fn many_embedded<T>(
        &mut self,
        key: &str,
        url: &str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T),
    ) {
        self.nested(key, |out| {
            out.nested("resource", |out| {
                out.no("id");
                out.address(url);
                out.list("embedded", items, write);
            });
        });
    }

    /// A country object, `false` when unknown.
    pub(crate) fn country(&mut self, key: &str, code: &str) {
        match country::by_code(code) {
            None => self.no(key),
            Some(country) => self.nested(key, |out| {
                out.id("id", country.id);
                out.text("code", country.code);
                out.text("code3", country.code3);
                out.text("title", country.title);
            }),
        }
    }

    /// A language object, `false` when there is none.
    pub(crate) fn language(&mut self, key: &str, code: &str) {
        match LANGUAGES.iter().find(|language| language.code == code) {
            None => self.no(key),
            Some(language) => self.nested(key, |out| {
                out.id("id", language.id);
                out.text("code", language.code);
                out.text("locale", language.locale);
                out.text("title", language.title);
            }),
        }
    }

    fn address(&mut self, url: &str) {
        self.text("url", url);
        let link = match url.split_once('?') {
            Some((path, query)) => format!("{}{path}.json?{query}", self.base),
            None => format!("{}{url}.json", self.base),
        };
        self.text("link", &link);
    }

    fn comma(&mut self) {
        // Values never end in an opening bracket or a colon: strings end in a quotation mark.
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }
}

fn quote(out: &mut String, value: &str) {
    use std::fmt::Write as _;
    out.push('"');
    let mut from = 0;
    for (at, byte) in value.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&value[from..at]);
        if escaped.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escaped);
        }
        from = at + 1;
    }
    out.push_str(&value[from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_and_reads_back() {
        let mut out = Out::new("http://host/nl/", "nl");
        out.object(|out| {
            out.text("t", "a\"b\\c\n\u{1}ş[{");
            out.money("m", 206_198);
            out.one("none", "brands", None);
            out.one("brand", "brands", Some(5));
            out.many("variants", "variants?product=1");
            out.list("l", [1, 2], |out, n| out.object(|out| out.int("n", n)));
            out.list("empty", [0; 0], |_, _| {});
            out.country("c", "nl");
        });
        let value: Value = serde_json::from_str(&out.finish()).unwrap();
        assert_eq!(value["t"], "a\"b\\c\n\u{1}ş[{");
        assert_eq!(value["m"], 20.6198);
        assert_eq!(value["none"], false);
        assert_eq!(value["brand"]["resource"]["link"], "http://host/nl/brands/5.json");
        assert_eq!(value["variants"]["resource"]["id"], false);
        assert_eq!(
            value["variants"]["resource"]["link"],
            "http://host/nl/variants.json?product=1"
        );
        assert_eq!(value["l"][1]["n"], 2);
        assert_eq!(value["c"]["code3"], "nld");
    }
}
