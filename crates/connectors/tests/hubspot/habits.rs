//! Other servers that keep to HubSpot's description and have other habits than the stand-in.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::Response,
};
use domain::{FailureReason, RecordKey};
use engine::ports::{Write, Written};
use serde_json::{Value, json};

use crate::world::{World, create, update};

/// How a server differs from the stand-in behind it.
#[derive(Clone, Copy, Default)]
struct Habits {
    /// Batches are all or nothing, whatever their inputs are marked with.
    untraced: bool,
    /// Answers to writes tell only the properties that HubSpot tells unasked, and no mark.
    terse: bool,
    /// Errors in a batch name no input.
    nameless: bool,
    /// Everything that was made is answered with 200.
    plain_ok: bool,
    /// Pages of a search hold at most so many.
    page: Option<u64>,
    /// Every page of a search is the same.
    stuck: bool,
    /// Nobody may look at the account's properties.
    blind: bool,
}

struct Proxy {
    behind: String,
    habits: Habits,
    http: reqwest::Client,
}

async fn pass(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let mut body = to_bytes(body, 1 << 24).await.unwrap();
    let habits = proxy.habits;
    if habits.untraced
        && let Ok(mut json) = serde_json::from_slice::<Value>(&body)
    {
        for input in json["inputs"].as_array_mut().into_iter().flatten() {
            input.as_object_mut().unwrap().remove("objectWriteTraceId");
        }
        body = Bytes::from(json.to_string());
    }
    if head.uri.path().ends_with("/search")
        && let Ok(mut json) = serde_json::from_slice::<Value>(&body)
    {
        if let Some(page) = habits.page {
            json["limit"] = page.into();
        }
        if habits.stuck {
            json.as_object_mut().unwrap().remove("filterGroups");
        }
        body = Bytes::from(json.to_string());
    }
    if habits.blind && head.uri.path().contains("/properties/") {
        let refusal = json!({"status": "error", "category": "MISSING_SCOPES", "message": "no",
            "errors": [{"message": "no", "context": {"requiredGranularScopes": ["crm.schemas.contacts.read"]}}]});
        return Response::builder()
            .status(403)
            .body(Body::from(refusal.to_string()))
            .unwrap();
    }
    let mut onward = proxy
        .http
        .request(head.method.clone(), format!("{}{}", proxy.behind, head.uri))
        .body(body);
    for name in ["authorization", "content-type"] {
        if let Some(value) = head.headers.get(name) {
            onward = onward.header(name, value);
        }
    }
    let answer = onward.send().await.unwrap();
    let mut status = answer.status();
    let mut bytes = answer.bytes().await.unwrap();
    if head.uri.path().contains("/batch/")
        && !head.uri.path().ends_with("/read")
        && let Ok(mut json) = serde_json::from_slice::<Value>(&bytes)
    {
        for record in json["results"].as_array_mut().into_iter().flatten() {
            if habits.terse {
                record.as_object_mut().unwrap().remove("objectWriteTraceId");
                record["properties"]
                    .as_object_mut()
                    .unwrap()
                    .retain(|name, _| name.ends_with("date") || name == "hs_object_id");
            }
        }
        for error in json["errors"].as_array_mut().into_iter().flatten() {
            if habits.nameless {
                error.as_object_mut().unwrap().remove("context");
            }
        }
        bytes = Bytes::from(json.to_string());
    }
    if habits.plain_ok && status == 201 {
        status = reqwest::StatusCode::OK;
    }
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Body::from(bytes))
        .unwrap()
}

/// The world's account behind a server of such habits.
async fn behind(world: &World, habits: Habits) -> Arc<dyn connectors::Opened> {
    let proxy = Arc::new(Proxy {
        behind: world.stand_in.base_url().to_owned(),
        habits,
        http: reqwest::Client::new(),
    });
    let app = Router::new().fallback(pass).with_state(proxy);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    world.portal_at(format!("http://{address}/hubspot").parse().unwrap())
}

