use std::time::Duration;

use sqlx::PgPool;
use store::{
    flows,
    inbox::{self, Priority},
    work::{self, HeldBecause},
};

use crate::world::{World, after, claim, created, names, noon, record_keys, release, store};

#[sqlx::test(migrations = "../../migrations")]
async fn a_hundred_updates_of_one_key_are_one_piece_of_work(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    assert_eq!(world.put(&["7", "7", "8"], Priority::Live, noon()).await, 2);
    let written: String = sqlx::query_scalar("select xmin::text from inbox where key = '7'")
        .fetch_one(&pool)
        .await
        .unwrap();
    for second in 1..10 {
        assert_eq!(world.put(&["7"], Priority::Live, after(second)).await, 0);
    }
    let still: String = sqlx::query_scalar("select xmin::text from inbox where key = '7'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(written, still, "the waiting row was written again");
    for second in 10..100 {
        assert_eq!(world.put(&["7"], Priority::Live, after(second)).await, 0);
    }
    assert_eq!(world.work(after(100), created).await, 2);
    assert!(claim(&world.store, after(101), None).await.is_none());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_key_that_changes_while_it_is_worked_on_stays(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    let lease = claim(&world.store, noon(), None).await.unwrap();
    let waiting = world.due(&lease, noon()).await;
    world.put(&["1"], Priority::Live, after(1)).await;
    let settlement = engine::ports::Settlement {
        entries: waiting.iter().map(|waiting| created(&waiting.key)).collect(),
        ..Default::default()
    };
    store::settle::settle(&world.store, &lease, &world.flow, &settlement, &waiting, after(2))
        .await
        .unwrap();
    assert_eq!(names(&world.due(&lease, after(2)).await), ["1"]);
    release(&world.store, &lease).await;
    assert_eq!(world.work(after(3), created).await, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn live_keys_go_before_a_load_and_what_is_in_hand_is_left_out(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["load-1", "load-2"], Priority::Load, noon()).await;
    world.put(&["live"], Priority::Live, after(5)).await;
    let lease = claim(&world.store, after(6), None).await.unwrap();
    let waiting = world.due(&lease, after(6)).await;
    assert_eq!(waiting[0].key.as_str(), "live");
    assert_eq!(waiting.len(), 3);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let others = inbox::due(&mut tx, &lease, after(6), 100, &record_keys(&["live", "load-2"])).await;
    assert_eq!(names(&others.unwrap()), ["load-1"]);
    let not_yet = inbox::due(&mut tx, &lease, after(4), 1, &[]).await.unwrap();
    assert_eq!(not_yet.len(), 1);
    assert_ne!(not_yet[0].key.as_str(), "live", "it is not due yet");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_load_that_becomes_live_goes_first(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["a", "b"], Priority::Load, noon()).await;
    world.put(&["b"], Priority::Live, after(1)).await;
    let lease = claim(&world.store, after(2), None).await.unwrap();
    assert_eq!(names(&world.due(&lease, after(2)).await), ["b", "a"]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_killed_workers_lease_runs_out_and_another_takes_over(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    let lost = claim(&world.store, noon(), None).await.unwrap();
    assert!(claim(&world.store, after(59), None).await.is_none());
    let taken = claim(&world.store, after(60), None).await.unwrap();
    assert_eq!(taken.flow, lost.flow);
    assert_ne!(taken.token, lost.token);
    let mut tx = world.store.system().await.unwrap();
    let renewed = work::renew(&mut tx, &mut lost.clone(), after(61), crate::world::MINUTE).await;
    assert!(matches!(renewed, Err(store::StoreError::LeaseLost { .. })));
    // A late release gives nothing back.
    work::release(&mut tx, &lost).await.unwrap();
    tx.commit().await.unwrap();
    assert!(claim(&world.store, after(61), None).await.is_none());
    assert_eq!(names(&world.due(&taken, after(61)).await), ["1"]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_renewed_lease_lasts(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    let mut lease = claim(&world.store, noon(), None).await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    work::renew(&mut tx, &mut lease, after(50), crate::world::MINUTE)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lease.until, after(110));
    assert!(claim(&world.store, after(109), None).await.is_none());
    assert!(claim(&world.store, after(110), None).await.is_some());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_paused_flow_keeps_its_keys_and_resuming_can_send_only_the_newer_ones(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    flows::pause(&mut tx, world.flow.id, "stock-taking")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.put(&["old", "again"], Priority::Live, noon()).await;
    world.put(&["new", "again"], Priority::Live, after(60)).await;
    assert!(claim(&world.store, after(61), None).await.is_none());
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert_eq!(inbox::backlog(&mut tx, world.flow.id).await.unwrap().waiting, 3);
    assert_eq!(inbox::forget(&mut tx, world.flow.id, after(30)).await.unwrap(), 1);
    flows::resume(&mut tx, world.flow.id).await.unwrap();
    tx.commit().await.unwrap();
    let lease = claim(&world.store, after(62), None).await.unwrap();
    let mut due = world.due(&lease, after(62)).await;
    due.sort_by(|one, other| one.key.cmp(&other.key));
    assert_eq!(
        names(&due),
        ["again", "new"],
        "what changed again since is not old"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_held_flow_rests_until_its_moment(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    let mut tx = world.store.system().await.unwrap();
    for (until, because) in [(30, HeldBecause::Limit), (10, HeldBecause::Ours)] {
        work::hold(&mut tx, world.flow.id, after(until), because)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let standing = world.standing().await;
    assert_eq!(
        (standing.held_until, standing.held_because),
        (Some(after(30)), Some(HeldBecause::Limit)),
        "the longest rest counts"
    );
    assert!(claim(&world.store, after(29), None).await.is_none());
    let mut tx = world.store.system().await.unwrap();
    assert_eq!(
        work::next_due(&mut tx, after(29), None).await.unwrap(),
        Some(after(30))
    );
    drop(tx);
    assert!(claim(&world.store, after(30), None).await.is_some());
    let standing = world.standing().await;
    assert_eq!((standing.held_until, standing.held_because), (None, None));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_worker_is_woken_when_work_comes_and_not_when_it_was_there(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut listener = world.store.listen().await.unwrap();
    world.put(&["1"], Priority::Live, noon()).await;
    let told = tokio::time::timeout(Duration::from_secs(5), listener.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(told.payload(), world.flow.id.to_string());
    world.put(&["2"], Priority::Live, after(1)).await;
    assert!(
        tokio::time::timeout(Duration::from_millis(200), listener.recv())
            .await
            .is_err()
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_key_put_while_the_flow_is_given_back_is_not_forgotten(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    for round in 0..20 {
        world.put(&["first"], Priority::Live, noon()).await;
        let lease = claim(&world.store, noon(), None).await.unwrap();
        let waiting = world.due(&lease, noon()).await;
        let settlement = engine::ports::Settlement {
            entries: waiting.iter().map(|waiting| created(&waiting.key)).collect(),
            ..Default::default()
        };
        store::settle::settle(&world.store, &lease, &world.flow, &settlement, &waiting, noon())
            .await
            .unwrap();
        // Put, but not committed yet, when the worker gives the flow back.
        let mut putting = world.store.begin(world.tenant).await.unwrap();
        inbox::put(
            &mut putting,
            world.flow.id,
            &["late".into()],
            Priority::Live,
            None,
            noon(),
        )
        .await
        .unwrap();
        let store = world.store.clone();
        let releasing = tokio::spawn(async move { release(&store, &lease).await });
        tokio::time::sleep(Duration::from_millis(5)).await;
        putting.commit().await.unwrap();
        releasing.await.unwrap();
        assert_eq!(world.work(noon(), created).await, 1, "round {round}");
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_flow_that_nobody_was_told_of_is_rescued(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    sqlx::query("update flow_work set due_at = null")
        .execute(&pool)
        .await
        .unwrap();
    assert!(claim(&world.store, after(1), None).await.is_none());
    let mut tx = world.store.system().await.unwrap();
    assert_eq!(work::rescue(&mut tx).await.unwrap(), 1);
    assert_eq!(work::rescue(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert!(claim(&world.store, after(1), None).await.is_some());
}

#[sqlx::test(migrations = "../../migrations")]
async fn those_who_put_keys_and_the_one_who_settles_them_never_wait_in_a_circle(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let keys: Vec<String> = (100..160).map(|number| number.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    // A load, so that each live key has to change the flow's row, too.
    world.put(&keys, Priority::Load, noon()).await;
    let putting = async {
        for second in 0..60 {
            world.put(&keys, Priority::Live, after(second * 11)).await;
        }
    };
    let settling = async {
        for _ in 0..60 {
            let Some(lease) = claim(&world.store, after(10_000), None).await else {
                continue;
            };
            let waiting = world.due(&lease, after(10_000)).await;
            let settlement = engine::ports::Settlement {
                entries: waiting
                    .iter()
                    .rev()
                    .map(|waiting| created(&waiting.key))
                    .collect(),
                ..Default::default()
            };
            store::settle::settle(&world.store, &lease, &world.flow, &settlement, &waiting, noon())
                .await
                .unwrap();
            release(&world.store, &lease).await;
        }
    };
    tokio::join!(putting, settling);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_flow_waits_while_the_one_back_is_worked_on_and_is_woken_after_it(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let back = world.reverse().await;
    world.put(&["1"], Priority::Live, noon()).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    inbox::put(
        &mut tx,
        back.id,
        &record_keys(&["2"]),
        Priority::Live,
        None,
        noon(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let first = claim(&world.store, after(1), None).await.unwrap();
    assert!(
        claim(&world.store, after(1), None).await.is_none(),
        "what the one writes is not yet known for our own to the other"
    );
    let mut tx = world.store.system().await.unwrap();
    let due = work::next_due(&mut tx, after(1), None).await.unwrap();
    assert_eq!(due, Some(first.until), "nobody looks again and again meanwhile");
    drop(tx);

    let mut listener = world.store.listen().await.unwrap();
    release(&world.store, &first).await;
    let told = tokio::time::timeout(Duration::from_secs(5), listener.recv())
        .await
        .unwrap()
        .unwrap();
    let other = if first.flow == back.id {
        world.flow.id
    } else {
        back.id
    };
    assert_eq!(told.payload(), other.to_string());
    assert!(claim(&world.store, after(2), Some(other)).await.is_some());
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_workers_at_the_same_moment_never_hold_a_flow_and_the_one_back(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let back = world.reverse().await;
    world.put(&["1"], Priority::Live, noon()).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    inbox::put(
        &mut tx,
        back.id,
        &record_keys(&["2"]),
        Priority::Live,
        None,
        noon(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for round in 0..20 {
        let at = after(round);
        let (one, other) = tokio::join!(
            claim(&world.store, at, Some(world.flow.id)),
            claim(&world.store, at, Some(back.id))
        );
        assert!(one.is_none() || other.is_none(), "both are worked on");
        let held = one.or(other).unwrap();
        release(&world.store, &held).await;
    }
}
