use domain::{FailureClass, FailureReason};
use engine::ports::Write;
use serde_json::json;

use crate::world::{World, create, update};

fn order(number: usize) -> Write {
    let lines: Vec<_> = (1..=3)
        .map(|line| {
            json!({"reference": format!("{line}"), "name": format!("Article {line}"), "quantity": line,
                "price": 10.5, "discount": 0.5, "hs_sku": format!("SKU-{line}")})
        })
        .collect();
    create(
        &format!("order:{number}"),
        json!({"dealname": format!("ORD{number}"), "amount": 60, "pipeline": "default", "dealstage": "closedwon",
            "kopru_order_number": format!("ORD{number}"), "contact_id": null, "line_items": lines}),
    )
}

fn orders(count: usize) -> Vec<Write> {
    (0..count).map(order).collect()
}

#[tokio::test]
async fn a_hundred_orders_of_three_lines_cost_four_calls_and_appear_whole() {
    let world = World::prepared().await;
    let contact = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "a@shop.example"}}),
        )
        .await;
    let company = world
        .by_hand(
            "/crm/v3/objects/companies",
            json!({"properties": {"name": "Defne"}}),
        )
        .await;
    world.reset().await;
    let mut batch = orders(100);
    for write in &mut batch {
        write
            .document
            .put("contact_id", contact["id"].as_str().unwrap().into());
        write
            .document
            .put("company_id", company["id"].as_str().unwrap().into());
    }
    let written = world.portal.write(&"deals".into(), batch).await;
    assert_eq!(world.calls().await, 4);
    assert_eq!(
        world.portal.calls() - 12 - 6,
        4,
        "counted by the connection, after preparing"
    );
    assert!(
        written
            .iter()
            .all(|one| one.result.as_ref().is_ok_and(|delivered| delivered.created))
    );
    assert_eq!(world.objects("deals").await, 100);
    assert_eq!(world.objects("line_items").await, 300);
    let summary = world.summary().await;
    let pairs = &summary["associations"]["hubspot"];
    assert_eq!(
        (
            &pairs["deal_to_line_item"],
            &pairs["deal_to_contact"],
            &pairs["deal_to_company"]
        ),
        (&json!(300), &json!(100), &json!(100))
    );
    // Each answer belongs to its own order, however they were shuffled.
    for (i, one) in written.iter().enumerate().step_by(9) {
        let id = &one.result.as_ref().unwrap().remote.id;
        let deal = world
            .look(&format!(
                "/crm/v3/objects/deals/{id}?properties=dealname,kopru_key&associations=line_items"
            ))
            .await;
        assert_eq!(deal["properties"]["dealname"], json!(format!("ORD{i}")));
        assert_eq!(
            one.answered.at("deal.properties.kopru_key").to_string(),
            format!("lightspeed_ecom:240117:order:{i}")
        );
        assert_eq!(one.sent.get("line_items").items().len(), 3);
        let lines = deal["associations"]["line items"]["results"].as_array().unwrap();
        let distinct: std::collections::BTreeSet<_> =
            lines.iter().map(|line| line["id"].to_string()).collect();
        assert_eq!(distinct.len(), 3);
    }
}

#[tokio::test]
async fn writing_the_same_orders_again_creates_nothing() {
    let world = World::prepared().await;
    let first = world.portal.write(&"deals".into(), orders(5)).await;
    let second = world.portal.write(&"deals".into(), orders(5)).await;
    for (first, second) in first.iter().zip(&second) {
        let (first, second) = (first.result.as_ref().unwrap(), second.result.as_ref().unwrap());
        assert_eq!(first.remote, second.remote);
        assert!(first.created && !second.created);
    }
    assert_eq!(
        (world.objects("deals").await, world.objects("line_items").await),
        (5, 15)
    );
}