fn order(number: usize) -> Write {
    create(
        &format!("order:{number}"),
        json!({"dealname": format!("ORD{number}"), "amount": 20, "pipeline": "default", "dealstage": "closedwon",
            "kopru_order_number": format!("ORD{number}"),
            "line_items": [
                {"reference": "1", "name": format!("Bag {number}"), "quantity": 1, "price": 12, "kopru_ean": "1"},
                {"reference": "2", "name": "Shipping", "quantity": 1, "price": 8}]}),
    )
}

fn orders(range: std::ops::Range<usize>) -> Vec<Write> {
    range.map(order).collect()
}

#[track_caller]
fn created(written: &[Written]) -> Vec<bool> {
    written
        .iter()
        .map(|one| one.result.as_ref().unwrap_or_else(|e| panic!("{e:?}")).created)
        .collect()
}

#[tokio::test]
async fn where_batches_are_all_or_nothing_a_batch_that_was_written_already_is_found_in_one_reading() {
    let world = World::prepared().await;
    let portal = behind(
        &world,
        Habits {
            untraced: true,
            plain_ok: true,
            ..Habits::default()
        },
    )
    .await;
    let first = portal.write(&"deals".into(), orders(0..40)).await;
    assert_eq!(created(&first), [true; 40]);
    world.reset().await;
    // Forty that are there and two that are not.
    let again = portal.write(&"deals".into(), orders(0..42)).await;
    assert_eq!(created(&again)[..40], [false; 40]);
    assert_eq!(created(&again)[40..], [true; 2]);
    // Refused, read, made: for lines and for deals.
    assert_eq!(world.calls().await, 6);
    assert_eq!(
        (world.objects("deals").await, world.objects("line_items").await),
        (42, 84)
    );
}

#[tokio::test]
async fn where_batches_are_all_or_nothing_a_bad_order_and_a_known_one_stand_alone() {
    let world = World::prepared().await;
    let portal = behind(
        &world,
        Habits {
            untraced: true,
            ..Habits::default()
        },
    )
    .await;
    portal.write(&"deals".into(), orders(3..4)).await;
    let mut batch = orders(0..9);
    batch[6].document.put("dealstage", "no_such_stage".into());
    let written = portal.write(&"deals".into(), batch).await;
    for (i, one) in written.iter().enumerate() {
        assert_eq!(one.result.is_ok(), i != 6, "{i}: {one:?}");
    }
    assert_eq!(world.objects("deals").await, 8);
}

#[tokio::test]
async fn answers_that_tell_little_cost_a_reading_and_nothing_is_double() {
    let world = World::prepared().await;
    let portal = behind(
        &world,
        Habits {
            terse: true,
            ..Habits::default()
        },
    )
    .await;
    let first = portal.write(&"deals".into(), orders(0..20)).await;
    assert_eq!(
        created(&first),
        [true; 20],
        "they were made now, even if a reading told"
    );
    let second = portal.write(&"deals".into(), orders(0..20)).await;
    assert_eq!(created(&second), [false; 20]);
    assert_eq!(
        (world.objects("deals").await, world.objects("line_items").await),
        (20, 40)
    );
}

#[tokio::test]
async fn errors_that_name_nobody_reach_the_records_that_they_are_about() {
    let world = World::prepared().await;
    let portal = behind(
        &world,
        Habits {
            nameless: true,
            ..Habits::default()
        },
    )
    .await;
    let mut batch = orders(0..9);
    batch[2].document.put("dealstage", "no_such_stage".into());
    batch[5].document.put("amount", "many".into());
    let written = portal.write(&"deals".into(), batch).await;
    for (i, one) in written.iter().enumerate() {
        match i {
            2 => assert!(
                one.result.as_ref().unwrap_err().message.contains("no_such_stage"),
                "{one:?}"
            ),
            5 => assert!(
                one.result.as_ref().unwrap_err().message.contains("amount"),
                "{one:?}"
            ),
            _ => assert!(one.result.is_ok(), "{one:?}"),
        }
    }
    let id = &written[0].result.as_ref().unwrap().remote.id;
    let changed = portal
        .write(
            &"deals".into(),
            vec![update("order:0", id, json!({"dealstage": "no_such_stage"}))],
        )
        .await;
    let failure = changed[0].result.as_ref().unwrap_err();
    assert_eq!(failure.reason, FailureReason::RejectedByDestination, "{failure}");
}

