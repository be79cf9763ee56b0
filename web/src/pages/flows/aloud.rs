//! A flow read aloud: one sentence whose parts lead to what they name.

use domain::flow::FlowKind;
use engine::settings::Settings;

use crate::locale::Locale;

/// Sets off the linked parts within the translated sentence: the order of words is the language's own.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// A part of the sentence; without a link it is plain text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) words: String,
    pub(crate) link: Option<String>,
}

/// What the sentence names.
pub(crate) struct Named<'a> {
    pub(crate) kind: FlowKind,
    /// Name and address.
    pub(crate) source: (&'a str, String),
    pub(crate) destination: (&'a str, String),
    pub(crate) settings: &'a Settings,
    /// Addresses of settings and mapping.
    pub(crate) settings_link: String,
    pub(crate) mapping_link: String,
}

/// The sentence in its parts.
pub(crate) fn sentence(t: &Locale, named: &Named<'_>) -> Vec<Part> {
    let links = [
        named.source.1.clone(),
        named.destination.1.clone(),
        named.settings_link.clone(),
        named.mapping_link.clone(),
    ];
    let (key, condition) = match named.kind {
        FlowKind::Orders => ("flow-aloud-orders", condition(t, named.settings)),
        FlowKind::OrderStatus => ("flow-aloud-order-status", own_condition(t, named.settings)),
        FlowKind::Invoices => ("flow-aloud-invoices", condition(t, named.settings)),
        FlowKind::Customers => ("flow-aloud-customers", updates(t, named.settings)),
        FlowKind::Products => ("flow-aloud-products", updates(t, named.settings)),
        FlowKind::Stock => ("flow-aloud-stock", own_condition(t, named.settings)),
    };
    let text = t.with(
        key,
        &[
            ("source", mark(0, named.source.0)),
            ("destination", mark(1, named.destination.0)),
            ("condition", mark(2, &condition)),
            ("rules", mark(3, &t.t("flow-aloud-rules"))),
        ],
    );
    apart(&text, &links)
}

/// Which orders or invoices are sent.
fn condition(t: &Locale, settings: &Settings) -> String {
    let list = |name: &str| {
        let texts: Vec<String> = settings
            .value()
            .get(name)
            .items()
            .iter()
            .map(ToString::to_string)
            .collect();
        texts.join(", ")
    };
    let paid = list("payment_statuses");
    // Orders and invoices each have one of the two.
    let status = [list("order_statuses"), list("statuses")].concat();
    let mut parts = Vec::new();
    if !paid.is_empty() {
        parts.push(t.t1("flow-aloud-payment", "statuses", paid));
    }
    if !status.is_empty() {
        parts.push(t.t1("flow-aloud-status", "statuses", status));
    }
    if settings.filter().is_some() {
        parts.push(t.t("flow-aloud-filter"));
    }
    if parts.is_empty() {
        t.t("flow-aloud-always")
    } else {
        parts.join(&t.t("flow-aloud-and"))
    }
}

fn own_condition(t: &Locale, settings: &Settings) -> String {
    if settings.filter().is_some() {
        t.t("flow-aloud-filter")
    } else {
        t.t("flow-aloud-always")
    }
}

fn updates(t: &Locale, settings: &Settings) -> String {
    t.t(if settings.yes("update") {
        "flow-aloud-updates"
    } else {
        "flow-aloud-creates"
    })
}

fn mark(link: u8, words: &str) -> String {
    let words: String = words
        .chars()
        .filter(|letter| !matches!(*letter, OPEN | CLOSE))
        .collect();
    format!("{OPEN}{link}{words}{CLOSE}")
}

fn apart(text: &str, links: &[String]) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in text.split(OPEN) {
        match piece.split_once(CLOSE) {
            Some((marked, rest)) => {
                let mut letters = marked.chars();
                let link = letters
                    .next()
                    .and_then(|digit| digit.to_digit(10))
                    .and_then(|n| links.get(n as usize).cloned());
                parts.push(Part {
                    words: letters.as_str().to_owned(),
                    link,
                });
                parts.push(Part {
                    words: rest.to_owned(),
                    link: None,
                });
            }
            None => parts.push(Part {
                words: piece.to_owned(),
                link: None,
            }),
        }
    }
    parts.retain(|part| !part.words.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use domain::{Language, Value};
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    fn read(language: Language, kind: FlowKind, settings: &str) -> (String, Vec<Part>) {
        let t = Locale::new(language, TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let given = Value::from_json(settings.as_bytes()).unwrap();
        let named = Named {
            kind,
            source: ("Demo {Shop}", "/connections/1".to_owned()),
            destination: ("HubSpot", "/connections/2".to_owned()),
            settings: &Settings::complete(kind, &given).unwrap(),
            settings_link: "/settings".to_owned(),
            mapping_link: "/mapping".to_owned(),
        };
        let parts = sentence(&t, &named);
        (parts.iter().map(|part| part.words.as_str()).collect(), parts)
    }

    #[test]
    fn the_sentence_leads_to_what_it_names_in_every_language() {
        for language in Language::ALL {
            for kind in FlowKind::ALL {
                let (text, parts) = read(language, kind, "null");
                let links: Vec<_> = parts.iter().filter_map(|part| part.link.as_deref()).collect();
                for link in ["/connections/1", "/connections/2", "/settings", "/mapping"] {
                    assert!(links.contains(&link), "{language:?} {kind}: {text}");
                }
                assert!(text.contains("Demo {Shop}") && !text.contains(OPEN), "{text}");
            }
        }
    }

    #[test]
    fn the_condition_is_the_flows_own() {
        let (text, _) = read(
            Language::En,
            FlowKind::Orders,
            r#"{"payment_statuses":["paid","partially_paid"],"filter":"order.total_incl > 50"}"#,
        );
        assert!(
            text.contains("its payment is paid, partially_paid and your own condition holds"),
            "{text}"
        );
    }
}
