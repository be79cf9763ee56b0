//! The few questions of each flow, each with its default and why we ask. All else is in the flow's settings.

use std::collections::{BTreeMap, BTreeSet};

use connectors::Opened;
use domain::{Failure, Value, flow::FlowKind, schema::Choice};
use engine::settings::declared;
use futures_util::future::join_all;
use mapper::{Lookups, Table};

use crate::{locale::Locale, pages::connections::told::Told, words};

use super::{live::within, offers::Offer};

/// The look-up table of stages by status.
pub(super) const STAGES: &str = "stages";

/// A question. Words are keys of the locale files.
pub(crate) struct Question {
    /// The setting that it answers, `stages:STATUS` for a row of that look-up table, or a look-up table.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) why: &'static str,
    pub(crate) asks: Asks,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Some of a list of the source.
    SomeOf(&'static str),
    /// A stage, together with its pipeline, of the destination.
    Stage,
    /// A stage for orders of one status; left alone: none of its own.
    StageOf(&'static str),
    YesNo,
    /// One of these: value and words.
    OneOf(&'static [(&'static str, &'static str)]),
    /// An e-mail address of a contact at the destination.
    Contact,
    /// Two letters.
    Country,
    /// A value for each of a list of the source, as rows of a look-up table.
    Rows(Keys),
}

/// What the keys of a look-up table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Tax rates, as fractions.
    Taxes,
    /// Payment methods, by title: orders carry the title.
    Payment,
    /// Shipping methods, by title.
    Shipping,
}

impl Keys {
    /// The source's list of them.
    const fn list(self) -> &'static str {
        match self {
            Self::Taxes => "taxes",
            Self::Payment => "payment_methods",
            Self::Shipping => "shipping_methods",
        }
    }

    fn key(self, choice: &Choice) -> &str {
        match self {
            Self::Taxes => &choice.value,
            Self::Payment | Self::Shipping => &choice.label,
        }
    }
}

const PRICES: Asks = Asks::OneOf(&[("incl", "ask-prices-incl"), ("excl", "ask-prices-excl")]);
const CREDIT_NOTES: Asks = Asks::OneOf(&[
    ("skip", "ask-credit-notes-skip"),
    ("send", "ask-credit-notes-send"),
]);

const fn ask(name: &'static str, label: &'static str, why: &'static str, asks: Asks) -> Question {
    Question {
        name,
        label,
        why,
        asks,
    }
}

const ORDERS: &[Question] = &[
    ask(
        "payment_statuses",
        "ask-payment-statuses",
        "ask-payment-statuses-why",
        Asks::SomeOf("payment_statuses"),
    ),
    ask("stage", "ask-stage", "ask-stage-why", Asks::Stage),
    ask("prices", "ask-prices", "ask-prices-why", PRICES),
    ask(
        "default_customer",
        "ask-default-customer",
        "ask-default-customer-why",
        Asks::Contact,
    ),
    ask(
        "update_customers",
        "ask-update-customers",
        "ask-update-customers-why",
        Asks::YesNo,
    ),
    ask(
        "create_products",
        "ask-create-products",
        "ask-create-products-why",
        Asks::YesNo,
    ),
    ask(
        "tax_codes",
        "ask-tax-codes",
        "ask-tax-codes-why",
        Asks::Rows(Keys::Taxes),
    ),
    ask(
        "payment_methods",
        "ask-payment-methods",
        "ask-methods-why",
        Asks::Rows(Keys::Payment),
    ),
    ask(
        "payment_terms",
        "ask-payment-terms",
        "ask-payment-terms-why",
        Asks::Rows(Keys::Payment),
    ),
    ask(
        "shipping_methods",
        "ask-shipping-methods",
        "ask-methods-why",
        Asks::Rows(Keys::Shipping),
    ),
];
const STATUS: &[Question] = &[
    ask(
        "stages:on_hold",
        "ask-stage-on-hold",
        "ask-stage-of-why",
        Asks::StageOf("on_hold"),
    ),
    ask(
        "stages:completed_shipped",
        "ask-stage-shipped",
        "ask-stage-of-why",
        Asks::StageOf("completed_shipped"),
    ),
    ask(
        "stages:cancelled",
        "ask-stage-cancelled",
        "ask-stage-of-why",
        Asks::StageOf("cancelled"),
    ),
];
const CUSTOMERS: &[Question] = &[
    ask("update", "ask-update", "ask-update-why", Asks::YesNo),
    ask(
        "default_country",
        "ask-default-country",
        "ask-default-country-why",
        Asks::Country,
    ),
];
const PRODUCTS: &[Question] = &[
    ask("update", "ask-update", "ask-update-why", Asks::YesNo),
    ask("create", "ask-create", "ask-create-why", Asks::YesNo),
    ask("prices", "ask-one-price", "ask-one-price-why", PRICES),
];
const INVOICES: &[Question] = &[
    ask(
        "statuses",
        "ask-invoice-statuses",
        "ask-invoice-statuses-why",
        Asks::SomeOf("invoice_statuses"),
    ),
    ask(
        "credit_notes",
        "ask-credit-notes",
        "ask-credit-notes-why",
        CREDIT_NOTES,
    ),
    ask(
        "update",
        "ask-invoice-update",
        "ask-invoice-update-why",
        Asks::YesNo,
    ),
    ask("prices", "ask-invoice-prices", "ask-prices-why", PRICES),
    ask(
        "default_customer",
        "ask-default-customer",
        "ask-invoice-customer-why",
        Asks::Contact,
    ),
];

/// The questions of an offer's flow.
pub(crate) fn of(offer: &Offer) -> &'static [Question] {
    match offer.kind {
        FlowKind::Orders => ORDERS,
        FlowKind::OrderStatus => STATUS,
        FlowKind::Customers => CUSTOMERS,
        FlowKind::Products => PRODUCTS,
        FlowKind::Invoices => INVOICES,
        FlowKind::Stock => &[],
    }
}

