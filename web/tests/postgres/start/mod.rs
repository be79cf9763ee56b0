//! The wizard and the connections, against the stand-ins over real HTTP.

mod clicks;
mod proving;
mod signing_in;
mod troubles;

use connectors::http::Client;
use domain::TenantId;
use serde_json::{Value, json};
use sqlx::PgPool;
use store::{connections, flows, runs, setups};

use crate::world::{PASSWORD, World};

/// A tenant that sets itself up with the stand-ins.
struct Start {
    running: sandbox::Running,
    base: String,
    world: World,
    tenant: TenantId,
    cookie: String,
}

impl Start {
    async fn open(pool: &PgPool) -> Self {
        let running = stand_ins().await;
        let base = running.base_url().to_owned();
        let world = World::with_remotes(pool, &base).await;
        let tenant = world.tenant("Bloemen", "ayse@example.com").await;
        let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
        Self {
            running,
            base,
            world,
            tenant,
            cookie,
        }
    }

    /// As far as the questions, with these flows chosen.
    async fn chosen(pool: &PgPool, flows: &[&str]) -> Self {
        let start = Self::open(pool).await;
        start.post("/start/apps", &[("way", "sandbox")]).await;
        start.post("/start/connections", &[]).await;
        let chosen: Vec<_> = flows.iter().map(|flow| ("flow", *flow)).collect();
        start.post("/start/flows", &chosen).await;
        start
    }

    /// As far as the test, with the answers that are there already.
    async fn made(pool: &PgPool, flows: &[&str]) -> Self {
        let start = Self::chosen(pool, flows).await;
        let mut answers = vec![("consent", "yes")];
        for (flow, name, value) in [
            ("orders", "orders.payment_statuses", "paid"),
            ("orders", "orders.stage", "default/closedwon"),
            ("orders", "orders.update_customers", "yes"),
            ("orders", "orders.create_products", "yes"),
            ("customers-to-hubspot", "customers-to-hubspot.update", "yes"),
            (
                "customers-to-hubspot",
                "customers-to-hubspot.default_country",
                "NL",
            ),
            ("products-to-shop", "products-to-shop.update", "yes"),
            ("products-to-shop", "products-to-shop.create", "yes"),
            ("invoices", "invoices.update", "yes"),
        ] {
            if flows.contains(&flow) {
                answers.push((name, value));
            }
        }
        let went = start.post("/start/settings", &answers).await;
        assert_eq!(went, "/start/test");
        start
    }

    /// Posts a form that leads on, and gives where to.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.world.post(path, &self.cookie, form).await.is(303);
        answer.header("location").to_owned()
    }

    async fn page(&self, path: &str) -> String {
        self.world.get(path, &self.cookie).await.is(200).text
    }

    /// The number of the HubSpot account.
    async fn portal(&self) -> String {
        let mut tx = self.world.store.begin(self.tenant).await.unwrap();
        let kept = connections::list(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let kept = kept.iter().find(|kept| kept.name == "hubspot").unwrap();
        kept.account.id.clone()
    }

    /// What is in the HubSpot account and in the shop, by kind.
    async fn objects(&self) -> Value {
        let url = format!("{}/_summary?portal={}", self.base, self.portal().await);
        ask(http::Method::GET, url, Value::Null).await["objects"].clone()
    }

    /// Places an order as a shopper and gives its number.
    async fn order(&self, wish: Value) -> String {
        let placed = ask(http::Method::POST, format!("{}/_orders", self.base), wish).await;
        placed["number"]
            .as_str()
            .unwrap_or_else(|| panic!("{placed}"))
            .to_owned()
    }

    async fn fault(&self, fault: Value) {
        ask(http::Method::POST, format!("{}/_faults", self.base), fault).await;
    }

    async fn mend(&self) {
        ask(
            http::Method::DELETE,
            format!("{}/_faults", self.base),
            Value::Null,
        )
        .await;
    }
}

async fn stand_ins() -> sandbox::Running {
    let options = sandbox::Options {
        limits: false,
        ..sandbox::Options::default()
    };
    sandbox::start(options).await.unwrap()
}

