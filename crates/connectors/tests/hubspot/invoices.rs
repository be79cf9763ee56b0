use domain::FailureReason;
use engine::ports::Write;
use serde_json::json;

use crate::world::{World, create, update};

fn invoice(number: usize, status: &str) -> Write {
    let lines: Vec<_> = (1..=3)
        .map(|line| json!({"reference": format!("{line}"), "name": format!("Article {line}"), "quantity": 1, "price": 10}))
        .collect();
    create(
        &format!("invoice:{number}"),
        json!({"hs_title": format!("INV{number}"), "hs_currency": "EUR", "hs_invoice_billable": false,
            "hs_amount_billed": 30, "hs_balance_due": 0, "hs_invoice_status": status,
            "kopru_invoice_number": format!("INV{number}"), "contact_id": null, "line_items": lines}),
    )
}

#[tokio::test]
async fn a_hundred_invoices_of_three_lines_cost_five_calls_and_none_is_made_twice() {
    let world = World::prepared().await;
    world.reset().await;
    let batch = || (0..100).map(|number| invoice(number, "paid")).collect::<Vec<_>>();
    let written = world.portal.write(&"invoices".into(), batch()).await;
    assert_eq!(world.calls().await, 5);
    assert!(
        written
            .iter()
            .all(|one| one.result.as_ref().is_ok_and(|delivered| delivered.created)),
        "{written:?}"
    );
    // As if the answer had been lost.
    let again = world.portal.write(&"invoices".into(), batch()).await;
    assert!(
        again
            .iter()
            .all(|one| one.result.as_ref().is_ok_and(|delivered| !delivered.created)),
        "{again:?}"
    );
    let id = &written[0].result.as_ref().unwrap().remote.id;
    let path = format!(
        "/crm/v3/objects/invoices/{id}?properties=hs_invoice_status,hs_balance_due&associations=line_items"
    );
    let there = world.look(&path).await;
    assert_eq!(there["properties"]["hs_invoice_status"], json!("paid"));
    assert_eq!(
        there["associations"]["line items"]["results"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn an_invoice_whose_status_is_refused_is_there_all_the_same() {
    let world = World::prepared().await;
    let written = world
        .portal
        .write(
            &"invoices".into(),
            vec![invoice(1, "nonsense"), invoice(2, "open")],
        )
        .await;
    assert!(written.iter().all(|one| one.result.is_ok()), "{written:?}");
    let status = async |i: usize| {
        let id = &written[i].result.as_ref().unwrap().remote.id;
        let path = format!("/crm/v3/objects/invoices/{id}?properties=hs_invoice_status");
        world.look(&path).await["properties"]["hs_invoice_status"].clone()
    };
    assert_eq!(
        (status(0).await, status(1).await),
        (json!("draft"), json!("open"))
    );
}

#[tokio::test]
async fn an_invoice_joins_a_deal_that_came_after_it() {
    let world = World::prepared().await;
    let written = world
        .portal
        .write(&"invoices".into(), vec![invoice(1, "open")])
        .await;
    let id = written[0].result.as_ref().unwrap().remote.id.clone();
    let deal = world
        .by_hand(
            "/crm/v3/objects/deals",
            json!({"properties": {"dealname": "ORD1", "pipeline": "default", "dealstage": "closedwon"}}),
        )
        .await;
    let mut change = update(
        "invoice:1",
        &id,
        json!({"hs_invoice_status": "paid", "hs_balance_due": 0, "kopru_invoice_status": "paid"}),
    );
    change
        .document
        .put("deal_id", deal["id"].as_str().unwrap().into());
    let changed = world.portal.write(&"invoices".into(), vec![change]).await;
    assert!(changed[0].result.is_ok(), "{changed:?}");
    let path = format!("/crm/v3/objects/invoices/{id}?properties=hs_invoice_status&associations=deals");
    let there = world.look(&path).await;
    assert_eq!(there["associations"]["deals"]["results"][0]["id"], deal["id"]);
    assert_eq!(there["properties"]["hs_invoice_status"], json!("paid"));
}

#[tokio::test]
async fn without_the_permission_for_invoices_it_is_said_and_how_to_get_it() {
    let world = World::new().await;
    let lacks = json!(["crm.objects.invoices.write", "crm.schemas.invoices.write"]);
    world.set(json!({"hubspot": {"private_app_lacks": lacks}})).await;
    let prepared = world.portal.prepare().await.unwrap();
    assert!(
        prepared.lacking.is_empty(),
        "most connections send no invoices: {:?}",
        prepared.lacking
    );
    let written = world
        .portal
        .write(&"invoices".into(), vec![invoice(1, "open")])
        .await;
    let failure = written[0].result.as_ref().unwrap_err();
    assert_eq!(failure.reason, FailureReason::PermissionMissing, "{failure:?}");
    for told in [
        "crm.objects.invoices.write",
        "Sign in to HubSpot again",
        "pause this flow",
    ] {
        assert!(failure.message.contains(told), "{}", failure.message);
    }
}
