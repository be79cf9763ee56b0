//! A dry run: the newest records through the live rules and the draft (X5). Nothing is sent and nobody is asked to
//! write; what the two make of each record is compared, field by field.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, Value, flow::Flow};
use engine::Rehearsed;
use scheduler::workbench::{self, Sample, Workbench};
use serde::Deserialize;
use store::{drafts::Draft, revisions::Content};
use tower_sessions::Session;

use super::{Learnt, WAIT, bench, current, is_same, learn, view::glance};
use crate::{
    App,
    error::{PageError, form_page},
    locale::Locale,
    member::Member,
    pages::{flows, records::label},
    sayings,
    shell::{Room, Shell},
};

/// Fields of one record that are shown as changed.
const MOST_FIELDS: usize = 40;

/// How a record fares with the draft, against what is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    NewlyFailing,
    NewlyPassing,
    Changed,
    Same,
}

impl Fate {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NewlyFailing => "failing",
            Self::NewlyPassing => "passing",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}

/// One record, compared.
pub(crate) struct Compared {
    pub(crate) label: String,
    pub(crate) key: String,
    pub(crate) record: String,
    pub(crate) fate: Fate,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) fields: Vec<ChangedField>,
    pub(crate) more: usize,
}

/// A field that would be sent otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ChangedField {
    pub(crate) path: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// All records, compared.
#[derive(Default)]
pub(crate) struct Comparison {
    pub(crate) records: Vec<Compared>,
    pub(crate) failing: usize,
    pub(crate) passing: usize,
    pub(crate) changed: usize,
    pub(crate) same: usize,
}

fn words(t: &Locale, rehearsed: &Rehearsed) -> String {
    match rehearsed {
        Rehearsed::Sent(_) => t.t("map-dry-sent"),
        Rehearsed::Skipped(why) => t.t1("map-dry-skipped", "why", sayings::sentence(t, why)),
        Rehearsed::Failed(failure) => t.t1("map-dry-failed", "why", sayings::failure(t, failure)),
    }
}

/// Takes samples through two benches and compares.
pub(crate) fn compare(t: &Locale, live: &Workbench, draft: &Workbench, samples: &[Sample]) -> Comparison {
    let mut comparison = Comparison::default();
    let (Some(live), Some(draft)) = (&live.plan, &draft.plan) else {
        return comparison;
    };
    for sample in samples {
        let (before, after) = (
            workbench::rehearsed(live, sample),
            workbench::rehearsed(draft, sample),
        );
        let mut fields = differences(before.document(), after.document());
        let fate = match (&before, &after) {
            (before, Rehearsed::Failed(_)) if !matches!(before, Rehearsed::Failed(_)) => Fate::NewlyFailing,
            (Rehearsed::Failed(_), after) if !matches!(after, Rehearsed::Failed(_)) => Fate::NewlyPassing,
            (before, after) if before == after => Fate::Same,
            _ => Fate::Changed,
        };
        match fate {
            Fate::NewlyFailing => comparison.failing += 1,
            Fate::NewlyPassing => comparison.passing += 1,
            Fate::Changed => comparison.changed += 1,
            Fate::Same => comparison.same += 1,
        }
        let more = fields.len().saturating_sub(MOST_FIELDS);
        fields.truncate(MOST_FIELDS);
        // Where only one of the two is sent, the fields tell nothing that the words don't.
        let both_sent = matches!((&before, &after), (Rehearsed::Sent(_), Rehearsed::Sent(_)));
        comparison.records.push(Compared {
            label: label(t, &sample.label, sample.key.as_str()),
            key: sample.key.to_string(),
            record: sample.record.map(|record| record.to_string()).unwrap_or_default(),
            fate,
            before: words(t, &before),
            after: words(t, &after),
            fields: if both_sent { fields } else { Vec::new() },
            more: if both_sent { more } else { 0 },
        });
    }
    comparison.records.sort_by_key(|record| record.fate);
    comparison
}

/// The plain values that differ between two documents, by their paths.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<ChangedField> {
    let (mut one, mut other) = (BTreeMap::new(), BTreeMap::new());
    flatten(before, String::new(), &mut one);
    flatten(after, String::new(), &mut other);
    let mut paths: Vec<&String> = one.keys().chain(other.keys()).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (from, to) = (one.get(path), other.get(path));
            (from != to).then(|| ChangedField {
                path: path.clone(),
                from: from.map(glance).unwrap_or_default(),
                to: to.map(glance).unwrap_or_default(),
            })
        })
        .collect()
}

