//! A plan: a flow's revision made ready to run, with its mapping compiled and its settings complete.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    ConnectorId, FlowId, RecordKey, RevisionId, Schema, StreamName, Value, canonical::Noun, flow::FlowKind,
};
use mapper::{Expression, Input, Lookups, Mapping, Overlay, Program, Scope, Table};

use crate::settings::{self, SettingMistake, Settings};

/// What a plan is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// Which flow.
    pub flow: FlowId,
    /// Which revision of it.
    pub revision: RevisionId,
    /// What the flow does.
    pub kind: FlowKind,
    /// The connector and the remote account that records come from.
    pub source: (ConnectorId, String),
    /// The source's stream.
    pub source_stream: StreamName,
    /// The destination's stream.
    pub destination_stream: StreamName,
    /// The destination's fields, as far as known; `None` leaves field names unchecked.
    pub destination_schema: Option<Schema>,
    /// The shipped mapping, as TOML.
    pub shipped: String,
    /// The tenant's differences to it.
    pub overlay: Overlay,
    /// The tenant's settings, as given.
    pub settings: Value,
    /// The tenant's look-up tables.
    pub lookups: Lookups,
    /// Whether a flow of the same kind runs the other way between the same connections.
    pub two_way: bool,
    /// For orders and invoices: how customers are written on the way.
    pub customers: Option<Box<Blueprint>>,
    /// For orders and invoices: how missing articles are written on the way.
    pub products: Option<Box<Blueprint>>,
}

/// A flow's revision, ready to run. Cheap to share.
pub struct Plan {
    /// Which flow.
    pub flow: FlowId,
    /// Which revision of it.
    pub revision: RevisionId,
    /// What the flow does.
    pub kind: FlowKind,
    /// Which canonical document it carries.
    pub noun: Noun,
    /// The source's stream.
    pub source_stream: StreamName,
    /// The destination's stream.
    pub destination_stream: StreamName,
    /// Settings, complete.
    pub settings: Settings,
    /// Whether the reverse flow exists, so that echoes must be recognised.
    pub two_way: bool,
    /// How customers are written on an order's way.
    pub customers: Option<Arc<Plan>>,
    /// How missing articles are written on an order's way.
    pub products: Option<Arc<Plan>>,
    pub(crate) mapping: Program,
    pub(crate) filter: Option<Expression>,
    pub(crate) lookups: Lookups,
    /// Paths of the canonical document that the mapping reads for an update.
    reads: Vec<String>,
    key_prefix: String,
}

/// Why a blueprint can't become a plan. All mistakes are told at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanMistake {
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingMistake),
    /// The shipped mapping or the differences to it can't be read.
    #[error("the mapping can't be read: {0}")]
    Mapping(String),
    /// A rule is wrong.
    #[error("{0}")]
    Rule(mapper::Mistake),
    /// The flow's own condition is wrong.
    #[error("the setting \"filter\" is wrong: {0}")]
    Filter(mapper::Mistake),
}

/// Which canonical document a kind of flow carries.
#[must_use]
pub fn noun_of(kind: FlowKind) -> Noun {
    match kind {
        FlowKind::Orders | FlowKind::OrderStatus => Noun::Order,
        FlowKind::Invoices => Noun::Invoice,
        FlowKind::Customers => Noun::Customer,
        FlowKind::Products => Noun::Product,
        FlowKind::Stock => Noun::StockLevel,
    }
}

/// The name by which rules read a canonical document (`order.number`, `stock.quantity`).
#[must_use]
pub fn root_of(noun: Noun) -> &'static str {
    match noun {
        Noun::Order => "order",
        Noun::Invoice => "invoice",
        Noun::Customer => "customer",
        Noun::Product => "product",
        Noun::StockLevel => "stock",
    }
}

/// All names that the rules of a kind of flow may read.
#[must_use]
pub fn scope_of(kind: FlowKind, lookups: &Lookups) -> Scope {
    let noun = noun_of(kind);
    let scope = Scope::new()
        .with(root_of(noun), noun.schema())
        .open("raw")
        .open("linked")
        .settings(settings::schema(kind));
    // An empty table tells nothing of its columns; a shipped one has those that its rules ask by.
    let columns = |name: &str, table: &Table| {
        let shipped = settings::tables(kind).iter().find(|shipped| shipped.name == name);
        shipped
            .filter(|_| table.is_unused())
            .map_or(table.keys(), |shipped| shipped.keys.len())
    };
    lookups
        .tables
        .iter()
        .fold(scope, |scope, (name, table)| {
            scope.table(name, columns(name, table))
        })
        .closed_tables()
}