/// A question as its page shows it.
pub(crate) struct QuestionLine {
    /// The field's name: offer and question.
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) why: String,
    /// some, one, text, rows.
    pub(crate) shape: &'static str,
    /// To choose from, those that are chosen marked.
    pub(crate) options: Vec<OptionLine>,
    /// Rows of a look-up table.
    pub(crate) rows: Vec<RowLine>,
    /// What is typed or chosen.
    pub(crate) value: String,
    pub(crate) mistake: String,
    /// Why the list could not be read; the default stands there alone.
    pub(crate) unread: String,
}

/// A row of a look-up table.
pub(crate) struct RowLine {
    /// The field's name.
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) value: String,
}

pub(crate) struct OptionLine {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// Lists read from both systems: each asked for once a page, or why it could not be read.
pub(crate) struct Lists {
    read: BTreeMap<&'static str, Result<Vec<Choice>, String>>,
}

impl Lists {
    /// Reads what the questions of an offer choose from, all at the same time.
    pub(crate) async fn read(
        t: &Locale,
        offer: &Offer,
        source: &dyn Opened,
        destination: &dyn Opened,
    ) -> Self {
        let lists: BTreeSet<&'static str> = of(offer).iter().filter_map(|asked| asked.asks.list()).collect();
        let read = lists.into_iter().map(async |list| {
            let (side, read) = if list == STAGES {
                (offer.to, within(stages(destination)).await)
            } else {
                (offer.from, within(source.choices(list)).await)
            };
            let read = read.map_err(|failure| Told::asked(t, side, &failure).what);
            (list, read)
        });
        Self {
            read: join_all(read).await.into_iter().collect(),
        }
    }

    fn of(&self, list: &str) -> &[Choice] {
        self.read
            .get(list)
            .and_then(|read| read.as_deref().ok())
            .unwrap_or_default()
    }

    /// Why a list could not be read; empty if it was.
    fn unread(&self, list: &str) -> String {
        self.read
            .get(list)
            .and_then(|read| read.as_ref().err().cloned())
            .unwrap_or_default()
    }
}

impl Asks {
    /// The list that is chosen from.
    const fn list(self) -> Option<&'static str> {
        match self {
            Self::SomeOf(list) => Some(list),
            Self::Stage | Self::StageOf(_) => Some(STAGES),
            Self::Rows(keys) => Some(keys.list()),
            Self::YesNo | Self::OneOf(_) | Self::Contact | Self::Country => None,
        }
    }
}

/// All stages as `pipeline/stage`, so that one choice settles both.
async fn stages(destination: &dyn Opened) -> Result<Vec<Choice>, Failure> {
    let pipelines = destination.choices("pipelines").await?;
    let only = pipelines.len() == 1;
    let mut all = Vec::new();
    for pipeline in pipelines {
        let stages = destination.choices(&format!("stages:{}", pipeline.value)).await?;
        all.extend(stages.into_iter().map(|stage| Choice {
            value: format!("{}/{}", pipeline.value, stage.value),
            label: if only {
                stage.label
            } else {
                format!("{} · {}", pipeline.label, stage.label)
            },
        }));
    }
    Ok(all)
}

