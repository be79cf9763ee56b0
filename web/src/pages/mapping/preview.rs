//! What the editor asks while somebody types: results and mistakes of what stands in the form, and the words that can
//! be completed. Nothing is kept.

use std::collections::BTreeMap;

use axum::{
    Form, Json,
    extract::{Path, Query, State},
};
use domain::{Kind, Permission, Schema};
use mapper::functions;
use serde::Serialize;

use super::{
    chosen, current, draft,
    editor::Looked,
    learn,
    typed::Typed,
    view::{Came, Known, Wrong},
};
use crate::{App, error::PageError, member::Member, pages::flows, sayings, words};

#[derive(Serialize)]
pub(crate) struct Preview {
    rules: BTreeMap<String, RuleView>,
    /// What is wrong besides rules.
    general: Vec<String>,
    wrong: usize,
}

#[derive(Serialize)]
struct RuleView {
    wrong: Vec<Wrong>,
    #[serde(flatten)]
    came: Came,
}

/// Tries what was typed on the chosen record.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Json<Preview>, PageError> {
    member.may(Permission::Edit)?;
    let typed = Typed::from(pairs);
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, kept) = current(&mut tx, &flow).await?;
    let (seen, _) = draft::seen(&mut tx, &flow, &live, kept.as_ref(), &typed).await?;
    tx.commit().await?;
    let now = kept.as_ref().map_or(&live.content, |draft| &draft.content);
    let (content, _) = draft::laid_over(&app, &member, &flow, now, &seen, &typed).await?;
    let learnt = learn(&app, &member, &flow, "").await?;
    let (sample, _) = chosen(&app, &member, &flow, &learnt.samples, typed.get("record")).await?;
    let bench = super::bench(&app, &member, &flow, &content, learnt.schema.as_ref()).await?;
    let t = member.t.clone();
    let known = Known {
        t: &t,
        bench: &bench,
        schema: learnt.schema.as_ref(),
        sample: sample.as_ref(),
    };
    let rows = known.rows();
    Ok(Json(Preview {
        wrong: rows
            .iter()
            .filter(|row| !row.wrong.is_empty() || row.came.tone == "err")
            .count(),
        rules: rows
            .into_iter()
            .map(|row| {
                (
                    row.id,
                    RuleView {
                        wrong: row.wrong,
                        came: row.came,
                    },
                )
            })
            .collect(),
        general: bench
            .mistakes
            .iter()
            .filter(|mistake| !matches!(mistake, engine::PlanMistake::Rule(_)))
            .map(|mistake| sayings::plan(&t, mistake))
            .collect(),
    }))
}

/// What can be completed.
#[derive(Serialize)]
pub(crate) struct Completions {
    fields: Vec<FieldWord>,
    functions: Vec<FunctionWord>,
    lookups: Vec<String>,
    /// The values that a destination field takes, by the field.
    options: BTreeMap<String, Vec<(String, String)>>,
}

#[derive(Serialize)]
struct FieldWord {
    path: String,
    kind: String,
    value: String,
}

#[derive(Serialize)]
struct FunctionWord {
    name: &'static str,
    signature: String,
    doc: String,
    example: &'static str,
    gives: &'static str,
}

/// Fields with their values in the chosen record, functions, tables, and the destination's own values.
pub(crate) async fn words(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Json<Completions>, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, kept) = current(&mut tx, &flow).await?;
    tx.commit().await?;
    let content = kept.map_or(live.content, |draft| draft.content);
    let learnt = learn(&app, &member, &flow, "").await?;
    let (sample, _) = chosen(&app, &member, &flow, &learnt.samples, &looked.record).await?;
    let bench = super::bench(&app, &member, &flow, &content, learnt.schema.as_ref()).await?;
    let t = member.t.clone();
    let known = Known {
        t: &t,
        bench: &bench,
        schema: learnt.schema.as_ref(),
        sample: sample.as_ref(),
    };
    let fields = known
        .sources(&[])
        .into_iter()
        .filter(|group| group.key != "map-source-lookups")
        .flat_map(|group| group.fields)
        .map(|field| FieldWord {
            path: field.path,
            kind: field.kind,
            value: field.value,
        })
        .collect();
    let mut options = BTreeMap::new();
    if let Some(schema) = &learnt.schema {
        gather(schema, &mut options);
    }
    Ok(Json(Completions {
        fields,
        functions: functions::all()
            .iter()
            .map(|function| FunctionWord {
                name: function.name,
                signature: function.signature(),
                doc: words::function(&t, function),
                example: function.example.0,
                gives: function.example.1,
            })
            .collect(),
        lookups: bench.lookups.tables.keys().cloned().collect(),
        options,
    }))
}

fn gather(schema: &Schema, options: &mut BTreeMap<String, Vec<(String, String)>>) {
    fn below(fields: &[domain::Field], path: &str, all: &mut BTreeMap<String, Vec<(String, String)>>) {
        for field in fields {
            let whole = if path.is_empty() {
                field.name.clone()
            } else {
                format!("{path}.{}", field.name)
            };
            if let Kind::Choice { options } = &field.kind {
                let values = options
                    .iter()
                    .take(200)
                    .map(|one| (one.value.clone(), one.label.clone()));
                all.insert(whole.clone(), values.collect());
            }
            below(field.parts(), &whole, all);
        }
    }
    below(&schema.fields, "", options);
}
