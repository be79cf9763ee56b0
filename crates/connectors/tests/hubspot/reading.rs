use std::collections::BTreeSet;

use domain::RecordKey;
use serde_json::json;

use crate::world::{World, create};

#[tokio::test]
async fn a_first_load_sees_every_record_once_and_later_changes_follow() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    let batch: Vec<_> = (0..250)
        .map(|i| {
            create(
                &format!("product:{i}"),
                json!({"name": format!("Bag {i}"), "hs_sku": format!("B{i}")}),
            )
        })
        .collect();
    world.portal.write(&"products".into(), batch).await;
    let stream = "products".into();
    let mut seen: BTreeSet<RecordKey> = BTreeSet::new();
    let mut changes = world.portal.changes(&stream, None, 100).await.unwrap();
    assert!(changes.more && changes.keys.len() == 100);
    loop {
        for key in &changes.keys {
            assert!(seen.insert(key.clone()), "{key} twice");
        }
        if !changes.more {
            break;
        }
        changes = world
            .portal
            .changes(&stream, Some(&changes.next), 100)
            .await
            .unwrap();
    }
    assert_eq!(seen.len(), 250);
    let new = world
        .by_hand("/crm/v3/objects/products", json!({"properties": {"name": "New"}}))
        .await;
    let mut found = BTreeSet::new();
    let mut next = changes.next;
    for _ in 0..20 {
        let changes = world.portal.changes(&stream, Some(&next), 1000).await.unwrap();
        found.extend(changes.keys);
        next = changes.next;
        if !changes.more {
            break;
        }
    }
    assert!(
        found.contains(&RecordKey::from(new["id"].as_str().unwrap())),
        "{found:?}"
    );
}

#[tokio::test]
async fn more_records_in_one_moment_than_a_search_shows_are_all_seen() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    let since = jiff::Timestamp::now();
    // A batch is written within a millisecond or two: pages of 200 end in the middle of it.
    let batch: Vec<_> = (0..700)
        .map(|i| create(&format!("product:{i}"), json!({"name": format!("Bag {i}")})))
        .collect();
    world.portal.write(&"products".into(), batch).await;
    let stream = "products".into();
    let mut next = world.portal.cursor_since(&stream, since);
    let mut seen: BTreeSet<RecordKey> = BTreeSet::new();
    for _ in 0..40 {
        let changes = world.portal.changes(&stream, Some(&next), 200).await.unwrap();
        seen.extend(changes.keys);
        next = changes.next;
        if !changes.more {
            break;
        }
    }
    assert_eq!(seen.len(), 700);
}

#[tokio::test]
async fn customers_come_with_their_primary_company_in_three_calls() {
    let world = World::prepared().await;
    let customer = |i: usize| {
        create(
            &format!("customer:{i}"),
            json!({"contact": {"email": format!("p{i}@b.example"), "firstname": "Ayşe", "lastname": "Yılmaz",
                    "address": "Kleine Houtstraat 48B", "country": "Netherlands"},
                "company": {"name": "Defne", "zip": "2011", "kopru_vat_number": "NL1"}}),
        )
    };
    let written = world
        .portal
        .write(&"customers".into(), (0..50).map(customer).collect())
        .await;
    let mut keys: Vec<RecordKey> = written
        .iter()
        .map(|one| one.result.as_ref().unwrap().remote.id.as_str().into())
        .collect();
    keys.push("999999999".into());
    keys.push("no id".into());
    world.reset().await;
    let fetched = world.portal.fetch(&"customers".into(), &keys).await;
    // Two for the properties' names, which are believed for a while, and one each for contacts and companies.
    assert_eq!(world.calls().await, 4);
    let one = fetched[7].as_ref().unwrap().as_ref().unwrap();
    let told = |path: &str| one.document.at(path).to_string();
    assert_eq!(told("email"), "p7@b.example");
    assert_eq!(
        (told("company_name"), told("company_vat_number")),
        ("Defne".into(), "NL1".into())
    );
    assert_eq!(
        (
            told("billing_address.street"),
            told("billing_address.house_number")
        ),
        ("Kleine Houtstraat".into(), "48".into())
    );
    assert_eq!(told("billing_address.country"), "NL");
    assert_eq!(one.raw.at("company.properties.name").to_string(), "Defne");
    assert_eq!(fetched[50], Ok(None));
    assert_eq!(fetched[51], Ok(None));
    world.portal.fetch(&"customers".into(), &keys).await;
    assert_eq!(world.calls().await, 6);
}

#[tokio::test]
async fn products_become_canonical_with_their_custom_fields_beside() {
    let world = World::prepared().await;
    let product = world
        .by_hand(
            "/crm/v3/objects/products",
            json!({"properties": {"name": "Bag", "hs_sku": "B-1", "price": "24.95", "description": "Short",
                "kopru_categories": "Bags > Small;Sale", "kopru_size": "L", "kopru_stock": "3",
                "hs_images": "https://img.example/1.jpg;https://img.example/2.jpg"}}),
        )
        .await;
    let keys = [RecordKey::from(product["id"].as_str().unwrap())];
    let fetched = world
        .portal
        .fetch(&"products".into(), &keys)
        .await
        .remove(0)
        .unwrap()
        .unwrap();
    let told = |path: &str| fetched.document.at(path).to_string();
    assert_eq!(
        (told("sku"), told("price_incl"), told("quantity")),
        ("B-1".into(), "24.95".into(), "3".into())
    );
    assert_eq!(told("categories"), "Bags > Small, Sale");
    assert_eq!(told("image"), "https://img.example/1.jpg");
    assert_eq!(
        (told("options.0.name"), told("options.0.value")),
        ("Size".into(), "L".into())
    );
    let stock = world
        .portal
        .fetch(&"stock".into(), &keys)
        .await
        .remove(0)
        .unwrap()
        .unwrap();
    assert_eq!(stock.document.get("quantity").to_string(), "3");
}

#[tokio::test]
async fn samples_are_the_newest_records() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    for i in 0..3 {
        world
            .by_hand(
                "/crm/v3/objects/products",
                json!({"properties": {"name": format!("Bag {i}")}}),
            )
            .await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let newest = world
        .by_hand(
            "/crm/v3/objects/products",
            json!({"properties": {"name": "Newest"}}),
        )
        .await;
    let keys = world.portal.sample(&"products".into(), 2).await.unwrap();
    assert_eq!(
        (keys.len(), keys[0].as_str()),
        (2, newest["id"].as_str().unwrap())
    );
}

#[tokio::test]
async fn every_stream_is_counted_as_a_whole_and_since_a_moment() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    let before = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(1);
    let after = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(1);
    for (stream, object, properties) in [
        ("customers", "contacts", json!({"email": "ayse@defne.example"})),
        (
            "deals",
            "deals",
            json!({"dealname": "Bag", "pipeline": "default", "dealstage": "closedwon"}),
        ),
        ("products", "products", json!({"name": "Bag"})),
        ("invoices", "invoices", json!({"hs_currency": "EUR"})),
    ] {
        let stream = stream.into();
        let there = world.portal.count(&stream, None).await.unwrap();
        world
            .by_hand(
                &format!("/crm/v3/objects/{object}"),
                json!({ "properties": properties }),
            )
            .await;
        assert_eq!(
            world.portal.count(&stream, None).await.unwrap(),
            there + 1,
            "{object}"
        );
        assert!(
            world.portal.count(&stream, Some(before)).await.unwrap() >= 1,
            "{object}"
        );
        assert_eq!(
            world.portal.count(&stream, Some(after)).await.unwrap(),
            0,
            "{object}"
        );
    }
}
