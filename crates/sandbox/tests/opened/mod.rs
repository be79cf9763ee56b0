//! Stand-ins opened for a test, and a client that knows their keys.

use reqwest::Client;
use sandbox::{Options, Running, start};
use serde_json::Value;

/// Opens them; the client follows no redirects.
pub(crate) async fn open(options: Options) -> (Running, Client, Value) {
    // Another test of this process may have chosen a provider already.
    rustls::crypto::ring::default_provider().install_default().ok();
    let running = start(options).await.unwrap();
    let http = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let url = format!("{}/_credentials", running.base_url());
    let credentials = http.get(url).send().await.unwrap().json().await.unwrap();
    (running, http, credentials)
}
