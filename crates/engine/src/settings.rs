//! The settings of each kind of flow: what can be chosen, what it means, and what holds if nothing is chosen.
//!
//! One list serves the check of a workspace file, the labels of the settings page and the documentation.

use domain::{Field, Kind, Map, Schema, Value, flow::FlowKind};
use serde::Serialize;

/// One thing that a merchant can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Name, kind and meaning.
    #[serde(flatten)]
    pub field: Field,
    /// What holds if nothing is chosen.
    pub default: Value,
}

/// The settings of a flow, checked and complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Settings(Value);

/// What is wrong with a settings table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingMistake {
    /// There is no setting of that name.
    #[error("there is no setting \"{name}\" for {kind} flows; the settings are {known}")]
    Unknown {
        /// As written.
        name: String,
        /// For which kind of flow.
        kind: FlowKind,
        /// What there is.
        known: String,
    },
    /// A setting holds something that it can't hold.
    #[error("the setting is wrong: {0}")]
    Misfit(#[from] domain::schema::Misfit),
}

/// The filter's own setting, shared by all kinds.
const FILTER: &str = "filter";

/// All settings of a kind of flow, in the order in which people see them.
#[must_use]
pub fn declared(kind: FlowKind) -> Vec<Setting> {
    let mut settings = match kind {
        FlowKind::Orders => orders(),
        FlowKind::OrderStatus => order_status(),
        FlowKind::Invoices => invoices(),
        FlowKind::Customers => customers(),
        FlowKind::Products => products(),
        FlowKind::Stock => Vec::new(),
    };
    settings.push(text(
        FILTER,
        "",
        "Condition of your own: only records for which it is true are sent (order.total_incl > 50)",
    ));
    settings
}

/// The same as a schema, for the check of expressions that read `settings.…`.
#[must_use]
pub fn schema(kind: FlowKind) -> Schema {
    Schema::new(declared(kind).into_iter().map(|setting| setting.field).collect())
}

/// A look-up table that shipped rules use. A tenant may leave it empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ShippedTable {
    /// Its name.
    pub name: &'static str,
    /// What its keys are, column by column.
    pub keys: &'static [&'static str],
    /// What its values are, and what holds without a row.
    pub meaning: &'static str,
}

const STAGES: ShippedTable = ShippedTable {
    name: "stages",
    keys: &["status or payment status of the order"],
    meaning: "Stage of the deal, by id; without a row the setting \"stage\"",
};

const ORDER_TABLES: &[ShippedTable] = &[
    STAGES,
    ShippedTable {
        name: "tax_codes",
        keys: &["tax rate, as a fraction (0.21)"],
        meaning: "Tax code of a line, whatever the country; without a row none",
    },
    ShippedTable {
        name: "tax_codes_by_country",
        keys: &["country of delivery", "tax rate, as a fraction"],
        meaning: "Tax code of a line by country (EU one-stop-shop); without a row that of \"tax_codes\"",
    },
    ShippedTable {
        name: "revenue_accounts",
        keys: &["country of delivery"],
        meaning: "Revenue account of the deal; without a row none",
    },
    ShippedTable {
        name: "shipping_methods",
        keys: &["title of the shipping method"],
        meaning: "Shipping method on the deal; without a row its title",
    },
    ShippedTable {
        name: "payment_methods",
        keys: &["title of the payment method"],
        meaning: "Payment method on the deal; without a row its title",
    },
    ShippedTable {
        name: "payment_terms",
        keys: &["title of the payment method"],
        meaning: "Payment terms on the deal; without a row none",
    },
];

const CUSTOMER_TABLES: &[ShippedTable] = &[ShippedTable {
    name: "lifecycle_stages",
    keys: &["customer group"],
    meaning: "Lifecycle stage of the contact (lead, customer, …); HubSpot moves it forward only. Without a row it stays as it is",
}];

