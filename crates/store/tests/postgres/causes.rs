//! Failures by cause, and records that are sent in another way for once.

use domain::{Failure, FailureReason, Outcome, Value};
use engine::ports::Settlement;
use sqlx::PgPool;
use store::{
    dead_letters,
    inbox::Priority,
    resends::{self, Resend, Way},
    settle,
};

use crate::world::{World, after, claim, count, entry, noon, store};

#[sqlx::test(migrations = "../../migrations")]
async fn failures_that_differ_in_numbers_only_have_one_cause_and_gaps_one_each(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2", "3", "4"], Priority::Live, noon()).await;
    let lease = claim(&world.store, noon(), None).await.unwrap();
    let waiting = world.due(&lease, noon()).await;
    let failed = |at: usize, message: &str| {
        let failure = Failure::permanent(FailureReason::MappingFailed, message);
        entry(&waiting[at].key, Outcome::Failed(failure))
    };
    let mut gap = failed(2, "no row");
    gap.missed_lookups = vec![("vat_codes".to_owned(), "DE, 0.19".to_owned())];
    let settlement = Settlement {
        entries: vec![
            failed(0, "Deal 4711 has no stage"),
            failed(1, "Deal 4712 has no stage"),
            gap,
            failed(3, "Another thing"),
        ],
        ..Settlement::default()
    };
    settle::settle(&world.store, &lease, &world.flow, &settlement, &waiting, noon())
        .await
        .unwrap();
    let mut tx = world.store.begin(world.flow.tenant).await.unwrap();
    let causes = dead_letters::causes(&mut tx, 10).await.unwrap();
    let mut counted: Vec<u64> = causes.iter().map(|cause| cause.records).collect();
    counted.sort_unstable();
    assert_eq!(counted, [1, 1, 2]);
    let gaps: Vec<_> = causes
        .iter()
        .filter(|cause| cause.detail == "lookup:vat_codes:DE, 0.19")
        .collect();
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].words.message, "no row");
    assert!(causes.iter().all(|cause| !cause.detail.contains("stage")));
    let two = causes.iter().find(|cause| cause.records == 2).unwrap();
    let ids = dead_letters::of_cause(&mut tx, two.flow, &two.reason, &two.detail, 10)
        .await
        .unwrap();
    assert_eq!(ids.len(), 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_way_is_gone_once_its_key_came_to_an_end(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let user = {
        let mut tx = world.store.system().await.unwrap();
        let user = store::users::add(&mut tx, "ayse@example.com", "", None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        user
    };
    let document = Value::from([("name", Value::text("By hand"))]);
    let resend = Resend {
        way: Way::Edited(document),
        asked_by: "ayse@example.com".to_owned(),
    };
    let key = "1".into();
    let mut tx = world.store.begin(world.flow.tenant).await.unwrap();
    resends::ask(&mut tx, world.flow.id, &key, &resend, user, noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.begin(world.flow.tenant).await.unwrap();
    let found = resends::of_keys(&mut tx, world.flow.id, &[key.clone(), "2".into()])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(key.clone(), resend)]);
    let lease = claim(&world.store, noon(), None).await.unwrap();
    let waiting = world.due(&lease, noon()).await;
    let settlement = Settlement {
        entries: vec![entry(&key, Outcome::Created)],
        ..Settlement::default()
    };
    settle::settle(&world.store, &lease, &world.flow, &settlement, &waiting, after(1))
        .await
        .unwrap();
    assert_eq!(count(&pool, "resend").await, 0);
}
