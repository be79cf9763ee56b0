use std::collections::{HashMap, HashSet};

use domain::{Failure, FailureReason, Map, Value};

use super::{
    fate::{self, Fate, unanswered},
    halving::Halving,
    trace, traced,
};
use crate::{
    http::Call,
    hubspot::{
        errors::Said,
        lacking::{self, Names},
        objects::Object,
        paths,
        portal::{BATCH, Portal, in_parallel},
        wire,
    },
};

/// One record to be changed.
#[derive(Clone, Debug)]
pub(in crate::hubspot::destination) struct Change {
    /// Its id.
    pub(in crate::hubspot::destination) id: String,
    /// The properties that change, as text.
    pub(in crate::hubspot::destination) properties: Map,
}

impl Change {
    /// What is sent for it, without the trace id and without properties that the account lacks.
    pub(in crate::hubspot::destination) fn body(&self, lacking: &Names) -> Map {
        let mut body = Map::new();
        body.insert("id".to_owned(), self.id.as_str().into());
        let properties = lacking::without(self.properties.clone(), lacking);
        body.insert("properties".to_owned(), Value::Map(properties));
        body
    }
}

/// Changes records; answers in the same order. A record that is changed twice is changed in that order.
pub(in crate::hubspot::destination) async fn update(
    portal: &Portal,
    object: Object,
    changes: &[Change],
) -> Vec<Fate> {
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
    let mut halving = Halving::of(part.to_vec());
    let mut lacking = portal.lacking(object);
    while let Some(part) = halving.next() {
        // The same values a second time do no harm.
        let body = inputs(changes, &part, &lacking);
        let call = Call::post(paths::batch(object, "update"), &body).repeatable();
        let (told, mut done) = match portal.requester.json(&call).await {
            Ok(answer) => {
                halving.took();
                let errors = answer.get("errors").items();
                let told = errors.iter().map(Said::read).find(Said::lacks_property);
                (told, Ok(updated(object, changes, &part, &answer)))
            }
            Err(refused) => {
                let told = refused.answer.as_ref().map(|answer| Said::of(answer));
                (told.filter(Said::lacks_property), Err(refused))
            }
        };
        // What goes again without the properties that are unknown: all, or those that did not land.
        if let Some(said) = told {
            match lacking::learn(portal, object, &lacking, &said).await {
                Ok(Some(names)) => {
                    lacking = names;
                    let again = match &mut done {
                        Ok(fated) => fated
                            .extract_if(.., |(_, fate)| !matches!(fate, Fate::Landed { .. }))
                            .map(|(i, _)| i)
                            .collect(),
                        Err(_) => part.clone(),
                    };
                    halving.again(again);
                    if done.is_err() {
                        continue;
                    }
                }
                Ok(None) => {}
                Err(failure) => done = Err(failure.into()),
            }
        }
        match done {
            Ok(fated) => fates.extend(fated),
            Err(refused) => {
                if let Err(part) = halving.refused(part, &refused) {
                    fates.extend(part.into_iter().map(|i| (i, fate::refused(&refused))));
                }
            }
        }
    }
    fates
}

fn inputs(changes: &[Change], part: &[usize], lacking: &Names) -> Value {
    let inputs = part
        .iter()
        .map(|i| {
            let mut body = changes[*i].body(lacking);
            body.insert("objectWriteTraceId".to_owned(), trace(*i));
            Value::Map(body)
        })
        .collect();
    Value::from([("inputs", Value::List(inputs))])
}

fn updated(object: Object, changes: &[Change], part: &[usize], answer: &Value) -> Vec<(usize, Fate)> {
    let mut found: HashMap<String, &Value> = answer
        .get("results")
        .items()
        .iter()
        .filter_map(|record| Some((wire::id(record.get("id"))?, record)))
        .collect();
    let mut errors: HashMap<usize, (Said, &Value)> = HashMap::new();
    let mut nameless: Option<(Said, &Value)> = None;
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
        let named: Vec<usize> = by_trace.into_iter().chain(by_id).collect();
        if named.is_empty() {
            nameless.get_or_insert((said, error));
            continue;
        }
        for i in named {
            errors.insert(i, (said.clone(), error));
        }
    }
    part.iter()
        .map(|i| {
            // An error that names nobody belongs to those who got no answer.
            let error = errors.remove(i).or_else(|| nameless.clone());
            let fate = match (found.remove(&changes[*i].id), error) {
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
