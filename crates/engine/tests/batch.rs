//! Batches through a flow, with both remote systems and the journal held in memory: what the engine decides,
//! without HTTP and SQL. The same ways over real ones are walked in the workspace's `tests`.

mod memory;

use domain::{Outcome, SkipReason, flow::FlowKind};
use engine::Instead;
use memory::{World, order, value};

#[tokio::test]
async fn an_order_brings_its_customer_and_articles_first() {
    let mut world = World::orders();
    world
        .source
        .put("1", order("1", "a@b.example", &["SKU-1", "SKU-2"]));
    let settlement = world.run(&["1"]).await;

    assert_eq!(settlement.entries[0].outcome, Outcome::Created);
    assert_eq!(world.destination.count("customers"), 1);
    assert_eq!(world.destination.count("products"), 2);
    let deal = world.destination.only("deals");
    assert_eq!(deal.get("contact_id").as_text(), Some("customers-1"));
    assert_eq!(deal.at("line_items.1.product").as_text(), Some("products-2"));
    assert_eq!(
        settlement.links.len(),
        4,
        "order, customer and two articles are paired"
    );
}

#[tokio::test]
async fn an_order_that_exists_is_skipped_without_a_call() {
    let mut world = World::orders();
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    world.run(&["1"]).await;
    let fetched = world.source.fetched();
    let again = world.run(&["1"]).await;

    assert_eq!(
        again.entries[0].outcome.reason(),
        Some(SkipReason::Exists.as_str())
    );
    assert_eq!(world.source.fetched(), fetched);
    assert_eq!(world.destination.count("deals"), 1);
}

