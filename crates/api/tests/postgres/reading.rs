//! Lists, pages, search, and what one record tells.

use http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::World;

#[sqlx::test(migrations = "../../migrations")]
async fn a_list_is_read_page_by_page_each_item_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    actor
        .has_sent(&flow, &["1", "2", "3", "f4", "f5", "s6", "7"])
        .await;
    let (mut keys, mut path) = (Vec::new(), "/records?limit=3".to_owned());
    for _ in 0..3 {
        let answer = actor.get(&path).await.is(200);
        let page = answer.json();
        keys.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["key"].clone()),
        );
        let Some(next) = page["next"].as_str() else {
            assert_eq!(answer.header("link"), "");
            break;
        };
        path = format!("/records?limit=3&after={next}");
        assert_eq!(answer.header("link"), format!("</api/v1{path}>; rel=\"next\""));
    }
    keys.sort_by_key(ToString::to_string);
    assert_eq!(keys, ["1", "2", "3", "7", "f4", "f5", "s6"]);

    let first = actor.get("/dead-letters?limit=1").await.is(200).json();
    let after = first["next"].as_str().unwrap();
    let second = actor
        .get(&format!("/dead-letters?limit=1&after={after}"))
        .await
        .is(200)
        .json();
    assert_ne!(first["items"][0]["key"], second["items"][0]["key"]);
    assert_eq!(second["next"], Value::Null);
    assert!(
        second["items"][0]["cure"]
            .as_str()
            .unwrap()
            .contains("Mend the rule"),
        "{second}"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn records_are_filtered_and_searched(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    actor.has_sent(&flow, &["1", "f2", "s3"]).await;
    let keys = async |query: &str| {
        let found = actor.get(&format!("/records?{query}")).await.is(200).json();
        let mut keys: Vec<String> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["key"].as_str().unwrap().to_owned())
            .collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(keys("outcome=failed").await, "f2");
    assert_eq!(keys("reason=filtered").await, "s3");
    assert_eq!(keys(&format!("flow={}", flow.id)).await, "1 f2 s3");
    assert_eq!(keys("since=2099-01-01T00:00:00Z").await, "");
    assert_eq!(keys("q=ord1").await, "1");
    assert_eq!(keys("q=Ayse%40Example.COM").await, "1 f2 s3");
    assert_eq!(keys("q=Ayse%40Example.COM&outcome=skipped").await, "s3");
    assert_eq!(keys("q=nobody%40example.com").await, "");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_shows_what_passed_between_the_two_sides(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    actor.has_sent(&flow, &["4711"]).await;
    let listed = actor.get("/records").await.is(200).json();
    assert_eq!(listed["items"][0]["label"], "Order 4711");
    assert_eq!(listed["items"][0]["amount"], "119.95");
    let path = listed["items"][0]["url"]
        .as_str()
        .unwrap()
        .trim_start_matches("/api/v1");
    let record = actor.get(path).await.is(200).json();
    assert_eq!(record["outcome"], "created");
    assert_eq!(
        record["exchange"]["came_in"],
        json!({ "email": "ayse@example.com" })
    );
    assert_eq!(record["exchange"]["mapped"], json!({ "dealname": "Ayşe Yılmaz" }));
    let usage = actor.get("/usage").await.is(200).json();
    assert_eq!(usage["tallies"][0]["records"], 1);
    assert_eq!(usage["backlogs"][0]["waiting"], 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_rules_that_read_a_field_are_told(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let all = actor
        .get(&format!("/flows/{}/rules", flow.id))
        .await
        .is(200)
        .json();
    let some = actor
        .get(&format!("/flows/{}/rules?reads=order.number", flow.id))
        .await
        .is(200)
        .json();
    let (all, some) = (
        all["items"].as_array().unwrap(),
        some["items"].as_array().unwrap(),
    );
    assert!(!some.is_empty() && some.len() < all.len(), "{some:?}");
    assert!(
        some.iter()
            .all(|rule| rule["reads"].to_string().contains("order.number")),
        "{some:?}"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn alerts_are_listed_until_they_are_resolved(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    actor.has_an_alert(&flow).await;
    let open = actor.get("/alerts?open=true").await.is(200).json();
    let alert = &open["items"][0];
    assert_eq!(
        (
            &alert["kind"],
            &alert["severity"],
            &alert["reason"],
            &alert["failed"]
        ),
        (
            &json!("records_failed"),
            &json!("warning"),
            &json!("mapping_failed"),
            &json!(0)
        )
    );
    let path = format!("/alerts/{}/resolution", open["items"][0]["id"].as_str().unwrap());
    actor.send(Method::PUT, &path, &json!(null)).await.is(204);
    actor.send(Method::PUT, &path, &json!(null)).await.is(204);
    assert_eq!(
        actor.get("/alerts?open=true").await.is(200).json()["items"],
        json!([])
    );
    assert_eq!(
        actor.get("/alerts").await.is(200).json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
