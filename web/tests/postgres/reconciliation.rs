//! Reconciliation: a deal that was deleted and an order that nobody told of are both found, and sent.

use domain::flow::Flow;
use scheduler::{Only, Parts};
use serde_json::{Value, json};
use sqlx::PgPool;
use store::runs::{self, Trigger};
use tokio_util::sync::CancellationToken;

use crate::{
    overview::text,
    world::{PASSWORD, World, parts},
};

struct Sides {
    world: World,
    parts: Parts,
    flow: Flow,
    cookie: String,
    base: String,
    token: String,
    http: reqwest::Client,
    _stand_in: sandbox::Running,
}

impl Sides {
    async fn new(pool: &PgPool) -> Self {
        let options = sandbox::Options {
            limits: false,
            ..sandbox::Options::default()
        };
        let stand_in = sandbox::start(options).await.unwrap();
        let base = stand_in.base_url().trim_end_matches('/').to_owned();
        let world = World::with_remotes(pool, &base).await;
        let tenant = world.tenant("Bloemen", "ayse@example.com").await;
        let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
        let parts = parts(&world.store, &base);
        let http = reqwest::Client::new();
        let keys: Value = http
            .get(format!("{base}/_credentials"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let token = keys["hubspot"]["private_app_token"].as_str().unwrap().to_owned();
        let file = format!(
            "[connections.hubspot]\nconnector = \"hubspot\"\ncredential = {{ token = \"{token}\" }}\n
             [connections.shop]\nconnector = \"lightspeed_ecom\"\n
             credential = {{ key = {}, secret = {}, language = \"nl\" }}\n
             [flows.orders]\nkind = \"orders\"\nfrom = \"shop\"\nto = \"hubspot\"\n",
            keys["lightspeed"]["key"], keys["lightspeed"]["secret"],
        );
        let ground = workspace::Ground {
            parts: parts.clone(),
            public_url: "http://127.0.0.1:9".parse().unwrap(),
        };
        workspace::apply(&ground, tenant, &file, |_| None).await.unwrap();
        let mut tx = world.store.begin(tenant).await.unwrap();
        let flow = store::flows::by_name(&mut tx, "orders").await.unwrap().unwrap();
        let run = runs::request(
            &mut tx,
            flow.id,
            Trigger::Load,
            None,
            None,
            jiff::Timestamp::now(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let sides = Self {
            world,
            parts,
            flow,
            cookie,
            base,
            token,
            http,
            _stand_in: stand_in,
        };
        sides.works_until_over(run).await;
        sides
    }

    async fn works_until_over(&self, run: domain::RunId) {
        let stop = CancellationToken::new();
        let load = tokio::spawn(scheduler::load(self.parts.clone(), Only::Anyone, stop.clone()));
        let work = tokio::spawn(scheduler::work(self.parts.clone(), 2, Only::Anyone, stop.clone()));
        let pause = std::time::Duration::from_millis(50);
        let done = runs::wait(&self.world.store, self.flow.tenant, run, pause)
            .await
            .unwrap();
        stop.cancel();
        load.await.unwrap();
        work.await.unwrap();
        let why = text(&self.world.get("/failures", &self.cookie).await.is(200).text);
        assert_eq!(done.counts.failed, 0, "{why}");
    }

    /// Asks for a count by two clicks, and has it done; gives the page.
    async fn counts(&self) -> String {
        let path = format!("/flows/{}/reconciliation", self.flow.id);
        for _ in 0..2 {
            self.world.post(&path, &self.cookie, &[]).await.is(303);
        }
        let waiting = text(&self.world.get(&path, &self.cookie).await.is(200).text);
        assert!(waiting.contains("Both sides are being counted."), "{waiting}");
        assert!(scheduler::reconcile_next(&self.parts).await.unwrap());
        assert!(
            !scheduler::reconcile_next(&self.parts).await.unwrap(),
            "two clicks asked for one count"
        );
        self.world.get(&path, &self.cookie).await.is(200).text
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_deal_deleted_there_and_an_order_nobody_told_of_are_found_and_sent(pool: PgPool) {
    let sides = Sides::new(&pool).await;
    let calm = text(&sides.counts().await);
    assert!(calm.contains(" 0 missing"), "{calm}");

    let (key, deal): (String, String) = sqlx::query_as(
        "select case when left_connection = source_connection then left_key else right_key end,
            case when left_connection = source_connection then right_key else left_key end
         from link join flow using (tenant_id) where noun = 'order' order by 1 limit 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let gone = sides
        .http
        .delete(format!("{}/hubspot/crm/v3/objects/deals/{deal}", sides.base))
        .bearer_auth(&sides.token)
        .send()
        .await
        .unwrap();
    assert!(gone.status().is_success(), "{}", gone.status());
    let order: Value = sides
        .http
        .post(format!("{}/_orders", sides.base))
        .json(&json!({ "paid": true }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let unheard = order["id"].to_string().replace('"', "");

    let html = sides.counts().await;
    let page = text(&html);
    assert!(
        page.contains(" 2 missing") && page.contains("Send the 2 missing"),
        "{page}"
    );
    assert!(
        page.contains(&key) && page.contains(&unheard),
        "{key} and {unheard}: {page}"
    );

    let (_, rest) = html.split_once("name=\"reconciliation\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let missing = format!("/flows/{}/reconciliation/missing", sides.flow.id);
    let mut runs = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let sent = sides
            .world
            .post(&missing, &sides.cookie, &[("reconciliation", id)])
            .await
            .is(303);
        runs.insert(sent.header("location").to_owned());
    }
    assert_eq!(runs.len(), 1, "two clicks send once: {runs:?}");
    let run = runs.pop_first().unwrap().replace("/runs/", "").parse().unwrap();
    sides.works_until_over(run).await;
    let mended = text(&sides.counts().await);
    assert!(mended.contains(" 0 missing"), "{mended}");
    let overview = text(&sides.world.get("/overview", &sides.cookie).await.is(200).text);
    assert!(overview.contains("0 missing"), "{overview}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flow_is_added_with_properties_and_webhooks_and_twice_is_once(pool: PgPool) {
    let sides = Sides::new(&pool).await;
    let page = sides.world.get("/flows/new", &sides.cookie).await.is(200).text;
    let way = page
        .split("value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| {
            value.starts_with("customers/") && value.contains(&sides.flow.source.connection.to_string())
        })
        .unwrap()
        .to_owned();
    let none = sides
        .world
        .post("/flows/new", &sides.cookie, &[("way", "stock/x/y")])
        .await
        .is(422);
    assert!(none.text.contains("Choose what should flow."));
    let taken = [("way", way.as_str()), ("name", "orders")];
    let refused = sides
        .world
        .post("/flows/new", &sides.cookie, &taken)
        .await
        .is(422)
        .text;
    assert!(refused.contains("Another flow has this name."), "{refused}");
    for _ in 0..2 {
        let typed = [("way", way.as_str()), ("name", "<i>People</i>")];
        let made = sides
            .world
            .post("/flows/new", &sides.cookie, &typed)
            .await
            .is(303);
        assert!(made.header("location").starts_with("/flows/"));
    }
    let list = sides.world.get("/flows", &sides.cookie).await.is(200).text;
    assert_eq!(
        list.matches("&#60;i&#62;People&#60;/i&#62;</a>").count(),
        1,
        "{list}"
    );
}