#[tokio::test]
async fn a_crash_between_lines_and_deals_leaves_nothing_double() {
    for kind in ["cut", "cut_after", "504_after", "wrong_json", "half", "502"] {
        for endpoint in ["deals/batch/create", "line_items/batch/create"] {
            let world = World::prepared().await;
            world.fault(endpoint, kind, 1).await;
            let first = world.portal.write(&"deals".into(), orders(5)).await;
            for one in &first {
                let failure = one.result.as_ref().unwrap_err();
                assert_eq!(
                    failure.class,
                    FailureClass::Transient,
                    "{kind} at {endpoint}: {failure:?}"
                );
            }
            let second = world.portal.write(&"deals".into(), orders(5)).await;
            for one in &second {
                assert!(one.result.is_ok(), "{kind} at {endpoint}: {one:?}");
            }
            assert_eq!(
                (world.objects("deals").await, world.objects("line_items").await),
                (5, 15),
                "{kind} at {endpoint}"
            );
            let summary = world.summary().await;
            assert_eq!(
                summary["associations"]["hubspot"]["deal_to_line_item"],
                json!(15),
                "{kind} at {endpoint}"
            );
        }
    }
}

#[tokio::test]
async fn one_bad_order_never_sinks_its_batch() {
    let world = World::prepared().await;
    let mut batch = orders(20);
    batch[7].document.put("dealstage", "no_such_stage".into());
    batch[11].document.put("contact_id", "999999999".into());
    let mut lines = batch[13].document.get("line_items").items().to_vec();
    lines[1].put("price", "many".into());
    batch[13].document.put("line_items", lines.into());
    let written = world.portal.write(&"deals".into(), batch).await;
    for (i, one) in written.iter().enumerate() {
        assert_eq!(one.result.is_ok(), ![7, 11, 13].contains(&i), "{i}: {one:?}");
    }
    let failure = written[7].result.as_ref().unwrap_err();
    assert_eq!(failure.reason, FailureReason::RejectedByDestination);
    assert!(
        failure
            .message
            .contains("no_such_stage is not a valid pipeline stage"),
        "{failure}"
    );
    assert!(
        written[13]
            .result
            .as_ref()
            .unwrap_err()
            .message
            .contains("Its line \"Article 2\""),
        "{:?}",
        written[13].result
    );
    assert!(written[13].result.as_ref().unwrap_err().is_permanent());
    assert_eq!(world.objects("deals").await, 17);
    assert_eq!(
        world.objects("line_items").await,
        51,
        "lines without a deal are cleared away"
    );
}

#[tokio::test]
async fn a_deal_that_lost_a_line_gets_it_back_when_the_order_is_sent_again() {
    let world = World::prepared().await;
    let first = world.portal.write(&"deals".into(), vec![order(1)]).await;
    let line = first[0].answered.at("line_items.0.id").to_string();
    world
        .by_hand(
            "/crm/v3/objects/line_items/batch/archive",
            json!({"inputs": [{"id": line}]}),
        )
        .await;
    let second = world.portal.write(&"deals".into(), vec![order(1)]).await;
    assert!(!second[0].result.as_ref().unwrap().created);
    assert_eq!(
        world.summary().await["associations"]["hubspot"]["deal_to_line_item"],
        json!(3)
    );
}

#[tokio::test]
async fn an_order_whose_deal_was_deleted_becomes_a_deal_again_with_lines_of_its_own() {
    let world = World::prepared().await;
    let mut first = Vec::new();
    for written in world.portal.write(&"deals".into(), orders(2)).await {
        first.push(written.result.unwrap().remote.id);
    }
    let gone = json!({"inputs": [{"id": first[0]}]});
    world.by_hand("/crm/v3/objects/deals/batch/archive", gone).await;
    let second = world.portal.write(&"deals".into(), orders(2)).await;
    let again = second[0].result.as_ref().unwrap();
    assert!(again.created && again.remote.id != first[0], "{second:?}");
    let there = second[1].result.as_ref().unwrap();
    assert!(!there.created && there.remote.id == first[1], "{second:?}");
    let deal = world
        .look(&format!(
            "/crm/v3/objects/deals/{}?associations=line_items",
            again.remote.id
        ))
        .await;
    let lines = deal["associations"]["line items"]["results"].as_array().unwrap();
    assert_eq!(lines.len(), 3, "{deal}");
    assert_eq!(
        (world.objects("deals").await, world.objects("line_items").await),
        (2, 6),
        "no line is left over"
    );
}

