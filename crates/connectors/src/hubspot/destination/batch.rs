//! Batches of any object: create by key, update by id, archive.
//!
//! Answers come shuffled, partly, or not at all, so everything is matched by trace id or by our key. A record
//! that is there already under our key is no error. When one input makes HubSpot refuse a whole call, the
//! call is halved until the bad one stands alone.

use std::collections::{HashMap, HashSet};

use domain::{Failure, FailureReason, Map, Value};

use crate::{
    http::{Call, Refused},
    hubspot::{
        errors::Said,
        objects::{Association, Object},
        paths,
        portal::{BATCH, Portal, in_parallel},
        properties::KEY,
        wire,
    },
};

/// One record to be created.
#[derive(Clone, Debug)]
pub(super) struct New {
    /// Our key; kept in the unique property `kopru_key`.
    pub(super) key: String,
    /// Its properties, as text.
    pub(super) properties: Map,
    /// What it is associated with as it is made.
    pub(super) associations: Vec<(Association, String)>,
}

impl New {
    /// What is sent for it, without the trace id.
    pub(super) fn body(&self) -> Map {
        let mut properties = self.properties.clone();
        properties.insert(KEY.to_owned(), self.key.as_str().into());
        let mut body = Map::new();
        body.insert("properties".to_owned(), Value::Map(properties));
        if !self.associations.is_empty() {
            let associations = self
                .associations
                .iter()
                .map(|(kind, to)| wire::association(to, *kind))
                .collect();
            body.insert("associations".to_owned(), Value::List(associations));
        }
        body
    }
}

/// What became of one record.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It is there.
    Landed {
        /// Its id.
        id: String,
        /// Whether it was made now.
        created: bool,
        /// The record as HubSpot answered it.
        answered: Value,
    },
    /// Another record, not under our key, holds one of its unique values.
    Taken {
        /// What HubSpot said.
        said: Box<Said>,
        /// As it came.
        answered: Value,
    },
    /// It was refused, or nobody knows.
    Failed {
        /// Why.
        failure: Failure,
        /// As it came.
        answered: Value,
    },
}

impl Fate {
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Landed { id, .. } => Some(id),
            _ => None,
        }
    }

    pub(super) fn answered(&self) -> Value {
        match self {
            Self::Landed { answered, .. } | Self::Taken { answered, .. } | Self::Failed { answered, .. } => {
                answered.clone()
            }
        }
    }

    /// The failure, where a taken value is one.
    pub(super) fn failure(&self, object: Object) -> Option<Failure> {
        match self {
            Self::Landed { .. } => None,
            Self::Taken { said, .. } => Some(said.refusal(object.one())),
            Self::Failed { failure, .. } => Some(failure.clone()),
        }
    }
}

/// Creates records, each once however often this is tried; answers in the same order.
pub(super) async fn create(portal: &Portal, object: Object, news: &[New]) -> Vec<Fate> {
    let calls = news
        .chunks(BATCH)
        .map(|chunk| create_chunk(portal, object, chunk));
    in_parallel(calls).await.into_iter().flatten().collect()
}

async fn create_chunk(portal: &Portal, object: Object, news: &[New]) -> Vec<Fate> {
    let mut fates: Vec<Option<Fate>> = vec![None; news.len()];
    let mut conflicts: Vec<(usize, Said, Value)> = Vec::new();
    let mut waiting: Vec<Vec<usize>> = vec![(0..news.len()).collect()];
    while let Some(part) = waiting.pop() {
        if part.is_empty() {
            continue;
        }
        let call = Call::post(paths::batch(object, "create"), &inputs(news, &part));
        match portal.requester.json(&call).await {
            Ok(answer) => sort_out(object, news, &part, &answer, &mut fates, &mut conflicts),
            Err(refused) => {
                let refusal = refused
                    .answer
                    .as_ref()
                    .filter(|_| about_the_input(&refused))
                    .map(|answer| Said::of(answer));
                match refusal {
                    Some(said) if part.len() == 1 && said.is_conflict() => {
                        conflicts.push((part[0], said, refused.shown()));
                    }
                    Some(_) if part.len() > 1 => {
                        let half = part.len() / 2;
                        waiting.push(part[half..].to_vec());
                        waiting.push(part[..half].to_vec());
                    }
                    _ => fail_all(&part, &refused, &mut fates),
                }
            }
        }
    }
    look_up(portal, object, news, conflicts, &mut fates).await;
    fates
        .into_iter()
        .map(|fate| fate.unwrap_or_else(|| unanswered(object)))
        .collect()
}

