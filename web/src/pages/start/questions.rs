//! The few questions of each flow, each with its default and why we ask. All else is in the flow's settings.

use std::collections::BTreeMap;

use connectors::Opened;
use domain::{Failure, Value, flow::FlowKind, schema::Choice};
use engine::settings::declared;

use crate::locale::Locale;

use super::{live::within, offers::Offer};

/// A question. Words are keys of the locale files.
pub(crate) struct Question {
    /// The setting that it answers, or `stages:STATUS` for a row of that look-up table.
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
    /// With or without tax.
    Prices,
    /// An e-mail address of a contact at the destination.
    Contact,
    /// Two letters.
    Country,
}

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
    ask("prices", "ask-prices", "ask-prices-why", Asks::Prices),
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
    ask("prices", "ask-one-price", "ask-one-price-why", Asks::Prices),
];

/// The questions of an offer's flow.
pub(crate) fn of(offer: &Offer) -> &'static [Question] {
    match offer.kind {
        FlowKind::Orders => ORDERS,
        FlowKind::OrderStatus => STATUS,
        FlowKind::Customers => CUSTOMERS,
        FlowKind::Products => PRODUCTS,
        FlowKind::Invoices | FlowKind::Stock => &[],
    }
}

/// A question as its page shows it.
pub(crate) struct QuestionLine {
    /// The field's name: offer and question.
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) why: String,
    /// some, one, yes, text.
    pub(crate) shape: &'static str,
    /// To choose from, those that are chosen marked.
    pub(crate) options: Vec<OptionLine>,
    /// What is typed or chosen.
    pub(crate) value: String,
    pub(crate) mistake: String,
    /// The list could not be read; the default stands there alone.
    pub(crate) is_unread: bool,
}

pub(crate) struct OptionLine {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// Lists read from both systems: each asked for once a page.
pub(crate) struct Lists {
    read: BTreeMap<String, Result<Vec<Choice>, Failure>>,
}

impl Lists {
    /// Reads what these questions choose from.
    pub(crate) async fn read(source: &dyn Opened, destination: &dyn Opened, questions: &[Question]) -> Self {
        let mut read = BTreeMap::new();
        for question in questions {
            let (name, list) = match question.asks {
                Asks::SomeOf(list) => (list, within(source.choices(list)).await),
                Asks::Stage | Asks::StageOf(_) if !read.contains_key("stages") => {
                    ("stages", within(stages(destination)).await)
                }
                _ => continue,
            };
            read.insert(name.to_owned(), list);
        }
        Self { read }
    }

    fn of(&self, name: &str) -> Option<&[Choice]> {
        self.read.get(name)?.as_deref().ok()
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
        stages: &BTreeMap<String, String>,
        lists: &Lists,
    ) -> QuestionLine {
        let held = held(offer.kind, settings, self.name);
        let text = held.to_string();
        let pick = |choices: &[(String, String)], chosen: &[String]| {
            choices
                .iter()
                .map(|(value, label)| OptionLine {
                    is_chosen: chosen.contains(value),
                    value: value.clone(),
                    label: label.clone(),
                })
                .collect::<Vec<_>>()
        };
        let listed = |name: &str, chosen: &[String]| {
            let mut choices: Vec<(String, String)> = lists
                .of(name)
                .unwrap_or_default()
                .iter()
                .map(|choice| (choice.value.clone(), choice.label.clone()))
                .collect();
            // What is chosen stays to be seen, also where the list could not be read or no longer has it.
            for value in chosen.iter().filter(|value| !value.is_empty()) {
                if !choices.iter().any(|(known, _)| known == value) {
                    choices.push((value.clone(), value.clone()));
                }
            }
            pick(&choices, chosen)
        };
        let pipeline = held_text(offer.kind, settings, "pipeline");
        let (shape, options, list) = match self.asks {
            Asks::SomeOf(list) => {
                let chosen: Vec<String> = held.items().iter().map(ToString::to_string).collect();
                ("some", listed(list, &chosen), list)
            }
            Asks::Stage => ("one", listed("stages", &[format!("{pipeline}/{text}")]), "stages"),
            Asks::StageOf(status) => {
                let chosen = stages
                    .get(status)
                    .map(|stage| format!("{pipeline}/{stage}"))
                    .unwrap_or_default();
                let mut options = listed("stages", std::slice::from_ref(&chosen));
                options.insert(
                    0,
                    OptionLine {
                        value: String::new(),
                        label: t.t("ask-stage-none"),
                        is_chosen: chosen.is_empty(),
                    },
                );
                ("one", options, "stages")
            }
            Asks::YesNo => {
                let both = [("yes", "ask-yes"), ("no", "ask-no")]
                    .map(|(value, label)| (value.to_owned(), t.t(label)));
                let chosen = if held.as_bool().unwrap_or_default() {
                    "yes"
                } else {
                    "no"
                };
                ("one", pick(&both, &[chosen.to_owned()]), "")
            }
            Asks::Prices => {
                let both = [("incl", "ask-prices-incl"), ("excl", "ask-prices-excl")]
                    .map(|(value, label)| (value.to_owned(), t.t(label)));
                ("one", pick(&both, std::slice::from_ref(&text)), "")
            }
            Asks::Contact | Asks::Country => ("text", Vec::new(), ""),
        };
        QuestionLine {
            field: format!("{}.{}", offer.key, self.name),
            label: t.t(self.label),
            why: t.t(self.why),
            shape,
            options,
            value: text,
            mistake: String::new(),
            is_unread: !list.is_empty() && lists.of(list).is_none(),
        }
    }
}

/// The same as text.
pub(crate) fn held_text(kind: FlowKind, settings: &Value, name: &str) -> String {
    held(kind, settings, name).to_string()
}