/// The look-up tables that a kind of flow's shipped mapping uses.
#[must_use]
pub fn tables(kind: FlowKind) -> &'static [ShippedTable] {
    match kind {
        FlowKind::Orders => ORDER_TABLES,
        FlowKind::OrderStatus => &[STAGES],
        FlowKind::Customers => CUSTOMER_TABLES,
        FlowKind::Invoices | FlowKind::Products | FlowKind::Stock => &[],
    }
}

fn orders() -> Vec<Setting> {
    vec![
        texts(
            "payment_statuses",
            &["paid"],
            "Orders with one of these payment statuses are sent; empty: all",
        ),
        texts(
            "order_statuses",
            &[],
            "Orders with one of these statuses are sent; empty: all",
        ),
        text("pipeline", "default", "Pipeline of the new deals, by id"),
        text(
            "stage",
            "closedwon",
            "Stage of new deals whose status has no row in the table \"stages\"",
        ),
        choice(
            "prices",
            "incl",
            &["incl", "excl"],
            "Whether line prices and the amount are with or without tax",
        ),
        text("currency", "", "Currency of the deals; empty: the shop's"),
        text("store_id", "", "Store id on the deals; empty: the shop's"),
        text("store_name", "", "Store name on the deals; empty: the shop's"),
        text(
            "default_customer",
            "",
            "Contact (remote id) for orders without an e-mail address; empty: the contact that is known for them, if any",
        ),
        yes_no(
            "update_customers",
            true,
            "Whether an order brings its customer's data up to date",
        ),
        yes_no(
            "create_products",
            true,
            "Whether articles missing at the destination are created",
        ),
        yes_no(
            "check_totals",
            true,
            "Whether a deal that does not add up to its order's total is refused",
        ),
    ]
}

fn invoices() -> Vec<Setting> {
    vec![
        texts(
            "statuses",
            &[],
            "Invoices with one of these statuses (paid, not_paid, cancelled) are sent; empty: all",
        ),
        choice(
            "credit_notes",
            "skip",
            &["skip", "send"],
            "What becomes of credit notes, which HubSpot does not know: left out, or sent as invoices of that title",
        ),
        yes_no(
            "update",
            true,
            "Whether invoices that exist are brought up to date (status, what is due, deal)",
        ),
        choice(
            "prices",
            "incl",
            &["incl", "excl"],
            "Whether line prices and the amount are with or without tax",
        ),
        text("currency", "", "Currency of the invoices; empty: the shop's"),
        text(
            "default_customer",
            "",
            "Contact (remote id) for invoices without an e-mail address; empty: the contact that is known for them, if any",
        ),
        yes_no(
            "update_customers",
            false,
            "Whether an invoice brings its customer's data up to date",
        ),
        yes_no(
            "create_products",
            false,
            "Whether articles missing at the destination are created",
        ),
        yes_no(
            "check_totals",
            true,
            "Whether an invoice whose lines do not add up to its total is refused",
        ),
    ]
}

fn order_status() -> Vec<Setting> {
    vec![text(
        "pipeline",
        "default",
        "Pipeline whose stages the table \"stages\" names",
    )]
}

fn customers() -> Vec<Setting> {
    vec![
        yes_no(
            "update",
            true,
            "Whether customers that exist are brought up to date",
        ),
        text(
            "default_country",
            "NL",
            "Country of addresses without one, two letters",
        ),
        text(
            "default_language",
            "",
            "Language of customers without one (nl, de, en); empty: HubSpot is told no languages",
        ),
    ]
}

fn products() -> Vec<Setting> {
    vec![
        yes_no(
            "update",
            true,
            "Whether articles that exist are brought up to date",
        ),
        yes_no("create", true, "Whether articles that do not exist are created"),
        choice(
            "prices",
            "incl",
            &["incl", "excl"],
            "Whether the one price that HubSpot keeps of an article is with or without tax",
        ),
    ]
}