/// Whether a refusal is about what was sent, so that fewer inputs may fare better.
fn about_the_input(refused: &Refused) -> bool {
    refused
        .status()
        .is_some_and(|status| matches!(status.as_u16(), 400 | 404 | 409 | 422))
}

fn fail_all(part: &[usize], refused: &Refused, fates: &mut [Option<Fate>]) {
    for i in part {
        fates[*i] = Some(Fate::Failed {
            failure: refused.failure.clone(),
            answered: refused.shown(),
        });
    }
}

fn inputs(news: &[New], part: &[usize]) -> Value {
    let inputs = part
        .iter()
        .map(|i| {
            let mut body = news[*i].body();
            // With a trace id on each input, one bad record leaves the others alone (dossier HubSpot §3.2).
            body.insert("objectWriteTraceId".to_owned(), trace(*i));
            Value::Map(body)
        })
        .collect::<Vec<_>>();
    Value::from([("inputs", Value::List(inputs))])
}

fn trace(i: usize) -> Value {
    Value::Text(format!("row-{i}"))
}

fn traced(trace: Option<&str>) -> Option<usize> {
    trace?.strip_prefix("row-")?.parse().ok()
}

/// Gives each result and each error of a 201 or 207 to its input.
fn sort_out(
    object: Object,
    news: &[New],
    part: &[usize],
    answer: &Value,
    fates: &mut [Option<Fate>],
    conflicts: &mut Vec<(usize, Said, Value)>,
) {
    let by_key: HashMap<String, usize> = part.iter().map(|i| (news[*i].key.to_lowercase(), *i)).collect();
    for record in answer.get("results").items() {
        let key = record.get("properties").get(KEY).as_text().map(str::to_lowercase);
        let place = traced(record.get("objectWriteTraceId").as_text())
            .or_else(|| key.and_then(|key| by_key.get(&key).copied()))
            .filter(|i| part.contains(i));
        if let (Some(i), Some(id)) = (place, wire::id(record.get("id"))) {
            fates[i] = Some(Fate::Landed {
                id,
                created: true,
                answered: record.clone(),
            });
        }
    }
    let mut nameless = None;
    for error in answer.get("errors").items() {
        let said = Said::read(error);
        match traced(said.trace.as_deref()).filter(|i| part.contains(i)) {
            Some(i) if said.is_conflict() => conflicts.push((i, said, error.clone())),
            Some(i) => {
                fates[i] = Some(Fate::Failed {
                    failure: said.refusal(object.one()),
                    answered: error.clone(),
                });
            }
            None => nameless = Some((said, error.clone())),
        }
    }
    let settled: HashSet<usize> = conflicts.iter().map(|(i, ..)| *i).collect();
    for i in part
        .iter()
        .filter(|i| fates[**i].is_none() && !settled.contains(i))
    {
        // An error that names nobody belongs to those who got no answer; the look-up by key tells if they
        // are there after all.
        let (said, error) = nameless.clone().unwrap_or_default();
        conflicts.push((*i, said, error));
    }
}

