use domain::{Failure, FailureReason, Outcome};
use jiff::SignedDuration;
use sqlx::PgPool;
use store::{
    dead_letters,
    inbox::Priority,
    lookups,
    records::{self, Filter},
    retention, tenants,
};

use crate::world::{World, count, created, noon, store};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[sqlx::test(migrations = "../../migrations")]
async fn nothing_of_a_payload_is_readable_in_the_tables(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    world.work(noon(), created).await;
    for table in [
        "journal_entry",
        "journal_search",
        "exchange",
        "inbox",
        "dead_letter",
        "tally",
        "link",
        "run",
        "day_key",
    ] {
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select t::text from {table} t")))
                .fetch_all(&pool)
                .await
                .unwrap();
        let text = rows.join("\n");
        for word in ["ayse", "example.com", "Yılmaz", "ORD1"] {
            let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(
                !text.contains(word) && !text.contains(&hex),
                "{word} stands in {table}"
            );
        }
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_its_days_key_nothing_of_a_record_is_shown_or_found(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    world.work(noon(), created).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let before = records::search(&mut tx, "ORD1", 10).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    sqlx::query("delete from day_key").execute(&pool).await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let filter = Filter::default();
    assert!(records::list(&mut tx, &filter, 10).await.unwrap().is_empty());
    assert!(records::find(&mut tx, before.id).await.unwrap().is_none());
    assert!(records::search(&mut tx, "ORD1", 10).await.unwrap().is_empty());
    assert!(
        records::history(&mut tx, None, &before.key, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_day_past_the_tenants_window_loses_its_key_and_past_all_windows_its_space(pool: PgPool) {
    let store = store(&pool);
    let (short, long) = (
        World::new(&store, "Short").await,
        World::new(&store, "Long").await,
    );
    let mut tx = store.begin(short.tenant).await.unwrap();
    tenants::set_retention(&mut tx, 2).await.unwrap();
    assert!(matches!(
        tenants::set_retention(&mut tx, 31).await,
        Err(store::StoreError::Refused { .. })
    ));
    drop(tx);
    let mut tx = store.begin(short.tenant).await.unwrap();
    tenants::set_retention(&mut tx, 2).await.unwrap();
    tx.commit().await.unwrap();
    for world in [&short, &long] {
        world.put(&["1"], Priority::Live, noon()).await;
        world.work(noon(), created).await;
    }
    let sweep = async |days: i32| {
        let mut tx = store.system().await.unwrap();
        let now = noon() + DAY * days;
        retention::ensure_partitions(&mut tx, now).await.unwrap();
        let days = retention::sweep(&mut tx, now).await.unwrap();
        let partitions = retention::drop_partitions(&mut tx, now).await.unwrap();
        tx.commit().await.unwrap();
        (days, partitions)
    };
    assert_eq!(sweep(2).await.0, 0, "two full days are kept");
    assert_eq!(sweep(3).await.0, 1);
    let mut tx = store.begin(short.tenant).await.unwrap();
    let filter = Filter::default();
    assert!(records::list(&mut tx, &filter, 10).await.unwrap().is_empty());
    drop(tx);
    let mut tx = store.begin(long.tenant).await.unwrap();
    let record = records::list(&mut tx, &Filter::default(), 10)
        .await
        .unwrap()
        .remove(0);
    assert!(
        records::find(&mut tx, record.id)
            .await
            .unwrap()
            .unwrap()
            .1
            .is_some()
    );
    drop(tx);
    let (days, partitions) = sweep(8).await;
    assert_eq!(days, 1);
    assert!(partitions >= 3, "{partitions}");
    for table in ["journal_entry", "journal_search", "exchange", "day_key"] {
        assert_eq!(count(&pool, table).await, 0, "{table}");
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn partitions_made_twice_at_once_are_made_once(pool: PgPool) {
    let store = store(&pool);
    let later = noon() + DAY * 40;
    let both = (0..2).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut tx = store.system().await.unwrap();
            let made = retention::ensure_partitions(&mut tx, later).await.unwrap();
            tx.commit().await.unwrap();
            made
        })
    });
    let mut made = Vec::new();
    for task in both.collect::<Vec<_>>() {
        made.push(task.await.unwrap());
    }
    made.sort_unstable();
    assert_eq!(made, [0, 48]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_erased_tenant_leaves_no_row_and_touches_no_other(pool: PgPool) {
    let store = store(&pool);
    let (gone, stays) = (
        World::new(&store, "Gone").await,
        World::new(&store, "Stays").await,
    );
    for world in [&gone, &stays] {
        world.put(&["1", "2"], Priority::Live, noon()).await;
        world.work(noon(), created).await;
        world.put(&["3"], Priority::Live, noon()).await;
    }
    let mut tx = store.begin(gone.tenant).await.unwrap();
    let export = tenants::export(&mut tx).await.unwrap();
    assert_eq!(export["tenant"]["name"], "Gone");
    assert_eq!(export["connections"].as_array().unwrap().len(), 2);
    assert!(!export.to_string().contains("pat-eu1"));
    drop(tx);
    let mut tx = store.system().await.unwrap();
    tenants::erase(&mut tx, gone.tenant).await.unwrap();
    tx.commit().await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'tenant_id' and c.relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for table in tables {
        let left = count(&pool, &format!("{table} where tenant_id = '{}'", gone.tenant)).await;
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(count(&pool, "journal_entry").await, 2);
    assert_eq!(count(&pool, "inbox").await, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn one_person_is_erased_and_the_others_stay(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    world
        .work(noon(), |key| {
            let mut entry = created(key);
            if key.as_str() == "2" {
                entry.search_keys = vec!["jan@example.com".to_owned()];
            }
            entry
        })
        .await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let erased = records::erase(&mut tx, "AYSE@example.com").await.unwrap();
    assert_eq!(
        erased.into_iter().collect::<Vec<_>>(),
        crate::world::record_keys(&["1"])
    );
    tx.commit().await.unwrap();
    for table in ["journal_entry", "exchange", "journal_search"] {
        assert_eq!(count(&pool, table).await, 1, "{table}");
    }
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert!(records::search(&mut tx, "ORD1", 10).await.unwrap().is_empty());
    assert_eq!(
        records::search(&mut tx, "jan@example.com", 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_nobody_waits_for_any_more_goes_and_what_is_open_stays(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    world
        .work(noon(), |key| {
            let failure = Failure::permanent(FailureReason::MappingFailed, "The pen is empty.");
            let mut entry = crate::world::entry(key, Outcome::Failed(failure));
            entry.missed_lookups = vec![("stages".to_owned(), format!("{key}\0{}", "x".repeat(5_000)))];
            entry
        })
        .await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let gaps = lookups::gaps(&mut tx, world.flow.id).await.unwrap();
    assert_eq!(gaps.len(), 2);
    assert!(gaps.iter().all(|gap| gap.key.len() == 300), "{gaps:?}");
    let all = dead_letters::list(&mut tx, "open", None, None, 10).await.unwrap();
    assert_eq!(all[0].words.message, "The pen is empty.");
    let aside = dead_letters::set_aside(&mut tx, &[all[0].id], noon())
        .await
        .unwrap();
    assert_eq!(aside, 1);
    tx.commit().await.unwrap();
    let sweep = async |days: i32| {
        let mut tx = world.store.system().await.unwrap();
        retention::sweep(&mut tx, noon() + DAY * days).await.unwrap();
        tx.commit().await.unwrap();
        (
            count(&pool, "lookup_gap").await,
            count(&pool, "dead_letter where state = 'set_aside'").await,
        )
    };
    assert_eq!(sweep(7).await, (2, 1));
    assert_eq!(sweep(8).await, (0, 1));
    assert_eq!(sweep(91).await, (0, 0));
    assert_eq!(count(&pool, "dead_letter where state = 'open'").await, 1);
}
