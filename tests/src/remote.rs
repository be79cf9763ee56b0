//! The stand-ins as tests and figures see them: what is there, what was called, what goes wrong.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// Both stand-ins on one port.
#[derive(Clone)]
pub struct Remote {
    /// `http://127.0.0.1:PORT`
    pub base: String,
    client: reqwest::Client,
    /// The HubSpot account that is looked at, if it is not the first.
    hubspot_token: Option<String>,
}

impl Remote {
    /// The stand-ins at this address.
    #[must_use]
    pub fn at(base: String) -> Self {
        Self {
            base,
            client: reqwest::Client::new(),
            hubspot_token: None,
        }
    }

    /// The same, looking at the HubSpot account of this token.
    #[must_use]
    pub fn of_account(&self, token: &str) -> Self {
        Self {
            hubspot_token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Opens another, empty HubSpot account; answers `portal_id`, `private_app_token`, `user_token`.
    ///
    /// # Errors
    /// When they don't answer.
    pub async fn another_account(&self) -> Result<Value> {
        self.post("/_portals", &json!({})).await
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
        summary["calls"][side]["total"]
            .as_u64()
            .context("the summary's total of calls")
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
        self.client
            .delete(format!("{}/_faults", self.base))
            .send()
            .await?
            .error_for_status()?;
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
    pub async fn hubspot_objects(
        &self,
        kind: &str,
        properties: &[&str],
        associations: &str,
    ) -> Result<Vec<Value>> {
        let token = self.hubspot_token().await?;
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

    async fn hubspot_token(&self) -> Result<String> {
        match &self.hubspot_token {
            Some(token) => Ok(token.clone()),
            None => Ok(self.credentials().await?["hubspot"]["private_app_token"]
                .as_str()
                .unwrap_or_default()
                .to_owned()),
        }
    }

    /// A call to the HubSpot side, as a person working in its pages makes it.
    ///
    /// # Errors
    /// When it does not answer 2xx.
    pub async fn hubspot(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> Result<Value> {
        let token = match &self.hubspot_token {
            Some(token) => token.clone(),
            None => self.credentials().await?["hubspot"]["user_token"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        };
        let mut request = self
            .client
            .request(method, format!("{}/hubspot/{path}", self.base))
            .bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(
            status.is_success(),
            "HubSpot's stand-in answered {status}: {text}"
        );
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Makes an object at HubSpot as a person would; answers its id.
    ///
    /// # Errors
    /// When it does not answer 2xx.
    pub async fn hubspot_create(&self, kind: &str, properties: Value) -> Result<String> {
        let body = json!({ "properties": properties });
        let made = self
            .hubspot(
                reqwest::Method::POST,
                &format!("crm/v3/objects/{kind}"),
                Some(body),
            )
            .await?;
        made["id"]
            .as_str()
            .map(str::to_owned)
            .context("the id of what was made")
    }

    /// Changes an object at HubSpot as a person would.
    ///
    /// # Errors
    /// When it does not answer 2xx.
    pub async fn hubspot_update(&self, kind: &str, id: &str, properties: Value) -> Result<()> {
        let body = json!({ "properties": properties });
        self.hubspot(
            reqwest::Method::PATCH,
            &format!("crm/v3/objects/{kind}/{id}"),
            Some(body),
        )
        .await?;
        Ok(())
    }

    /// All rows of a collection of the shop, page by page.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn lightspeed_all(&self, collection: &str) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        for page in 1.. {
            let path = format!("{collection}.json?limit=250&page={page}");
            let answer = self.lightspeed(reqwest::Method::GET, &path, None).await?;
            let rows = answer
                .as_object()
                .and_then(|object| object.values().next()?.as_array().cloned());
            let rows = rows.with_context(|| format!("a page of {collection}"))?;
            let is_last = rows.len() < 250;
            all.extend(rows);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    /// A call to the Lightspeed side with the shop's own key.
    ///
    /// # Errors
    /// When it does not answer 2xx.
    pub async fn lightspeed(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value> {
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
        anyhow::ensure!(
            status.is_success(),
            "Lightspeed's stand-in answered {status}: {text}"
        );
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Result<Value> {
        let url = format!("{}{path}", self.base);
        Ok(self
            .client
            .get(url)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self
            .client
            .post(format!("{}{path}", self.base))
            .json(body)
            .send()
            .await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(
            status.is_success(),
            "the stand-ins answered {status} to {path}: {text}"
        );
        Ok(serde_json::from_str(&text).unwrap_or_else(|_| json!(text)))
    }
}