/// Records that are there already: read by our key.
async fn look_up(
    portal: &Portal,
    object: Object,
    news: &[New],
    conflicts: Vec<(usize, Said, Value)>,
    fates: &mut [Option<Fate>],
) {
    if conflicts.is_empty() {
        return;
    }
    let keys: Vec<String> = conflicts.iter().map(|(i, ..)| news[*i].key.clone()).collect();
    let found = match by_key(portal, object, &keys).await {
        Ok(found) => found,
        Err(refused) => {
            let all: Vec<usize> = conflicts.iter().map(|(i, ..)| *i).collect();
            return fail_all(&all, &refused, fates);
        }
    };
    for (i, said, answered) in conflicts {
        fates[i] = Some(match found.get(&news[i].key.to_lowercase()) {
            Some((id, record)) => Fate::Landed {
                id: id.clone(),
                created: false,
                answered: record.clone(),
            },
            None if said.is_conflict() => Fate::Taken {
                said: Box::new(said),
                answered,
            },
            None if said == Said::default() => unanswered(object),
            None => Fate::Failed {
                failure: said.refusal(object.one()),
                answered,
            },
        });
    }
}

fn unanswered(object: Object) -> Fate {
    Fate::Failed {
        failure: Failure::transient(
            FailureReason::UnreadableAnswer,
            format!(
                "HubSpot's answer does not tell what became of this {}.",
                object.one()
            ),
        ),
        answered: Value::Null,
    }
}

/// Records of ours by key (lower case): id and record.
pub(super) async fn by_key(
    portal: &Portal,
    object: Object,
    keys: &[String],
) -> Result<HashMap<String, (String, Value)>, Refused> {
    let properties = [KEY.to_owned()];
    let found = portal.read(object, Some(KEY), keys, &properties).await?;
    Ok(found
        .into_iter()
        .filter_map(|record| {
            let key = record.get("properties").get(KEY).as_text()?.to_lowercase();
            Some((key, (wire::id(record.get("id"))?, record)))
        })
        .collect())
}

/// One record to be changed.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Its id.
    pub(super) id: String,
    /// The properties that change, as text.
    pub(super) properties: Map,
}

impl Change {
    pub(super) fn body(&self) -> Map {
        let mut body = Map::new();
        body.insert("id".to_owned(), self.id.as_str().into());
        body.insert("properties".to_owned(), Value::Map(self.properties.clone()));
        body
    }
}

/// Changes records; answers in the same order. A record that is changed twice is changed in that order.
pub(super) async fn update(portal: &Portal, object: Object, changes: &[Change]) -> Vec<Fate> {
    let mut fates: Vec<Option<Fate>> = vec![None; changes.len()];
    let mut left: Vec<usize> = (0..changes.len()).collect();
    while !left.is_empty() {
        // The same id twice in a call refuses the whole call (dossier HubSpot §3.2): it waits for the next.
        let mut seen = HashSet::new();
        let (round, later): (Vec<usize>, Vec<usize>) = left
            .into_iter()
            .partition(|i| seen.insert(changes[*i].id.as_str()));
        left = later;
        let calls = round
            .chunks(BATCH)
            .map(|part| update_part(portal, object, changes, part));
        for (i, fate) in in_parallel(calls).await.into_iter().flatten() {
            fates[i] = Some(fate);
        }
    }
    fates
        .into_iter()
        .map(|fate| fate.unwrap_or_else(|| unanswered(object)))
        .collect()
}

async fn update_part(
    portal: &Portal,
    object: Object,
    changes: &[Change],
    part: &[usize],
) -> Vec<(usize, Fate)> {
    let mut fates = Vec::with_capacity(part.len());
    let mut waiting = vec![part.to_vec()];
    while let Some(part) = waiting.pop() {
        let inputs = part
            .iter()
            .map(|i| {
                let mut body = changes[*i].body();
                body.insert("objectWriteTraceId".to_owned(), trace(*i));
                Value::Map(body)
            })
            .collect::<Vec<_>>();
        // The same values a second time do no harm.
        let call = Call::post(
            paths::batch(object, "update"),
            &Value::from([("inputs", Value::List(inputs))]),
        )
        .repeatable();
        match portal.requester.json(&call).await {
            Ok(answer) => fates.extend(updated(object, changes, &part, &answer)),
            Err(refused) if part.len() > 1 && about_the_input(&refused) => {
                let half = part.len() / 2;
                waiting.push(part[half..].to_vec());
                waiting.push(part[..half].to_vec());
            }
            Err(refused) => fates.extend(part.iter().map(|i| {
                (
                    *i,
                    Fate::Failed {
                        failure: refused.failure.clone(),
                        answered: refused.shown(),
                    },
                )
            })),
        }
    }
    fates
}

