use domain::{Fingerprint, Known, Value, canonical::Noun, flow::FlowKind};
use engine::ports::{Journal, RemoteId, Settlement, Side};
use sqlx::PgPool;
use store::{
    StoreJournal,
    inbox::Priority,
    records::{self, Filter},
    settle,
};

use crate::world::{World, after, claim, created, link, noon, record_keys, release, store};

async fn keep(
    world: &World,
    flow: &domain::flow::Flow,
    links: Vec<engine::ports::LinkChange>,
    at: jiff::Timestamp,
) {
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    store::inbox::put(&mut tx, flow.id, &["x".into()], Priority::Live, None, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let lease = claim(&world.store, at, Some(flow.id)).await.unwrap();
    let settlement = Settlement {
        links,
        ..Settlement::default()
    };
    settle::settle(&world.store, &lease, flow, &settlement, &[], at)
        .await
        .unwrap();
    release(&world.store, &lease).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn both_directions_see_one_pairing_with_the_sides_exchanged(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let back = world.reverse().await;
    let mut change = link("4711", "deal-9");
    change
        .link
        .remote
        .parts
        .insert("company".to_owned(), "55".to_owned());
    change
        .link
        .sent
        .insert(FlowKind::Orders, Fingerprint::of(&Value::text("there")));
    change.link.destination_known = Known::of(&Value::from([("amount", Value::from(5))]), ["amount"]);
    keep(&world, &world.flow, vec![change.clone()], noon()).await;

    let there = StoreJournal::new(world.store.clone(), world.flow.clone());
    let seen = there
        .links(Noun::Order, Side::Source, &record_keys(&["4711", "none"]))
        .await
        .unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[&"4711".into()], change.link);
    let seen = there
        .links(Noun::Order, Side::Destination, &record_keys(&["deal-9"]))
        .await
        .unwrap();
    assert_eq!(seen[&"deal-9".into()].source_key.as_str(), "4711");
    assert!(
        there
            .links(Noun::Customer, Side::Source, &record_keys(&["4711"]))
            .await
            .unwrap()
            .is_empty()
    );

    let returning = StoreJournal::new(world.store.clone(), back.clone());
    let seen = returning
        .links(Noun::Order, Side::Source, &record_keys(&["deal-9"]))
        .await
        .unwrap();
    let mut mirrored = seen[&"deal-9".into()].clone();
    assert_eq!(mirrored.remote, RemoteId::new("4711"));
    assert!(
        mirrored.sent.is_empty(),
        "what the other direction sent is not ours"
    );
    assert!(mirrored.source_ours && !mirrored.destination_ours);
    assert_eq!(mirrored.source_known, change.link.destination_known);

    // The reverse flow adds its own mark; the first direction's stays.
    mirrored
        .sent
        .insert(FlowKind::Orders, Fingerprint::of(&Value::text("back")));
    let reversed = engine::ports::LinkChange {
        noun: Noun::Order,
        link: mirrored,
    };
    keep(&world, &back, vec![reversed], after(1)).await;
    let seen = there
        .links(Noun::Order, Side::Source, &record_keys(&["4711"]))
        .await
        .unwrap();
    assert_eq!(seen[&"4711".into()].sent, change.link.sent);
    assert_eq!(
        seen[&"4711".into()].remote,
        change.link.remote,
        "the parts are kept"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_shop_customers_may_be_one_contact_and_the_newest_pairing_counts(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let journal = StoreJournal::new(world.store.clone(), world.flow.clone());
    keep(&world, &world.flow, vec![link("a", "X")], noon()).await;
    keep(&world, &world.flow, vec![link("b", "X")], after(1)).await;
    let by_source = journal
        .links(Noun::Order, Side::Source, &record_keys(&["a", "b"]))
        .await
        .unwrap();
    assert_eq!(by_source.len(), 2);
    let by_contact = journal
        .links(Noun::Order, Side::Destination, &record_keys(&["X"]))
        .await
        .unwrap();
    assert_eq!(by_contact[&"X".into()].source_key.as_str(), "b");
    // Made anew at the destination: the former counterpart is forgotten.
    keep(&world, &world.flow, vec![link("a", "Y")], after(2)).await;
    let by_source = journal
        .links(Noun::Order, Side::Source, &record_keys(&["a"]))
        .await
        .unwrap();
    assert_eq!(by_source[&"a".into()].remote.id, "Y");
    let rows: i64 = sqlx::query_scalar("select count(*) from link")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(rows, 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn waiting_keys_of_a_sister_flow_are_seen(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    let journal = StoreJournal::new(world.store.clone(), world.flow.clone());
    let waiting = journal
        .waiting(FlowKind::Orders, &record_keys(&["2", "3"]))
        .await
        .unwrap();
    assert_eq!(waiting, record_keys(&["2"]));
    assert!(
        journal
            .waiting(FlowKind::Customers, &record_keys(&["2"]))
            .await
            .unwrap()
            .is_empty()
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_is_found_by_what_people_know_and_shown_whole(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["17", "18"], Priority::Live, noon()).await;
    world.work(noon(), created).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert_eq!(
        records::search(&mut tx, " AYSE@example.com", 10)
            .await
            .unwrap()
            .len(),
        2
    );
    let found = records::search(&mut tx, "ord17", 10).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].words.label, "Order 17 of Ayşe Yılmaz");
    assert_eq!(
        found[0].amount,
        Some(("119.95".parse().unwrap(), "EUR".to_owned()))
    );
    let (record, exchange) = records::find(&mut tx, found[0].id).await.unwrap().unwrap();
    assert_eq!(record, found[0]);
    assert_eq!(exchange.unwrap().came_in["email"], "ayse@example.com");
    assert!(records::search(&mut tx, "ord1", 10).await.unwrap().is_empty());
    assert_eq!(
        records::history(&mut tx, None, &"17".into(), 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn pages_of_the_log_join_without_gap_or_overlap_even_over_midnight(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let days = [after(-86_400), noon()];
    for (round, at) in days.into_iter().enumerate() {
        let keys: Vec<String> = (0..7).map(|n| format!("{round}-{n}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        world.put(&keys, Priority::Live, at).await;
        world.work(at, created).await;
    }
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let mut filter = Filter {
        flow: Some(world.flow.id),
        ..Filter::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = records::list(&mut tx, &filter, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.before = Some(last.id);
        seen.extend(page.into_iter().map(|record| (record.at, record.id)));
    }
    assert_eq!(seen.len(), 14);
    assert!(
        seen.windows(2).all(|pair| pair[0].1 > pair[1].1),
        "newest first, each once"
    );
    let since = Filter {
        since: Some(noon()),
        ..Filter::default()
    };
    assert_eq!(records::list(&mut tx, &since, 50).await.unwrap().len(), 7);
}
