//! What a connector is: it declares itself as data and implements few verbs.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    ConnectionId, ConnectorId, Failure, RecordKey, Schema, StreamName, Value, canonical::Noun, flow::FlowKind,
};
use engine::ports::{Budgets, Clock, Destination, Renewed, Source, Vault};
use serde::Serialize;
use url::Url;

use crate::http::Client;

/// What a connector says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct Declaration {
    /// Which connector.
    pub id: ConnectorId,
    /// What people call it, with its series.
    pub title: &'static str,
    /// The ways to sign in.
    pub sign_in: Vec<SignIn>,
    /// The collections on offer.
    pub streams: Vec<StreamDeclaration>,
}

/// A way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SignIn {
    /// OAuth 2: the merchant is sent to the remote's page and comes back with a code.
    OAuth {
        /// Permissions that must be granted.
        scopes: Vec<&'static str>,
        /// Permissions that are taken if the account can grant them.
        optional_scopes: Vec<&'static str>,
    },
    /// A token made by hand in the remote system.
    Token,
    /// A key and its secret made by hand in the remote system.
    KeyAndSecret,
    /// The remote's app store sends the merchant to us with a signed token.
    AppInstall,
}

/// One collection on offer.
#[derive(Clone, Debug, Serialize)]
pub struct StreamDeclaration {
    /// Its name.
    pub name: StreamName,
    /// Which canonical document it holds.
    pub noun: Noun,
    /// Whether flows can read it.
    pub readable: bool,
    /// Which kinds of flow can write it.
    pub written_by: Vec<FlowKind>,
    /// The natural key by which records are found ("email", "sku"), if any.
    pub natural_key: Option<&'static str>,
}

/// The remote account that a credential opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The remote's number for it (portal or shop id).
    pub id: String,
    /// What people call it.
    pub name: String,
    /// ISO 4217 code of its currency, if it tells.
    pub currency: Option<String>,
    /// IANA time zone, if it tells.
    pub time_zone: Option<String>,
    /// Where its pages for people begin, if that differs from account to account; without a slash at the end.
    pub pages: Option<String>,
}

/// All that a connector needs to work for one connection.
#[derive(Clone)]
pub struct Access {
    /// For which connection.
    pub connection: ConnectionId,
    /// The remote account, as found when it was connected.
    pub account: Account,
    /// Where its credential lies.
    pub vault: Arc<dyn Vault>,
    /// The call budgets that all workers share.
    pub budgets: Arc<dyn Budgets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A change that a webhook told of. It is a hint: the source is asked for the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookChange {
    /// The remote account that it concerns.
    pub account: String,
    /// Which streams may have changed.
    pub streams: Vec<StreamName>,
    /// Which record.
    pub key: RecordKey,
}

/// An incoming webhook, untouched.
#[derive(Clone, Copy, Debug)]
pub struct Hook<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// The address as the remote called it: our public base address, path and query.
    pub url: &'a str,
    /// Headers.
    pub headers: &'a http::HeaderMap,
    /// The raw body; signatures are checked on these bytes.
    pub body: &'a [u8],
}

/// Why a webhook was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HookRefused {
    /// The signature is missing or wrong.
    #[error("the webhook's signature is missing or does not match its body")]
    Signature,
    /// It was signed too long ago: a replay, or a clock that is wrong.
    #[error("the webhook was signed more than five minutes ago, or in the future")]
    Stale,
    /// The body can't be read.
    #[error("the webhook's body can't be read: {0}")]
    Unreadable(String),
}

/// Records that are counted in one go.
const COUNTED: usize = 1_000;

/// A record that is there, for counting both sides against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its key there.
    pub key: RecordKey,
    /// What it amounts to: with and without tax, as far as the remote tells; empty where it has no total.
    pub totals: Vec<domain::Decimal>,
}

impl Counted {
    /// A record that has no total, or is not asked for it.
    #[must_use]
    pub fn without_total(key: RecordKey) -> Self {
        Self {
            key,
            totals: Vec::new(),
        }
    }
}

/// A connection at work: source and destination in one, with a call count of its own.
#[async_trait]
pub trait Opened: Source + Destination {
    /// A real call that proves the credential and tells which account it opens.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn identify(&self) -> Result<Account, Failure>;

    /// Sees to it that the remote sends its webhooks to `callback`, each kind once. Does nothing where the
    /// remote has them set up for the app as a whole.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn subscribe(&self, callback: &Url) -> Result<(), Failure>;

    /// Records of a stream that changed since a moment, for counting both sides against each other (X1).
    ///
    /// # Errors
    /// The remote's, classified.
    async fn counted_since(
        &self,
        stream: &StreamName,
        since: jiff::Timestamp,
    ) -> Result<Vec<Counted>, Failure> {
        let mut cursor = self.cursor_since(stream, since);
        let mut all = Vec::new();
        loop {
            let changes = self.changes(stream, Some(&cursor), COUNTED).await?;
            all.extend(changes.keys.into_iter().map(Counted::without_total));
            if !changes.more {
                return Ok(all);
            }
            cursor = changes.next;
        }
    }

