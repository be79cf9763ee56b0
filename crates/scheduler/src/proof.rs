//! Proving a flow on a real record before it works by itself: it is really sent and can be taken back again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use connectors::Opened;
use domain::{
    Failure, FailureReason, FlowId, Outcome, RecordId, RecordKey, Schema, StreamName, TenantId, UserId,
    canonical::Noun,
};
use engine::{
    deliver,
    ports::{Describe, Destination, Prepared, RemoteId, Settlement, Write, Written},
    read,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::{
    Store, StoreError, StoreJournal, Tx, flows, inbox,
    records::{self, Filter},
    runs::{self, Trigger},
    settle::settle,
    setup_tests::{self, Test},
    work,
};
use tracing::warn;
use uuid::Uuid;

use crate::{Parts, alarms, plans::FlowPlan, trial::TrialError};

/// One record takes so long at most; nobody else works on the flow meanwhile.
const PATIENCE: Duration = Duration::from_secs(90);
const LEASE: SignedDuration = SignedDuration::from_secs(110);

/// What became of a record that was sent to try a flow out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The record in the activity log, which alone keeps what it is called and why it was skipped or failed: there it
    /// is sealed, and goes when its time is over.
    pub record: Option<RecordId>,
    /// Where it is at the destination.
    pub remote: Option<RemoteId>,
    /// Why nothing came to the activity log; it names no record.
    pub why: Option<String>,
    /// Why it failed, as a closed word.
    pub reason: Option<FailureReason>,
    /// Name and microseconds of each step.
    pub steps: Vec<(String, i64)>,
    /// Records that were there before and were brought up to date: they can't be taken back.
    pub updated: u32,
}

/// Begins to send one record for real, through the same way as all others. The work goes on when the caller no longer
/// waits. None if a test of this flow is under way already.
///
/// # Errors
/// `Gone` if there is no such flow, else the store's.
pub async fn send(
    parts: &Parts,
    tenant: TenantId,
    flow: FlowId,
    key: &RecordKey,
    by: Option<UserId>,
) -> Result<Option<(Uuid, tokio::task::JoinHandle<()>)>, TrialError> {
    let planned = parts.plans.flow(parts, tenant, flow).await?;
    let now = parts.clock.now();
    let mut tx = parts.store.begin(tenant).await?;
    let Some(test) = setup_tests::begin(&mut tx, flow, key, by, now).await? else {
        return Ok(None);
    };
    runs::request_keys(&mut tx, flow, Trigger::ByHand, std::slice::from_ref(key), by, now).await?;
    tx.commit().await?;
    let (parts, key) = (parts.clone(), key.clone());
    let work = tokio::spawn(async move {
        let sent = tokio::time::timeout(PATIENCE, send_one(&parts, planned, test, &key)).await;
        let (outcome, report) = match sent {
            Ok(Ok(sent)) => sent,
            Ok(Err(failure)) => failed(failure),
            Err(_) => failed(Failure::transient(
                FailureReason::TimedOut,
                "The record was not through after a minute and a half.",
            )),
        };
        if let Err(error) = finish(&parts, tenant, test, outcome, &report).await {
            warn!(tenant.id = %tenant, error = %error, "what became of a test could not be kept");
        }
    });
    Ok(Some((test, work)))
}

fn failed(failure: Failure) -> (&'static str, Report) {
    let report = Report {
        why: Some(failure.message),
        reason: Some(failure.reason),
        ..Report::default()
    };
    ("failed", report)
}

async fn finish(
    parts: &Parts,
    tenant: TenantId,
    test: Uuid,
    outcome: &str,
    report: &Report,
) -> Result<(), StoreError> {
    let report = serde_json::to_value(report).unwrap_or_default();
    let mut tx = parts.store.begin(tenant).await?;
    setup_tests::finish(&mut tx, test, outcome, &report, parts.clock.now()).await?;
    tx.commit().await
}