fn updated(object: Object, changes: &[Change], part: &[usize], answer: &Value) -> Vec<(usize, Fate)> {
    let mut found: HashMap<String, &Value> = answer
        .get("results")
        .items()
        .iter()
        .filter_map(|record| Some((wire::id(record.get("id"))?, record)))
        .collect();
    let mut errors: HashMap<usize, (Said, &Value)> = HashMap::new();
    for error in answer.get("errors").items() {
        let said = Said::read(error);
        let by_trace = traced(said.trace.as_deref());
        let ids = error
            .at("context.ids")
            .items()
            .iter()
            .chain([error.at("context.id")])
            .filter_map(wire::id);
        let by_id = ids.filter_map(|id| part.iter().copied().find(|i| changes[*i].id == id));
        for i in by_trace.into_iter().chain(by_id) {
            errors.insert(i, (said.clone(), error));
        }
    }
    part.iter()
        .map(|i| {
            let fate = match (found.remove(&changes[*i].id), errors.remove(i)) {
                (Some(record), _) => Fate::Landed {
                    id: changes[*i].id.clone(),
                    created: false,
                    answered: record.clone(),
                },
                (None, Some((said, error))) => Fate::Failed {
                    failure: said.refusal(object.one()),
                    answered: error.clone(),
                },
                // Unknown ids are simply missing from the answer.
                (None, None) => Fate::Failed {
                    failure: Failure::permanent(
                        FailureReason::GoneAtDestination,
                        format!("HubSpot no longer has the {} {}.", object.one(), changes[*i].id),
                    ),
                    answered: Value::Null,
                },
            };
            (*i, fate)
        })
        .collect()
}

/// Archives records; those that are gone already are no error.
pub(super) async fn archive(portal: &Portal, object: Object, ids: &[String]) -> Result<(), Refused> {
    let calls = ids.chunks(BATCH).map(|ids| {
        let body = Value::from([("inputs", wire::ids(ids.iter().map(String::as_str)))]);
        let call = Call::post(paths::batch(object, "archive"), &body).repeatable();
        async move { portal.requester.send(&call).await }
    });
    in_parallel(calls)
        .await
        .into_iter()
        .try_for_each(|answer| answer.map(drop))
}

/// Associates pairs of records; pairs that are associated already are no error.
pub(super) async fn associate(
    portal: &Portal,
    (from, to, kind): (Object, Object, Association),
    pairs: &[(String, String)],
) -> Result<(), Refused> {
    let calls = pairs.chunks(BATCH).map(|pairs| {
        let inputs = pairs
            .iter()
            .map(|(from, to)| {
                Value::from([
                    ("from", Value::from([("id", from.as_str().into())])),
                    ("to", Value::from([("id", to.as_str().into())])),
                    ("types", Value::from(vec![wire::association_type(kind)])),
                ])
            })
            .collect::<Vec<_>>();
        let call = Call::post(
            paths::associations(from, to, "create"),
            &Value::from([("inputs", Value::List(inputs))]),
        )
        .repeatable();
        async move { portal.requester.json(&call).await }
    });
    for answer in in_parallel(calls).await {
        let answer = answer?;
        if let Some(error) = answer.get("errors").items().first() {
            return Err(Said::read(error).refusal("association").into());
        }
    }
    Ok(())
}
