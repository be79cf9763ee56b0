//! The description of the API is whole.

use axum::body::Body;
use http::{Method, Request};
use serde_json::Value;
use sqlx::PgPool;

use crate::world::{World, call};

#[sqlx::test(migrations = "../../migrations")]
async fn the_description_is_openapi_3_1_and_needs_no_token(pool: PgPool) {
    let world = World::new(&pool).await;
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    let document = call(&world.router, request).await.is(200).json();
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    assert_eq!(
        document["components"]["securitySchemes"]["api_token"]["scheme"],
        "bearer"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn each_described_operation_is_there_and_asks_for_a_token(pool: PgPool) {
    let world = World::new(&pool).await;
    let document = serde_json::to_value(api::document()).unwrap();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            let place = format!("{method} {path}");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|words| !words.is_empty()),
                "{place} has no summary"
            );
            assert!(operation["tags"].is_array(), "{place} has no tag");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let problem = status.starts_with(['4', '5', 'd']);
                assert_eq!(
                    problem,
                    response["content"]["application/problem+json"].is_object(),
                    "{place} {status}"
                );
            }
            assert!(operation["responses"]["default"].is_object(), "{place}");
            let address = path
                .split('/')
                .map(|part| if part.starts_with('{') { "x" } else { part });
            let address = address.collect::<Vec<_>>().join("/");
            let method: Method = method.to_uppercase().parse().unwrap();
            let request = Request::builder()
                .method(method)
                .uri(format!("/api/v1{address}"))
                .body(Body::empty());
            let answer = call(&world.router, request.unwrap()).await;
            assert_eq!(answer.status, 401, "{place}: {}", answer.text);
        }
    }
    assert_eq!(operations, 39);
}

/// Every route is made from its description; a route beside them would be missing from it.
#[test]
fn no_route_goes_round_the_description() {
    let router = include_str!("../../src/router.rs");
    let v1 = router.split("pub(crate) fn v1()").nth(1).unwrap();
    assert!(!v1.contains(".route("));
    let bare: Vec<&str> = router
        .lines()
        .filter(|line| {
            line.contains(".route(") && (line.contains("/api/v1") || line.contains("openapi.json"))
        })
        .collect();
    assert_eq!(
        bare.len(),
        1,
        "only the description itself stands beside it: {bare:?}"
    );
}

/// What the description refers to is in it.
#[test]
fn every_reference_is_resolved() {
    let document = serde_json::to_value(api::document()).unwrap();
    let mut wanted = Vec::new();
    collect(&document, &mut wanted);
    assert!(!wanted.is_empty());
    for reference in wanted {
        assert!(
            document.pointer(reference.trim_start_matches('#')).is_some(),
            "{reference} is missing"
        );
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                found.push(reference.clone());
            }
            fields.values().for_each(|inner| collect(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}
