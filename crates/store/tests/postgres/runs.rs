use std::time::Duration;

use domain::Cursor;
use engine::ports::Settlement;
use sqlx::PgPool;
use store::{
    StoreError, cursors,
    inbox::Priority,
    runs::{self, ReadPage, State, Trigger},
    settle::settle,
};

use crate::world::{MINUTE, World, after, claim, created, noon, record_keys, store};

async fn claim_reading(world: &World, at: jiff::Timestamp) -> Option<runs::ReadLease> {
    let mut tx = world.store.system().await.unwrap();
    let lease = runs::claim_reading(&mut tx, at, MINUTE, None).await.unwrap();
    tx.commit().await.unwrap();
    lease
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_load_is_read_page_by_page_worked_off_and_finished(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let id = runs::request(&mut tx, world.flow.id, Trigger::Load, None, None, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let lost = claim_reading(&world, noon()).await.unwrap();
    assert!(claim_reading(&world, after(1)).await.is_none());
    let lease = claim_reading(&world, after(61)).await.unwrap();

    let keys = record_keys(&["1", "2"]);
    let cursor = Cursor("page 2".to_owned());
    let mut page = ReadPage {
        keys: &keys,
        next: &cursor,
        more: true,
        calls: 1,
        priority: Priority::Load,
    };
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let late = runs::read_page(&mut tx, &lost, &page, after(62), MINUTE).await;
    assert!(matches!(late, Err(StoreError::LeaseLost { .. })));
    drop(tx);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    runs::read_page(&mut tx, &lease, &page, after(62), MINUTE)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The reader is killed; another goes on where it stood.
    let lease = claim_reading(&world, after(123)).await.unwrap();
    assert_eq!(lease.cursor, Some(Cursor("page 2".to_owned())));
    let more = record_keys(&["3"]);
    page.keys = &more;
    page.more = false;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    runs::read_page(&mut tx, &lease, &page, after(124), MINUTE)
        .await
        .unwrap();
    assert!(
        runs::finish_done(&mut tx, after(124)).await.unwrap().is_empty(),
        "keys still wait"
    );
    tx.commit().await.unwrap();

    assert_eq!(world.work(after(125), created).await, 3);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert_eq!(runs::finish_done(&mut tx, after(126)).await.unwrap(), [id]);
    tx.commit().await.unwrap();
    let run = runs::wait(&world.store, world.tenant, id, Duration::from_millis(10))
        .await
        .unwrap();
    assert_eq!(run.state, State::Finished);
    assert_eq!(
        (run.total, run.counts.seen, run.counts.created, run.source_calls),
        (3, 3, 3, 2)
    );
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert_eq!(
        runs::list(&mut tx, Some(world.flow.id), None, 10).await.unwrap(),
        [run]
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_cancelled_load_leaves_live_keys(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let id = runs::request_keys(
        &mut tx,
        world.flow.id,
        Trigger::ByHand,
        &record_keys(&["live"]),
        None,
        noon(),
    )
    .await
    .unwrap();
    store::inbox::put(
        &mut tx,
        world.flow.id,
        &record_keys(&["load"]),
        Priority::Load,
        Some(id),
        noon(),
    )
    .await
    .unwrap();
    runs::cancel(&mut tx, id, after(1)).await.unwrap();
    assert_eq!(
        store::inbox::backlog(&mut tx, world.flow.id)
            .await
            .unwrap()
            .waiting,
        1
    );
    let run = runs::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((run.state.clone(), run.is_over()), (State::Cancelled, true));
    let missing = runs::request(&mut tx, domain::FlowId::new(), Trigger::Load, None, None, noon()).await;
    assert!(matches!(missing, Err(StoreError::Missing { what: "flow", .. })));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_stream_is_polled_by_one_at_a_time_and_goes_on_from_its_cursor(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let (connection, stream) = (world.flow.source.connection, world.flow.source.stream.clone());
    let later = jiff::Timestamp::now() + MINUTE;
    let take = async |at| {
        let mut tx = world.store.system().await.unwrap();
        let poll = cursors::take_due(&mut tx, at, MINUTE).await.unwrap();
        tx.commit().await.unwrap();
        poll
    };
    let poll = take(later).await.unwrap();
    assert_eq!((poll.connection, poll.cursor), (connection, None));
    assert!(take(later).await.is_none());
    assert!(
        take(later + MINUTE).await.is_some(),
        "a poller that was killed is followed by another"
    );
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let cursor = Cursor("2026-11-24T12:00:00Z".to_owned());
    cursors::set(&mut tx, connection, &stream, &cursor, later, later + MINUTE * 5)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(take(later + MINUTE * 4).await.is_none());
    assert_eq!(take(later + MINUTE * 5).await.unwrap().cursor, Some(cursor));
}

#[sqlx::test(migrations = "../../migrations")]
async fn reading_that_is_handed_back_goes_on_where_it_stood_when_its_rest_is_over(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let id = runs::request(&mut tx, world.flow.id, Trigger::Load, None, None, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let lease = claim_reading(&world, noon()).await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    runs::put_off(&mut tx, &lease, after(10)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claim_reading(&world, after(9)).await.is_none());
    assert_eq!(claim_reading(&world, after(10)).await.unwrap().run, id);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_key_that_changes_while_its_run_works_on_it_holds_up_no_run_and_counts_once(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let keys = record_keys(&["1"]);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let id = runs::request_keys(&mut tx, world.flow.id, Trigger::Replay, &keys, None, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let lease = claim(&world.store, noon(), None).await.unwrap();
    let waiting = world.due(&lease, noon()).await;
    // A webhook tells of a change while the record is in hand.
    world.put(&["1"], Priority::Live, after(1)).await;
    let settlement = Settlement {
        entries: vec![created(&waiting[0].key)],
        ..Settlement::default()
    };
    settle(&world.store, &lease, &world.flow, &settlement, &waiting, after(2))
        .await
        .unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert_eq!(runs::finish_done(&mut tx, after(3)).await.unwrap(), [id]);
    let run = runs::find(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((run.total, run.counts.created), (1, 1));
    tx.commit().await.unwrap();
    let again = world.due(&lease, after(4)).await;
    assert_eq!(again.len(), 1, "the change itself still waits");
    assert_eq!(again[0].run, None);
}