#[tokio::test]
async fn a_status_moves_the_stage_and_a_deal_that_is_gone_is_told() {
    let world = World::prepared().await;
    let first = world.portal.write(&"deals".into(), vec![order(1)]).await;
    let id = first[0].result.as_ref().unwrap().remote.id.clone();
    let change = json!({"pipeline": "default", "dealstage": "closedlost", "kopru_order_status": "cancelled"});
    let written = world
        .portal
        .write(
            &"deals".into(),
            vec![
                update("order:1", &id, change.clone()),
                update("order:2", "123456789", change),
                update("order:1", &id, json!({"kopru_refunded": 12.5})),
            ],
        )
        .await;
    assert!(
        written[0].result.is_ok() && written[2].result.is_ok(),
        "{written:?}"
    );
    assert_eq!(
        written[1].result.as_ref().unwrap_err().reason,
        FailureReason::GoneAtDestination
    );
    let deal = world
        .look(&format!(
            "/crm/v3/objects/deals/{id}?properties=dealstage,kopru_refunded"
        ))
        .await;
    assert_eq!(
        (
            &deal["properties"]["dealstage"],
            &deal["properties"]["kopru_refunded"]
        ),
        (&json!("closedlost"), &json!("12.5"))
    );
}

#[tokio::test]
async fn what_was_created_is_taken_back_with_its_lines_and_nothing_else() {
    let world = World::prepared().await;
    let written = world.portal.write(&"deals".into(), orders(3)).await;
    let two: Vec<_> = written[..2]
        .iter()
        .map(|one| one.result.as_ref().unwrap().remote.clone())
        .collect();
    world.portal.take_back(&"deals".into(), &two).await.unwrap();
    assert_eq!(
        (world.objects("deals").await, world.objects("line_items").await),
        (1, 3)
    );
    world.portal.take_back(&"deals".into(), &two).await.unwrap();
}

/// As the engine does it for a batch of orders whose customers and articles are all new.
#[tokio::test]
async fn a_hundred_new_orders_with_customers_and_articles_cost_at_most_twelve_calls() {
    let world = World::prepared().await;
    let emails: Vec<String> = (0..100).map(|i| format!("p{i}@b.example")).collect();
    let customers = (0..100)
        .map(|i| {
            let company = if i % 3 == 0 {
                json!({"name": format!("Firm {i}"), "zip": "2011"})
            } else {
                json!(null)
            };
            create(
                &format!("customer:{i}"),
                json!({"contact": {"email": emails[i]}, "company": company}),
            )
        })
        .collect();
    let skus: Vec<String> = (0..100).map(|i| format!("sku-{i}")).collect();
    let articles = (0..100)
        .map(|i| create(&format!("product:{i}"), json!({"name": "Bag", "hs_sku": skus[i]})))
        .collect();
    world.portal.find(&"customers".into(), &emails).await.unwrap();
    world.portal.find(&"products".into(), &skus).await.unwrap();
    let customers = world.portal.write(&"customers".into(), customers).await;
    let articles = world.portal.write(&"products".into(), articles).await;
    let mut batch = orders(100);
    for ((order, customer), article) in batch.iter_mut().zip(&customers).zip(&articles) {
        let customer = &customer.result.as_ref().unwrap().remote;
        order.document.put("contact_id", customer.id.as_str().into());
        order
            .document
            .put("company_id", customer.parts.get("company").cloned().into());
        let mut lines = order.document.get("line_items").items().to_vec();
        lines[0].put(
            "hs_product_id",
            article.result.as_ref().unwrap().remote.id.as_str().into(),
        );
        order.document.put("line_items", lines.into());
    }
    let written = world.portal.write(&"deals".into(), batch).await;
    assert!(written.iter().all(|one| one.result.is_ok()), "{:?}", written[0]);
    let calls = world.calls().await;
    assert!(
        calls <= 12,
        "{calls} calls: {}",
        world.summary().await["calls"]["hubspot"]
    );
}