/// An account that did not allow us to make properties.
async fn without_ours(habits: Habits) -> (World, Arc<dyn connectors::Opened>) {
    let world = World::new().await;
    world.reset().await;
    let portal = behind(&world, habits).await;
    (world, portal)
}

#[tokio::test]
async fn an_account_without_our_properties_gets_its_orders_all_the_same() {
    for terse in [false, true] {
        let (world, portal) = without_ours(Habits {
            terse,
            ..Habits::default()
        })
        .await;
        let written = portal.write(&"deals".into(), orders(0..30)).await;
        assert_eq!(created(&written), [true; 30]);
        assert_eq!(
            (world.objects("deals").await, world.objects("line_items").await),
            (30, 60)
        );
        assert!(written[0].sent.at("deal.properties.kopru_order_number").is_null());
        for i in [0, 17] {
            let id = &written[i].result.as_ref().unwrap().remote.id;
            let deal = world
                .look(&format!("/crm/v3/objects/deals/{id}?associations=line_items"))
                .await;
            assert_eq!(deal["properties"]["dealname"], json!(format!("ORD{i}")));
            let line = deal["associations"]["line items"]["results"][0]["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let line = world
                .look(&format!("/crm/v3/objects/line_items/{line}?properties=name"))
                .await;
            let name = line["properties"]["name"].as_str().unwrap();
            assert!(name == "Shipping" || name == format!("Bag {i}"), "{name}");
        }
        // What is missing is known by now.
        world.reset().await;
        portal.write(&"deals".into(), orders(30..60)).await;
        let calls = world.calls().await;
        assert!(calls <= 5, "{calls} calls");
    }
}

#[tokio::test]
async fn without_our_key_a_lost_answer_is_found_by_name_and_amount() {
    let (world, portal) = without_ours(Habits::default()).await;
    portal.write(&"deals".into(), orders(100..101)).await;
    world.fault("deals/batch/create", "504_after", 1).await;
    let lost = portal.write(&"deals".into(), orders(0..5)).await;
    assert!(lost.iter().all(|one| one.result.is_err()));
    world.set(json!({"clock_offset_ms": 20_000})).await;
    // Another process, which knows nothing of this.
    let portal = behind(&world, Habits::default()).await;
    let again = portal.write(&"deals".into(), orders(0..6)).await;
    assert_eq!(created(&again), [false, false, false, false, false, true]);
    assert_eq!(world.objects("deals").await, 7);
}

#[tokio::test]
async fn an_account_without_our_properties_gets_its_customers_and_articles_all_the_same() {
    let (world, portal) = without_ours(Habits::default()).await;
    let customer = |key: &str| {
        create(
            key,
            json!({"contact": {"email": "ayse@defne.example", "firstname": "Ayşe", "kopru_memo": "x"},
                "company": {"name": "Defne", "kopru_vat_number": "NL1"}}),
        )
    };
    let first = portal
        .write(&"customers".into(), vec![customer("customer:1")])
        .await;
    assert_eq!(created(&first), [true]);
    world.set(json!({"clock_offset_ms": 20_000})).await;
    let second = portal
        .write(&"customers".into(), vec![customer("customer:2")])
        .await;
    assert_eq!(
        second[0].result.as_ref().unwrap().remote,
        first[0].result.as_ref().unwrap().remote,
        "the same person under the same company"
    );
    let article = create(
        "product:1",
        json!({"name": "Bag", "hs_sku": "BAG", "kopru_ean": "1"}),
    );
    let made = portal.write(&"products".into(), vec![article]).await;
    assert_eq!(created(&made), [true]);
    let id = &made[0].result.as_ref().unwrap().remote.id;
    let changed = update("product:1", id, json!({"name": "Big bag", "kopru_stock": 4}));
    let changed = portal.write(&"products".into(), vec![changed]).await;
    assert!(changed[0].result.is_ok(), "{changed:?}");
    let product = world.look(&format!("/crm/v3/objects/products/{id}")).await;
    assert_eq!(product["properties"]["name"], json!("Big bag"));
    // A field that somebody mapped by hand is not left out in silence.
    let mapped = update("product:1", id, json!({"name": "Bag", "no_such_field": "x"}));
    let refused = portal.write(&"products".into(), vec![mapped]).await;
    assert!(
        refused[0]
            .result
            .as_ref()
            .unwrap_err()
            .message
            .contains("no_such_field"),
        "{refused:?}"
    );
}

/// Reads the changes since an hour ago to their end.
async fn all_changes(
    portal: &dyn connectors::Opened,
    stream: &str,
) -> Result<Vec<RecordKey>, domain::Failure> {
    let stream = stream.into();
    let since = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
    let mut cursor = portal.cursor_since(&stream, since);
    let mut keys = Vec::new();
    loop {
        let changes = portal.changes(&stream, Some(&cursor), 500).await?;
        keys.extend(changes.keys);
        cursor = changes.next;
        if !changes.more {
            return Ok(keys);
        }
    }
}

#[tokio::test]
async fn pages_that_are_shorter_than_asked_for_are_no_end() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    let inputs: Vec<_> = (0..90)
        .map(|i| json!({"properties": {"name": format!("Bag {i}")}}))
        .collect();
    // In one call, so that many share a millisecond.
    world
        .by_hand("/crm/v3/objects/products/batch/create", json!({"inputs": inputs}))
        .await;
    let habits = Habits {
        page: Some(20),
        ..Habits::default()
    };
    let portal = behind(&world, habits).await;
    let mut keys = all_changes(portal.as_ref(), "products").await.unwrap();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 90);
}

