//! Step 5: what a test made is taken back, and nothing that was there before.

use domain::canonical::Noun;
use engine::ports::RemoteId;
use serde_json::{Value, json};
use sqlx::PgPool;
use store::{flows, setup_tests};

use super::{Start, ask, between};

/// Chooses the record of this name, sends it, and gives the page after.
async fn sent(start: &Start, flow: &str, name: &str) -> String {
    let chosen = [("flow", flow), ("name", name)];
    start.post("/start/test/record", &chosen).await;
    start.post("/start/test/send", &[("flow", flow)]).await;
    start.page(&format!("/start/test?flow={flow}")).await
}

async fn taken_back(start: &Start, flow: &str, page: &str) -> String {
    let test = between(page, "name=\"test\" value=\"", "\"");
    start
        .post("/start/test/take-back", &[("flow", flow), ("test", test)])
        .await;
    start.page(&format!("/start/test?flow={flow}")).await
}

#[sqlx::test(migrations = "../migrations")]
async fn taking_back_removes_what_the_test_made_and_leaves_the_customer_who_was_there(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let empty = start.objects().await;
    let wish = json!({
        "customer": {"email": "mira@example.com", "firstname": "Mira", "lastname": "Jansen",
            "companyName": "Jansen BV", "addressBillingCity": "Utrecht"},
    });
    let first = start.order(wish.clone()).await;
    let page = sent(&start, "orders", &first).await;
    assert!(page.contains("is in HubSpot"), "{page}");
    let with_customer = start.objects().await;
    assert_ne!(with_customer["hubspot"], empty["hubspot"]);

    let second = start.order(wish).await;
    let shop = start.objects().await["lightspeed"].clone();
    let page = sent(&start, "orders", &second).await;
    assert!(page.contains("is in HubSpot"), "{page}");
    let there = start.objects().await;
    assert_eq!(
        there["hubspot"]["contacts"], with_customer["hubspot"]["contacts"],
        "the customer is known"
    );
    let page = taken_back(&start, "orders", &page).await;
    assert!(
        page.contains("Taken back") && page.contains("is no longer in HubSpot"),
        "{page}"
    );
    let after = start.objects().await;
    assert_eq!(after["lightspeed"], shop, "the shop is only read");
    for kind in ["contacts", "companies", "deals", "line_items"] {
        assert_eq!(
            after["hubspot"][kind], with_customer["hubspot"][kind],
            "{kind}: {after}"
        );
    }

    // What was taken back can be sent again.
    let page = sent(&start, "orders", &second).await;
    assert!(page.contains("is in HubSpot"), "{page}");
    taken_back(&start, "orders", &page).await;

    // And the first one with its customer, company and products.
    let page = sent(&start, "orders", &first).await;
    let page = taken_back(&start, "orders", &page).await;
    assert!(page.contains("is no longer in HubSpot"), "{page}");
    assert_eq!(start.objects().await["hubspot"], empty["hubspot"]);
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn what_was_sent_stands_beside_what_is_there_now_and_both_systems_show_it(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let wish = json!({"customer": {"email": "mira@example.com", "firstname": "Mira", "lastname": "Jansen"}});
    let number = start.order(wish).await;
    let page = sent(&start, "orders", &number).await;
    assert!(page.contains("Was sent to HubSpot"), "{page}");
    let there = between(&page, "Now in HubSpot", "</dl>");
    let name = format!("<dt>deal.dealname</dt><dd>{number}</dd>");
    assert!(there.contains(&name), "{there}");
    let client = connectors::http::Client::new(true).unwrap();
    let open = async |beginning: &str| {
        let page = between(&page, &format!("href=\"{}{beginning}", start.base), "\"");
        let request = http::Request::get(format!("{}{beginning}{page}", start.base));
        let answer = client.exchange(request.body(Vec::new()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        String::from_utf8_lossy(answer.body()).into_owned()
    };
    assert!(open("/lightspeed/admin/orders/").await.contains(&number));
    let contact = open("/hubspot/contacts/").await;
    assert!(
        contact.contains("mira@example.com") || contact.contains(&number),
        "{contact}"
    );

    taken_back(&start, "orders", &page).await;
    let after = start.page("/start/test?flow=orders").await;
    assert!(!after.contains("Now in HubSpot"), "{after}");
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn an_invoice_is_proven_and_taken_back_like_an_order(pool: PgPool) {
    let start = Start::made(&pool, &["orders", "invoices"]).await;
    let number = start
        .order(json!({"customer": {"email": "mira@example.com", "firstname": "Mira", "lastname": "Jansen"}}))
        .await;
    let page = start.page("/start/test?flow=invoices").await;
    let key = between(&page, "name=\"key\" value=\"", "\"").to_owned();
    let chosen = [("flow", "invoices"), ("key", key.as_str())];
    start.post("/start/test/record", &chosen).await;
    let page = start.page("/start/test?flow=invoices").await;
    assert!(
        page.contains("Waits for its order") && !page.contains("Would fail"),
        "an invoice hangs on its order's deal: {page}"
    );
    let page = sent(&start, "orders", &number).await;
    assert!(page.contains("is in HubSpot"), "{page}");
    let before = start.objects().await;
    start
        .post("/start/test/record", &[("flow", "invoices"), ("key", &key)])
        .await;
    let page = start.page("/start/test?flow=invoices").await;
    assert!(page.contains("Nothing was written"), "{page}");
    start.post("/start/test/send", &[("flow", "invoices")]).await;
    let page = start.page("/start/test?flow=invoices").await;
    assert!(
        page.contains("is in HubSpot") && page.contains("Invoice with its line items"),
        "{page}"
    );
    let there = start.objects().await;
    assert_eq!(
        there["hubspot"]["invoices"].as_u64().unwrap_or_default(),
        before["hubspot"]["invoices"].as_u64().unwrap_or_default() + 1,
        "{there}"
    );
    taken_back(&start, "invoices", &page).await;
    assert_eq!(start.objects().await, before);
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn an_article_made_in_the_shop_goes_with_the_brand_and_categories_that_it_brought(pool: PgPool) {
    let start = Start::open(&pool).await;
    start.post("/start/apps", &[("way", "own")]).await;
    let keys = ask(
        http::Method::GET,
        format!("{}/_credentials", start.base),
        Value::Null,
    )
    .await;
    // What was just made is found at once.
    ask(
        http::Method::POST,
        format!("{}/_settings", start.base),
        json!({"hubspot": {"search_lag_ms": 0}}),
    )
    .await;
    let own = ask(
        http::Method::POST,
        format!("{}/_portals", start.base),
        Value::Null,
    )
    .await;
    let token = own["private_app_token"].as_str().unwrap();
    start
        .post("/start/connections/hubspot", &[("token", token)])
        .await;
    let shop = [
        ("key", keys["lightspeed"]["key"].as_str().unwrap()),
        ("secret", keys["lightspeed"]["secret"].as_str().unwrap()),
        ("language", "nl"),
    ];
    start.post("/start/connections/lightspeed_ecom", &shop).await;
    start.post("/start/connections", &[]).await;
    start.post("/start/flows", &[("flow", "products-to-shop")]).await;
    let answers = [
        ("products-to-shop.update", "yes"),
        ("products-to-shop.create", "yes"),
        ("products-to-shop.prices", "incl"),
        ("consent", "yes"),
    ];
    assert_eq!(start.post("/start/settings", &answers).await, "/start/test");
    let product = json!({"properties": {"name": "Lamp Ahuja", "hs_sku": "LAMP-1", "price": "49.95",
        "kopru_brand": "Ahuja", "kopru_categories": "Verlichting > Hanglampen", "kopru_tax_rate": "0.21"}});
    let request = http::Request::post(format!("{}/hubspot/crm/v3/objects/products", start.base))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(product.to_string().into_bytes())
        .unwrap();
    let client = connectors::http::Client::new(true).unwrap();
    let made = client.exchange(request).await.unwrap();
    assert_eq!(made.status(), 201, "{}", String::from_utf8_lossy(made.body()));
    let before = start.objects().await;
    let page = sent(&start, "products-to-shop", "LAMP-1").await;
    assert!(page.contains("is in Lightspeed"), "{page}");
    let there = start.objects().await;
    for kind in ["products", "brands", "categories"] {
        assert!(
            there["lightspeed"][kind].as_u64() > before["lightspeed"][kind].as_u64(),
            "{kind}: {there}"
        );
    }
    let page = taken_back(&start, "products-to-shop", &page).await;
    assert!(page.contains("is no longer in Lightspeed"), "{page}");
    let after = start.objects().await;
    assert_eq!(after["lightspeed"], before["lightspeed"], "{after}");
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_made_at_the_same_time_is_all_noted(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let store = &start.world.store;
    let mut tx = store.begin(start.tenant).await.unwrap();
    let flow = flows::list(&mut tx).await.unwrap()[0].id;
    let test = setup_tests::begin(&mut tx, flow, &"1".into(), None, jiff::Timestamp::now())
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let notes = (0..6).map(async |part| {
        let mut tx = store.begin(start.tenant).await.unwrap();
        for n in 0..3 {
            let key = format!("{part}-{n}").into();
            let remote = RemoteId::new(format!("{part}{n}"));
            setup_tests::note_made(&mut tx, test, &"products".into(), (Noun::Product, &key), &remote)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    });
    futures_util::future::join_all(notes).await;
    let mut tx = store.begin(start.tenant).await.unwrap();
    let test = setup_tests::find(&mut tx, test).await.unwrap().unwrap();
    assert_eq!(test.made.len(), 18);
    start.running.stop().await;
}
