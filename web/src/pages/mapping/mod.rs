//! Mappings: which rules make the destination's documents, changed in a draft, tried on real records, and published.

pub(crate) mod draft;
pub(crate) mod dry_run;
pub(crate) mod editor;
pub(crate) mod fields;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod publish;
pub(crate) mod revisions;
mod typed;
mod view;

use std::{collections::BTreeMap, time::Duration};

use domain::{Schema, UserId, flow::Flow};
use scheduler::{
    PlanError,
    trial::TrialError,
    workbench::{self, Dated, Sample, Workbench},
};
use store::{
    Tx, connections, drafts,
    revisions::{self as kept, Content, Revision},
    users,
};

use crate::{App, error::PageError, locale::Locale, member::Member, sayings};

/// A page waits so long for a remote system and is then shown without what that would have told.
const PATIENCE: Duration = Duration::from_secs(3);
/// Who asks for it explicitly waits longer.
const LONGER: Duration = Duration::from_secs(10);

/// Instead of what is to be read again: nothing is, but the page says little without it and waits longer.
const WAIT: &str = "wait";

/// A flow's live revision.
async fn live(tx: &mut Tx, flow: &Flow) -> Result<Revision, PageError> {
    kept::find(tx, flow.revision).await?.ok_or(PageError::NotFound)
}

/// What is edited: the draft, else what is live.
async fn current(tx: &mut Tx, flow: &Flow) -> Result<(Revision, Option<drafts::Draft>), PageError> {
    let live = live(tx, flow).await?;
    Ok((live, drafts::whole(tx, flow.id).await?))
}

/// What members are called, by their ids.
async fn names(tx: &mut Tx) -> Result<BTreeMap<UserId, String>, PageError> {
    let members = users::members(tx).await?;
    Ok(members
        .into_iter()
        .map(|member| {
            let name = if member.name.is_empty() {
                member.email
            } else {
                member.name
            };
            (member.user, name)
        })
        .collect())
}

/// What a member is called; one who left is a former member.
fn name_of(t: &Locale, names: &BTreeMap<UserId, String>, user: Option<UserId>) -> String {
    user.and_then(|user| names.get(&user).cloned())
        .unwrap_or_else(|| t.t("map-somebody"))
}

/// Both systems of a flow, as people call them.
async fn systems(tx: &mut Tx, flow: &Flow) -> Result<(String, String), PageError> {
    let mut title = Vec::new();
    for id in [flow.source.connection, flow.destination.connection] {
        let found = connections::find(tx, id).await?;
        title.push(found.map_or_else(String::new, |found| found.connector.title().to_owned()));
    }
    let to = title.pop().unwrap_or_default();
    Ok((title.pop().unwrap_or_default(), to))
}

/// A plan's trouble as a page's: what is gone is not found, the rest is ours.
fn trouble(error: PlanError) -> PageError {
    match error {
        PlanError::Store(error) => error.into(),
        PlanError::Gone { .. } => PageError::NotFound,
        other => PageError::Internal(other.to_string()),
    }
}

/// What was learnt of both sides; where one does not answer, a sentence says so and the page does without.
#[derive(Default)]
struct Learnt {
    schema: Option<Schema>,
    fields_at: String,
    fields_trouble: String,
    samples: Vec<Sample>,
    samples_at: String,
    /// How many records were read when.
    samples_words: String,
    samples_trouble: String,
}

