use domain::Kind;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn preparing_makes_what_is_missing_and_a_second_time_nothing() {
    let world = World::new().await;
    let first = world.portal.prepare().await.unwrap();
    assert!(
        first.created.contains(&"deals.kopru_key".to_owned())
            && first.created.contains(&"products.kopru_stock".to_owned())
    );
    let key = world.look("/crm/v3/properties/line_items/kopru_key").await;
    assert_eq!(
        (&key["hasUniqueValue"], &key["groupName"]),
        (&json!(true), &json!("kopru"))
    );
    assert_eq!(
        world.portal.prepare().await.unwrap().created,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_property_that_writes_do_not_know_yet_makes_the_record_wait() {
    let world = World::new().await;
    world.set(json!({"hubspot": {"property_lag_ms": 1500}})).await;
    world.portal.prepare().await.unwrap();
    let write = || vec![crate::world::create("product:1", json!({"name": "Bag"}))];
    let early = world.portal.write(&"products".into(), write()).await;
    assert_eq!(
        early[0].result.as_ref().unwrap_err().class,
        domain::FailureClass::Transient,
        "{early:?}"
    );
    world.set(json!({"clock_offset_ms": 2_000})).await;
    let late = world.portal.write(&"products".into(), write()).await;
    assert!(late[0].result.is_ok(), "{late:?}");
}

#[tokio::test]
async fn a_missing_permission_is_named_and_what_may_be_made_is_made() {
    let world = World::new().await;
    world
        .set(json!({"hubspot": {"private_app_lacks": ["crm.schemas.deals.write"]}}))
        .await;
    let prepared = world.portal.prepare().await.unwrap();
    let [told] = prepared.lacking.as_slice() else {
        panic!("{:?}", prepared.lacking)
    };
    assert!(
        told.contains("deal") && told.contains("crm.schemas.deals.write"),
        "{told}"
    );
    assert!(prepared.created.contains(&"products.kopru_stock".to_owned()));
    assert!(!prepared.created.iter().any(|made| made.starts_with("deals.")));
}

#[tokio::test]
async fn fields_are_discovered_with_custom_ones_options_and_what_cannot_be_written() {
    let world = World::prepared().await;
    world
        .by_hand(
            "/crm/v3/properties/deals",
            json!({"name": "season", "label": "Season", "groupName": "dealinformation", "type": "enumeration",
                "fieldType": "select", "options": [{"label": "Summer", "value": "summer"}]}),
        )
        .await;
    let schema = world.portal.discover(&"deals".into()).await.unwrap();
    let season = schema.field("season").unwrap();
    assert!(season.custom && season.writable);
    assert!(matches!(&season.kind, Kind::Choice { options } if options[0].label == "Summer"));
    assert!(!schema.field("hs_is_closed").unwrap().writable);
    assert!(
        matches!(&schema.field("dealstage").unwrap().kind, Kind::Choice { options } if options.iter().any(|o| o.value == "closedwon"))
    );
    assert!(schema.field("line_items.reference").is_some() && schema.field("contact_id").is_some());
    assert!(schema.field("kopru_key").is_none(), "our key is not to be mapped");
    let customers = world.portal.discover(&"customers".into()).await.unwrap();
    assert!(
        customers.field("contact.email").is_some() && customers.field("company.kopru_vat_number").is_some()
    );
}

#[tokio::test]
async fn lists_to_choose_from_are_read_live() {
    let world = World::new().await;
    let pipelines = world.portal.choices("pipelines").await.unwrap();
    assert_eq!(pipelines[0].value, "default");
    let stages = world.portal.choices("stages:default").await.unwrap();
    assert!(stages.iter().any(|stage| stage.value == "closedwon"));
    assert_eq!(world.portal.choices("stages:nowhere").await.unwrap(), []);
    world.portal.choices("owners").await.unwrap();
    assert!(
        world
            .portal
            .choices("moons")
            .await
            .unwrap_err()
            .message
            .contains("no list \"moons\"")
    );
}

#[tokio::test]
async fn webhooks_are_subscribed_to_once() {
    let world = World::new().await;
    let callback: url::Url = "https://kopru.example/hooks/hubspot".parse().unwrap();
    world.portal.subscribe(&callback).await.unwrap();
    world.portal.subscribe(&callback).await.unwrap();
    let path = format!(
        "/hubspot/webhooks/v3/{}/subscriptions?hapikey={}",
        world.key("app_id"),
        world.key("developer_key")
    );
    let all: serde_json::Value = world
        .http()
        .get(world.url(&path))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let creations = all["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["eventType"] == "contact.creation");
    assert_eq!(creations.count(), 1, "{all}");
}