    /// Which of these records are there.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn counted(&self, stream: &StreamName, ids: &[String]) -> Result<Vec<Counted>, Failure> {
        let keys: Vec<RecordKey> = ids.iter().map(|id| RecordKey::from(id.as_str())).collect();
        let mut there = Vec::new();
        for (key, fetched) in keys.iter().zip(self.fetch(stream, &keys).await) {
            if fetched?.is_some() {
                there.push(Counted::without_total(key.clone()));
            }
        }
        Ok(there)
    }

    /// Lists that settings choose from (pipelines, stages, statuses, payment methods), by name.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn choices(&self, list: &str) -> Result<Vec<domain::schema::Choice>, Failure>;

    /// Makes a field at the remote, because a member asked for it. Only where [`Connector::makes_fields`].
    ///
    /// # Errors
    /// The remote's, classified: a name that is taken, a permission that is missing.
    async fn make_field(&self, stream: &StreamName, new: &NewField) -> Result<(), Failure> {
        Err(Failure::permanent(
            domain::FailureReason::BadSetting,
            format!(
                "\"{}\" can't be made in {stream} from here; make it in that system and read its fields again.",
                new.label
            ),
        ))
    }

    /// How many records a stream has; with a moment, only those made since.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn count(&self, stream: &StreamName, since: Option<jiff::Timestamp>) -> Result<u64, Failure>;

    /// How many of a stream's records made since a moment are paid; none where nothing is paid there, or where there are
    /// too many to look at while somebody waits.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn count_paid(
        &self,
        _stream: &StreamName,
        _since: jiff::Timestamp,
    ) -> Result<Option<u64>, Failure> {
        Ok(None)
    }

    /// The record that people call so: an order by its number, a customer by e-mail, an article by SKU.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn named(&self, stream: &StreamName, name: &str) -> Result<Option<RecordKey>, Failure> {
        let found = self.find(stream, &[name.trim().to_lowercase()]).await?;
        Ok(found.into_iter().next().flatten().map(|remote| remote.id.into()))
    }

    /// Properties that `prepare` would make, by object, with the names that people see.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn unprepared(&self) -> Result<Vec<Unprepared>, Failure> {
        Ok(Vec::new())
    }
}

/// A field that a member wants to have at the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewField {
    /// Its name in documents.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it holds.
    pub kind: domain::Kind,
    /// Whether it belongs to the lines of an order rather than to the order.
    pub in_lines: bool,
}

/// Properties of ours that a remote does not have yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unprepared {
    /// At what, in the remote's own word ("deals").
    pub object: String,
    /// What people see of each.
    pub labels: Vec<String>,
}

/// Our code for one kind of system.
#[async_trait]
pub trait Connector: Send + Sync {
    /// What it says of itself.
    fn declaration(&self) -> Declaration;

    /// Opens a connection for work. Makes no call yet.
    fn open(&self, access: Access) -> Arc<dyn Opened>;

    /// Checks and normalises a credential that was typed or put into a workspace file (`token = …`, or
    /// `key = …`, `secret = …`) into the secret that the vault keeps. Makes no call.
    ///
    /// # Errors
    /// `BadSetting`, naming the missing or unknown field.
    fn credential(&self, fields: &Value) -> Result<Renewed, Failure>;

    /// The address of the remote's page where the merchant allows us in; `None` without OAuth.
    /// `state` comes back unchanged; `challenge` is the PKCE challenge (S256).
    fn authorize_url(&self, redirect: &Url, state: &str, challenge: &str) -> Option<Url>;

    /// Trades the code that came back for a credential.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn exchange_code(&self, code: &str, redirect: &Url, verifier: &str) -> Result<Renewed, Failure>;

    /// Checks the signed query of an app-install call-back and gives the credential in it.
    ///
    /// # Errors
    /// `SignInRefused` if the signature is wrong; `BadSetting` where there is no such way in.
    fn install(&self, query: &[(String, String)]) -> Result<(Account, Renewed), Failure>;

    /// Checks a webhook's signature and reads which records it tells of. `secret` is the connection's own
    /// secret where the remote signs with that.
    ///
    /// # Errors
    /// Why it is refused.
    fn read_hook(
        &self,
        hook: &Hook<'_>,
        secret: Option<&str>,
        now: jiff::Timestamp,
    ) -> Result<Vec<HookChange>, HookRefused>;

    /// The permissions that a credential made by hand needs, by the remote's own names; empty where they are chosen
    /// otherwise.
    fn scopes(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The remote's own page of one of an account's records, for people; none if it has none that we know.
    fn page(&self, account: &Account, stream: &StreamName, id: &str) -> Option<Url>;

    /// The shipped mapping (TOML) from the canonical document to this destination's, for a kind of flow.
    fn default_mapping(&self, kind: FlowKind) -> Option<&'static str>;

    /// The destination's fields as far as they are known without asking: enough to check shipped mappings.
    fn known_schema(&self, kind: FlowKind) -> Schema;

    /// Whether members can make fields there from here.
    fn makes_fields(&self) -> bool {
        false
    }
}

/// Where the remote systems are and who we are to them. From the configuration.
#[derive(Clone)]
pub struct Remotes {
    /// HubSpot's API, without a slash at the end.
    pub hubspot_api: Url,
    /// HubSpot's pages for people.
    pub hubspot_app: Url,
    /// Our app at HubSpot, if there is one.
    pub hubspot: Option<HubspotApp>,
    /// Lightspeed eCom's API; `None` takes the cluster's own address.
    pub lightspeed_ecom_api: Option<Url>,
    /// Our app at Lightspeed, if there is one.
    pub lightspeed_ecom: Option<LightspeedApp>,
    /// How calls go out.
    pub client: Client,
}

/// Our app at HubSpot.
#[derive(Clone)]
pub struct HubspotApp {
    /// Client id.
    pub client_id: String,
    /// Client secret; also signs webhooks.
    pub client_secret: secrecy::SecretString,
    /// App id: our own changes come back with it as `sourceId`.
    pub app_id: String,
    /// Key of the app's developer account, with which webhooks are subscribed to for the app as a whole.
    /// Without it they are set up in HubSpot's developer pages.
    pub developer_key: Option<secrecy::SecretString>,
}

/// Our app at Lightspeed eCom.
#[derive(Clone)]
pub struct LightspeedApp {
    /// App key.
    pub key: String,
    /// App secret; also signs call-backs and webhooks.
    pub secret: secrecy::SecretString,
}
