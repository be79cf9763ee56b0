use std::sync::{Arc, atomic::Ordering};

use domain::{ConnectorId, FailureClass, Value};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::world::{MemoryVault, World, access};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Goes through the sign-in page, as a merchant's browser does.
async fn sign_in(world: &World) -> Arc<MemoryVault> {
    let registry = world.connector();
    let connector = registry.get(ConnectorId::Hubspot);
    let redirect: url::Url = "http://localhost:1/callback".parse().unwrap();
    let mut page = connector.authorize_url(&redirect, "s t", CHALLENGE).unwrap();
    page.query_pairs_mut().append_pair("auto", "approve");
    let answer = world.http().get(page).send().await.unwrap();
    assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
    let back = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let failure = connector
        .exchange_code("wrong", &redirect, VERIFIER)
        .await
        .map(|_| ())
        .unwrap_err();
    assert_eq!(failure.class, FailureClass::NeedsSignIn, "{failure:?}");
    Arc::new(MemoryVault::new(
        connector.exchange_code(&code, &redirect, VERIFIER).await.unwrap(),
    ))
}

#[tokio::test]
async fn a_code_becomes_a_sign_in_that_identifies_its_account() {
    let world = World::new().await;
    let vault = sign_in(&world).await;
    let portal = world
        .connector()
        .get(ConnectorId::Hubspot)
        .open(access(vault, &world.key("portal_id")));
    let account = portal.identify().await.unwrap();
    assert_eq!(account.id, world.key("portal_id"));
    assert!(account.currency.is_some() && account.time_zone.is_some());
}

#[tokio::test]
async fn a_token_that_nears_its_end_is_renewed_once_however_many_want_it() {
    let world = World::new().await;
    let vault = sign_in(&world).await;
    vault.expires_at(Timestamp::now() + SignedDuration::from_secs(60));
    let portal = world
        .connector()
        .get(ConnectorId::Hubspot)
        .open(access(vault.clone(), &world.key("portal_id")));
    let calls = (0..10).map(|_| {
        let portal = portal.clone();
        tokio::spawn(async move { portal.identify().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(vault.renewals.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_token_that_the_remote_calls_expired_is_renewed_once_and_the_call_made_again() {
    let world = World::new().await;
    let vault = sign_in(&world).await;
    // The remote's clock runs ahead: ours thinks that the token is fine.
    world.set(json!({"clock_offset_ms": 3_600_000})).await;
    let portal = world
        .connector()
        .get(ConnectorId::Hubspot)
        .open(access(vault.clone(), &world.key("portal_id")));
    let calls = (0..5).map(|_| {
        let portal = portal.clone();
        tokio::spawn(async move { portal.identify().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(vault.renewals.load(Ordering::Relaxed), 1);
    assert_eq!(*vault.revoked.lock().unwrap(), None);
}

#[tokio::test]
async fn a_revoked_sign_in_is_declared_dead_with_the_remotes_words() {
    let world = World::new().await;
    let vault = sign_in(&world).await;
    let portal = world
        .connector()
        .get(ConnectorId::Hubspot)
        .open(access(vault.clone(), &world.key("portal_id")));
    let secret: serde_json::Value = {
        use engine::ports::Vault as _;
        serde_json::from_str(&vault.load(domain::ConnectionId::new()).await.unwrap().secret).unwrap()
    };
    let form = [
        ("client_id", world.key("client_id")),
        ("client_secret", world.key("client_secret")),
        ("token", secret["refresh_token"].as_str().unwrap().to_owned()),
    ];
    let revoke = world
        .http()
        .post(world.url("/hubspot/oauth/2026-03/token/revoke"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert!(revoke.status().is_success());
    // While the access token lives, a renewal that fails stops nobody.
    vault.expires_at(Timestamp::now() + SignedDuration::from_secs(60));
    portal.identify().await.unwrap();
    assert_eq!(*vault.revoked.lock().unwrap(), None);
    vault.expires_at(Timestamp::now() - SignedDuration::from_secs(1));
    let failure = portal.identify().await.unwrap_err();
    assert_eq!(failure.class, FailureClass::NeedsSignIn);
    assert!(vault.revoked.lock().unwrap().is_some());
}

#[tokio::test]
async fn a_wrong_token_asks_for_a_new_one() {
    let world = World::new().await;
    let registry = world.connector();
    let connector = registry.get(ConnectorId::Hubspot);
    let secret = connector
        .credential(&Value::from([("token", "pat-eu1-wrong".into())]))
        .unwrap();
    let vault = Arc::new(MemoryVault::new(secret));
    let failure = connector
        .open(access(vault.clone(), "1"))
        .identify()
        .await
        .unwrap_err();
    assert_eq!(failure.class, FailureClass::NeedsSignIn);
    assert!(vault.revoked.lock().unwrap().is_some());
}

#[tokio::test]
async fn private_addresses_are_refused_outside_development() {
    let world = World::new().await;
    let mut remotes = world.remotes.clone();
    remotes.client = connectors::http::Client::new(false).unwrap();
    remotes.hubspot_api.set_scheme("https").unwrap();
    let portal = connectors::Registry::new(remotes)
        .get(ConnectorId::Hubspot)
        .open(access(world.vault.clone(), &world.key("portal_id")));
    let failure = portal.identify().await.unwrap_err();
    assert_eq!(failure.reason, domain::FailureReason::ForbiddenAddress);
    assert_eq!(world.calls().await, 0);
}

#[tokio::test]
async fn the_permissions_that_we_ask_for_are_enough_for_all_that_we_do() {
    let world = World::new().await;
    let vault = sign_in(&world).await;
    let portal = world
        .connector()
        .get(ConnectorId::Hubspot)
        .open(access(vault, &world.key("portal_id")));
    portal.prepare().await.unwrap();
    for stream in ["deals", "customers", "products", "stock"] {
        portal.discover(&stream.into()).await.unwrap();
    }
    portal.choices("owners").await.unwrap();
    for (stream, document) in [
        (
            "customers",
            json!({"contact": {"email": "a@b.example"}, "company": {"name": "Defne"}}),
        ),
        ("products", json!({"name": "Bag", "hs_sku": "B"})),
        (
            "deals",
            json!({"dealname": "O", "pipeline": "default", "dealstage": "closedwon",
                "line_items": [{"reference": "1", "name": "Bag", "quantity": 1, "price": 1}]}),
        ),
    ] {
        let written = portal
            .write(&stream.into(), vec![crate::world::create("x:1", document)])
            .await;
        let remote = written[0].result.as_ref().unwrap().remote.clone();
        if stream != "deals" {
            portal.changes(&stream.into(), None, 10).await.unwrap();
            portal
                .fetch(&stream.into(), &[remote.id.as_str().into()])
                .await
                .remove(0)
                .unwrap();
        }
        portal.take_back(&stream.into(), &[remote]).await.unwrap();
    }
}
