//! The stand-ins that `kopru up` runs, as other processes on the same data find them.
//!
//! A connection to a stand-in is kept like any other, and only the one who started the stand-ins knows where they are.
//! Without telling, `kopru run` beside a running `kopru up` would take the demo's credentials to the real vendors. So
//! `up` leaves the address in `var`, in a file that it holds locked: once the process is gone, however it ended, nobody
//! holds the lock and the file counts for nothing.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{Seek as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use connectors::{HubspotApp, LightspeedApp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

/// The file below `var`.
const FILE: &str = "stand-ins.json";

/// What the file says.
#[derive(Serialize, Deserialize)]
struct Left {
    address: Url,
    /// Whose connections lead there: those in this database.
    database: String,
}

/// The address that was left for others, for as long as this lives.
pub(crate) struct Notice {
    path: PathBuf,
    _held: fs::File,
}

impl Notice {
    /// Leaves the address. None if another process's stand-ins are there already.
    pub(crate) fn leave(var: &Path, database: Option<&str>, address: &Url) -> Result<Option<Self>> {
        let path = var.join(FILE);
        let told = || format!("{} could not be written", path.display());
        fs::create_dir_all(var).with_context(told)?;
        let mut held = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(told)?;
        if !taken(&held) {
            return Ok(None);
        }
        let left = Left {
            address: address.clone(),
            database: name_of(database),
        };
        held.set_len(0).with_context(told)?;
        held.rewind().with_context(told)?;
        serde_json::to_writer(&held, &left).with_context(told)?;
        held.flush().with_context(told)?;
        Ok(Some(Self { path, _held: held }))
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Takes the lock, unless it is held for longer than by one who only looks.
fn taken(file: &fs::File) -> bool {
    (0..10).any(|_| {
        let taken = file.try_lock().is_ok();
        if !taken {
            thread::sleep(Duration::from_millis(20));
        }
        taken
    })
}

/// Where the stand-ins are that a running process left for this database; none if there is no such process.
pub(crate) fn found(var: &Path, database: Option<&str>) -> Option<Url> {
    let path = var.join(FILE);
    let file = fs::File::open(&path).ok()?;
    if !matches!(file.try_lock_shared(), Err(fs::TryLockError::WouldBlock)) {
        // Whoever left it is gone.
        return None;
    }
    drop(file);
    let left: Left = serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?;
    (left.database == name_of(database)).then_some(left.address)
}

/// A database's name in the file: its address may hold a password.
fn name_of(database: Option<&str>) -> String {
    match database {
        None => "embedded".to_owned(),
        Some(url) => {
            let mut hasher = DefaultHasher::new();
            url.hash(&mut hasher);
            format!("{:x}", hasher.finish())
        }
    }
}

/// The stand-ins, as one who signs in to them knows them.
pub(crate) struct StandIn {
    /// Ends with a slash.
    pub(crate) base: Url,
    pub(crate) client: reqwest::Client,
    credentials: Value,
}

impl StandIn {
    /// Asks the stand-ins at this address for their credentials.
    pub(crate) async fn at(base: &Url) -> Result<Self> {
        let base: Url = format!("{}/", base.as_str().trim_end_matches('/')).parse()?;
        let client = reqwest::Client::new();
        let asked = async {
            let answer = client.get(base.join("_credentials")?).send().await?;
            anyhow::Ok(answer.error_for_status()?.json().await?)
        };
        let credentials = asked
            .await
            .with_context(|| format!("the stand-ins at {base} do not answer"))?;
        Ok(Self {
            base,
            client,
            credentials,
        })
    }

    /// Gives the shop a plan that several tenants can share: all who try the sandbox are given this one shop, each with
    /// webhooks of their own and calls that count against the same key.
    pub(crate) async fn have_room(&self) -> Result<()> {
        let plan = json!({"lightspeed": {"webhooks": 1_000, "limits": [3_000, 30_000, 120_000]}});
        let settings = self.client.post(self.base.join("_settings")?).json(&plan);
        settings.send().await?.error_for_status()?;
        Ok(())
    }

    /// Has the Stripe side send its webhooks to this address; tells what they are signed with. An address that it knows from
    /// an earlier start is told anew, since its secret is told once.
    pub(crate) async fn webhooks_to(&self, url: &str) -> Result<String> {
        let key = self.text("stripe", "secret_key");
        let at = self.base.join("stripe/v1/webhook_endpoints")?;
        let known: Value = self
            .client
            .get(at.clone())
            .query(&[("limit", "100")])
            .bearer_auth(&key)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        for endpoint in known["data"].as_array().into_iter().flatten() {
            if let (Some(id), true) = (endpoint["id"].as_str(), endpoint["url"] == url) {
                let gone = self.client.delete(format!("{at}/{id}")).bearer_auth(&key);
                gone.send().await?.error_for_status()?;
            }
        }
        let form = [("url", url), ("enabled_events[]", "*")];
        let made: Value = self
            .client
            .post(at)
            .bearer_auth(&key)
            .form(&form)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        Ok(made["secret"].as_str().unwrap_or_default().to_owned())
    }

    /// A credential of a side; empty if there is none.
    pub(crate) fn text(&self, side: &str, name: &str) -> String {
        match &self.credentials[side][name] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }

    pub(crate) fn hubspot_app(&self) -> HubspotApp {
        HubspotApp {
            client_id: self.text("hubspot", "client_id"),
            client_secret: SecretString::from(self.text("hubspot", "client_secret")),
            app_id: self.text("hubspot", "app_id"),
            developer_key: Some(SecretString::from(self.text("hubspot", "developer_key"))),
        }
    }

    pub(crate) fn lightspeed_app(&self) -> LightspeedApp {
        LightspeedApp {
            key: self.text("lightspeed", "app_key"),
            secret: SecretString::from(self.text("lightspeed", "app_secret")),
        }
    }

    /// The secrets that the demo's workspace file names.
    pub(crate) fn secret(&self, name: &str) -> Option<String> {
        match name {
            "HUBSPOT_TOKEN" => Some(self.text("hubspot", "private_app_token")),
            "LIGHTSPEED_KEY" => Some(self.text("lightspeed", "key")),
            "LIGHTSPEED_SECRET" => Some(self.text("lightspeed", "secret")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_while_its_process_lives_and_for_its_database_only() {
        let var = std::env::temp_dir().join(format!("kopru-stand-ins-{}", uuid::Uuid::now_v7()));
        let address: Url = "http://127.0.0.1:8090/".parse().unwrap();
        assert_eq!(found(&var, None), None, "nothing was left");
        let notice = Notice::leave(&var, None, &address).unwrap().unwrap();
        assert_eq!(found(&var, None), Some(address.clone()));
        assert_eq!(found(&var, Some("postgres:///shop")), None);
        assert!(
            Notice::leave(&var, None, &address).unwrap().is_none(),
            "another's stand-ins stay what is found"
        );
        let words = fs::read_to_string(var.join(FILE)).unwrap();
        drop(notice);
        assert!(!var.join(FILE).exists());
        // As one leaves it who is killed.
        fs::write(var.join(FILE), words).unwrap();
        assert_eq!(found(&var, None), None);
        let other = Notice::leave(&var, Some("postgres:///shop"), &address)
            .unwrap()
            .unwrap();
        assert_eq!(found(&var, Some("postgres:///shop")), Some(address));
        drop(other);
        fs::remove_dir_all(var).unwrap();
    }
}