fn flatten(value: &Value, path: String, all: &mut BTreeMap<String, Value>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Map(map) => {
            for (name, part) in map {
                flatten(part, below(name), all);
            }
        }
        Value::List(items) => {
            for (at, part) in items.iter().enumerate() {
                flatten(part, below(&at.to_string()), all);
            }
        }
        Value::Null => {}
        plain => {
            all.insert(path, plain.clone());
        }
    }
}

#[derive(Template)]
#[template(path = "mapping/dry_run.html")]
struct DryRunPage {
    shell: Shell,
    t: Locale,
    flow: Flow,
    number: u32,
    has_draft: bool,
    nothing_changed: bool,
    mistakes: Vec<(String, String)>,
    general: Vec<String>,
    comparison: Comparison,
    records: Vec<Compared>,
    shown: String,
    learnt: Learnt,
    count: usize,
    /// The draft that was compared: who publishes names it.
    seen: String,
    is_stale: bool,
    note: String,
    asks: bool,
    asks_anyway: bool,
    notice: String,
    may_edit: bool,
}

/// What is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looked {
    /// failing, passing, changed, same; all if empty.
    pub(crate) show: String,
    /// "records": read again.
    pub(crate) anew: String,
}

/// The newest records through the live rules and the draft.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    tx.commit().await?;
    answer(&app, member, &session, flow, looked, Said::default(), false).await
}

/// What publishing had to say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) notice: String,
    pub(super) note: String,
    pub(super) asks: bool,
}

pub(super) async fn answer(
    app: &App,
    member: Member,
    session: &Session,
    flow: Flow,
    looked: Looked,
    said: Said,
    is_back: bool,
) -> Result<Response, PageError> {
    let anew = if looked.anew.is_empty() {
        WAIT
    } else {
        &looked.anew
    };
    let learnt = learn(app, &member, &flow, anew).await?;
    let mut tx = member.begin(app).await?;
    let (live, draft) = current(&mut tx, &flow).await?;
    tx.commit().await?;
    let draft: Option<Draft> = draft;
    let content: Content = draft
        .as_ref()
        .map_or_else(|| live.content.clone(), |draft| draft.content.clone());
    let schema = learnt.schema.as_ref();
    let one = bench(app, &member, &flow, &live.content, None).await?;
    let other = bench(app, &member, &flow, &content, schema).await?;
    let t = member.t.clone();
    let mut comparison = compare(&t, &one, &other, &learnt.samples);
    let mut mistakes = Vec::new();
    let mut general = Vec::new();
    for mistake in &other.mistakes {
        match mistake {
            engine::PlanMistake::Rule(mistake) => {
                mistakes.push((mistake.rule.clone(), sayings::sentence(&t, &mistake.what)));
            }
            other => general.push(sayings::plan(&t, other)),
        }
    }
    let records: Vec<Compared> = std::mem::take(&mut comparison.records)
        .into_iter()
        .filter(|record| looked.show.is_empty() || record.fate.as_str() == looked.show)
        .collect();
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Mapping).await?;
    tx.commit().await?;
    let is_stale = draft
        .as_ref()
        .and_then(|draft| draft.base)
        .is_some_and(|base| base != flow.revision);
    let template = DryRunPage {
        number: live.number,
        has_draft: draft.is_some(),
        nothing_changed: draft
            .as_ref()
            .is_none_or(|draft| is_same(&draft.content, &live.content)),
        mistakes,
        general,
        asks: comparison.failing > 0,
        asks_anyway: said.asks,
        records,
        comparison,
        shown: looked.show,
        count: learnt.samples.len(),
        learnt,
        seen: draft
            .as_ref()
            .map(|draft| draft.changed_at.to_string())
            .unwrap_or_default(),
        is_stale,
        note: said.note,
        notice: said.notice,
        may_edit,
        flow,
        shell,
        t,
    };
    form_page(&template, is_back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_compared_value_by_value() {
        let read = |json: &str| Value::from_json(json.as_bytes()).unwrap();
        let found = differences(
            &read(r#"{"a":1,"lines":[{"sku":"A"},{"sku":"B"}],"gone":"x"}"#),
            &read(r#"{"a":1.0,"lines":[{"sku":"A"},{"sku":"C"}],"new":"<script>"}"#),
        );
        let paths: Vec<_> = found.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["gone", "lines.1.sku", "new"]);
        assert_eq!((found[1].from.as_str(), found[1].to.as_str()), ("B", "C"));
    }
}
