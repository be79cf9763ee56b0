//! The stand-ins as tests and figures see them: what is there, what was called, what goes wrong.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// Both stand-ins on one port.
#[derive(Clone)]
pub struct Remote {
    /// `http://127.0.0.1:PORT`
    pub base: String,
    client: reqwest::Client,
}

impl Remote {
    /// The stand-ins at this address.
    #[must_use]
    pub fn at(base: String) -> Self {
        Self { base, client: reqwest::Client::new() }
    }

    /// What a client needs to sign in.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn credentials(&self) -> Result<Value> {
        self.get("/_credentials").await
    }

    /// Counts of calls, objects, duplicates and associations.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn summary(&self) -> Result<Value> {
        self.get("/_summary").await
    }

    /// Calls to one side so far.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn calls(&self, side: &str) -> Result<u64> {
        let summary = self.summary().await?;
        summary["calls"][side]["total"].as_u64().context("the summary's total of calls")
    }

    /// Places an order as a shopper would; answers its id and number.
    ///
    /// # Errors
    /// When they don't answer or refuse it.
    pub async fn order(&self, order: Value) -> Result<Value> {
        self.post("/_orders", &order).await
    }

    /// Asks for a fault.
    ///
    /// # Errors
    /// When they don't answer or refuse it.
    pub async fn fault(&self, fault: Value) -> Result<Value> {
        self.post("/_faults", &fault).await
    }

    /// Ends all faults.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn clear_faults(&self) -> Result<()> {
        self.client.delete(format!("{}/_faults", self.base)).send().await?.error_for_status()?;
        Ok(())
    }

    /// Turns knobs.
    ///
    /// # Errors
    /// When they don't answer or refuse it.
    pub async fn settings(&self, settings: Value) -> Result<Value> {
        self.post("/_settings", &settings).await
    }

    /// All objects of a type at the HubSpot side, read page by page as a client would.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn hubspot_objects(&self, kind: &str, properties: &[&str], associations: &str) -> Result<Vec<Value>> {
        let token = self.credentials().await?["hubspot"]["private_app_token"].as_str().unwrap_or_default().to_owned();
        let mut objects = Vec::new();
        let mut after = String::new();
        loop {
            let mut query = vec![("limit", "100".to_owned()), ("properties", properties.join(","))];
            if !associations.is_empty() {
                query.push(("associations", associations.to_owned()));
            }
            if !after.is_empty() {
                query.push(("after", after.clone()));
            }
            let page: Value = self
                .client
                .get(format!("{}/hubspot/crm/v3/objects/{kind}", self.base))
                .query(&query)
                .bearer_auth(&token)
                .send()
                .await?
                .error_for_status()?
                .json()
                .await?;
            objects.extend(page["results"].as_array().cloned().unwrap_or_default());
            match page["paging"]["next"]["after"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => return Ok(objects),
            }
        }
    }

    /// A call to the Lightspeed side with the shop's own key.
    ///
    /// # Errors
    /// When it does not answer 2xx.
    pub async fn lightspeed(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Result<Value> {
        let credentials = self.credentials().await?;
        let side = &credentials["lightspeed"];
        let mut request = self
            .client
            .request(method, format!("{}/lightspeed/nl/{path}", self.base))
            .basic_auth(side["key"].as_str().unwrap_or_default(), side["secret"].as_str());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "Lightspeed's stand-in answered {status}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let url = format!("{}{path}", self.base);
        Ok(self.client.get(url).send().await?.error_for_status()?.json().await?)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.client.post(format!("{}{path}", self.base)).json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "the stand-ins answered {status} to {path}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or_else(|_| json!(text)))
    }
}