#[tokio::test]
async fn pages_that_never_end_are_given_up() {
    let world = World::prepared().await;
    world.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
    let inputs: Vec<_> = (0..30)
        .map(|i| json!({"properties": {"name": format!("Bag {i}")}}))
        .collect();
    world
        .by_hand("/crm/v3/objects/products/batch/create", json!({"inputs": inputs}))
        .await;
    let habits = Habits {
        page: Some(10),
        stuck: true,
        ..Habits::default()
    };
    let portal = behind(&world, habits).await;
    let reading = all_changes(portal.as_ref(), "products");
    let failure = tokio::time::timeout(std::time::Duration::from_secs(20), reading)
        .await
        .expect("it hangs")
        .unwrap_err();
    assert_eq!(failure.reason, FailureReason::UnreadableAnswer, "{failure}");
}

#[tokio::test]
async fn customers_are_read_where_nobody_may_look_at_properties() {
    let world = World::prepared().await;
    let contact = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "Ayse@defne.example", "firstname": "Ayşe", "city": "İzmir"}}),
        )
        .await;
    let habits = Habits {
        blind: true,
        ..Habits::default()
    };
    let portal = behind(&world, habits).await;
    let keys = [RecordKey::from(contact["id"].as_str().unwrap())];
    let fetched = portal.fetch(&"customers".into(), &keys).await.remove(0);
    let document = fetched.unwrap().unwrap().document;
    assert_eq!(document.get("email").to_string(), "ayse@defne.example");
    assert_eq!(document.at("billing_address.city").to_string(), "İzmir");
}
