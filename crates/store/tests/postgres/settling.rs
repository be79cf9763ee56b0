use domain::{Failure, FailureReason, Outcome, RecordKey};
use engine::ports::Settlement;
use sqlx::PgPool;
use store::{
    StoreError, dead_letters,
    inbox::Priority,
    records::{self, Filter},
    settle,
};

use crate::world::{World, after, claim, count, created, entry, link, names, noon, release, store};

#[sqlx::test(migrations = "../../migrations")]
async fn a_late_worker_writes_nothing(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    let late = claim(&world.store, noon(), None).await.unwrap();
    let waiting = world.due(&late, noon()).await;
    let taken = claim(&world.store, after(61), None).await.unwrap();
    let settlement = Settlement {
        entries: vec![created(&"1".into())],
        links: vec![link("1", "deal-1")],
        ..Settlement::default()
    };
    let refused = settle::settle(&world.store, &late, &world.flow, &settlement, &waiting, after(62)).await;
    assert!(matches!(refused, Err(StoreError::LeaseLost { flow }) if flow == world.flow.id));
    for table in [
        "journal_entry",
        "journal_search",
        "exchange",
        "link",
        "tally",
        "dead_letter",
    ] {
        assert_eq!(count(&pool, table).await, 0, "{table}");
    }
    assert_eq!(names(&world.due(&taken, after(62)).await), ["1"]);
    settle::settle(
        &world.store,
        &taken,
        &world.flow,
        &settlement,
        &waiting,
        after(63),
    )
    .await
    .unwrap();
    assert_eq!(count(&pool, "journal_entry").await, 1);
    assert_eq!(count(&pool, "link").await, 1);
    assert_eq!(count(&pool, "inbox").await, 0);
}

fn failing(key: &RecordKey, failure: Failure) -> engine::ports::Entry {
    entry(key, Outcome::Failed(failure))
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_transient_failure_waits_and_a_permanent_one_becomes_a_dead_letter(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world
        .put(&["slow", "bad", "throttled"], Priority::Live, noon())
        .await;
    world
        .work(noon(), |key| match key.as_str() {
            "slow" => {
                let mut entry = failing(
                    key,
                    Failure::transient(FailureReason::TimedOut, "HubSpot did not answer"),
                );
                entry.again_at = Some(after(30));
                entry
            }
            "throttled" => {
                let mut entry = failing(key, Failure::throttled(after(40), "HubSpot asks us to wait"));
                entry.again_at = Some(after(40));
                entry
            }
            _ => failing(
                key,
                Failure::permanent(
                    FailureReason::RejectedByDestination,
                    "VAT number \"NL1\" is refused",
                )
                .saying("INVALID_VAT"),
            ),
        })
        .await;
    assert!(claim(&world.store, after(29), None).await.is_none());
    let lease = claim(&world.store, after(40), None).await.unwrap();
    let waiting = world.due(&lease, after(40)).await;
    assert_eq!(names(&waiting), ["slow", "throttled"]);
    assert_eq!(
        (waiting[0].attempt, waiting[1].attempt),
        (1, 0),
        "waiting for a limit is no attempt"
    );
    release(&world.store, &lease).await;

    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let letters = dead_letters::list(&mut tx, "open", None, None, 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].key.as_str(), "bad");
    assert_eq!(letters[0].reason, "rejected_by_destination");
    assert_eq!(letters[0].words.message, "VAT number \"NL1\" is refused");
    assert_eq!(letters[0].words.remote_words.as_deref(), Some("INVALID_VAT"));

    let runs = dead_letters::replay(&mut tx, &[letters[0].id], None, after(50))
        .await
        .unwrap();
    assert_eq!(runs.len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(world.work(after(50), created).await, 3);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert!(
        dead_letters::list(&mut tx, "open", None, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        dead_letters::list(&mut tx, "resolved", None, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(dead_letters::open_by_flow(&mut tx).await.unwrap().is_empty());
}

#[sqlx::test(migrations = "../../migrations")]
async fn failing_again_opens_the_same_dead_letter_again(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let refuse = |key: &RecordKey| failing(key, Failure::permanent(FailureReason::BadRecord, "no lines"));
    for round in 0..3 {
        world.put(&["1"], Priority::Live, after(round)).await;
        world.work(after(round), refuse).await;
        if round == 0 {
            let mut tx = world.store.begin(world.tenant).await.unwrap();
            let letter = dead_letters::list(&mut tx, "open", None, None, 10)
                .await
                .unwrap()
                .remove(0);
            assert_eq!(
                dead_letters::set_aside(&mut tx, &[letter.id], noon())
                    .await
                    .unwrap(),
                1
            );
            tx.commit().await.unwrap();
        }
    }
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let letters = dead_letters::list(&mut tx, "open", None, None, 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].attempts, 3);
}

#[sqlx::test(migrations = "../../migrations")]
async fn each_number_is_a_count_of_journal_rows(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2", "3", "4"], Priority::Live, noon()).await;
    world
        .work(noon(), |key| match key.as_str() {
            "1" | "2" => created(key),
            "3" => entry(
                key,
                Outcome::skipped(domain::SkipReason::Filtered, "Payment status is \"not_paid\""),
            ),
            _ => failing(key, Failure::permanent(FailureReason::BadRecord, "no lines")),
        })
        .await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let tallies = records::tallies(&mut tx, noon()).await.unwrap();
    assert_eq!(tallies.len(), 3);
    for tally in tallies {
        let filter = Filter {
            outcome: Some(tally.outcome.clone()),
            ..Filter::default()
        };
        let listed = records::list(&mut tx, &filter, 50).await.unwrap();
        assert_eq!(u64::try_from(listed.len()).unwrap(), tally.records, "{tally:?}");
        assert_eq!(tally.duration_us, tally.records * 1_500);
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_huge_record_is_kept_short(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    // Text that does not compress.
    let noise: String = (0..3_000_000_u64)
        .map(|n| char::from(b'a' + u8::try_from(n.wrapping_mul(2_654_435_761) >> 7 & 15).unwrap()))
        .collect();
    world
        .work(noon(), |key| {
            let mut entry = failing(
                key,
                Failure::permanent(FailureReason::BadRecord, format!("\"{noise}\" is too long")),
            );
            entry.came_in = domain::Value::text(noise.clone());
            entry
        })
        .await;
    let bytes: i64 = sqlx::query_scalar("select sum(length(sealed))::bigint from exchange")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(bytes < 10_000, "{bytes} bytes");
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let record = records::list(&mut tx, &Filter::default(), 1)
        .await
        .unwrap()
        .remove(0);
    assert!(record.words.message.len() < 5_000);
    let (_, exchange) = records::find(&mut tx, record.id).await.unwrap().unwrap();
    let left_out = exchange.unwrap().came_in;
    assert!(
        left_out["kopru_left_out"].as_str().unwrap().contains("bytes"),
        "{left_out}"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn missed_look_ups_are_counted(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    world
        .work(noon(), |key| {
            let mut entry = created(key);
            entry.missed_lookups = vec![("stages".to_owned(), "on_hold".to_owned())];
            entry
        })
        .await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let gaps = store::lookups::gaps(&mut tx, world.flow.id).await.unwrap();
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].key.as_str(), gaps[0].seen), ("on_hold", 2));
}