async fn send_one(
    parts: &Parts,
    planned: FlowPlan,
    test: Uuid,
    key: &RecordKey,
) -> Result<(&'static str, Report), Failure> {
    let FlowPlan { flow, plan } = planned;
    let mut tx = parts.store.begin(flow.tenant).await?;
    let lease = work::take(&mut tx, flow.id, parts.clock.now(), LEASE).await?;
    let waiting = inbox::one(&mut tx, flow.id, key).await?;
    tx.commit().await?;
    let lease = lease.ok_or_else(|| {
        Failure::transient(
            FailureReason::Internal,
            "The flow is at work at this moment; try again in a minute.",
        )
    })?;
    let waiting: Vec<_> = waiting.into_iter().collect();
    let sent = async {
        let sides = parts
            .opening
            .sides(&parts.store, &flow)
            .await
            .map_err(|error| opening(&error))?;
        let journal = StoreJournal::new(parts.store.clone(), flow.clone());
        let noting = Noting::new(sides.destination.clone(), parts.store.clone(), flow.tenant, test);
        let clock = parts.clock.as_ref();
        let keys = std::slice::from_ref(key);
        let reading = read(&plan, sides.source.as_ref(), &journal, clock, keys).await?;
        let mut settlement = deliver(&plan, sides.source.as_ref(), &noting, &journal, clock, reading).await?;
        settlement.calls = sides.take_calls();
        let now = parts.clock.now();
        settle(&parts.store, &lease, &flow, &settlement, &waiting, now).await?;
        let mut tx = parts.store.begin(flow.tenant).await?;
        alarms::raise(&mut tx, &flow, &settlement, now).await?;
        runs::finish_done(&mut tx, now).await?;
        let report = report(&mut tx, flow.id, &settlement, noting.updated()).await?;
        tx.commit().await?;
        Ok(report)
    };
    let sent = sent.await;
    let released = async {
        let mut tx = parts.store.system().await?;
        work::release(&mut tx, &lease).await?;
        tx.commit().await
    };
    if let Err(error) = released.await {
        warn!(flow.id = %flow.id, error = %error, "the lease could not be given back; it runs out by itself");
    }
    sent
}

fn opening(error: &crate::OpeningError) -> Failure {
    Failure::permanent(FailureReason::Internal, error.to_string())
}

async fn report(
    tx: &mut Tx,
    flow: FlowId,
    settlement: &Settlement,
    updated: u32,
) -> Result<(&'static str, Report), StoreError> {
    let Some(entry) = settlement.entries.first() else {
        return Ok((
            "skipped",
            Report {
                why: Some("The source no longer has this record.".to_owned()),
                ..Report::default()
            },
        ));
    };
    let reason = match &entry.outcome {
        Outcome::Failed(failure) => Some(failure.reason),
        Outcome::Skipped { .. } | Outcome::Created | Outcome::Updated => None,
    };
    let filter = Filter {
        flow: Some(flow),
        ..Filter::default()
    };
    let logged = records::list(tx, &filter, 1).await?;
    let steps = entry.steps.0.iter();
    Ok((
        entry.outcome.as_str(),
        Report {
            record: logged.first().map(|record| record.id),
            remote: entry.remote.clone(),
            why: None,
            reason,
            steps: steps.map(|step| (step.name.to_owned(), step.micros)).collect(),
            updated,
        },
    ))
}

/// Removes exactly what a test made, the last first, and forgets its pairings, so that it can be sent anew. What was
/// taken back already is left out, so a second call does nothing.
///
/// # Errors
/// The remote's; what was removed until then is noted.
pub async fn take_back(parts: &Parts, tenant: TenantId, test: &Test) -> Result<usize, TrialError> {
    let mut tx = parts.store.begin(tenant).await?;
    let Some(flow) = flows::find(&mut tx, test.flow).await? else {
        return Ok(0);
    };
    tx.commit().await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let mut removed = 0;
    for made in test.made.iter().rev().filter(|made| made.taken_back_at.is_none()) {
        sides
            .destination
            .take_back(&made.stream, std::slice::from_ref(&made.remote))
            .await?;
        let mut tx = parts.store.begin(tenant).await?;
        setup_tests::taken_back(&mut tx, test.id, made.place, parts.clock.now()).await?;
        if !made.remote.id.is_empty() {
            let keys = std::slice::from_ref(&made.source_key);
            StoreJournal::forget(&mut tx, &flow, made.noun, keys).await?;
        }
        tx.commit().await?;
        removed += 1;
    }
    Ok(removed)
}

/// A destination that notes what is made through it, as soon as the remote answered.
struct Noting {
    inner: Arc<dyn Opened>,
    store: Store,
    tenant: TenantId,
    test: Uuid,
    updated: Mutex<u32>,
}

impl Noting {
    fn new(inner: Arc<dyn Opened>, store: Store, tenant: TenantId, test: Uuid) -> Self {
        Self {
            inner,
            store,
            tenant,
            test,
            updated: Mutex::default(),
        }
    }

