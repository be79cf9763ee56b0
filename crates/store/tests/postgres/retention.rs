use jiff::SignedDuration;
use sqlx::PgPool;
use store::{
    inbox::Priority,
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
async fn without_its_days_key_nothing_can_be_opened(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    world.work(noon(), created).await;
    sqlx::query("delete from day_key").execute(&pool).await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let record = records::list(&mut tx, &Filter::default(), 10)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(record.words, records::Words::default());
    assert_eq!(record.outcome, "created");
    let (_, exchange) = records::find(&mut tx, record.id).await.unwrap().unwrap();
    assert!(exchange.is_none());
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
        let deleted = retention::sweep(&mut tx, now).await.unwrap();
        tx.commit().await.unwrap();
        deleted
    };
    assert_eq!(sweep(2).await.days, 0, "two full days are kept");
    assert_eq!(sweep(3).await.days, 1);
    let mut tx = store.begin(short.tenant).await.unwrap();
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
            .is_none()
    );
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
    let deleted = sweep(8).await;
    assert_eq!(deleted.days, 1);
    assert!(deleted.partitions >= 3, "{deleted:?}");
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