/// A tenant's tables, and the shipped rules' own where the tenant has none of that name.
#[must_use]
pub fn with_shipped_tables(kind: FlowKind, mut lookups: Lookups) -> Lookups {
    for table in settings::tables(kind) {
        lookups.tables.entry(table.name.to_owned()).or_default();
    }
    lookups
}

impl Plan {
    /// Checks and compiles a blueprint.
    ///
    /// # Errors
    /// Every mistake in settings, rules and condition.
    pub fn compile(blueprint: Blueprint) -> Result<Self, Vec<PlanMistake>> {
        let kind = blueprint.kind;
        let noun = noun_of(kind);
        let settings = Settings::complete(kind, &blueprint.settings).map_err(all_of)?;
        let lookups = with_shipped_tables(kind, blueprint.lookups);
        let scope = scope_of(kind, &lookups);
        let rules = overlaid(&blueprint.shipped, &blueprint.overlay)?;
        let mapping = Program::compile(&rules, &scope, blueprint.destination_schema.as_ref())
            .map_err(|mistakes| mistakes.into_iter().map(PlanMistake::Rule).collect::<Vec<_>>())?;
        let filter = settings
            .filter()
            .map(|text| Expression::compile(text, &scope))
            .transpose()
            .map_err(|mistake| vec![PlanMistake::Filter(mistake)])?;
        let reads = read_on_update(&rules, &mapping, noun);
        let (connector, account) = &blueprint.source;
        Ok(Self {
            flow: blueprint.flow,
            revision: blueprint.revision,
            kind,
            noun,
            key_prefix: format!("{connector}:{account}:{}", key_word(noun)),
            source_stream: blueprint.source_stream,
            destination_stream: blueprint.destination_stream,
            settings,
            two_way: blueprint.two_way,
            customers: blueprint
                .customers
                .map(|part| Self::compile(*part).map(Arc::new))
                .transpose()?,
            products: blueprint
                .products
                .map(|part| Self::compile(*part).map(Arc::new))
                .transpose()?,
            mapping,
            filter,
            lookups,
            reads,
        })
    }

    /// The key of ours under which a record is kept at the destination, however often it is tried.
    #[must_use]
    pub fn write_key(&self, key: &RecordKey) -> String {
        format!("{}:{key}", self.key_prefix)
    }

    /// Paths of the canonical document that the mapping reads for an update, without the root's name.
    pub(crate) fn reads(&self) -> impl Iterator<Item = &str> {
        let root = root_of(self.noun).len() + 1;
        self.reads.iter().map(move |path| &path[root..])
    }

    /// The mapping itself, to explain values and to ask which rules read a field.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.mapping
    }

    /// What the rules read for one record.
    #[must_use]
    pub fn input<'a>(&'a self, document: &'a Value, raw: &'a Value, linked: &'a Value) -> Input<'a> {
        Input::new()
            .with(root_of(self.noun), document)
            .with("raw", raw)
            .with("linked", linked)
            .with("settings", self.settings.value())
            .lookups(&self.lookups)
    }
}

/// The shipped rules with the tenant's differences on top.
fn overlaid(shipped: &str, overlay: &Overlay) -> Result<Mapping, Vec<PlanMistake>> {
    let unreadable = |why: String| vec![PlanMistake::Mapping(why)];
    let shipped = Mapping::from_toml(shipped).map_err(|error| unreadable(error.to_string()))?;
    shipped
        .overlaid(overlay)
        .map_err(|strays| unreadable(strays.to_string()))
}

/// Paths of the canonical document whose change is worth an update. What only creating reads is not: the stock that
/// a new article begins with is no reason to send it again whenever it sells.
fn read_on_update(rules: &Mapping, program: &Program, noun: Noun) -> Vec<String> {
    let root = root_of(noun);
    let paths: BTreeSet<&String> = rules
        .by_id()
        .into_iter()
        .filter(|(_, rule)| rule.on_update)
        .filter_map(|(id, _)| program.reads_of(&id))
        .flatten()
        .filter(|path| is_below(path, root))
        .collect();
    paths.into_iter().cloned().collect()
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'))
}

/// Stock moves on the article's own pairing, so it shares the article's key.
fn key_word(noun: Noun) -> &'static str {
    match noun {
        Noun::StockLevel => "product",
        other => root_of(other),
    }
}

fn all_of(mistakes: Vec<SettingMistake>) -> Vec<PlanMistake> {
    mistakes.into_iter().map(PlanMistake::Setting).collect()
}
