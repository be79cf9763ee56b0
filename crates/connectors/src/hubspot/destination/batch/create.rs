use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use domain::{Map, Value};

use super::{
    fate::{self, Fate, unanswered},
    halving::{HOPELESS, Halving, about_the_input},
    recognise, trace, traced,
};
use crate::{
    http::{Call, Refused},
    hubspot::{
        errors::Said,
        lacking::{self, Names},
        objects::{Association, Object},
        paths,
        portal::{BATCH, Portal, in_parallel, take_results},
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
    /// Its properties as they are sent, without those that the account lacks.
    pub(super) fn sent(&self, lacking: &Names) -> Map {
        let mut properties = self.properties.clone();
        properties.insert(KEY.to_owned(), self.key.as_str().into());
        lacking::without(properties, lacking)
    }

    /// What is sent for it, without the trace id.
    pub(in crate::hubspot::destination) fn body(&self, lacking: &Names) -> Map {
        let mut body = Map::new();
        body.insert("properties".to_owned(), Value::Map(self.sent(lacking)));
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
///
/// Where the account lacks our key, a try whose answer was lost can't be recognised here: callers look by what
/// they know of the record first.
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
    let mut chunk = Chunk {
        portal,
        object,
        news,
        lacking: portal.lacking(object),
        fates: vec![None; news.len()],
        conflicts: Vec::new(),
        looked_up: HashSet::new(),
        made: BTreeSet::new(),
    };
    let mut halving = Halving::of((0..news.len()).collect());
    while let Some(part) = halving.next() {
        let call = Call::post(paths::batch(object, "create"), &chunk.inputs(&part));
        match portal.requester.json(&call).await {
            Ok(answer) => {
                halving.took();
                chunk.sort_out(&part, answer, &mut halving).await;
            }
            Err(refused) => chunk.refused(part, &refused, &mut halving).await,
        }
    }
    chunk.look_up().await;
    chunk
        .fates
        .into_iter()
        .map(|fate| fate.unwrap_or_else(|| unanswered(object)))
        .collect()
}

/// A record that clashes with one that is there, what HubSpot said, and as it came.
type Conflict = (usize, Said, Value);

/// Records that are created together, and what is known of each so far.
struct Chunk<'a> {
    portal: &'a Portal,
    object: Object,
    news: &'a [New],
    /// What is left out of them.
    lacking: Arc<Names>,
    fates: Vec<Option<Fate>>,
    conflicts: Vec<Conflict>,
    /// Which of them were looked for by key.
    looked_up: HashSet<usize>,
    /// Ids that were made now and told without saying for whom.
    made: BTreeSet<String>,
}

impl Chunk<'_> {
    fn inputs(&self, part: &[usize]) -> Value {
        let inputs = part
            .iter()
            .map(|i| {
                let mut body = self.news[*i].body(&self.lacking);
                // With a trace id on each input, one bad record leaves the others alone (dossier HubSpot §3.2).
                body.insert("objectWriteTraceId".to_owned(), trace(*i));
                Value::Map(body)
            })
            .collect::<Vec<_>>();
        Value::from([("inputs", Value::List(inputs))])
    }

    fn land(&mut self, i: usize, id: String, created: bool, answered: Value) {
        self.fates[i] = Some(Fate::Landed {
            id,
            created,
            answered,
        });
    }

    fn fail(&mut self, i: usize, said: &Said, answered: Value) {
        self.fates[i] = Some(Fate::Failed {
            failure: said.refusal(self.object.one()),
            answered,
        });
    }

    fn fail_all(&mut self, part: &[usize], refused: &Refused) {
        for i in part {
            self.fates[*i] = Some(fate::refused(refused));
        }
    }

    /// Gives each result and each error of a 201 or 207 to its input.
    async fn sort_out(&mut self, part: &[usize], mut answer: Value, halving: &mut Halving) {
        let errors = match &mut answer {
            Value::Map(map) => map.remove("errors").unwrap_or_default(),
            _ => Value::Null,
        };
        self.results(part, take_results(answer)).await;
        let (mut unknown, mut nameless): (Vec<Conflict>, Vec<(Said, Value)>) = (Vec::new(), Vec::new());
        for error in errors.items() {
            let said = Said::read(error);
            match traced(said.trace.as_deref()).filter(|i| part.contains(i)) {
                Some(i) if said.lacks_property() => unknown.push((i, said, error.clone())),
                Some(i) if said.is_conflict() => self.conflicts.push((i, said, error.clone())),
                Some(i) => self.fail(i, &said, error.clone()),
                None => nameless.push((said, error.clone())),
            }
        }
        let settled: HashSet<usize> = self.conflicts.iter().chain(&unknown).map(|(i, ..)| *i).collect();
        let left: Vec<usize> = part
            .iter()
            .copied()
            .filter(|i| self.fates[*i].is_none() && !settled.contains(i))
            .collect();
        let differ = nameless.windows(2).any(|two| two[0].0 != two[1].0);
        if differ && (2..=HOPELESS).contains(&left.len()) {
            // Whose errors these are shows when each stands alone.
            left.into_iter().for_each(|i| halving.again(vec![i]));
        } else {
            // An error that names nobody belongs to those who got no answer; the look-up by key tells if they
            // are there after all.
            let (said, error) = nameless.into_iter().next().unwrap_or_default();
            let of_all = if said.lacks_property() {
                &mut unknown
            } else {
                &mut self.conflicts
            };
            of_all.extend(left.into_iter().map(|i| (i, said.clone(), error.clone())));
        }
        self.without_unknown(unknown, halving).await;
    }

    /// Gives each record that was made to its input: by trace id, by our key, or as the only one.
    async fn results(&mut self, part: &[usize], results: Vec<Value>) {
        let by_key: HashMap<String, usize> = part
            .iter()
            .map(|i| (self.news[*i].key.to_lowercase(), *i))
            .collect();
        let alone = part.len() == 1 && results.len() == 1;
        let mut strangers = Vec::new();
        for record in results {
            let Some(id) = wire::id(record.get("id")) else {
                continue;
            };
            let key = record.get("properties").get(KEY).as_text().map(str::to_lowercase);
            let place = traced(record.get("objectWriteTraceId").as_text())
                .or_else(|| by_key.get(&key?).copied())
                .or(alone.then(|| part[0]))
                .filter(|i| part.contains(i) && self.fates[*i].is_none());
            match place {
                Some(i) => self.land(i, id, true, record),
                None => strangers.push(id),
            }
        }
        if strangers.is_empty() {
            return;
        }
        if !lacking::is_keyless(&self.lacking) {
            // The look-up by key tells whose they are.
            self.made.extend(strangers);
            return;
        }
        let open: Vec<usize> = part
            .iter()
            .copied()
            .filter(|i| self.fates[*i].is_none())
            .collect();
        let sent: Vec<(usize, Map)> = open
            .iter()
            .map(|i| (*i, self.news[*i].sent(&self.lacking)))
            .collect();
        match recognise::by_values(self.portal, self.object, &strangers, sent).await {
            Ok(found) => {
                for (i, id, record) in found {
                    self.land(i, id, true, record);
                }
            }
            Err(refused) => self.fail_all(&open, &refused),
        }
    }

    /// Inputs that were refused for a property that HubSpot does not know go once more, without it.
    async fn without_unknown(&mut self, unknown: Vec<Conflict>, halving: &mut Halving) {
        let Some((_, said, _)) = unknown.first() else {
            return;
        };
        match lacking::learn(self.portal, self.object, &self.lacking, said).await {
            Ok(Some(names)) => {
                self.lacking = names;
                halving.again(unknown.into_iter().map(|(i, ..)| i).collect());
            }
            Ok(None) => {
                for (i, said, error) in unknown {
                    self.fail(i, &said, error);
                }
            }
            Err(failure) => {
                for (i, _, answered) in unknown {
                    self.fates[i] = Some(Fate::Failed {
                        failure: failure.clone(),
                        answered,
                    });
                }
            }
        }
    }

    /// A whole call was refused, trace ids or not.
    async fn refused(&mut self, part: Vec<usize>, refused: &Refused, halving: &mut Halving) {
        let said = refused
            .answer
            .as_ref()
            .filter(|_| about_the_input(refused))
            .map(|answer| Said::of(answer));
        match said {
            Some(said) if said.lacks_property() => {
                match lacking::learn(self.portal, self.object, &self.lacking, &said).await {
                    Ok(Some(names)) => {
                        self.lacking = names;
                        return halving.again(part);
                    }
                    Ok(None) => {}
                    Err(failure) => return self.fail_all(&part, &failure.into()),
                }
            }
            Some(said) if said.is_conflict() => return self.clash(part, said, refused, halving).await,
            _ => {}
        }
        if let Err(part) = halving.refused(part, refused) {
            self.fail_all(&part, refused);
        }
    }

    /// One of these is there already, and the call does not tell which: those of an earlier try are found by key,
    /// all at once; whose other unique value is taken shows when it stands alone.
    async fn clash(&mut self, part: Vec<usize>, said: Said, refused: &Refused, halving: &mut Halving) {
        if let [one] = part.as_slice() {
            return self.conflicts.push((*one, said, refused.shown()));
        }
        let unsure: Vec<usize> = part
            .iter()
            .copied()
            .filter(|i| self.looked_up.insert(*i))
            .collect();
        let found = match self.by_key(&unsure).await {
            Ok(found) => found,
            Err(refused) => return self.fail_all(&part, &refused),
        };
        for i in unsure {
            if let Some((id, record)) = found.get(&self.news[i].key.to_lowercase()) {
                self.land(i, id.clone(), false, record.clone());
            }
        }
        let left: Vec<usize> = part
            .iter()
            .copied()
            .filter(|i| self.fates[*i].is_none())
            .collect();
        if left.len() < part.len() {
            halving.again(left);
        } else {
            halving.halve(&part);
        }
    }

    /// Records that clash, or of which nothing was told: read by our key.
    async fn look_up(&mut self) {
        let conflicts = std::mem::take(&mut self.conflicts);
        if conflicts.is_empty() {
            return;
        }
        let all: Vec<usize> = conflicts.iter().map(|(i, ..)| *i).collect();
        let found = match self.by_key(&all).await {
            Ok(found) => found,
            Err(refused) => return self.fail_all(&all, &refused),
        };
        for (i, said, answered) in conflicts {
            match found.get(&self.news[i].key.to_lowercase()) {
                Some((id, record)) => {
                    let created = self.made.contains(id);
                    self.land(i, id.clone(), created, record.clone());
                }
                None if said.is_conflict() => {
                    self.fates[i] = Some(Fate::Taken {
                        said: Box::new(said),
                        answered,
                    });
                }
                None if said == Said::default() => self.fates[i] = Some(unanswered(self.object)),
                None => self.fail(i, &said, answered),
            }
        }
    }

    /// Records of ours by key (lower case): id and record. Nothing where the account lacks our key.
    async fn by_key(&self, places: &[usize]) -> Result<HashMap<String, (String, Value)>, Refused> {
        if places.is_empty() || lacking::is_keyless(&self.lacking) {
            return Ok(HashMap::new());
        }
        let mut keys: Vec<String> = places.iter().map(|i| self.news[*i].key.clone()).collect();
        // The same key twice refuses the whole call (dossier HubSpot §3.2); capitals do not matter.
        let mut seen = HashSet::new();
        keys.retain(|key| seen.insert(key.to_lowercase()));
        let properties = [KEY.to_owned()];
        let found = self
            .portal
            .read(self.object, Some(KEY), &keys, &properties)
            .await?;
        Ok(found
            .into_iter()
            .filter_map(|record| {
                let key = record.get("properties").get(KEY).as_text()?.to_lowercase();
                Some((key, (wire::id(record.get("id"))?, record)))
            })
            .collect())
    }
}