/// What holds for a setting: as chosen before, else as declared.
pub(crate) fn held(kind: FlowKind, settings: &Value, name: &str) -> Value {
    match settings.get(name) {
        Value::Null => declared(kind)
            .into_iter()
            .find(|setting| setting.field.name == name)
            .map_or(Value::Null, |setting| setting.default),
        chosen => chosen.clone(),
    }
}

impl Question {
    /// As the page shows it, with what holds now.
    pub(crate) fn line(
        &self,
        t: &Locale,
        offer: &Offer,
        settings: &Value,
        tables: &Lookups,
        lists: &Lists,
    ) -> QuestionLine {
        let field = format!("{}.{}", offer.key, self.name);
        let held = held(offer.kind, settings, self.name);
        let pipeline = held_text(offer.kind, settings, "pipeline");
        let mut rows = Vec::new();
        let (shape, options) = match self.asks {
            Asks::SomeOf(list) => {
                let chosen: Vec<String> = held.items().iter().map(ToString::to_string).collect();
                let mut options = listed(lists.of(list), &chosen);
                for option in &mut options {
                    option.label = words::payment(t, &option.value, &option.label);
                }
                ("some", options)
            }
            Asks::Stage => ("one", listed(lists.of(STAGES), &[format!("{pipeline}/{held}")])),
            Asks::StageOf(status) => {
                let stage = tables
                    .tables
                    .get(STAGES)
                    .and_then(|table| table.find(&[Value::text(status)]));
                let chosen = stage.map(|stage| format!("{pipeline}/{stage}"));
                let mut options = listed(lists.of(STAGES), chosen.as_slice());
                let none = OptionLine::new("", &t.t("ask-stage-none"), chosen.is_none());
                options.insert(0, none);
                ("one", options)
            }
            Asks::YesNo => {
                let yes = held.as_bool().unwrap_or_default();
                let both = [("yes", "ask-yes", yes), ("no", "ask-no", !yes)];
                (
                    "one",
                    both.map(|(value, words, is)| OptionLine::new(value, &t.t(words), is))
                        .into(),
                )
            }
            Asks::OneOf(options) => {
                let held = held.to_string();
                let option =
                    |(value, words): &(&str, &str)| OptionLine::new(value, &t.t(words), *value == held);
                ("one", options.iter().map(option).collect())
            }
            Asks::Contact | Asks::Country => ("text", Vec::new()),
            Asks::Rows(keys) => {
                rows = row_lines(&field, keys, lists.of(keys.list()), tables.tables.get(self.name));
                ("rows", Vec::new())
            }
        };
        QuestionLine {
            field,
            label: t.t(self.label),
            why: t.t(self.why),
            shape,
            options,
            rows,
            value: held.to_string(),
            mistake: String::new(),
            unread: self
                .asks
                .list()
                .map(|list| lists.unread(list))
                .unwrap_or_default(),
        }
    }
}

impl OptionLine {
    fn new(value: &str, label: &str, is_chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            is_chosen,
        }
    }
}

/// A list with what is chosen of it, which stays to be seen also where the list could not be read or no longer has it.
fn listed(choices: &[Choice], chosen: &[String]) -> Vec<OptionLine> {
    let mut options: Vec<OptionLine> = choices
        .iter()
        .map(|choice| OptionLine::new(&choice.value, &choice.label, chosen.contains(&choice.value)))
        .collect();
    for value in chosen.iter().filter(|value| !value.is_empty()) {
        if !options.iter().any(|option| option.value == *value) {
            options.push(OptionLine::new(value, value, true));
        }
    }
    options
}

/// A row for each entry of the list, and for what the table has besides.
fn row_lines(field: &str, keys: Keys, choices: &[Choice], table: Option<&Table>) -> Vec<RowLine> {
    let mut lines: Vec<(String, String, String)> = Vec::new();
    for choice in choices {
        let key = keys.key(choice).trim();
        if key.is_empty() || lines.iter().any(|(known, ..)| known == key) {
            continue;
        }
        let value = table.and_then(|table| table.find(&[Value::text(key)]));
        let value = value.map(ToString::to_string).unwrap_or_default();
        lines.push((key.to_owned(), choice.label.clone(), value));
    }
    for (columns, value) in table.into_iter().flat_map(Table::rows) {
        if let [key] = columns
            && !lines.iter().any(|(known, ..)| known == key)
        {
            lines.push((key.clone(), key.clone(), value.to_string()));
        }
    }
    lines
        .into_iter()
        .map(|(key, label, value)| RowLine {
            field: format!("{field}:{key}"),
            label,
            value,
        })
        .collect()
}

/// The same as text.
pub(crate) fn held_text(kind: FlowKind, settings: &Value, name: &str) -> String {
    held(kind, settings, name).to_string()
}