    fn updated(&self) -> u32 {
        *self.updated.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn note(
        &self,
        stream: &StreamName,
        made: &[((Noun, RecordKey), RemoteId)],
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin(self.tenant).await?;
        for ((noun, key), remote) in made {
            setup_tests::note_made(&mut tx, self.test, stream, (*noun, key), remote).await?;
        }
        tx.commit().await
    }
}

/// Which document a key of ours stands for: `lightspeed_ecom:240117:order:4711`.
fn named_by(key: &str) -> Option<(Noun, RecordKey)> {
    let mut parts = key.splitn(4, ':').skip(2);
    let noun = match parts.next()? {
        "order" => Noun::Order,
        "invoice" => Noun::Invoice,
        "customer" => Noun::Customer,
        "product" => Noun::Product,
        _ => return None,
    };
    Some((noun, parts.next()?.into()))
}

/// What of a written record was made now: itself, or only some of its parts.
fn made_of(written: &Written) -> Option<RemoteId> {
    let delivered = written.result.as_ref().ok()?;
    if !delivered.created && delivered.also_created.is_empty() {
        return None;
    }
    let mut remote = delivered.remote.clone();
    if !delivered.created {
        remote.id.clear();
    }
    // A product's parts belong to it; of others only what was made along is ours to take back.
    let also = &delivered.also_created;
    remote
        .parts
        .retain(|part, _| part != "company" || also.contains(part));
    // What is no part of it, but was made beside it: its brand, its categories.
    let beside: Vec<&str> = also
        .iter()
        .map(String::as_str)
        .filter(|made| !delivered.remote.parts.contains_key(*made))
        .collect();
    if !beside.is_empty() {
        remote.parts.insert("beside".to_owned(), beside.join(" "));
    }
    Some(remote)
}

#[async_trait]
impl Describe for Noting {
    async fn discover(&self, stream: &StreamName) -> Result<Schema, Failure> {
        self.inner.discover(stream).await
    }

    async fn find(
        &self,
        stream: &StreamName,
        natural_keys: &[String],
    ) -> Result<Vec<Option<RemoteId>>, Failure> {
        self.inner.find(stream, natural_keys).await
    }
}

#[async_trait]
impl Destination for Noting {
    async fn prepare(&self) -> Result<Prepared, Failure> {
        self.inner.prepare().await
    }

    async fn write(&self, stream: &StreamName, batch: Vec<Write>) -> Vec<Written> {
        let keys: Vec<String> = batch.iter().map(|write| write.key.clone()).collect();
        let written = self.inner.write(stream, batch).await;
        let made: Vec<_> = keys
            .iter()
            .zip(&written)
            .filter_map(|(key, written)| Some((named_by(key)?, made_of(written)?)))
            .collect();
        let updated = written
            .iter()
            .filter(|written| written.result.as_ref().is_ok_and(|delivered| !delivered.created))
            .count();
        *self.updated.lock().unwrap_or_else(PoisonError::into_inner) +=
            u32::try_from(updated).unwrap_or(u32::MAX);
        if let Err(error) = self.note(stream, &made).await {
            warn!(error = %error, "what a test made could not be noted");
        }
        written
    }

    async fn take_back(&self, stream: &StreamName, remotes: &[RemoteId]) -> Result<(), Failure> {
        self.inner.take_back(stream, remotes).await
    }
}

#[cfg(test)]
mod tests {
    use domain::Value;
    use engine::ports::Delivered;

    use super::*;

    fn written(created: bool, also: &[&str]) -> Written {
        let mut remote = RemoteId::new("7");
        remote.parts.insert("company".to_owned(), "8".to_owned());
        Written {
            result: Ok(Delivered {
                remote,
                created,
                also_created: also.iter().map(|part| (*part).to_owned()).collect(),
                known: Value::Null,
            }),
            sent: Value::Null,
            answered: Value::Null,
        }
    }

    #[test]
    fn only_what_was_made_now_is_noted() {
        assert_eq!(made_of(&written(false, &[])), None);
        let contact = made_of(&written(true, &[])).unwrap();
        assert!(
            contact.id == "7" && contact.parts.is_empty(),
            "the company was there before"
        );
        assert_eq!(
            made_of(&written(true, &["company"])).unwrap().parts["company"],
            "8"
        );
        let with_brand = made_of(&written(true, &["brands/12", "categories/7"])).unwrap();
        assert_eq!(with_brand.parts["beside"], "brands/12 categories/7");
        let company = made_of(&written(false, &["company"])).unwrap();
        assert!(
            company.id.is_empty() && company.parts.len() == 1,
            "the contact was there before"
        );
    }

    #[test]
    fn a_key_of_ours_names_its_document() {
        let (noun, key) = named_by("lightspeed_ecom:240117:customer:email:a@b.example").unwrap();
        assert_eq!((noun, key.as_str()), (Noun::Customer, "email:a@b.example"));
        assert!(named_by("nothing").is_none());
    }
}
