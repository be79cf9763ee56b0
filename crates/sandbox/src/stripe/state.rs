//! All objects by id, in the order in which they were made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{answer::Refusal, form};

/// What this side knows. Fields that begin with an underscore are ours and are not shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    seed: u64,
    count: u64,
    objects: BTreeMap<String, Value>,
    /// Ids, oldest first.
    made: Vec<String>,
    /// The first answer to each idempotency key: fingerprint of the request, status, body.
    pub(super) answers: BTreeMap<String, (String, u16, Value)>,
    /// Events to be told; emptied when they are on their way.
    #[serde(skip)]
    pub(super) news: Vec<Value>,
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// A new id with this prefix.
    pub(super) fn id(&mut self, prefix: &str) -> String {
        self.count += 1;
        let word = hex::encode(Sha256::digest(format!("{}/{prefix}/{}", self.seed, self.count)));
        format!("{prefix}{}", &word[..24])
    }

    /// The next number of a series.
    pub(super) fn number(&self, object: &str) -> usize {
        self.all(object).count() + 1
    }

    /// Keeps an object under its `id`; a new one comes last.
    pub(super) fn put(&mut self, object: Value) {
        let id = form::text(&object, "id").to_owned();
        if self.objects.insert(id.clone(), object).is_none() {
            self.made.push(id);
        }
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.objects.remove(id);
        self.made.retain(|known| known != id);
    }

    /// An object of this kind.
    pub(super) fn find(&self, object: &str, id: &str) -> Option<&Value> {
        self.objects
            .get(id)
            .filter(|found| form::text(found, "object") == object)
    }

    /// An object of this kind, or the refusal that there is none.
    pub(super) fn get(&self, object: &str, id: &str) -> Result<Value, Refusal> {
        let words = object.rsplit('.').next().unwrap_or(object).replace('_', " ");
        self.find(object, id)
            .cloned()
            .ok_or_else(|| Refusal::no_such(&words, id))
    }

    /// All of a kind, oldest first.
    pub(super) fn all<'a>(&'a self, object: &'a str) -> impl DoubleEndedIterator<Item = &'a Value> {
        self.made
            .iter()
            .filter_map(|id| self.objects.get(id))
            .filter(move |found| form::text(found, "object") == object)
    }

    /// A list as Stripe writes it, newest first, of those that fit.
    pub(super) fn list(&self, object: &str, query: &Value, fits: impl Fn(&Value) -> bool) -> Value {
        let limit = form::whole(query, "limit").unwrap_or(10).clamp(1, 100);
        let limit = usize::try_from(limit).unwrap_or(10);
        let after = form::text(query, "starting_after");
        let mut found: Vec<&Value> = self.all(object).rev().filter(|value| fits(value)).collect();
        if !after.is_empty() {
            let at = found.iter().position(|value| form::text(value, "id") == after);
            found.drain(..at.map_or(0, |at| at + 1));
        }
        let more = found.len() > limit;
        found.truncate(limit);
        json!({"object": "list", "data": found, "has_more": more, "url": format!("/v1/{object}s")})
    }

    /// Notes an event about an object as it is now.
    pub(super) fn tell(&mut self, kind: &str, object: &Value, now: i64) {
        let id = self.id("evt_");
        let event = json!({
            "id": id, "object": "event", "api_version": "2025-03-31.basil", "created": now, "type": kind,
            "data": {"object": shown(object.clone())}, "livemode": false, "pending_webhooks": 1,
            "request": {"id": null, "idempotency_key": null},
        });
        self.put(event.clone());
        self.news.push(event);
    }

    /// Replaces ids by their objects along the paths of `expand`.
    pub(super) fn expand(&self, mut answer: Value, query: &Value) -> Value {
        let paths = query
            .get("expand")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for path in &paths {
            let steps: Vec<&str> = path.as_str().unwrap_or_default().split('.').collect();
            self.expand_at(&mut answer, &steps);
        }
        answer
    }

    fn expand_at(&self, value: &mut Value, steps: &[&str]) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.expand_at(item, steps);
                }
            }
            Value::String(id) if self.objects.contains_key(id.as_str()) => {
                let mut object = self.objects.get(id.as_str()).cloned().unwrap_or_default();
                self.expand_at(&mut object, steps);
                *value = object;
            }
            Value::Object(map) => {
                if let Some((first, rest)) = steps.split_first()
                    && let Some(next) = map.get_mut(*first)
                {
                    self.expand_at(next, rest);
                }
            }
            _ => {}
        }
    }
}

/// Without what is ours.
pub(super) fn shown(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter(|(name, _)| !name.starts_with('_'))
                .map(|(name, value)| (name, shown(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(shown).collect()),
        other => other,
    }
}

/// Whether only these parameters were given.
pub(super) fn only(given: &Value, known: &[&str]) -> Result<(), Refusal> {
    let names = given.as_object().into_iter().flat_map(|map| map.keys());
    for name in names {
        if name != "expand" && !known.contains(&name.as_str()) {
            return Err(Refusal::param(
                name,
                "parameter_unknown",
                format!("Received unknown parameter: {name}"),
            ));
        }
    }
    Ok(())
}
