//! What outlives a restart of the stand-ins, and what a kill or a damaged file costs.

#![allow(clippy::unwrap_used, reason = "in a test, what cannot be had ends the test")]

mod opened;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::{Client, Method, StatusCode};
use sandbox::{Options, Running, start};
use serde_json::{Value, json};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("kopru-memory-{}", uuid::Uuid::now_v7())))
    }

    /// The file of a side.
    fn file(&self, side: &str) -> PathBuf {
        self.0.join(format!("{side}-small-42.state"))
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Stand-ins that keep their data in a folder, and one who calls both.
struct Caller {
    running: Running,
    http: Client,
    credentials: Value,
}

impl Caller {
    async fn open(state: &Path) -> Self {
        let options = Options {
            limits: false,
            state: Some(state.to_owned()),
            ..Options::default()
        };
        let (running, http, credentials) = opened::open(options).await;
        let caller = Self {
            running,
            http,
            credentials,
        };
        caller
            .own(
                Method::POST,
                "/_settings",
                json!({"hubspot": {"search_lag_ms": 0}}),
            )
            .await;
        caller
    }

    fn key(&self, side: &str, name: &str) -> String {
        self.credentials[side][name].as_str().unwrap().to_owned()
    }

    /// A page that steers the stand-ins.
    async fn own(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.running.base_url());
        let answer = self.http.request(method, url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
    }

    async fn hubspot_as(
        &self,
        bearer: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let url = format!("{}/hubspot{path}", self.running.base_url());
        let mut request = self.http.request(method.clone(), url).bearer_auth(bearer);
        if method != Method::GET {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn hubspot(&self, method: Method, path: &str, body: Value) -> Value {
        let token = self.key("hubspot", "private_app_token");
        let (status, answer) = self.hubspot_as(&token, method, path, &body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    async fn contact(&self, email: &str) -> String {
        let body = json!({"properties": {"email": email}});
        let made = self.hubspot(Method::POST, "/crm/v3/objects/contacts", body).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Signs the app in and answers its access and refresh token.
    async fn sign_in(&self) -> (String, String) {
        let (id, secret) = (
            self.key("hubspot", "client_id"),
            self.key("hubspot", "client_secret"),
        );
        let base = self.running.base_url();
        let redirect = "https://kopru.example/back";
        let page = format!(
            "{base}/hubspot/oauth/authorize?client_id={id}&redirect_uri={redirect}&scope=crm.objects.contacts.read&auto=approve"
        );
        let answer = self.http.get(page).send().await.unwrap();
        let to: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let code = to.query_pairs().find(|(name, _)| name == "code").unwrap().1;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &id),
            ("client_secret", &secret),
            ("redirect_uri", redirect),
            ("code", &code),
        ];
        let url = format!("{base}/hubspot/oauth/v1/token");
        let tokens: Value = self
            .http
            .post(url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let word = |name: &str| tokens[name].as_str().unwrap().to_owned();
        (word("access_token"), word("refresh_token"))
    }

    async fn lightspeed(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}/lightspeed/nl/{path}", self.running.base_url());
        let keys = (self.key("lightspeed", "key"), self.key("lightspeed", "secret"));
        let mut request = self
            .http
            .request(method.clone(), url)
            .basic_auth(keys.0, Some(keys.1));
        if method != Method::GET {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// All that can be read of both sides, as text.
    async fn everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        for path in [
            "/crm/v3/objects/contacts?limit=100&properties=email,kopru_key,associatedcompanyid&associations=deals,companies",
            "/crm/v3/objects/contacts?limit=100&archived=true",
            "/crm/v3/objects/deals?limit=100&associations=contacts",
            "/crm/v3/properties/contacts",
            "/crm/v3/properties/contacts/groups",
            "/crm/v3/pipelines/deals",
            "/crm/v3/owners",
            "/tax-rates/v1/tax-rates",
            "/crm/v4/associations/deals/contacts/labels",
        ] {
            all.push(self.hubspot(Method::GET, path, Value::Null).await.to_string());
        }
        for path in [
            "orders.json?limit=250",
            "invoices.json?limit=250",
            "shipments.json?limit=250",
            "orders/events.json?limit=250",
            "customers.json?limit=250",
            "products.json?limit=250",
            "variants.json?limit=250",
            "variants/movements.json?limit=250",
            "sets.json",
            "brands.json",
            "categories.json",
            "taxes.json",
            "webhooks.json",
            "shop.json",
        ] {
            all.push(self.lightspeed(Method::GET, path, Value::Null).await.to_string());
        }
        let port = self.running.base_url().to_owned();
        all.into_iter()
            .map(|text| text.replace(&port, "http://here"))
            .collect()
    }
}

#[tokio::test]
async fn what_was_there_at_the_stop_is_there_after_the_start() {
    let folder = Folder::new();
    let before = Caller::open(&folder.0).await;
    let kopru_key = json!({"name": "kopru_key", "label": "Key", "type": "string", "fieldType": "text",
        "groupName": "contactinformation", "hasUniqueValue": true});
    before
        .hubspot(Method::POST, "/crm/v3/properties/contacts", kopru_key)
        .await;
    let company = json!({"properties": {"name": "Acme", "domain": "acme.example"}});
    before
        .hubspot(Method::POST, "/crm/v3/objects/companies", company)
        .await;
    let anna = json!({"properties": {"email": "Anna@acme.example", "kopru_key": "k-1"}});
    let anna = before
        .hubspot(Method::POST, "/crm/v3/objects/contacts", anna)
        .await;
    let gone = before.contact("gone@acme.example").await;
    before
        .hubspot(
            Method::DELETE,
            &format!("/crm/v3/objects/contacts/{gone}"),
            Value::Null,
        )
        .await;
    let label = json!({"label": "Payer", "name": "payer", "inverseLabel": "Pays"});
    before
        .hubspot(Method::POST, "/crm/v4/associations/deals/contacts/labels", label)
        .await;
    let stage = json!({"label": "On hold", "displayOrder": 9, "metadata": {"probability": "0.5"}});
    before
        .hubspot(Method::POST, "/crm/v3/pipelines/deals/default/stages", stage)
        .await;
    let deal = json!({"properties": {"dealname": "First"}, "associations": [{"to": {"id": anna["id"]},
        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 3}]}]});
    before.hubspot(Method::POST, "/crm/v3/objects/deals", deal).await;
    let (access, refresh) = before.sign_in().await;
    let other = before.own(Method::POST, "/_portals", Value::Null).await;
    let hook = json!({"webhook": {"isActive": true, "itemGroup": "orders", "itemAction": "*",
        "language": "nl", "format": "json", "address": "http://127.0.0.1:9/hook"}});
    before.lightspeed(Method::POST, "webhooks.json", hook).await;
    let order = before.own(Method::POST, "/_orders", json!({})).await;
    let seen = before.everything().await;
    before.running.stop().await;

    let after = Caller::open(&folder.0).await;
    for (seen, now) in seen.iter().zip(after.everything().await) {
        assert_eq!(*seen, now);
    }
    // Tokens are known, of the app and of the second account.
    let contacts = "/crm/v3/objects/contacts";
    let (status, _) = after
        .hubspot_as(&access, Method::GET, contacts, &Value::Null)
        .await;
    assert_eq!(status, 200);
    let other = other["private_app_token"].as_str().unwrap();
    let (status, _) = after.hubspot_as(other, Method::GET, contacts, &Value::Null).await;
    assert_eq!(status, 200);
    let refreshed = format!("/oauth/v1/refresh-tokens/{refresh}");
    after.hubspot(Method::GET, &refreshed, Value::Null).await;
    // Keys still clash, numbers go on.
    let again = json!({"properties": {"email": "anna@acme.example"}});
    let token = after.key("hubspot", "private_app_token");
    let (status, _) = after.hubspot_as(&token, Method::POST, contacts, &again).await;
    assert_eq!(status, 409);
    let next = after.contact("next@acme.example").await;
    assert!(next.parse::<u64>().unwrap() > gone.parse().unwrap());
    let later = after.own(Method::POST, "/_orders", json!({})).await;
    assert!(later["id"].as_u64() > order["id"].as_u64());
    after.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_only_the_last_moments() {
    let folder = Folder::new();
    let before = Caller::open(&folder.0).await;
    let id = before.contact("safe@example.com").await;
    let order = before.own(Method::POST, "/_orders", json!({})).await;
    // Half a second, and time for a busy machine to write it.
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(before);

    let after = Caller::open(&folder.0).await;
    after
        .hubspot(
            Method::GET,
            &format!("/crm/v3/objects/contacts/{id}"),
            Value::Null,
        )
        .await;
    let path = format!("orders/{}.json", order["id"]);
    after.lightspeed(Method::GET, &path, Value::Null).await;
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_costs_only_its_own_side() {
    let folder = Folder::new();
    let before = Caller::open(&folder.0).await;
    before.contact("lost@example.com").await;
    let order = before.own(Method::POST, "/_orders", json!({})).await;
    before.running.stop().await;
    let whole = fs::read(folder.file("hubspot")).unwrap();
    fs::write(folder.file("hubspot"), &whole[..whole.len() / 2]).unwrap();

    let after = Caller::open(&folder.0).await;
    let contacts = after
        .hubspot(Method::GET, "/crm/v3/objects/contacts", Value::Null)
        .await;
    assert_eq!(contacts["results"], json!([]));
    let path = format!("orders/{}.json", order["id"]);
    after.lightspeed(Method::GET, &path, Value::Null).await;
    let names = folder.names();
    let damaged = names
        .iter()
        .find(|name| name.starts_with("hubspot-small-42.damaged"))
        .unwrap();
    assert_eq!(
        fs::read(folder.0.join(damaged)).unwrap(),
        &whole[..whole.len() / 2]
    );
}

#[tokio::test]
async fn without_changes_nothing_is_written_and_without_a_folder_nothing_at_all() {
    let folder = Folder::new();
    let first = Caller::open(&folder.0).await;
    first.contact("kept@example.com").await;
    first.running.stop().await;
    let written = |side: &str| fs::metadata(folder.file(side)).unwrap().modified().unwrap();
    let at = (written("hubspot"), written("lightspeed"));
    let second = Caller::open(&folder.0).await;
    second.everything().await;
    let search = json!({"filterGroups": []});
    second
        .hubspot(Method::POST, "/crm/v3/objects/contacts/search", search)
        .await;
    second.running.stop().await;
    assert_eq!(at, (written("hubspot"), written("lightspeed")));

    let forgetful = start(Options::default()).await.unwrap();
    forgetful.stop().await;
    assert_eq!(folder.names().len(), 3, "{:?}", folder.names());
}
