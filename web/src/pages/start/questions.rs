//! The few questions of each flow, each with its default and why we ask. All else is in the flow's settings.

use domain::{flow::FlowKind, schema::Choice};

use super::offers::Offer;

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
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Taxes => "taxes",
            Self::Payment => "payment_methods",
            Self::Shipping => "shipping_methods",
        }
    }

    /// The key of one of them in the look-up table.
    pub(super) fn key(self, choice: &Choice) -> &str {
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

impl Asks {
    /// The list that is chosen from.
    pub(super) const fn list(self) -> Option<&'static str> {
        match self {
            Self::SomeOf(list) => Some(list),
            Self::Stage | Self::StageOf(_) => Some(STAGES),
            Self::Rows(keys) => Some(keys.list()),
            Self::YesNo | Self::OneOf(_) | Self::Contact | Self::Country => None,
        }
    }
}
