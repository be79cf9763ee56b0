//! Drive: a leased flow is worked off, batch by batch. While one batch is written the next is read and the one before
//! is kept.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{Failure, RecordKey, flow::Flow};
use engine::{Instead, Plan, Reading, deliver, ports::Settlement, read};
use jiff::{SignedDuration, Timestamp};
use metrics::{counter, histogram};
use store::{
    StoreError, StoreJournal, Tx,
    inbox::{self, Waiting},
    resends::{self, Resend, Way},
    revisions, runs,
    settle::settle,
    work::{self, HeldBecause, Lease},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use tracing::{info, warn};

use crate::{
    Parts, alarms,
    opening::{OpeningError, Sides},
    plans::{FlowPlan, PlanError},
    retries::{self, Verdict},
    trial,
    unsettled::Unsettled,
};

/// Records that are read, mapped, written and settled together: HubSpot's batch.
const BATCH: usize = 100;
/// How long a lease lasts without being renewed. A process that was killed delays its flows by this at most.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How often it is renewed.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a flow rests after something of ours failed (the store, its own settings).
const REST: SignedDuration = SignedDuration::from_secs(15);

/// Works a flow off until nothing is due, others wait, or we are to stop. Always gives the lease back.
pub(crate) async fn drive(parts: &Parts, lease: Lease, stop: &CancellationToken) {
    // One beat for the whole drive: batches that each take less than a beat must not let the lease run out together.
    let ended = with_heartbeat(parts, &lease, work_off(parts, &lease, stop)).await;
    if let Err(error) = ended {
        warn!(flow.id = %lease.flow, tenant.id = %lease.tenant, error = %error, "the flow rests");
        if matches!(error, DriveError::Store(StoreError::LeaseLost { .. })) {
            return;
        }
        if let DriveError::Failure(_) | DriveError::Opening(_) | DriveError::Broken(_) = &error {
            tell_of_ours(parts, &lease, &error).await;
        }
        if let DriveError::Plan(mistake) = &error {
            tell_of_plan(parts, &lease, mistake).await;
        }
        rest(parts, &lease, error.because()).await;
    }
    if let Err(error) = release(parts, &lease).await {
        warn!(flow.id = %lease.flow, error = %error, "the lease could not be given back; it runs out by itself");
    }
}

/// Why a flow can't be worked on at the moment.
#[derive(Debug, thiserror::Error)]
enum DriveError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Opening(#[from] OpeningError),
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("a step of a batch ended by itself: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

impl DriveError {
    /// Why the flow rests then.
    fn because(&self) -> HeldBecause {
        match self {
            Self::Plan(error) if !matches!(error, PlanError::Store(_)) => HeldBecause::SetUp,
            _ => HeldBecause::Ours,
        }
    }
}

/// A batch between being read and being delivered.
struct InHand {
    waiting: Vec<Waiting>,
    reading: Reading,
}

/// A batch between being delivered and being kept.
struct Delivered {
    waiting: Vec<Waiting>,
    settlement: Settlement,
    verdict: Verdict,
}

/// Three batches are under way at once: one is read, one is delivered, one is settled.
async fn work_off(parts: &Parts, lease: &Lease, stop: &CancellationToken) -> Result<(), DriveError> {
    let batches = Arc::new(Batches::open(parts, lease).await?);
    let mut current = Box::pin(batches.next(&[])).await?;
    let mut former: Option<Delivered> = None;
    while let Some(batch) = current {
        let go_on = !stop.is_cancelled() && !others_wait(parts, lease).await?;
        let ahead = go_on.then(|| {
            let in_hand = keys_in_hand(&batch, former.as_ref());
            let batches = Arc::clone(&batches);
            aside(async move { batches.next(&in_hand).await })
        });
        let settled = former.take().map(|former| {
            let batches = Arc::clone(&batches);
            aside(async move { batches.settle(former).await })
        });
        // On the heap: it holds a whole batch's steps, and the futures around it would each carry that on.
        let together = Box::pin(async {
            let settled = async {
                match settled {
                    Some(settled) => settled.await?,
                    None => Ok(()),
                }
            };
            // A batch that can't be kept ends all: the one behind it stands on what it paired.
            let ((), delivered) = futures_util::future::try_join(settled, batches.deliver(batch)).await?;
            let next = match ahead {
                Some(ahead) => ahead.await.map_err(DriveError::from).flatten(),
                None => Ok(None),
            };
            Ok::<_, DriveError>((delivered, next))
        });
        let (delivered, next) = together.await?;
        batches.journal.put(delivered.settlement.links.clone());
        if delivered.verdict.hold.is_some() {
            // What was read ahead is read again when the flow goes on.
            return Box::pin(batches.settle(delivered)).await;
        }
        current = if let Ok(Some(next)) = next {
            former = Some(delivered);
            Some(next)
        } else {
            Box::pin(batches.settle(delivered)).await?;
            // A read-ahead that failed has cost the batch before it nothing.
            next?;
            match go_on {
                true => Box::pin(batches.next(&[])).await?,
                false => None,
            }
        };
    }
    Ok(())
}

/// Keys that the next reading leaves out: they are being delivered or settled.
fn keys_in_hand(batch: &InHand, former: Option<&Delivered>) -> Vec<RecordKey> {
    let former = former.map(|former| former.waiting.as_slice()).unwrap_or_default();
    batch
        .waiting
        .iter()
        .chain(former)
        .map(|waiting| waiting.key.clone())
        .collect()
}

/// Does something beside, on another core if one is free; dropped where it stands when nobody waits for it any more.
fn aside<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> AbortOnDropHandle<T> {
    AbortOnDropHandle::new(tokio::spawn(work))
}

/// The steps of a batch for one leased flow.
struct Batches {
    parts: Parts,
    lease: Lease,
    flow: Flow,
    plan: Arc<Plan>,
    sides: Sides,
    journal: Unsettled<StoreJournal>,
    /// Whether something got through since this drive began.
    through: AtomicBool,
}

impl Batches {
    async fn open(parts: &Parts, lease: &Lease) -> Result<Self, DriveError> {
        let FlowPlan { flow, plan } = parts.plans.flow(parts, lease.tenant, lease.flow).await?;
        Ok(Self {
            sides: parts.opening.sides(&parts.store, &flow).await?,
            journal: Unsettled::on(StoreJournal::new(parts.store.clone(), flow.clone())),
            parts: parts.clone(),
            lease: lease.clone(),
            flow,
            plan,
            through: AtomicBool::new(false),
        })
    }

    /// Takes the next due keys and reads them.
    async fn next(&self, in_hand: &[RecordKey]) -> Result<Option<InHand>, DriveError> {
        let mut tx = self.parts.store.begin(self.lease.tenant).await?;
        let now = self.parts.clock.now();
        let waiting = inbox::due(&mut tx, &self.lease, now, BATCH, in_hand).await?;
        let asked = self.asked_for(&mut tx, &waiting).await?;
        tx.commit().await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let keys: Vec<RecordKey> = waiting.iter().map(|waiting| waiting.key.clone()).collect();
        let clock = self.parts.clock.as_ref();
        let mut reading = read(
            &self.plan,
            self.sides.source.as_ref(),
            &self.journal,
            clock,
            &keys,
        )
        .await?;
        for (key, resend) in asked {
            reading.put_instead(&key, self.instead(resend).await?);
        }
        Ok(Some(InHand { waiting, reading }))
    }

    /// What members asked for: only a run sends a key in another way, so most batches need not ask.
    async fn asked_for(
        &self,
        tx: &mut Tx,
        waiting: &[Waiting],
    ) -> Result<BTreeMap<RecordKey, Resend>, StoreError> {
        let of_runs: Vec<RecordKey> = waiting
            .iter()
            .filter(|waiting| waiting.run.is_some())
            .map(|waiting| waiting.key.clone())
            .collect();
        if of_runs.is_empty() {
            return Ok(BTreeMap::new());
        }
        resends::of_keys(tx, self.flow.id, &of_runs).await
    }

    async fn instead(&self, resend: Resend) -> Result<Instead, DriveError> {
        let note = resend.asked_by;
        let revision = match resend.way {
            Way::Edited(document) => {
                return Ok(Instead::Document {
                    document,
                    step: "edited",
                    note,
                });
            }
            Way::Kept(document) => {
                return Ok(Instead::Document {
                    document,
                    step: "kept",
                    note,
                });
            }
            Way::Revision(revision) => revision,
        };
        let mut tx = self.parts.store.begin(self.lease.tenant).await?;
        let found = revisions::find(&mut tx, revision)
            .await?
            .filter(|found| found.flow == self.flow.id);
        tx.commit().await?;
        let Some(found) = found else {
            let plan = Arc::clone(&self.plan);
            return Ok(Instead::Plan { plan, note });
        };
        let (_, plan) =
            trial::plan(&self.parts, self.lease.tenant, self.flow.id, Some(&found.content)).await?;
        Ok(Instead::Plan {
            plan,
            note: format!("revision {}", found.number),
        })
    }

    /// Sends a batch, and says what is to become of what failed.
    async fn deliver(&self, batch: InHand) -> Result<Delivered, DriveError> {
        let InHand { waiting, reading } = batch;
        let mut settlement = deliver(
            &self.plan,
            self.sides.source.as_ref(),
            self.sides.destination.as_ref(),
            &self.journal,
            self.parts.clock.as_ref(),
            reading,
        )
        .await?;
        let attempts: HashMap<RecordKey, u16> = waiting
            .iter()
            .map(|waiting| (waiting.key.clone(), waiting.attempt))
            .collect();
        let verdict = retries::schedule(&mut settlement, &attempts, self.parts.clock.now(), rand::random);
        settlement.calls = self.sides.take_calls();
        Ok(Delivered {
            waiting,
            settlement,
            verdict,
        })
    }

    /// Keeps what became of a batch, in one transaction.
    async fn settle(&self, delivered: Delivered) -> Result<(), DriveError> {
        let Delivered {
            waiting,
            settlement,
            verdict,
        } = delivered;
        let now = self.parts.clock.now();
        settle(
            &self.parts.store,
            &self.lease,
            &self.flow,
            &settlement,
            &waiting,
            now,
        )
        .await?;
        self.tell_members(&self.lease, &settlement, &waiting, verdict, now)
            .await?;
        if let Verdict {
            hold: Some((until, because)),
        } = verdict
        {
            let mut tx = self.parts.store.system().await?;
            work::hold(&mut tx, self.lease.flow, until, because).await?;
            tx.commit().await?;
        }
        self.tell(&self.lease, &settlement, &waiting);
        Ok(())
    }

    /// Ends runs none of whose keys wait any more, and raises alerts for what was given up.
    async fn tell_members(
        &self,
        lease: &Lease,
        settlement: &Settlement,
        waiting: &[Waiting],
        verdict: Verdict,
        now: Timestamp,
    ) -> Result<(), DriveError> {
        let of_runs = waiting.iter().any(|waiting| waiting.run.is_some());
        let counts = settlement.counts();
        // Once a drive: who was in trouble before is not any more.
        let through = counts.created + counts.updated > 0 && !self.through.swap(true, Ordering::Relaxed);
        if !of_runs && counts.failed == 0 && !through {
            return Ok(());
        }
        let mut tx = self.parts.store.begin(lease.tenant).await?;
        alarms::raise(&mut tx, &self.flow, settlement, now).await?;
        match verdict.hold {
            Some(hold) => alarms::raise_rest(&mut tx, &self.flow, settlement, hold, now).await?,
            None if through => alarms::through(&mut tx, &self.flow, now).await?,
            None => {}
        }
        if of_runs {
            runs::finish_done(&mut tx, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn tell(&self, lease: &Lease, settlement: &Settlement, waiting: &[Waiting]) {
        let kind = self.plan.kind.as_str();
        let counts = settlement.counts();
        for (outcome, records) in [
            ("created", counts.created),
            ("updated", counts.updated),
            ("skipped", counts.skipped),
            ("failed", counts.failed),
        ] {
            if records > 0 {
                counter!("kopru_records_total", "flow_kind" => kind, "outcome" => outcome).increment(records);
            }
        }
        let now = self.parts.clock.now();
        for waiting in waiting {
            histogram!("kopru_delay_seconds", "flow_kind" => kind)
                .record(now.duration_since(waiting.seen_at).as_secs_f64());
        }
        info!(
            flow.id = %lease.flow,
            flow.kind = kind,
            tenant.id = %lease.tenant,
            created = counts.created,
            updated = counts.updated,
            skipped = counts.skipped,
            failed = counts.failed,
            source_calls = settlement.calls.0,
            destination_calls = settlement.calls.1,
            duration_ms = i64::try_from(settlement.took.as_millis()).unwrap_or(i64::MAX),
            "batch settled"
        );
    }
}

/// Does something long while keeping the lease. If it is lost, the work is dropped where it stands: another worker
/// does it again, and its keys make that harmless.
async fn with_heartbeat<T>(
    parts: &Parts,
    lease: &Lease,
    work: impl Future<Output = Result<T, DriveError>>,
) -> Result<T, DriveError> {
    let mut renewed = lease.clone();
    let beat = async {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let mut tx = parts.store.system().await?;
            work::renew(&mut tx, &mut renewed, parts.clock.now(), LEASE).await?;
            tx.commit().await?;
        }
    };
    tokio::select! {
        done = work => done,
        lost = beat => lost,
    }
}

async fn others_wait(parts: &Parts, lease: &Lease) -> Result<bool, StoreError> {
    let mut tx = parts.store.system().await?;
    let wait = work::others_wait(&mut tx, parts.clock.now(), lease).await?;
    tx.commit().await?;
    Ok(wait)
}

/// Tells the members that a flow can't work since it has no plan.
async fn tell_of_plan(parts: &Parts, lease: &Lease, mistake: &PlanError) {
    let told = async {
        let mut tx = parts.store.begin(lease.tenant).await?;
        alarms::raise_plan(&mut tx, lease.flow, mistake, parts.clock.now()).await?;
        tx.commit().await
    };
    if let Err(error) = told.await {
        warn!(flow.id = %lease.flow, error = %error, "nobody could be told that the flow has no plan; it is told next time");
    }
}

/// Tells the members that something of ours keeps a flow from working.
async fn tell_of_ours(parts: &Parts, lease: &Lease, failed: &DriveError) {
    let told = async {
        let mut tx = parts.store.begin(lease.tenant).await?;
        alarms::raise_ours(&mut tx, lease.flow, &failed.to_string(), parts.clock.now()).await?;
        tx.commit().await
    };
    let told: Result<(), StoreError> = told.await;
    if let Err(error) = told {
        warn!(flow.id = %lease.flow, error = %error, "nobody could be told that the flow rests; it is told next time");
    }
}

async fn rest(parts: &Parts, lease: &Lease, because: HeldBecause) {
    let hold = async {
        let mut tx = parts.store.system().await?;
        work::hold(&mut tx, lease.flow, parts.clock.now() + REST, because).await?;
        tx.commit().await
    };
    if let Err(error) = hold.await {
        warn!(flow.id = %lease.flow, error = %error, "the flow could not be held");
    }
}

async fn release(parts: &Parts, lease: &Lease) -> Result<(), StoreError> {
    let mut tx = parts.store.system().await?;
    work::release(&mut tx, lease).await?;
    tx.commit().await
}
