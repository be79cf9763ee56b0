//! Billing, packages and the desk: what is shown to whom, and what clicking does once.

use sandbox::Options;
use sqlx::PgPool;
use store::{desk, trials};

use crate::world::{PASSWORD, World};

/// A world with the stand-in for Stripe, and a tenant whose owner is signed in.
struct Till {
    world: World,
    tenant: domain::TenantId,
    owner: String,
    http: reqwest::Client,
    _sandbox: sandbox::Running,
}

impl Till {
    async fn new(pool: &PgPool) -> Self {
        let sandbox = sandbox::start(Options::default()).await.unwrap();
        let world = World::with_remotes(pool, sandbox.base_url()).await;
        let tenant = world.tenant("Bloemen", "ayse@example.com").await;
        let owner = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            world,
            tenant,
            owner,
            http,
            _sandbox: sandbox,
        }
    }

    async fn sees(&self, path: &str) -> String {
        self.world.get(path, &self.owner).await.is(200).text
    }

    /// Follows a redirect of the post.
    async fn posts(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.world.post(path, &self.owner, form).await.is(303);
        answer.header("location").to_owned()
    }

    /// Buys and pays; where that leads at last.
    async fn buys(&self, form: &[(&str, &str)]) -> String {
        let checkout = self.posts("/billing/checkouts", form).await;
        let page = self.sees(&checkout).await;
        let url = page
            .split("content=\"0; url=")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        let paid = self
            .http
            .post(url)
            .form(&[("action", "pay"), ("card", "4242")])
            .send()
            .await
            .unwrap();
        let back = paid.headers()["location"].to_str().unwrap();
        assert!(back.ends_with(&checkout), "{back}");
        let done = self.world.get(&checkout, &self.owner).await.is(303);
        done.header("location").to_owned()
    }

    async fn expert(&self, email: &str) -> String {
        self.world.tenant("Kopru", email).await;
        let mut tx = self.world.store.system().await.unwrap();
        desk::set_staff(&mut tx, email, true).await.unwrap();
        tx.commit().await.unwrap();
        self.world.signs_in(email, PASSWORD).await.cookie()
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_chip_and_the_page_count_the_trial_down(pool: PgPool) {
    let till = Till::new(&pool).await;
    let page = till.sees("/billing").await;
    assert!(
        page.contains("Your trial begins when your first flow goes live"),
        "{page}"
    );
    assert!(!page.contains("days left"), "{page}");
    let mut tx = till.world.store.begin(till.tenant).await.unwrap();
    trials::start(&mut tx, jiff::Timestamp::now()).await.unwrap();
    tx.commit().await.unwrap();
    let page = till.sees("/billing").await;
    for words in [
        "14 days left",
        "Your trial ends on",
        "EUR 39.00 a month",
        "EUR 47.19 with VAT",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(till.sees("/overview").await.contains("14 days left"));
    sqlx::query(
        "update trial set started_at = now() - interval '20 days', ends_at = now() - interval '6 days'",
    )
    .execute(&pool)
    .await
    .unwrap();
    let page = till.sees("/billing").await;
    assert!(
        page.contains("flows pause") && page.contains("Flows are held"),
        "{page}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_is_bought_once_however_often_one_clicks_or_goes_back(pool: PgPool) {
    let till = Till::new(&pool).await;
    let form = [("plan", "grow"), ("every", "month")];
    let (first, second) = (
        till.posts("/billing/checkouts", &form).await,
        till.posts("/billing/checkouts", &form).await,
    );
    assert_eq!(first, second);
    assert_eq!(till.buys(&form).await, "/billing");
    let page = till.sees("/billing").await;
    for words in [
        "Grow is active",
        "The plan is active",
        "KOPRU-0001",
        "EUR 107.69",
        "Cancel the plan",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // The back button after paying, and Choose in a tab that was open before.
    let back = till.world.get(&first, &till.owner).await.is(303);
    assert_eq!(back.header("location"), "/billing");
    assert_eq!(till.posts("/billing/checkouts", &form).await, "/billing");
    let portal = till
        .world
        .get("/billing/portal?page=cancel", &till.owner)
        .await
        .is(303);
    let portal = portal.header("location").to_owned();
    let pressed = till
        .http
        .post(&portal)
        .form(&[("action", "cancel")])
        .send()
        .await
        .unwrap();
    assert!(
        pressed.headers()["location"]
            .to_str()
            .unwrap()
            .ends_with("/billing/returns")
    );
    till.world.get("/billing/returns", &till.owner).await.is(303);
    assert!(
        till.sees("/billing")
            .await
            .contains("Grow is cancelled and runs until")
    );
    till.posts("/billing/resume", &[]).await;
    assert!(till.sees("/billing").await.contains("The plan goes on."));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_wrong_vat_number_comes_back_with_what_is_wrong(pool: PgPool) {
    let till = Till::new(&pool).await;
    let typed = [
        ("company", "Blumen GmbH"),
        ("country", "DE"),
        ("vat_number", "DE136695975"),
    ];
    let page = till
        .world
        .post("/billing/account", &till.owner, &typed)
        .await
        .is(422)
        .text;
    for words in [
        "A digit is wrong",
        "value=\"DE136695975\"",
        "value=\"Blumen GmbH\"",
        "DE136695976",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let right = [
        ("company", "Blumen GmbH"),
        ("country", "DE"),
        ("vat_number", "de 136 695 976"),
    ];
    till.posts("/billing/account", &right).await;
    let page = till.sees("/billing").await;
    assert!(
        page.contains("reverse charge") && page.contains("DE136695976"),
        "{page}"
    );
    assert!(!page.contains("with VAT"), "{page}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_package_goes_from_purchase_to_acceptance(pool: PgPool) {
    let till = Till::new(&pool).await;
    let expert = till.expert("elif@kopru.example").await;
    assert!(
        till.world
            .get("/desk", &expert)
            .await
            .is(200)
            .text
            .contains("No orders wait")
    );
    let order = till.buys(&[("package", "set_up")]).await;
    let id = order.rsplit('/').next().unwrap();
    let desk = format!("/desk/orders/{id}");
    assert!(
        till.world
            .get("/desk", &expert)
            .await
            .is(200)
            .text
            .contains("Bloemen")
    );
    till.posts(
        &format!("{order}/wishes"),
        &[
            ("contact", "Ayşe"),
            ("phone", "+31 20 123"),
            ("wishes", "<b>Only</b> paid orders"),
        ],
    )
    .await;
    let page = till.world.get(&desk, &expert).await.is(200).text;
    assert!(page.contains("&#60;b&#62;Only&#60;/b&#62; paid orders"), "{page}");
    assert!(
        page.contains("tel:+3120123") && page.contains("ayse@example.com"),
        "{page}"
    );
    // A time of those that are offered; the same again is one booking, another's guess is none.
    let page = till.sees(&order).await;
    let at = page
        .split("name=\"at\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    for _ in 0..2 {
        till.posts(&format!("{order}/meeting"), &[("at", &at)]).await;
        assert!(till.sees(&order).await.contains("The meeting is booked"));
    }
    till.posts(&format!("{order}/meeting"), &[("at", "2031-01-01T03:00:00Z")])
        .await;
    assert!(till.sees(&order).await.contains("was taken a moment ago"));
    let file = till.sees(&format!("{order}/meeting.ics")).await;
    assert!(
        file.starts_with("BEGIN:VCALENDAR\r\n") && file.contains("SEQUENCE:1\r\n"),
        "{file}"
    );
    // Access: not before the buyer says so.
    let visit = format!("{desk}/visit");
    let refused = till.world.post(&visit, &expert, &[]).await.is(303);
    assert_eq!(refused.header("location"), desk);
    let tomorrow = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24))
        .strftime("%Y-%m-%d")
        .to_string();
    till.posts(&format!("{order}/consent"), &[("until", &tomorrow)])
        .await;
    let entered = till.world.post(&visit, &expert, &[]).await.is(303);
    assert_eq!(entered.header("location"), "/overview");
    let overview = till.world.get("/overview", &expert).await.is(200).text;
    assert!(overview.contains("Expert: Bloemen"), "{overview}");
    // An expert may not pay, nor let others in.
    till.world
        .post("/billing/checkouts", &expert, &[("package", "set_up")])
        .await
        .is(403);
    till.world
        .post(&format!("{order}/consent"), &expert, &[("until", "")])
        .await
        .is(403);
    till.posts(&format!("{order}/consent"), &[("until", "")]).await;
    till.world.get("/overview", &expert).await.is(200);
    assert!(
        !till
            .world
            .get("/overview", &expert)
            .await
            .text
            .contains("Bloemen")
    );
    for body in ["Hello", "Hello"] {
        till.world
            .post(&format!("{desk}/messages"), &expert, &[("body", body)])
            .await
            .is(303);
    }
    assert_eq!(till.sees(&order).await.matches("Hello").count(), 1);
    till.world
        .post(&format!("{desk}/notes"), &expert, &[("body", "difficult shop")])
        .await
        .is(303);
    assert!(!till.sees(&order).await.contains("difficult shop"));
    // Accepted only once it was shown.
    till.posts(&format!("{order}/acceptance"), &[]).await;
    assert!(
        till.world
            .get("/desk", &expert)
            .await
            .text
            .contains("1 open order")
    );
    for item in ["contact", "apps", "integration", "flow", "proven", "meeting"] {
        let form = [("item", item), ("done", "yes")];
        till.world
            .post(&format!("{desk}/checks"), &expert, &form)
            .await
            .is(303);
    }
    till.posts(&format!("{order}/acceptance"), &[]).await;
    assert!(
        till.world
            .get("/desk", &expert)
            .await
            .text
            .contains("No orders wait")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn an_outsider_finds_no_order_no_checkout_and_no_desk(pool: PgPool) {
    let till = Till::new(&pool).await;
    till.world.tenant("Kaas", "piet@example.com").await;
    let outsider = till.world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let checkout = till
        .posts("/billing/checkouts", &[("plan", "start"), ("every", "year")])
        .await;
    let order = till.buys(&[("package", "set_up")]).await;
    let id = order.rsplit('/').next().unwrap();
    for path in [
        checkout.clone(),
        order.clone(),
        format!("{order}/meeting.ics"),
        "/billing/packages/not-an-id".to_owned(),
        "/billing/checkouts/not-an-id".to_owned(),
        "/desk".to_owned(),
        format!("/desk/orders/{id}"),
    ] {
        till.world.get(&path, &outsider).await.is(404);
        till.world.get(&path, "").await.is(303);
    }
    for path in [
        "wishes",
        "meeting",
        "meeting/cancel",
        "consent",
        "messages",
        "acceptance",
    ] {
        let form = [("body", "hello"), ("at", "2027-01-01T09:00:00Z")];
        till.world
            .post(&format!("{order}/{path}"), &outsider, &form)
            .await
            .is(404);
    }
    for path in ["charge", "checks", "messages", "notes", "visit", "meeting-link"] {
        till.world
            .post(&format!("/desk/orders/{id}/{path}"), &outsider, &[("body", "x")])
            .await
            .is(404);
    }
    assert!(!till.sees(&order).await.contains("hello"));
    let page = till.world.get("/billing/packages", &outsider).await.is(200).text;
    assert!(!page.contains(id));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_payment_provider_that_is_down_hangs_no_page(pool: PgPool) {
    // Nobody listens at the remotes' address.
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    sqlx::query("insert into billing_account (tenant_id, customer) select tenant_id, 'cus_1' from tenant")
        .execute(&pool)
        .await
        .unwrap();
    let page = world.get("/billing", &cookie).await.is(200).text;
    assert!(page.contains("the invoices can&#39;t be shown now"), "{page}");
    let form = [("plan", "start"), ("every", "month")];
    let answer = world.post("/billing/checkouts", &cookie, &form).await.is(303);
    assert_eq!(answer.header("location"), "/billing");
    let page = world.get("/billing", &cookie).await.is(200).text;
    assert!(page.contains("Nothing was bought or changed"), "{page}");
}