fn setting(name: &str, kind: Kind, default: Value, meaning: &str) -> Setting {
    Setting {
        field: Field::new(name, kind, meaning),
        default,
    }
}

fn text(name: &str, default: &str, meaning: &str) -> Setting {
    setting(name, Kind::Text, default.into(), meaning)
}

fn texts(name: &str, default: &[&str], meaning: &str) -> Setting {
    setting(
        name,
        Kind::Texts,
        Value::List(default.iter().map(|item| (*item).into()).collect()),
        meaning,
    )
}

fn yes_no(name: &str, default: bool, meaning: &str) -> Setting {
    setting(name, Kind::Bool, default.into(), meaning)
}

fn choice(name: &str, default: &str, options: &[&str], meaning: &str) -> Setting {
    let options = options
        .iter()
        .map(|option| domain::schema::Choice {
            value: (*option).to_owned(),
            label: (*option).to_owned(),
        })
        .collect();
    setting(name, Kind::Choice { options }, default.into(), meaning)
}

impl Settings {
    /// Checks what was given and fills in what was not.
    ///
    /// # Errors
    /// Every mistake, not only the first.
    pub fn complete(kind: FlowKind, given: &Value) -> Result<Self, Vec<SettingMistake>> {
        let declared = declared(kind);
        let nothing = Map::new();
        let given = given.as_map().unwrap_or(&nothing);
        let known = |name: &String| declared.iter().any(|setting| setting.field.name == *name);
        let mut mistakes: Vec<SettingMistake> = given
            .keys()
            .filter(|name| !known(name))
            .map(|name| SettingMistake::Unknown {
                name: name.clone(),
                kind,
                known: declared
                    .iter()
                    .map(|setting| setting.field.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
            .collect();
        let complete: Map = declared
            .iter()
            .map(|setting| {
                let value = given.get(&setting.field.name).unwrap_or(&setting.default);
                (setting.field.name.clone(), value.clone())
            })
            .collect();
        let complete = Value::Map(complete);
        if let Err(misfit) = schema(kind).check(&complete) {
            mistakes.push(misfit.into());
        }
        if mistakes.is_empty() {
            Ok(Self(complete))
        } else {
            Err(mistakes)
        }
    }

    /// All settings, as mapping rules read them.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// A text setting; empty if there is none of that name.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).as_text().unwrap_or_default()
    }

    /// A yes/no setting; no if there is none of that name.
    #[must_use]
    pub fn yes(&self, name: &str) -> bool {
        self.0.get(name).as_bool().unwrap_or_default()
    }

    /// Whether a list setting is empty or has this item.
    #[must_use]
    pub fn admits(&self, name: &str, item: &str) -> bool {
        let items = self.0.get(name).items();
        items.is_empty() || items.iter().any(|known| known.as_text() == Some(item))
    }

    /// The flow's own condition, if there is one.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        Some(self.text(FILTER)).filter(|filter| !filter.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_not_given_gets_its_default() {
        let settings = Settings::complete(FlowKind::Orders, &read(r#"{"stage":"won"}"#)).unwrap();
        assert_eq!(settings.text("stage"), "won");
        assert_eq!(settings.text("pipeline"), "default");
        assert!(
            settings.admits("payment_statuses", "paid") && !settings.admits("payment_statuses", "not_paid")
        );
        assert!(settings.admits("order_statuses", "whatever"));
        assert_eq!(settings.filter(), None);
    }

    #[test]
    fn every_mistake_is_named() {
        let mistakes =
            Settings::complete(FlowKind::Orders, &read(r#"{"stages":"won","prices":"net"}"#)).unwrap_err();
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(told[0].contains("no setting \"stages\""), "{told:?}");
        assert!(told[1].contains("\"prices\" holds \"net\""), "{told:?}");
    }

    #[test]
    fn every_default_fits_its_own_kind() {
        for kind in FlowKind::ALL {
            Settings::complete(kind, &Value::Null).unwrap();
        }
    }
}
