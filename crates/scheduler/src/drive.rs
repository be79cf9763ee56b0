//! Drive: a leased flow is worked off, batch by batch. While one batch is written the next is read.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Failure, RecordKey, flow::Flow};
use engine::{Plan, Reading, deliver, ports::Settlement, read};
use jiff::{SignedDuration, Timestamp};
use metrics::{counter, histogram};
use store::{
    StoreError, StoreJournal,
    inbox::{self, Waiting},
    runs,
    settle::settle,
    work::{self, Lease},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    Parts, alarms,
    opening::{OpeningError, Sides},
    plans::PlanError,
    retries::{self, Verdict},
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
pub(crate) async fn drive(parts: &Parts, mut lease: Lease, stop: &CancellationToken) {
    let ended = work_off(parts, &mut lease, stop).await;
    if let Err(error) = ended {
        warn!(flow.id = %lease.flow, tenant.id = %lease.tenant, error = %error, "the flow rests: {error}");
        if matches!(error, DriveError::Store(StoreError::LeaseLost { .. })) {
            return;
        }
        rest(parts, &lease).await;
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
}

/// A batch between being read and being settled.
struct InHand {
    waiting: Vec<Waiting>,
    reading: Reading,
}

async fn work_off(parts: &Parts, lease: &mut Lease, stop: &CancellationToken) -> Result<(), DriveError> {
    let flow = parts.plans.flow(parts, lease.tenant, lease.flow).await?;
    let sides = parts.opening.sides(&parts.store, &flow.flow).await?;
    let journal = StoreJournal::new(parts.store.clone(), flow.flow.clone());
    let batches = Batches {
        parts,
        flow: &flow.flow,
        plan: &flow.plan,
        sides: &sides,
        journal: &journal,
    };
    let mut current = with_heartbeat(parts, lease, batches.next(lease, &[])).await?;
    while let Some(batch) = current {
        let go_on = !stop.is_cancelled() && !others_wait(parts, lease).await?;
        let in_hand: Vec<RecordKey> = batch.waiting.iter().map(|waiting| waiting.key.clone()).collect();
        let ahead = async {
            if go_on {
                batches.next(lease, &in_hand).await
            } else {
                Ok(None)
            }
        };
        // On the heap: it holds a whole batch's steps, and the futures around it would each carry that on.
        let both = Box::pin(async {
            // A read-ahead that fails is asked for again in its turn; the batch in hand is settled all the same.
            let (settlement, next) = futures_util::future::join(batches.deliver(batch.reading), ahead).await;
            Ok::<_, DriveError>((settlement?, next))
        });
        let (settlement, next) = with_heartbeat(parts, lease, both).await?;
        let verdict = batches.settle(lease, &batch.waiting, settlement).await?;
        if verdict.hold_until.is_some() {
            // What was read ahead is read again when the flow goes on.
            return Ok(());
        }
        current = match next? {
            Some(next) => Some(next),
            None if go_on => with_heartbeat(parts, lease, batches.next(lease, &[])).await?,
            None => None,
        };
    }
    Ok(())
}

/// The steps of a batch for one leased flow.
struct Batches<'a> {
    parts: &'a Parts,
    flow: &'a Flow,
    plan: &'a Plan,
    sides: &'a Sides,
    journal: &'a StoreJournal,
}

impl Batches<'_> {
    /// Takes the next due keys and reads them.
    async fn next(&self, lease: &Lease, in_hand: &[RecordKey]) -> Result<Option<InHand>, DriveError> {
        let mut tx = self.parts.store.begin(lease.tenant).await?;
        let now = self.parts.clock.now();
        let waiting = inbox::due(&mut tx, lease, now, BATCH, in_hand).await?;
        tx.commit().await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let keys: Vec<RecordKey> = waiting.iter().map(|waiting| waiting.key.clone()).collect();
        let clock = self.parts.clock.as_ref();
        let reading = read(self.plan, self.sides.source.as_ref(), self.journal, clock, &keys).await?;
        Ok(Some(InHand { waiting, reading }))
    }

    async fn deliver(&self, reading: Reading) -> Result<Settlement, DriveError> {
        let Sides {
            source, destination, ..
        } = self.sides;
        let clock = self.parts.clock.as_ref();
        Ok(deliver(
            self.plan,
            source.as_ref(),
            destination.as_ref(),
            self.journal,
            clock,
            reading,
        )
        .await?)
    }

    /// Keeps what became of a batch, in one transaction.
    async fn settle(
        &self,
        lease: &Lease,
        waiting: &[Waiting],
        mut settlement: Settlement,
    ) -> Result<Verdict, DriveError> {
        let now = self.parts.clock.now();
        let attempts: HashMap<RecordKey, u16> = waiting
            .iter()
            .map(|waiting| (waiting.key.clone(), waiting.attempt))
            .collect();
        let verdict = retries::schedule(&mut settlement, &attempts, now, rand::random);
        settlement.calls = self.sides.take_calls();
        settle(&self.parts.store, lease, self.flow, &settlement, waiting, now).await?;
        self.tell_members(lease, &settlement, waiting, now).await?;
        if let Verdict {
            hold_until: Some(until),
        } = verdict
        {
            let mut tx = self.parts.store.system().await?;
            work::hold(&mut tx, lease.flow, until).await?;
            tx.commit().await?;
        }
        self.tell(lease, &settlement, waiting);
        Ok(verdict)
    }

    /// Ends runs none of whose keys wait any more, and raises alerts for what was given up.
    async fn tell_members(
        &self,
        lease: &Lease,
        settlement: &Settlement,
        waiting: &[Waiting],
        now: Timestamp,
    ) -> Result<(), DriveError> {
        let of_runs = waiting.iter().any(|waiting| waiting.run.is_some());
        if !of_runs && settlement.counts().failed == 0 {
            return Ok(());
        }
        let mut tx = self.parts.store.begin(lease.tenant).await?;
        alarms::raise(&mut tx, self.flow, settlement, now).await?;
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

async fn rest(parts: &Parts, lease: &Lease) {
    let hold = async {
        let mut tx = parts.store.system().await?;
        work::hold(&mut tx, lease.flow, parts.clock.now() + REST).await?;
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