async fn learn(app: &App, member: &Member, flow: &Flow, anew: &str) -> Result<Learnt, PageError> {
    let (parts, t) = (app.parts(), &member.t);
    let patience = |mine: &str| {
        if anew == mine || anew == WAIT {
            LONGER
        } else {
            PATIENCE
        }
    };
    let (fields, samples) = tokio::join!(
        workbench::fields(
            parts,
            member.tenant,
            flow.id,
            anew == "fields",
            patience("fields")
        ),
        workbench::samples(
            parts,
            member.tenant,
            flow.id,
            anew == "records",
            patience("records")
        ),
    );
    let mut learnt = Learnt::default();
    match fields {
        Ok(Some(read)) => {
            learnt.fields_at = t.moment(read.at);
            learnt.schema = Some(read.value.clone());
        }
        Ok(None) => learnt.fields_trouble = t.t("map-fields-slow"),
        Err(error) => learnt.fields_trouble = t.t1("map-fields-trouble", "why", remote_words(t, error)?),
    }
    match samples {
        Ok(Some(read)) => {
            let Dated { at, value } = read.as_ref();
            learnt.samples_at = t.moment(*at);
            learnt.samples.clone_from(value);
            learnt.samples_words = t.t2(
                "map-records-at",
                ("count", value.len()),
                ("time", &learnt.samples_at),
            );
        }
        Ok(None) => learnt.samples_trouble = t.t("map-records-slow"),
        Err(error) => learnt.samples_trouble = t.t1("map-records-trouble", "why", remote_words(t, error)?),
    }
    if learnt.schema.is_none() {
        learnt.schema = known_schema(app, member, flow).await?;
    }
    Ok(learnt)
}

/// What ships about the destination's fields, while it can't be asked.
async fn known_schema(app: &App, member: &Member, flow: &Flow) -> Result<Option<Schema>, PageError> {
    let mut tx = member.begin(app).await?;
    let destination = connections::find(&mut tx, flow.destination.connection).await?;
    tx.commit().await?;
    Ok(destination.map(|found| app.parts().registry.get(found.connector).known_schema(flow.kind)))
}

/// The remote's words where it is at fault; our own trouble is a page's error.
fn remote_words(t: &Locale, error: TrialError) -> Result<String, PageError> {
    match error {
        TrialError::Remote(failure) => Ok(sayings::failure(t, &failure)),
        TrialError::Store(error) => Err(error.into()),
        TrialError::Plan(error) => Err(trouble(error)),
        TrialError::Opening(error) => Err(PageError::Internal(error.to_string())),
    }
}

/// The record that was chosen: by its key or label, the first that failed ("failing"), else the newest.
async fn chosen(
    app: &App,
    member: &Member,
    flow: &Flow,
    samples: &[Sample],
    wanted: &str,
) -> Result<(Option<Sample>, bool), PageError> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        // One that was sent tells most.
        let sent = samples
            .iter()
            .find(|sample| matches!(sample.outcome.as_str(), "created" | "updated"));
        return Ok((sent.or_else(|| samples.first()).cloned(), true));
    }
    let found = if wanted == "failing" {
        samples.iter().find(|sample| sample.outcome == "failed")
    } else {
        samples.iter().find(|sample| {
            sample.key.as_str() == wanted
                || sample.label == wanted
                || sample.label.ends_with(&format!(" {wanted}"))
        })
    };
    if let Some(found) = found {
        return Ok((Some(found.clone()), true));
    }
    if wanted == "failing" {
        return Ok((samples.first().cloned(), false));
    }
    // By its key at the source, or by what people search for.
    let mut tx = member.begin(app).await?;
    let by_words = store::records::search(&mut tx, wanted, 20).await?;
    tx.commit().await?;
    let key = by_words
        .into_iter()
        .find(|record| record.flow == flow.id)
        .map_or_else(|| wanted.into(), |record| record.key);
    let asked = workbench::sample(app.parts(), member.tenant, flow.id, &key);
    let read = match tokio::time::timeout(LONGER, asked).await {
        Ok(Ok(read)) => read,
        Ok(Err(error)) => {
            remote_words(&member.t, error)?;
            None
        }
        Err(_) => None,
    };
    let is_found = read.is_some();
    Ok((read.or_else(|| samples.first().cloned()), is_found))
}

/// A bench of this content.
async fn bench(
    app: &App,
    member: &Member,
    flow: &Flow,
    content: &Content,
    schema: Option<&Schema>,
) -> Result<Workbench, PageError> {
    workbench::workbench(app.parts(), member.tenant, flow.id, content, schema.cloned())
        .await
        .map_err(trouble)
}

/// Whether two contents say the same; nothing and an empty object do.
fn is_same(one: &Content, other: &Content) -> bool {
    let plain = |json: &serde_json::Value| {
        if json.is_null() {
            serde_json::json!({})
        } else {
            json.clone()
        }
    };
    plain(&one.overlay) == plain(&other.overlay) && plain(&one.settings) == plain(&other.settings)
}
