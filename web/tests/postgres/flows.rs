//! Flows: the list, one flow, and what can be done with it.

use sqlx::PgPool;

use crate::{
    overview::text,
    world::{PASSWORD, World},
};

#[sqlx::test(migrations = "../migrations")]
async fn the_list_reads_each_flow_as_a_sentence(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let empty = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        empty.contains("No flows yet") && empty.contains("href=\"/start\""),
        "{empty}"
    );
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let html = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        text(&html).contains("orders shop: orders → hubspot: deals On 0 2 1"),
        "{}",
        text(&html)
    );
    assert!(html.contains(&format!("/flows/{}", flow.id)) && html.contains("href=\"/flows/new\""));
}
