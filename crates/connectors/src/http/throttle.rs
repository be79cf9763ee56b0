//! Keeps calls inside a budget that many processes share, without asking the store for each call.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use domain::{
    ConnectionId, Failure,
    rate::{Budget, Reading},
};
use engine::ports::{Budgets, Clock};
use jiff::{SignedDuration, Timestamp};

/// How long a call waits for the budget before the record is put back instead: a worker that sleeps longer
/// is one that another tenant lacks. HubSpot's window of ten seconds fits into it.
const PATIENCE: SignedDuration = SignedDuration::from_secs(12);
/// Largest number of calls taken at once.
const CHUNK: u32 = 12;
/// Calls of this process that are remembered, to tell others' calls from ours. Where a window holds more,
/// others seem a little busier than they are, which errs on the safe side.
const REMEMBERED: usize = 16_384;

/// The throttles of this process, one for each connection and bucket.
#[derive(Default)]
pub struct Throttles(Mutex<HashMap<(ConnectionId, &'static str), Arc<Throttle>>>);

impl Throttles {
    /// The throttle of a connection's bucket; all who open the connection in this process share it.
    #[must_use]
    pub fn of(&self, connection: ConnectionId, bucket: &'static str) -> Arc<Throttle> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((connection, bucket))
            .or_insert_with(|| Arc::new(Throttle::new(connection, bucket)))
            .clone()
    }
}

/// Hands out the calls of one connection's bucket.
pub struct Throttle {
    connection: ConnectionId,
    bucket: &'static str,
    /// Held while calls are taken from the shared budget, so that one asks and the others wait for it.
    taking: tokio::sync::Mutex<()>,
    /// How many callers want a call right now.
    wanting: AtomicU32,
    in_flight: AtomicU32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Calls in hand.
    left: u32,
    /// Until when those may be used: the shared budget counted them when they were taken, and the remote
    /// counts them when they are made.
    good_until: Option<Timestamp>,
    blocked_until: Option<Timestamp>,
    /// Moments of this process's calls within the longest window.
    made: VecDeque<Timestamp>,
    /// What was last passed on about each window: its limit, the calls that others made, and when.
    told: HashMap<i64, (u32, u32, Timestamp)>,
}

/// A call that may go out; tells the throttle when it is over.
pub(super) struct Permit {
    throttle: Arc<Throttle>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.throttle.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Wanting<'a>(&'a AtomicU32);

impl<'a> Wanting<'a> {
    fn one(counter: &'a AtomicU32) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(counter)
    }
}

impl Drop for Wanting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Throttle {
    fn new(connection: ConnectionId, bucket: &'static str) -> Self {
        Self {
            connection,
            bucket,
            taking: tokio::sync::Mutex::new(()),
            wanting: AtomicU32::new(0),
            in_flight: AtomicU32::new(0),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a call may go out.
    ///
    /// # Errors
    /// `ThrottledUntil` when that is further away than we wait, or the store's.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        budgets: &dyn Budgets,
        clock: &dyn Clock,
        declared: &Budget,
    ) -> Result<Permit, Failure> {
        let _wanting = Wanting::one(&self.wanting);
        let began = clock.now();
        loop {
            if self.take_in_hand(clock.now()) {
                return Ok(self.permit());
            }
            let next_at = {
                let _turn = self.taking.lock().await;
                let now = clock.now();
                if self.take_in_hand(now) {
                    return Ok(self.permit());
                }
                match self.blocked(now) {
                    Some(until) => until,
                    None => match self.take_chunk(budgets, clock, declared).await? {
                        None => continue,
                        Some(next_at) => next_at,
                    },
                }
            };
            let now = clock.now();
            if next_at.duration_since(began) > PATIENCE {
                return Err(Failure::throttled(
                    next_at,
                    "The remote system's call limit is reached; we go on as soon as it allows.",
                ));
            }
            let pause = next_at.duration_since(now).max(SignedDuration::from_millis(5));
            tokio::time::sleep(Duration::try_from(pause).unwrap_or(Duration::from_millis(5))).await;
        }
    }

    fn permit(self: &Arc<Self>) -> Permit {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Permit {
            throttle: self.clone(),
        }
    }

    fn take_in_hand(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        let good = state.good_until.is_some_and(|until| now < until);
        let free = state.blocked_until.is_none_or(|until| until <= now);
        if state.left == 0 || !good || !free {
            return false;
        }
        state.left -= 1;
        state.made.push_back(now);
        if state.made.len() > REMEMBERED {
            state.made.pop_front();
        }
        true
    }

    fn blocked(&self, now: Timestamp) -> Option<Timestamp> {
        self.state().blocked_until.filter(|until| *until > now)
    }

    /// Takes calls from the shared budget. `Some` is when to ask again because there were none.
    async fn take_chunk(
        &self,
        budgets: &dyn Budgets,
        clock: &dyn Clock,
        declared: &Budget,
    ) -> Result<Option<Timestamp>, Failure> {
        let asked_at = clock.now();
        let life = life(declared);
        let wanted = self.chunk_size(asked_at, life);
        let grant = budgets
            .take(self.connection, self.bucket, declared, wanted)
            .await?;
        let now = clock.now();
        if grant.granted == 0 {
            return Ok(Some(
                grant.next_at.unwrap_or(now + SignedDuration::from_millis(50)),
            ));
        }
        let mut state = self.state();
        state.left = grant.granted;
        state.good_until = Some(now + life);
        Ok(None)
    }

    /// As many as callers want now, or most of what was made during the life of the last calls: one call
    /// alone takes one, a busy connection takes many, and hardly one is counted that nobody makes.
    fn chunk_size(&self, now: Timestamp, life: SignedDuration) -> u32 {
        let mut state = self.state();
        state.left = 0;
        let since = now - life;
        // Buckets whose answers carry no headers (searches) would otherwise remember calls of days.
        while state.told.is_empty() && state.made.front().is_some_and(|at| *at < since) {
            state.made.pop_front();
        }
        let lately = state.made.iter().rev().take_while(|at| **at >= since).count();
        let expected = u32::try_from(lately * 3 / 4).unwrap_or(CHUNK);
        self.wanting.load(Ordering::Relaxed).max(expected).clamp(1, CHUNK)
    }

    /// Learns from a call's headers. The store is told only when a limit changed or others were at work.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub(super) async fn observe(
        &self,
        budgets: &dyn Budgets,
        now: Timestamp,
        readings: &[Reading],
    ) -> Result<(), Failure> {
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        let news: Vec<Reading> = readings
            .iter()
            .filter(|reading| self.is_news(now, reading, in_flight))
            .copied()
            .collect();
        if news.is_empty() {
            return Ok(());
        }
        budgets
            .observe(self.connection, self.bucket, &news, in_flight)
            .await
    }

    fn is_news(&self, now: Timestamp, reading: &Reading, in_flight: u32) -> bool {
        let mut state = self.state();
        let length = SignedDuration::from_millis(reading.length_ms);
        let longest = state
            .told
            .keys()
            .copied()
            .chain([reading.length_ms])
            .max()
            .unwrap_or(reading.length_ms);
        let forget = now - SignedDuration::from_millis(longest);
        while state.made.front().is_some_and(|at| *at < forget) {
            state.made.pop_front();
        }
        let since = now - length;
        let ours = state.made.iter().rev().take_while(|at| **at >= since).count();
        let ours = u32::try_from(ours).unwrap_or(u32::MAX).saturating_add(in_flight);
        let others = reading
            .limit
            .saturating_sub(reading.remaining)
            .saturating_sub(ours);
        let (limit, known, at) =
            state
                .told
                .get(&reading.length_ms)
                .copied()
                .unwrap_or((0, 0, Timestamp::UNIX_EPOCH));
        // What others did fades out with the window; a tenth of the limit is within what slots blur.
        let known = if at < since { 0 } else { known };
        let news = limit != reading.limit || others > known + (reading.limit / 10).max(2);
        if news {
            state.told.insert(reading.length_ms, (reading.limit, others, now));
        }
        news
    }

    /// The remote refused a call for its limit: nobody calls before `until`.
    ///
    /// # Errors
    /// When the store can't be reached.
    pub(super) async fn block(&self, budgets: &dyn Budgets, until: Timestamp) -> Result<(), Failure> {
        let known = {
            let mut state = self.state();
            state.left = 0;
            let known = state.blocked_until.is_some_and(|earlier| earlier >= until);
            state.blocked_until = state.blocked_until.max(Some(until));
            known
        };
        if known {
            return Ok(());
        }
        budgets.block(self.connection, self.bucket, until).await
    }
}

/// How long calls in hand may be used: one slot of the shortest window.
fn life(declared: &Budget) -> SignedDuration {
    let shortest = declared
        .windows
        .iter()
        .map(|window| window.length_ms)
        .min()
        .unwrap_or(10_000);
    SignedDuration::from_millis((shortest / 20).clamp(25, 5_000))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use async_trait::async_trait;
    use domain::rate::{Grant, Window};
    use engine::ports::SystemClock;

    use super::*;

    /// The shared budget as the store keeps it, in memory.
    struct Shared {
        budget: Mutex<Option<Budget>>,
        takes: AtomicUsize,
        observed: AtomicUsize,
    }

    impl Shared {
        fn new() -> Self {
            Self {
                budget: Mutex::new(None),
                takes: AtomicUsize::new(0),
                observed: AtomicUsize::new(0),
            }
        }
    }

    #[async_trait]
    impl Budgets for Shared {
        async fn take(
            &self,
            _: ConnectionId,
            _: &str,
            declared: &Budget,
            wanted: u32,
        ) -> Result<Grant, Failure> {
            self.takes.fetch_add(1, Ordering::Relaxed);
            let mut budget = self.budget.lock().unwrap();
            Ok(budget
                .get_or_insert_with(|| declared.clone())
                .take(Timestamp::now(), wanted))
        }
        async fn observe(&self, _: ConnectionId, _: &str, _: &[Reading], _: u32) -> Result<(), Failure> {
            self.observed.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
        async fn block(&self, _: ConnectionId, _: &str, until: Timestamp) -> Result<(), Failure> {
            if let Some(budget) = self.budget.lock().unwrap().as_mut() {
                budget.block(until);
            }
            Ok(())
        }
    }

    fn of(limit: u32, length: SignedDuration) -> Budget {
        Budget::new(vec![Window::sliding(limit, length)])
    }

    #[tokio::test]
    async fn many_callers_draw_from_few_takings_and_never_more_than_the_limit() {
        let (shared, throttles) = (Arc::new(Shared::new()), Throttles::default());
        let throttle = throttles.of(ConnectionId::new(), "calls");
        let declared = of(20, SignedDuration::from_secs(600));
        let calls = (0..30).map(|_| {
            let (throttle, shared, declared) = (throttle.clone(), shared.clone(), declared.clone());
            tokio::spawn(async move {
                throttle
                    .acquire(shared.as_ref(), &SystemClock, &declared)
                    .await
                    .map(drop)
            })
        });
        let mut passed = 0;
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(()) => passed += 1,
                Err(failure) => assert!(
                    matches!(failure.class, domain::FailureClass::ThrottledUntil { until } if until > Timestamp::now())
                ),
            }
        }
        assert_eq!(passed, 20);
        let takes = shared.takes.load(Ordering::Relaxed);
        assert!(takes <= 20, "{takes} takings for 30 calls");
    }

    #[tokio::test]
    async fn a_caller_that_goes_one_by_one_wastes_none_of_a_small_budget() {
        let (shared, throttles) = (Shared::new(), Throttles::default());
        let throttle = throttles.of(ConnectionId::new(), "calls");
        let declared = Budget::new(vec![
            Window::clock(100, SignedDuration::from_hours(24)),
            Window::sliding(1_000, SignedDuration::from_secs(1)),
        ]);
        for _ in 0..98 {
            throttle.acquire(&shared, &SystemClock, &declared).await.unwrap();
            tokio::time::sleep(Duration::from_millis(7)).await;
        }
    }

    #[tokio::test]
    async fn a_short_wait_is_waited_out() {
        let (shared, throttles) = (Shared::new(), Throttles::default());
        let throttle = throttles.of(ConnectionId::new(), "search");
        let declared = of(2, SignedDuration::from_millis(200));
        let began = std::time::Instant::now();
        for _ in 0..5 {
            throttle.acquire(&shared, &SystemClock, &declared).await.unwrap();
        }
        assert!(
            began.elapsed() >= Duration::from_millis(200),
            "{:?}",
            began.elapsed()
        );
    }

    #[tokio::test]
    async fn a_refusal_blocks_everyone_of_the_connection() {
        let (shared, throttles) = (Shared::new(), Throttles::default());
        let connection = ConnectionId::new();
        let declared = of(20, SignedDuration::from_secs(10));
        let throttle = throttles.of(connection, "calls");
        throttle.acquire(&shared, &SystemClock, &declared).await.unwrap();
        let until = Timestamp::now() + SignedDuration::from_hours(1);
        throttle.block(&shared, until).await.unwrap();
        let failure = throttles
            .of(connection, "calls")
            .acquire(&shared, &SystemClock, &declared)
            .await
            .map(drop)
            .unwrap_err();
        assert_eq!(failure.class, domain::FailureClass::ThrottledUntil { until });
    }

    #[tokio::test]
    async fn the_store_hears_only_of_new_limits_and_of_others() {
        let (shared, throttles) = (Shared::new(), Throttles::default());
        let throttle = throttles.of(ConnectionId::new(), "calls");
        let declared = of(110, SignedDuration::from_secs(10));
        let mut remaining = 110;
        for _ in 0..10 {
            let _permit = throttle.acquire(&shared, &SystemClock, &declared).await.unwrap();
            remaining -= 1;
            let reading = Reading {
                length_ms: 10_000,
                limit: 110,
                remaining,
            };
            throttle
                .observe(&shared, Timestamp::now(), &[reading])
                .await
                .unwrap();
        }
        assert_eq!(shared.observed.load(Ordering::Relaxed), 1, "the limit, once");
        let crowded = Reading {
            length_ms: 10_000,
            limit: 110,
            remaining: 30,
        };
        throttle
            .observe(&shared, Timestamp::now(), &[crowded])
            .await
            .unwrap();
        assert_eq!(shared.observed.load(Ordering::Relaxed), 2, "others were at work");
    }
}
