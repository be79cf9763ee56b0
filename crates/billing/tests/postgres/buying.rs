//! Plans: bought, paid, not paid, changed, cancelled.

use billing::{BillingError, Portal, Seen, StripeError};
use domain::{Every, Plan, Standing, plan::SubscriptionState};
use sqlx::PgPool;
use store::{checkouts::What, subscriptions};

use crate::world::World;

const GROW: What = What::Plan(Plan::Grow, Every::Month);

async fn pays(world: &World, what: What, card: &str) -> Seen {
    let checkout = world.begins(what).await;
    let Seen::Open { url } = world.till.look(world.tenant, checkout).await.unwrap() else {
        panic!("the payment page is not open");
    };
    let back = world.presses(&url, "pay", card).await;
    assert_eq!(
        back,
        Some(format!("https://kopru.example/billing/checkouts/{checkout}"))
    );
    world.till.look(world.tenant, checkout).await.unwrap()
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_trial_that_ends_holds_the_flows_and_paying_lets_them_go_on_at_once(pool: PgPool) {
    let world = World::new(&pool).await;
    world.starts_trial().await;
    world.hears_of_order("4711").await;
    assert!(world.works().await);
    world.days_pass(13).await;
    assert!(world.works().await);
    world.days_pass(1).await;
    assert!(world.standing().await.holds_flows());
    assert!(!world.works().await, "a held flow is worked on");
    // Webhooks are still taken in, for as long as it takes.
    world.hears_of_order("4712").await;
    world.days_pass(20).await;
    assert_eq!(world.waiting().await, 2);
    assert_eq!(pays(&world, GROW, "4242").await, Seen::Paid { order: None });
    assert!(world.works().await, "paying did not let the flow go on");
    assert_eq!(world.waiting().await, 2);
    assert_eq!(world.letters(&pool).await, ["trial-ending", "trial-ended"]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_left_of_the_trial_stays_free_for_who_buys_early(pool: PgPool) {
    let world = World::new(&pool).await;
    world.starts_trial().await;
    assert_eq!(pays(&world, GROW, "4242").await, Seen::Paid { order: None });
    let invoices = world.till.invoices(world.tenant).await.unwrap();
    assert_eq!(
        invoices.iter().map(|invoice| invoice.total).collect::<Vec<_>>(),
        [0]
    );
    world.days_pass(15).await;
    let invoices = world.till.invoices(world.tenant).await.unwrap();
    // 89.00 with 21 % of the Netherlands.
    assert_eq!(invoices[0].total, 10_769);
    assert!(!world.standing().await.holds_flows());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_double_click_buys_once_and_the_back_button_leads_on(pool: PgPool) {
    let world = World::new(&pool).await;
    let (first, second) = tokio::join!(world.begins(GROW), world.begins(GROW));
    assert_eq!(first, second);
    let sessions = world.asks("events?type=checkout.session.completed").await;
    assert_eq!(sessions["data"].as_array().unwrap().len(), 0);
    let Seen::Open { url } = world.till.look(world.tenant, first).await.unwrap() else {
        panic!("the payment page is not open");
    };
    world.presses(&url, "pay", "4242").await.unwrap();
    // Pressed again on the page that the back button showed: nothing is charged.
    world.presses(&url, "pay", "4242").await.unwrap();
    for _ in 0..2 {
        let seen = world.till.look(world.tenant, first).await.unwrap();
        assert_eq!(seen, Seen::Paid { order: None });
    }
    let invoices = world.till.invoices(world.tenant).await.unwrap();
    assert_eq!(invoices.len(), 1);
    let again = world.till.begin(world.tenant, world.buyer, GROW).await;
    assert!(matches!(again, Err(BillingError::Subscribed)), "{again:?}");
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_choice_leaves_the_first_payment_page(pool: PgPool) {
    let world = World::new(&pool).await;
    let first = world.begins(GROW).await;
    let second = world.begins(What::Plan(Plan::Start, Every::Year)).await;
    assert_ne!(first, second);
    assert_eq!(world.till.look(world.tenant, first).await.unwrap(), Seen::Left);
    assert!(matches!(
        world.till.look(world.tenant, second).await.unwrap(),
        Seen::Open { .. }
    ));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_declined_card_buys_nothing_and_the_page_stays_open(pool: PgPool) {
    let world = World::new(&pool).await;
    let checkout = world.begins(GROW).await;
    let Seen::Open { url } = world.till.look(world.tenant, checkout).await.unwrap() else {
        panic!("the payment page is not open");
    };
    for (action, card) in [("pay", "9995"), ("decline", "4242")] {
        assert_eq!(world.presses(&url, action, card).await, None);
    }
    let seen = world.till.look(world.tenant, checkout).await.unwrap();
    assert!(matches!(seen, Seen::Open { .. }), "{seen:?}");
    assert_eq!(world.standing().await, Standing::NotStarted);
    assert!(world.till.invoices(world.tenant).await.unwrap().is_empty());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_renewal_switches_nothing_off_until_stripe_gives_up(pool: PgPool) {
    let world = World::new(&pool).await;
    world.hears_of_order("4711").await;
    pays(&world, GROW, "0341").await;
    world.days_pass(32).await;
    let Standing::Active(late) = world.standing().await else {
        panic!("{:?}", world.standing().await);
    };
    let SubscriptionState::PastDue { refusal, .. } = &late.state else {
        panic!("{late:?}");
    };
    assert_eq!(refusal, "Your card was declined.");
    assert!(world.works().await);
    assert_eq!(world.letters(&pool).await, ["payment-refused"]);
    // Tried again after 3, 5 and 7 days, and given up.
    world.days_pass(20).await;
    world.till.settle(world.tenant).await.unwrap();
    assert!(matches!(
        world.standing().await,
        Standing::Ended {
            plan: Some(Plan::Grow),
            ..
        }
    ));
    assert!(!world.works().await);
    assert_eq!(world.waiting().await, 1);
    assert_eq!(world.letters(&pool).await.len(), 1);
    // Whoever comes back buys anew.
    pays(&world, GROW, "4242").await;
    assert!(world.works().await);
}

#[sqlx::test(migrations = "../../migrations")]
async fn events_may_come_twice_late_and_in_any_order(pool: PgPool) {
    let world = World::new(&pool).await;
    let checkout = world.begins(GROW).await;
    let Seen::Open { url } = world.till.look(world.tenant, checkout).await.unwrap() else {
        panic!("the payment page is not open");
    };
    world.presses(&url, "pay", "4242").await.unwrap();
    let events = world.events().await;
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["type"].as_str()).collect();
    for kind in [
        "checkout.session.completed",
        "customer.subscription.created",
        "invoice.paid",
    ] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    // Newest first: the wrong way round, and each twice.
    for event in events.iter().chain(&events) {
        world.hears(event).await;
    }
    assert!(matches!(world.standing().await, Standing::Active(_)));
    let (known,): (i64,) = sqlx::query_as("select count(*) from stripe_event")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(known, i64::try_from(events.len()).unwrap());
    let (paid,): (i64,) = sqlx::query_as("select count(*) from audit_entry where act = 'plan.bought'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(paid, 1);
    // Of nobody we know.
    let stranger =
        serde_json::json!({"id": "evt_x", "type": "invoice.paid", "data": {"object": {"customer": "cus_x"}}});
    world.hears(&stranger).await;
    assert!(world.till.take_event(b"{}").await.is_err());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_plan_is_cancelled_resumed_and_changed_at_the_portal(pool: PgPool) {
    let world = World::new(&pool).await;
    pays(&world, GROW, "4242").await;
    let portal = async |page| world.till.portal(world.tenant, world.buyer, page).await.unwrap();
    let cancels_at = async || match world.standing().await {
        Standing::Active(subscription) => subscription.cancels_at,
        other => panic!("{other:?}"),
    };
    let back = world.presses(&portal(Portal::Cancel).await, "cancel", "").await;
    assert_eq!(back, Some("https://kopru.example/billing/returns".to_owned()));
    world.till.settle(world.tenant).await.unwrap();
    assert!(cancels_at().await.is_some());
    world.till.resume(world.tenant).await.unwrap();
    assert!(cancels_at().await.is_none());
    let change = portal(Portal::Change(Plan::Scale, Every::Month)).await;
    let shown = world
        .http
        .get(&change)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        shown.contains("Unused time on Kopru Grow") && shown.contains("Due today"),
        "{shown}"
    );
    world.presses(&change, "change", "").await.unwrap();
    world.till.settle(world.tenant).await.unwrap();
    let Standing::Active(now) = world.standing().await else {
        panic!("{:?}", world.standing().await);
    };
    assert_eq!(now.plan, Plan::Scale);
    // Cancelled again, it runs to the end of its period and no longer.
    world.presses(&portal(Portal::Cancel).await, "cancel", "").await;
    world.till.settle(world.tenant).await.unwrap();
    world.days_pass(20).await;
    assert!(!world.standing().await.holds_flows());
    world.days_pass(20).await;
    assert!(world.standing().await.holds_flows());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_firm_elsewhere_in_the_union_pays_net(pool: PgPool) {
    let world = World::new(&pool).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    subscriptions::set_account(&mut tx, "Blumen GmbH", "DE", Some("DE136695976"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    pays(&world, GROW, "4242").await;
    let invoice = &world.till.invoices(world.tenant).await.unwrap()[0];
    assert_eq!((invoice.total, invoice.total_excluding_tax), (8_900, Some(8_900)));
    let page = invoice.hosted_invoice_url.as_deref().unwrap();
    let page = world.http.get(page).send().await.unwrap().text().await.unwrap();
    for words in ["Blumen GmbH", "DE136695976", "reverse charge"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let sheet = world
        .http
        .get(invoice.invoice_pdf.as_deref().unwrap())
        .send()
        .await
        .unwrap();
    assert!(sheet.bytes().await.unwrap().starts_with(b"%PDF-"));
    // Moved home: the number goes, and VAT comes.
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    subscriptions::set_account(&mut tx, "Bloemen", "NL", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.till.tell_account(world.tenant).await.unwrap();
    world.days_pass(32).await;
    assert_eq!(world.till.invoices(world.tenant).await.unwrap()[0].total, 10_769);
}

#[sqlx::test(migrations = "../../migrations")]
async fn trouble_at_stripe_is_told_and_a_short_one_is_not_noticed(pool: PgPool) {
    let world = World::new(&pool).await;
    let faults = world.stripe.replace("/stripe", "/_faults");
    let fault = |times: u32| serde_json::json!({"side": "stripe", "kind": "503", "times": times});
    world.http.post(&faults).json(&fault(1)).send().await.unwrap();
    let checkout = world.begins(GROW).await;
    world.http.post(&faults).json(&fault(9)).send().await.unwrap();
    let seen = world.till.look(world.tenant, checkout).await;
    assert!(
        matches!(seen, Err(BillingError::Stripe(StripeError::Unreachable(_)))),
        "{seen:?}"
    );
}