#[tokio::test]
async fn customers_and_articles_known_elsewhere_are_found_by_email_and_sku() {
    let mut world = World::orders();
    world
        .destination
        .put("customers", "a@b.example", value(r#"{"email":"a@b.example"}"#));
    world
        .destination
        .put("products", "sku-1", value(r#"{"hs_sku":"SKU-1"}"#));
    world.source.put("1", order("1", "A@B.example", &["SKU-1"]));
    world.run(&["1"]).await;

    assert_eq!(
        world.destination.count("customers"),
        1,
        "capitals in an e-mail address make no other customer"
    );
    assert_eq!(world.destination.count("products"), 1);
}

#[tokio::test]
async fn the_filter_runs_on_the_truth_and_says_why() {
    let mut world = World::orders();
    let mut unpaid = order("1", "a@b.example", &["SKU-1"]);
    unpaid.put("payment_status", "not_paid".into());
    world.source.put("1", unpaid);
    let settlement = world.run(&["1"]).await;

    let Outcome::Skipped { reason, detail, .. } = &settlement.entries[0].outcome else {
        panic!("it was sent")
    };
    assert_eq!(
        (*reason, detail.as_str()),
        (SkipReason::Filtered, "Payment status is \"not_paid\".")
    );
    assert_eq!(world.destination.writes(), 0);
}

#[tokio::test]
async fn a_condition_of_the_tenants_own_filters_too() {
    let mut world = World::with(FlowKind::Orders, r#"{"filter":"order.total_incl > 1000"}"#);
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    let settlement = world.run(&["1"]).await;
    assert_eq!(settlement.entries[0].outcome.reason(), Some("filtered"));
}

#[tokio::test]
async fn one_bad_record_fails_alone() {
    let mut world = World::orders();
    for id in ["1", "2", "3"] {
        world
            .source
            .put(id, order(id, &format!("{id}@b.example"), &["SKU-1"]));
    }
    world.destination.refuse("Order 2");
    let settlement = world.run(&["1", "2", "3", "4"]).await;

    let outcomes: Vec<&str> = settlement
        .entries
        .iter()
        .map(|entry| entry.outcome.as_str())
        .collect();
    assert_eq!(outcomes, ["created", "failed", "created", "skipped"]);
    assert_eq!(settlement.entries[3].outcome.reason(), Some("deleted"));
}

#[tokio::test]
async fn an_order_that_does_not_add_up_is_refused_before_it_is_sent() {
    let mut world = World::orders();
    let mut wrong = order("1", "a@b.example", &["SKU-1"]);
    wrong.put("total_incl", value("99.99"));
    world.source.put("1", wrong);
    let settlement = world.run(&["1"]).await;

    assert_eq!(settlement.entries[0].outcome.reason(), Some("does_not_add_up"));
    assert_eq!(world.destination.count("deals"), 0);
}

#[tokio::test]
async fn an_order_without_email_goes_to_the_default_customer() {
    let mut world = World::with(FlowKind::Orders, r#"{"default_customer":"4711"}"#);
    world.source.put("1", order("1", "", &["SKU-1"]));
    world.run(&["1"]).await;

    assert_eq!(world.destination.count("customers"), 0);
    assert_eq!(
        world.destination.only("deals").get("contact_id").as_text(),
        Some("4711")
    );
}

#[tokio::test]
async fn an_order_whose_customer_is_refused_says_so_and_waits_or_not_as_the_customer_does() {
    let mut world = World::orders();
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    world.destination.refuse("a@b.example");
    let settlement = world.run(&["1"]).await;

    let Outcome::Failed(failure) = &settlement.entries[0].outcome else {
        panic!("it was sent")
    };
    assert!(
        failure.message.starts_with("Its customer could not be written"),
        "{failure}"
    );
    assert!(failure.is_permanent());
    assert_eq!(world.destination.count("deals"), 0);
}

#[tokio::test]
async fn two_new_customers_with_one_address_become_one() {
    let mut world = World::with(FlowKind::Customers, "null");
    world
        .source
        .put("1", value(r#"{"id":"1","email":"a@b.example","name":"A"}"#));
    world
        .source
        .put("2", value(r#"{"id":"2","email":"A@B.example ","name":"B"}"#));
    let settlement = world.run(&["1", "2"]).await;

    assert_eq!(world.destination.count("customers"), 1);
    let outcomes: Vec<&str> = settlement
        .entries
        .iter()
        .map(|entry| entry.outcome.as_str())
        .collect();
    assert_eq!(outcomes, ["created", "updated"]);
}

#[tokio::test]
async fn what_was_sent_last_is_not_sent_again() {
    let mut world = World::with(FlowKind::Customers, "null");
    world
        .source
        .put("1", value(r#"{"id":"1","email":"a@b.example","name":"A"}"#));
    world.run(&["1"]).await;
    let writes = world.destination.writes();
    let again = world.run(&["1"]).await;
    assert_eq!(again.entries[0].outcome.reason(), Some("unchanged"));

    world
        .source
        .put("1", value(r#"{"id":"1","email":"a@b.example","name":"Anna"}"#));
    let changed = world.run(&["1"]).await;
    assert_eq!(changed.entries[0].outcome, Outcome::Updated);
    assert_eq!(world.destination.writes(), writes + 1);
}

#[tokio::test]
async fn our_own_change_coming_back_is_dropped_and_said_to_be_that() {
    let mut world = World::with(FlowKind::Customers, "null").two_way();
    world
        .source
        .put("1", value(r#"{"id":"1","email":"a@b.example","name":"A"}"#));
    world.run(&["1"]).await;

    let mut back = world.reversed();
    back.source.put(
        "customers-1",
        value(r#"{"id":"customers-1","email":"a@b.example","name":"A"}"#),
    );
    let echo = back.run(&["customers-1"]).await;
    assert_eq!(
        echo.entries[0].outcome,
        Outcome::skipped(SkipReason::Echo, "Our own change came back.")
    );

    back.source.put(
        "customers-1",
        value(r#"{"id":"customers-1","email":"a@b.example","name":"Anna"}"#),
    );
    let real = back.run(&["customers-1"]).await;
    assert_eq!(real.entries[0].outcome, Outcome::Updated);

    let mut forth = back.reversed();
    forth
        .source
        .put("1", value(r#"{"id":"1","email":"a@b.example","name":"Anna"}"#));
    let echo = forth.run(&["1"]).await;
    assert_eq!(echo.entries[0].outcome.reason(), Some("echo"));
}

#[tokio::test]
async fn two_sides_that_undo_each_other_are_stopped() {
    let mut world = World::with(FlowKind::Customers, "null").two_way();
    let mut last = None;
    for turn in 0..20 {
        world.source.put(
            "1",
            value(&format!(r#"{{"id":"1","email":"a@b.example","name":"{turn}"}}"#)),
        );
        last = Some(world.run(&["1"]).await);
    }
    let last = last.unwrap();
    assert_eq!(last.entries[0].outcome.reason(), Some("flapping"));
    assert!(world.destination.writes() <= 12);
}

#[tokio::test]
async fn a_status_waits_for_its_order_and_then_moves_the_deal() {
    let mut world = World::with(FlowKind::OrderStatus, "null");
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    let none = world.run(&["1"]).await;
    assert_eq!(none.entries[0].outcome.reason(), Some("no_counterpart"));

    world.journal.arriving("1");
    let waits = world.run(&["1"]).await;
    let Outcome::Failed(failure) = &waits.entries[0].outcome else {
        panic!("{:?}", waits.entries[0].outcome)
    };
    assert!(!failure.is_permanent());

    world.journal.pair_order("1", "deals-9");
    world.destination.put("deals", "9", value("{}"));
    assert_eq!(world.run(&["1"]).await.entries[0].outcome, Outcome::Updated);
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_tells_what_would_be() {
    let mut world = World::orders();
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    world.source.put("2", order("2", "", &[]));
    let forecasts = world.dry_run(&["1", "2", "3"]).await;

    let would: Vec<&str> = forecasts.iter().map(|forecast| forecast.would).collect();
    assert_eq!(would, ["create", "create", "skip"], "{forecasts:?}");
    assert_eq!(forecasts[0].mapped.get("name").as_text(), Some("Order 1"));
    assert_eq!(world.destination.writes(), 0);
}

#[tokio::test]
async fn the_same_key_twice_in_a_batch_is_one_record() {
    let mut world = World::orders();
    world.source.put("1", order("1", "a@b.example", &["SKU-1"]));
    let settlement = world.run(&["1", "1"]).await;
    assert_eq!(settlement.entries.len(), 1);
    assert_eq!(world.destination.count("deals"), 1);
}

#[tokio::test]
async fn what_only_creating_reads_is_no_reason_for_an_update() {
    let mut world = World::with(FlowKind::Customers, "null").two_way();
    world.source.put(
        "1",
        value(r#"{"id":"1","email":"a@b.example","name":"A","memo":"first"}"#),
    );
    world.run(&["1"]).await;
    world.source.put(
        "1",
        value(r#"{"id":"1","email":"a@b.example","name":"A","memo":"second"}"#),
    );
    let again = world.run(&["1"]).await;
    assert_eq!(again.entries[0].outcome.reason(), Some("unchanged"));
    assert_eq!(world.destination.writes(), 1);
}

#[tokio::test]
async fn an_edited_document_is_sent_for_once_in_the_place_of_what_the_rules_make() {
    let mut world = World::with(FlowKind::Orders, r#"{"check_totals":false}"#);
    let mut unpaid = order("1", "a@b.example", &["SKU-1"]);
    unpaid.put("payment_status", "not_paid".into());
    world.source.put("1", unpaid);
    let edited = || Instead::Document {
        document: value(r#"{"name":"By hand"}"#),
        step: "edited",
        note: "ayse@example.com".to_owned(),
    };
    let first = world.run_instead(&["1"], Some(edited())).await;
    assert_eq!(first.entries[0].outcome, Outcome::Created, "it passes the filter");
    assert_eq!(
        world.destination.only("deals").get("name").as_text(),
        Some("By hand")
    );
    let step = first.entries[0].steps.0.iter().find(|step| step.name == "edited");
    assert_eq!(step.map(|step| step.note.as_str()), Some("ayse@example.com"));
    let again = world.run_instead(&["1"], Some(edited())).await;
    assert_eq!(again.entries[0].outcome.reason(), Some("exists"));
    assert_eq!(world.destination.count("deals"), 1);
}
