//! Words for what the domain knows: kinds of flow, outcomes, states.

use domain::{Role, flow::FlowKind};
use engine::settings::ShippedTable;
use jiff::SignedDuration;
use mapper::functions::Function;

use crate::locale::Locale;

/// What a kind of flow is called.
pub(crate) fn kind(t: &Locale, kind: FlowKind) -> String {
    t.t(match kind {
        FlowKind::Orders => "flow-kind-orders",
        FlowKind::OrderStatus => "flow-kind-order-status",
        FlowKind::Invoices => "flow-kind-invoices",
        FlowKind::Customers => "flow-kind-customers",
        FlowKind::Products => "flow-kind-products",
        FlowKind::Stock => "flow-kind-stock",
    })
}

/// How a state looks: word, and the tone that icon and colour follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) word: String,
    /// ok, idle, info, warn or err.
    pub(crate) tone: &'static str,
    /// Which icon: shapes differ, so that colour is never the only mark.
    pub(crate) icon: &'static str,
}

/// A look with the words of a key.
pub(crate) fn look(t: &Locale, key: &str, tone: &'static str, icon: &'static str) -> Look {
    Look {
        word: t.t(key),
        tone,
        icon,
    }
}

/// How a record's outcome looks.
pub(crate) fn outcome(t: &Locale, outcome: &str) -> Look {
    match outcome {
        "created" => look(t, "outcome-created", "ok", "tick"),
        "updated" => look(t, "outcome-updated", "ok", "tick"),
        "skipped" => look(t, "outcome-skipped", "idle", "bar"),
        _ => look(t, "outcome-failed", "err", "cross"),
    }
}

/// How a flow's state looks beside its connection. One whose connection is not signed in does nothing, whatever it is
/// set to.
pub(crate) fn state(t: &Locale, active: bool, signed_in: bool) -> Look {
    match (active, signed_in) {
        (false, _) => look(t, "state-paused", "idle", "pause"),
        (true, true) => look(t, "flow-on", "ok", "tick"),
        (true, false) => look(t, "state-needs-sign-in", "err", "cross"),
    }
}

/// How a connection's status looks.
pub(crate) fn status(t: &Locale, connected: bool) -> Look {
    if connected {
        look(t, "state-connected", "ok", "tick")
    } else {
        look(t, "state-needs-sign-in", "err", "cross")
    }
}

/// Whether an order or invoice is paid, as people say it; a word that we don't know stays as the system has it.
pub(crate) fn payment(t: &Locale, status: &str, otherwise: &str) -> String {
    match status {
        "paid" => t.t("payment-paid"),
        "not_paid" => t.t("payment-not-paid"),
        "partially_paid" => t.t("payment-partially-paid"),
        "cancelled" => t.t("payment-cancelled"),
        _ => otherwise.to_owned(),
    }
}

/// Why a record failed or was skipped, in words that fit every record with this reason. A word of a later release
/// stays as it is.
pub(crate) fn reason(t: &Locale, reason: &str) -> String {
    t.known(&format!("reason-{}", reason.replace('_', "-")))
        .unwrap_or_else(|| reason.replace('_', " "))
}

/// What can be done about a failure; empty for what is none.
pub(crate) fn cure(t: &Locale, reason: &str) -> String {
    t.known(&format!("cure-{}", reason.replace('_', "-")))
        .unwrap_or_default()
}

/// That there were too many tries, and how long the next has to wait.
pub(crate) fn wait(t: &Locale, wait: SignedDuration) -> String {
    let seconds = u64::try_from(wait.as_secs()).unwrap_or_default() + 1;
    if seconds < 120 {
        t.count("guesses-wait-seconds", seconds)
    } else {
        t.count("guesses-wait-minutes", seconds.div_ceil(60))
    }
}

/// What a role is called.
pub(crate) fn role(t: &Locale, role: Role) -> String {
    t.t(match role {
        Role::Owner => "role-owner",
        Role::Admin => "role-admin",
        Role::Editor => "role-editor",
        Role::Viewer => "role-viewer",
        Role::Billing => "role-billing",
        Role::Expert => "role-expert",
    })
}

/// What a function of expressions does.
pub(crate) fn function(t: &Locale, function: &Function) -> String {
    t.known(&format!("function-{}", function.name.replace('_', "-")))
        .unwrap_or_else(|| function.doc.to_owned())
}

/// What the values of a table that shipped rules ask are, and what holds without a row.
pub(crate) fn table(t: &Locale, table: &ShippedTable) -> String {
    t.known(&format!("table-{}", table.name.replace('_', "-")))
        .unwrap_or_else(|| table.meaning.to_owned())
}

/// What the keys of a table that shipped rules ask are, column by column.
pub(crate) fn table_keys(t: &Locale, table: &ShippedTable) -> Vec<String> {
    let name = table.name.replace('_', "-");
    (1..)
        .zip(table.keys)
        .map(|(column, key)| {
            t.known(&format!("table-{name}-key-{column}"))
                .unwrap_or_else(|| (*key).to_owned())
        })
        .collect()
}
