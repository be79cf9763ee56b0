use domain::{Failure, FailureReason, Value};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{
    http::{Answer, Client},
    hubspot::{errors, paths},
};

/// What we want to be told of, app-wide.
const WANTED: [(&str, Option<&str>); 24] = [
    ("contact.creation", None),
    ("contact.deletion", None),
    ("contact.merge", None),
    ("contact.restore", None),
    ("contact.associationChange", None),
    ("contact.propertyChange", Some("email")),
    ("contact.propertyChange", Some("firstname")),
    ("contact.propertyChange", Some("lastname")),
    ("contact.propertyChange", Some("phone")),
    ("contact.propertyChange", Some("mobilephone")),
    ("contact.propertyChange", Some("address")),
    ("contact.propertyChange", Some("zip")),
    ("contact.propertyChange", Some("city")),
    ("contact.propertyChange", Some("country")),
    ("product.creation", None),
    ("product.deletion", None),
    ("product.restore", None),
    ("product.propertyChange", Some("name")),
    ("product.propertyChange", Some("hs_sku")),
    ("product.propertyChange", Some("price")),
    ("product.propertyChange", Some("description")),
    ("product.propertyChange", Some("hs_images")),
    ("product.propertyChange", Some("kopru_stock")),
    ("product.propertyChange", Some("kopru_categories")),
];

/// Subscribes the app, each kind once. Polling finds what is not subscribed to.
pub(in crate::hubspot) async fn subscribe(
    client: &Client,
    api: &Url,
    app_id: &str,
    key: &SecretString,
    callback: &Url,
) -> Result<(), Failure> {
    let developer = Developer { client, api, key };
    let subscriptions = paths::webhook_subscriptions(app_id);
    let throttling = Value::from([("maxConcurrentRequests", Value::from(10))]);
    let settings = Value::from([
        ("targetUrl", callback.as_str().into()),
        ("throttling", throttling),
    ]);
    developer
        .call(
            http::Method::PUT,
            &paths::webhook_settings(app_id),
            Some(&settings),
        )
        .await?;
    let there = developer.call(http::Method::GET, &subscriptions, None).await?;
    let is_there = |kind: &str, property: Option<&str>| {
        there.get("results").items().iter().any(|known| {
            known.get("eventType").as_text() == Some(kind)
                && known
                    .get("propertyName")
                    .as_text()
                    .filter(|name| !name.is_empty())
                    == property
        })
    };
    for (kind, property) in WANTED
        .into_iter()
        .filter(|(kind, property)| !is_there(kind, *property))
    {
        let mut wish = Value::from([("eventType", kind.into()), ("active", true.into())]);
        if let Some(property) = property {
            wish.put("propertyName", property.into());
        }
        developer
            .call(http::Method::POST, &subscriptions, Some(&wish))
            .await?;
    }
    Ok(())
}

/// Calls with the developer's key instead of the merchant's sign-in; few, and outside the merchant's budget.
struct Developer<'a> {
    client: &'a Client,
    api: &'a Url,
    key: &'a SecretString,
}

impl Developer<'_> {
    async fn call(&self, method: http::Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let url = format!(
            "{}{path}?hapikey={}",
            self.api.as_str().trim_end_matches('/'),
            self.key.expose_secret()
        );
        let request = http::Request::builder()
            .method(method)
            .uri(url)
            .header(http::header::CONTENT_TYPE, "application/json")
            .header(http::header::ACCEPT, "application/json")
            .body(body.map(Value::to_json).unwrap_or_default().into_bytes())
            .map_err(|_| {
                Failure::permanent(
                    FailureReason::BadSetting,
                    "HubSpot's developer key holds a character that no key has.",
                )
            })?;
        let (head, body) = self.client.exchange(request).await?.into_parts();
        let answer = Answer {
            status: head.status,
            headers: head.headers,
            raw: body.into(),
        };
        if answer.status.is_success() {
            return answer.json();
        }
        let mut failure = errors::classify("webhook subscription", &answer, jiff::Timestamp::now(), None);
        if answer.status.as_u16() == 401 {
            failure = Failure::permanent(
                FailureReason::BadSetting,
                "HubSpot does not accept the configured developer key.",
            );
        }
        Err(failure)
    }
}
