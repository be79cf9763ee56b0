use std::collections::{HashMap, HashSet};

use domain::{Map, Value};

use super::{
    fate::{self, Fate, unanswered},
    halving::{Halving, about_the_input},
    trace, traced,
};
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
pub(in crate::hubspot::destination) struct New {
    /// Our key; kept in the unique property `kopru_key`.
    pub(in crate::hubspot::destination) key: String,
    /// Its properties, as text.
    pub(in crate::hubspot::destination) properties: Map,
    /// What it is associated with as it is made.
    pub(in crate::hubspot::destination) associations: Vec<(Association, String)>,
}

impl New {
    /// What is sent for it, without the trace id.
    pub(in crate::hubspot::destination) fn body(&self) -> Map {
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

/// Creates records, each once however often this is tried; answers in the same order.
pub(in crate::hubspot::destination) async fn create(
    portal: &Portal,
    object: Object,
    news: &[New],
) -> Vec<Fate> {
    let calls = news
        .chunks(BATCH)
        .map(|chunk| create_chunk(portal, object, chunk));
    in_parallel(calls).await.into_iter().flatten().collect()
}

async fn create_chunk(portal: &Portal, object: Object, news: &[New]) -> Vec<Fate> {
    let mut fates: Vec<Option<Fate>> = vec![None; news.len()];
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut halving = Halving::of((0..news.len()).collect());
    while let Some(part) = halving.next() {
        let call = Call::post(paths::batch(object, "create"), &inputs(news, &part));
        match portal.requester.json(&call).await {
            Ok(answer) => {
                halving.took();
                sort_out(object, news, &part, &answer, &mut fates, &mut conflicts);
            }
            Err(refused) => match (part.as_slice(), conflict(&refused)) {
                ([one], Some(said)) => conflicts.push((*one, said, refused.shown())),
                _ => {
                    if let Err(part) = halving.refused(part, &refused) {
                        fail_all(&part, &refused, &mut fates);
                    }
                }
            },
        }
    }
    look_up(portal, object, news, conflicts, &mut fates).await;
    fates
        .into_iter()
        .map(|fate| fate.unwrap_or_else(|| unanswered(object)))
        .collect()
}

/// A record that clashes with one that is there, what HubSpot said, and as it came.
type Conflict = (usize, Said, Value);

fn conflict(refused: &Refused) -> Option<Said> {
    let answer = refused.answer.as_ref().filter(|_| about_the_input(refused))?;
    Some(Said::of(answer)).filter(Said::is_conflict)
}

fn fail_all(part: &[usize], refused: &Refused, fates: &mut [Option<Fate>]) {
    for i in part {
        fates[*i] = Some(fate::refused(refused));
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

/// Gives each result and each error of a 201 or 207 to its input.
fn sort_out(
    object: Object,
    news: &[New],
    part: &[usize],
    answer: &Value,
    fates: &mut [Option<Fate>],
    conflicts: &mut Vec<Conflict>,
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
    conflicts: Vec<Conflict>,
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

/// Records of ours by key (lower case): id and record.
async fn by_key(
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
