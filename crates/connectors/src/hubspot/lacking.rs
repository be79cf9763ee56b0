//! Properties that shipped mappings write and an account does not have.
//!
//! Ours are made by `prepare`; but a merchant may not want them, or the connection may not be allowed to make
//! them. Then records go without: HubSpot's refusal is the sign, the account's own list of properties tells which
//! ones they are, and from then on they are left out. Fields that a merchant mapped by hand are never left out:
//! a mistake there is told.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Failure, FailureReason, Map};
use jiff::{SignedDuration, Timestamp};

use super::{
    discover,
    errors::Said,
    objects::Object,
    portal::Portal,
    properties::{self, KEY},
};

/// How long a property is believed to be missing: somebody may make it meanwhile.
const BELIEVED: SignedDuration = SignedDuration::from_mins(10);

/// Names of properties that are left out.
pub(super) type Names = BTreeSet<String>;

/// What is known to be missing, by object.
#[derive(Default)]
pub(super) struct Lacking(Mutex<HashMap<Object, (Timestamp, Arc<Names>)>>);

impl Lacking {
    /// What is left out of an object's records; mostly nothing.
    pub(super) fn of(&self, object: Object, now: Timestamp) -> Arc<Names> {
        self.known()
            .get(&object)
            .filter(|(since, _)| now.duration_since(*since) < BELIEVED)
            .map(|(_, names)| names.clone())
            .unwrap_or_default()
    }

    /// Nothing is missing any more, as far as we know.
    pub(super) fn forget(&self) {
        self.known().clear();
    }

    fn remember(&self, object: Object, now: Timestamp, names: Names) -> Arc<Names> {
        let names = Arc::new(names);
        self.known().insert(object, (now, names.clone()));
        names
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<Object, (Timestamp, Arc<Names>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a record of this object can be found again by our key.
pub(super) fn is_keyless(names: &Names) -> bool {
    names.contains(KEY)
}

/// The properties without those that are missing.
pub(super) fn without(mut properties: Map, names: &Names) -> Map {
    properties.retain(|name, _| !names.contains(name));
    properties
}

/// After a refusal for unknown properties: what else has to be left out. Nothing if that explains no more than
/// was known when the call was made (a property that was just made is unknown to writes for a second or two).
///
/// # Errors
/// The account's properties could not be read.
pub(super) async fn learn(
    portal: &Portal,
    object: Object,
    used: &Names,
    said: &Said,
) -> Result<Option<Arc<Names>>, Failure> {
    let now = portal.requester.now();
    let known = portal.lacking.of(object, now);
    if !known.is_subset(used) {
        return Ok(Some(known));
    }
    portal.fields.forget().await;
    let mut missing: Names = match missing(portal, object).await {
        Ok(missing) => missing,
        // Without the permission to read properties, the refusal is all that there is.
        Err(failure) if failure.reason == FailureReason::PermissionMissing => {
            let shipped = shipped(object);
            said.unknown_properties()
                .filter(|name| shipped.contains(*name))
                .map(str::to_owned)
                .collect()
        }
        Err(failure) => return Err(failure),
    };
    if missing.is_subset(used) {
        return Ok(None);
    }
    missing.extend(used.iter().cloned());
    tracing::warn!(
        %object,
        missing = missing.len(),
        keyless = is_keyless(&missing),
        "HubSpot lacks properties that the shipped mapping writes; they are left out"
    );
    Ok(Some(portal.lacking.remember(object, now, missing)))
}

/// What an object's records have to go without, asked for before anything was refused: where another object
/// lacks our key, this one may, too.
///
/// # Errors
/// The account's properties could not be read.
pub(super) async fn look(portal: &Portal, object: Object) -> Result<Arc<Names>, Failure> {
    let known = portal.lacking(object);
    if !known.is_empty() {
        return Ok(known);
    }
    match missing(portal, object).await {
        Ok(missing) if missing.is_empty() => Ok(known),
        Ok(missing) => Ok(portal.lacking.remember(object, portal.requester.now(), missing)),
        Err(failure) if failure.reason == FailureReason::PermissionMissing => Ok(known),
        Err(failure) => Err(failure),
    }
}

/// All that shipped mappings write, and our key.
fn shipped(object: Object) -> Names {
    properties::known_fields(object)
        .into_iter()
        .map(|field| field.name)
        .chain([KEY.to_owned()])
        .collect()
}

async fn missing(portal: &Portal, object: Object) -> Result<Names, Failure> {
    let described = discover::described(portal, object).await?;
    let mut missing = shipped(object);
    for property in described.iter() {
        if let Some(name) = property.get("name").as_text() {
            missing.remove(name);
        }
    }
    Ok(missing)
}