async fn ask(method: http::Method, url: String, body: Value) -> Value {
    let body = if body.is_null() {
        Vec::new()
    } else {
        body.to_string().into_bytes()
    };
    let request = http::Request::builder()
        .method(method)
        .uri(url)
        .body(body)
        .unwrap();
    let answer = Client::new(true).unwrap().exchange(request).await.unwrap();
    serde_json::from_slice(answer.body()).unwrap_or(Value::Null)
}

/// Objects in the HubSpot account, by kind.
async fn objects(base: &str, portal: &str) -> Value {
    let url = format!("{base}/_summary?portal={portal}");
    ask(http::Method::GET, url, Value::Null).await["objects"]["hubspot"].clone()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"));
    rest.split_once(after).unwrap().0
}

#[sqlx::test(migrations = "../migrations")]
async fn the_wizard_leads_from_two_systems_to_flows_that_run(pool: PgPool) {
    let running = stand_ins().await;
    let base = running.base_url().to_owned();
    let world = World::with_remotes(&pool, &base).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    assert_eq!(
        world.get("/start", &cookie).await.is(303).header("location"),
        "/start/apps"
    );
    // A step that one has not come to leads to the one that comes next.
    assert_eq!(
        world.get("/start/test", &cookie).await.is(303).header("location"),
        "/start/apps"
    );

    // Clicked twice: there is one connection of each kind.
    for _ in 0..2 {
        let went = world
            .post("/start/apps", &cookie, &[("way", "sandbox")])
            .await
            .is(303);
        assert_eq!(went.header("location"), "/start/connections");
    }
    let mut tx = world.store.begin(tenant).await.unwrap();
    let kept = connections::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(
        kept.iter()
            .all(|kept| kept.is_sandbox() && kept.authorised_by.is_some())
    );
    let page = world.get("/start/connections", &cookie).await.is(200).text;
    assert!(
        page.contains("Connected to") && page.contains(" orders"),
        "{page}"
    );
    let portal = kept
        .iter()
        .find(|kept| kept.name == "hubspot")
        .unwrap()
        .account
        .id
        .clone();

    world.post("/start/connections", &cookie, &[]).await.is(303);
    let page = world.get("/start/flows", &cookie).await.is(200).text;
    assert!(
        page.contains("since 1 January") && page.contains("of these paid") && page.contains("one picture"),
        "{page}"
    );
    assert!(
        !page.contains("Not counted") && page.contains("Invoices to HubSpot"),
        "each flow is counted: {page}"
    );
    world.post("/start/flows", &cookie, &[]).await.is(422);
    let wanted = [
        ("flow", "orders"),
        ("flow", "customers-to-hubspot"),
        ("flow", "nonsense"),
    ];
    world.post("/start/flows", &cookie, &wanted).await.is(303);

    let page = world.get("/start/settings", &cookie).await.is(200).text;
    for words in ["Closed Won", "Not paid", "VAT number", "Anything special?"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let answers = [
        ("orders.payment_statuses", "paid"),
        ("orders.stage", "default/closedwon"),
        ("orders.prices", "incl"),
        ("orders.update_customers", "yes"),
        ("orders.create_products", "yes"),
        ("customers-to-hubspot.update", "yes"),
        ("customers-to-hubspot.default_country", "Netherlands"),
        ("consent", "yes"),
        ("wishes", "<b>Gift cards</b>"),
    ];
    let back = world
        .post("/start/settings", &cookie, &answers)
        .await
        .is(422)
        .text;
    assert!(
        back.contains("Enter two letters") && back.contains("&#60;b&#62;Gift cards"),
        "{back}"
    );
    let mended: Vec<_> = answers
        .iter()
        .map(|(name, value)| {
            if name.ends_with("country") {
                (*name, "nl")
            } else {
                (*name, *value)
            }
        })
        .collect();
    for _ in 0..2 {
        let went = world.post("/start/settings", &cookie, &mended).await.is(303);
        assert_eq!(went.header("location"), "/start/test");
    }
    let mut tx = world.store.begin(tenant).await.unwrap();
    let made = flows::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(made.len(), 2, "{made:?}");
    assert!(
        made.iter()
            .all(|flow| matches!(flow.state, domain::flow::FlowState::Paused { .. }))
    );

    // Left and come back to: the same step.
    assert_eq!(
        world.get("/start", &cookie).await.is(303).header("location"),
        "/start/test"
    );
    let placed = ask(http::Method::POST, format!("{base}/_orders"), json!({})).await;
    let number = placed["number"]
        .as_str()
        .unwrap_or_else(|| panic!("{placed}"))
        .to_owned();
    let strange = [("flow", "orders"), ("name", "ORD99999")];
    world.post("/start/test/record", &cookie, &strange).await.is(303);
    let page = world.get("/start/test?flow=orders", &cookie).await.is(200).text;
    assert!(page.contains("ORD99999"), "{page}");
    let chosen = [("flow", "orders"), ("name", number.as_str())];
    world.post("/start/test/record", &cookie, &chosen).await.is(303);
    let before = objects(&base, &portal).await;
    let page = world.get("/start/test?flow=orders", &cookie).await.is(200).text;
    assert!(
        page.contains(&number) && page.contains("Nothing was written"),
        "{page}"
    );
    assert_eq!(objects(&base, &portal).await, before, "a preview writes nothing");

    for _ in 0..2 {
        world
            .post("/start/test/send", &cookie, &[("flow", "orders")])
            .await
            .is(303);
    }
    let page = world.get("/start/test?flow=orders", &cookie).await.is(200).text;
    assert!(
        page.contains("is in HubSpot") && page.contains("Take it back"),
        "{page}"
    );
    let sent = objects(&base, &portal).await;
    assert_eq!(
        sent["deals"].as_u64(),
        before["deals"].as_u64().map(|deals| deals + 1),
        "{sent}"
    );
    let test = between(&page, "name=\"test\" value=\"", "\"").to_owned();
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let theirs = [("flow", "orders"), ("test", test.as_str())];
    world
        .post("/start/test/take-back", &outsider, &theirs)
        .await
        .is(404);
    for _ in 0..2 {
        world
            .post("/start/test/take-back", &cookie, &theirs)
            .await
            .is(303);
    }
    let page = world.get("/start/test?flow=orders", &cookie).await.is(200).text;
    assert_eq!(
        objects(&base, &portal).await,
        before,
        "exactly what was made is gone: {page}"
    );
    assert!(
        page.contains("is no longer in HubSpot") && !page.contains("is in HubSpot."),
        "{page}"
    );

    world
        .post("/start/test/outlook", &cookie, &[("flow", "orders")])
        .await
        .is(303);
    let page = world.get("/start/test?flow=orders", &cookie).await.is(200).text;
    assert!(page.contains("records would be created"), "{page}");
    assert!(
        !page.contains("about 1 records") && !page.contains("1 minutes"),
        "{page}"
    );
    assert_eq!(objects(&base, &portal).await, before, "an outlook writes nothing");

    world.post("/start/test", &cookie, &[]).await.is(303);
    let future = [("when", "past"), ("since", "2999-01-01")];
    world.post("/start/done", &cookie, &future).await.is(422);
    for _ in 0..2 {
        let past = [("when", "past"), ("since", "2020-01-01")];
        let went = world.post("/start/done", &cookie, &past).await.is(303);
        assert_eq!(went.header("location"), "/overview");
    }
    let mut tx = world.store.begin(tenant).await.unwrap();
    let setup = setups::find(&mut tx).await.unwrap().unwrap();
    assert!(setup.finished_at.is_some() && setup.wishes == "<b>Gift cards</b>");
    for flow in flows::list(&mut tx).await.unwrap() {
        assert_eq!(flow.state, domain::flow::FlowState::Active);
        let loads = runs::list(&mut tx, Some(flow.id), None, 10).await.unwrap();
        let loads = loads.iter().filter(|run| run.trigger == "load").count();
        assert_eq!(loads, 1, "a double click loads once");
    }
    tx.commit().await.unwrap();
    assert_eq!(
        world.get("/start", &cookie).await.is(303).header("location"),
        "/overview"
    );
    running.stop().await;
}
