use domain::FailureReason;
use serde_json::json;

use crate::world::{World, create, update};

#[tokio::test]
async fn products_are_created_once_found_by_sku_and_updated() {
    let world = World::prepared().await;
    let product = |i: usize| {
        create(
            &format!("product:{i}"),
            json!({"name": format!("Bag {i}"), "hs_sku": format!("BAG-{i}"), "price": 24.95}),
        )
    };
    let batch: Vec<_> = (0..120).map(product).collect();
    let written = world.portal.write(&"products".into(), batch.clone()).await;
    assert!(
        written
            .iter()
            .all(|one| one.result.as_ref().is_ok_and(|delivered| delivered.created))
    );
    assert_eq!(
        written[5]
            .result
            .as_ref()
            .unwrap()
            .known
            .get("price_incl")
            .to_string(),
        "24.95"
    );
    let again = world.portal.write(&"products".into(), batch).await;
    assert!(
        again
            .iter()
            .all(|one| one.result.as_ref().is_ok_and(|delivered| !delivered.created))
    );
    assert_eq!(world.objects("products").await, 120);
    world.set(json!({"clock_offset_ms": 20_000})).await;
    world.reset().await;
    let mut keys: Vec<String> = (0..120).map(|i| format!("bag-{i}")).collect();
    keys.push("bag-1000".into());
    let found = world.portal.find(&"products".into(), &keys).await.unwrap();
    for (found, written) in found.iter().zip(&written) {
        assert_eq!(
            found.as_ref().map(|remote| &remote.id),
            Some(&written.result.as_ref().unwrap().remote.id)
        );
    }
    assert_eq!(found[120], None);
    assert_eq!(world.calls().await, 2);
    let id = &written[0].result.as_ref().unwrap().remote.id;
    let changed = world
        .portal
        .write(
            &"products".into(),
            vec![update("product:0", id, json!({"price": 19.5}))],
        )
        .await;
    assert_eq!(
        changed[0]
            .result
            .as_ref()
            .unwrap()
            .known
            .get("price_incl")
            .to_string(),
        "19.5"
    );
}

#[tokio::test]
async fn stock_is_set_on_products_that_are_there_and_only_there() {
    let world = World::prepared().await;
    let written = world
        .portal
        .write(
            &"products".into(),
            vec![create("product:1", json!({"name": "Bag", "hs_sku": "B"}))],
        )
        .await;
    let id = &written[0].result.as_ref().unwrap().remote.id;
    let levels = vec![
        update("product:1", id, json!({"kopru_stock": 7})),
        update("product:2", "123456789", json!({"kopru_stock": 7})),
        create("product:3", json!({"kopru_stock": 7})),
    ];
    let written = world.portal.write(&"stock".into(), levels).await;
    assert_eq!(
        written[0]
            .result
            .as_ref()
            .unwrap()
            .known
            .get("quantity")
            .to_string(),
        "7"
    );
    assert_eq!(
        written[1].result.as_ref().unwrap_err().reason,
        FailureReason::GoneAtDestination
    );
    assert_eq!(
        written[2].result.as_ref().unwrap_err().reason,
        FailureReason::BadRecord
    );
}
