//! Signing in to a remote system, as the wizard, a reconnect and a colleague's link share it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use connectors::SignIn;
use domain::{ConnectionId, ConnectorId, Failure, FailureReason, TenantId, UserId, Value};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use store::{
    StoreError,
    authorizations::{self, Authorization},
    connections::{self, Connection},
};
use url::Url;
use workspace::{ApplyError, Ground, NewSignIn};

use crate::{App, error::PageError, locale::Locale, member::Member, pages::start::within};

use super::told::Told;

/// How long a sign-in at the remote's own page may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What workspaces are applied and connections made on.
pub(crate) fn ground(app: &App) -> Ground {
    Ground {
        parts: app.parts().clone(),
        public_url: app.public_url().clone(),
    }
}

/// The name that a first connection gets; workspace files and flows name it so.
pub(crate) const fn usual_name(connector: ConnectorId) -> &'static str {
    match connector {
        ConnectorId::Hubspot => "hubspot",
        ConnectorId::LightspeedEcom => "shop",
    }
}

/// What people call the system.
pub(crate) const fn system(connector: ConnectorId) -> &'static str {
    match connector {
        ConnectorId::Hubspot => "HubSpot",
        ConnectorId::LightspeedEcom => "Lightspeed",
    }
}

/// What people call a remote account, with its number where the name does not tell it already.
pub(crate) fn account(account: &connections::Account) -> String {
    if account.name.contains(&account.id) {
        account.name.clone()
    } else {
        format!("{} ({})", account.name, account.id)
    }
}

/// The ways to sign in to a system, as its card shows them.
pub(crate) struct Ways {
    /// At the system's own page.
    pub(crate) oauth: bool,
    /// By installing our app from the system's store.
    pub(crate) install: bool,
}

impl Ways {
    pub(crate) fn of(app: &App, connector: ConnectorId) -> Self {
        let ways = app.parts().registry.get(connector).declaration().sign_in;
        Self {
            oauth: ways.iter().any(|way| matches!(way, SignIn::OAuth { .. })),
            install: ways.contains(&SignIn::AppInstall),
        }
    }
}

/// What was typed into the form of a system's card. Secrets never come back to a page.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    token: SecretString,
    #[serde(default)]
    pub(crate) key: String,
    #[serde(default)]
    secret: SecretString,
    #[serde(default)]
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) cluster: String,
    /// Whether another account than before is meant.
    #[serde(default)]
    pub(crate) other_account: String,
}

impl Typed {
    fn fields(&self, connector: ConnectorId) -> Value {
        use secrecy::ExposeSecret as _;
        let text = |text: &str| Value::text(text.trim());
        let fields: BTreeMap<&str, Value> = match connector {
            ConnectorId::Hubspot => BTreeMap::from([("token", text(self.token.expose_secret()))]),
            ConnectorId::LightspeedEcom => BTreeMap::from([
                ("key", text(&self.key)),
                ("secret", text(self.secret.expose_secret())),
                ("language", text(&self.language)),
                ("cluster", text(&self.cluster)),
            ]),
        };
        Value::Map(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}

/// For whom a system is signed in to, and what the connection is.
pub(crate) struct Whose {
    pub(crate) tenant: TenantId,
    /// Who allows us in.
    pub(crate) user: Option<UserId>,
    pub(crate) connector: ConnectorId,
    /// The connection that is signed in again; none: one is made.
    pub(crate) connection: Option<ConnectionId>,
    /// Whether another account than before may take its place.
    pub(crate) other_account: bool,
}

impl Whose {
    pub(crate) fn member(member: &Member, connector: ConnectorId) -> Self {
        Self {
            tenant: member.tenant,
            user: Some(member.user),
            connector,
            connection: None,
            other_account: false,
        }
    }
}

/// Why a sign-in came to nothing.
pub(crate) enum Refused {
    /// The remote's refusal.
    Remote(Failure),
    /// It opened another account than the connection has.
    OtherAccount,
    /// The plan has no room for another connection.
    Full,
    /// Our own trouble.
    Ours(PageError),
}

impl Refused {
    /// As the card tells it; our own trouble is a page of its own.
    pub(crate) fn told(self, t: &Locale, connector: ConnectorId) -> Result<Told, PageError> {
        match self {
            Self::Remote(failure) => Ok(Told::of(t, connector, &failure)),
            Self::OtherAccount => Ok(Told::named(t, connector, "other_account")),
            Self::Full => Ok(Told::named(t, connector, FULL)),
            Self::Ours(error) => Err(error),
        }
    }
}

impl From<ApplyError> for Refused {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Remote { failure, .. } => Self::Remote(failure),
            ApplyError::OtherAccount { .. } => Self::OtherAccount,
            ApplyError::Store(error) => Self::Ours(error.into()),
            other => Self::Ours(PageError::Internal(other.to_string())),
        }
    }
}

/// Signs in with what was typed: tried at once by a real call, and kept only if that went well.
pub(crate) async fn with_typed(app: &App, whose: &Whose, typed: &Typed) -> Result<Connection, Refused> {
    let connector = app.parts().registry.get(whose.connector);
    let credential = connector
        .credential(&typed.fields(whose.connector))
        .map_err(|failure| {
            // An empty field is the same mistake as a wrong one: the key has to be typed again.
            let reason = match whose.connector {
                ConnectorId::LightspeedEcom if typed.language.trim().is_empty() => {
                    FailureReason::SignInRefused
                }
                _ => failure.reason,
            };
            Refused::Remote(Failure { reason, ..failure })
        })?;
    let new = NewSignIn {
        connector: whose.connector,
        name: usual_name(whose.connector).to_owned(),
        may_prepare: false,
        credential,
        authorised_by: whose.user,
        connection: whose.connection,
        other_account: whose.other_account,
    };
    if !has_room(app, whose).await.map_err(Refused::Ours)? {
        return Err(Refused::Full);
    }
    let ground = ground(app);
    let connected = workspace::connect(&ground, whose.tenant, new);
    Box::pin(within(async { Ok(connected.await) }))
        .await
        .map_err(Refused::Remote)?
        .map_err(Refused::from)
}

/// The closed word for a plan without room, as it travels in an address.
pub(crate) const FULL: &str = "full";

/// Whether the plan has room for the connection: signing in again always does.
pub(crate) async fn has_room(app: &App, whose: &Whose) -> Result<bool, PageError> {
    if whose.connection.is_some() {
        return Ok(true);
    }
    let mut tx = app.store().begin(whose.tenant).await?;
    let kept = connections::by_name(&mut tx, usual_name(whose.connector)).await?;
    let has_room = kept.is_some() || billing::allows_another_connection(&mut tx, app.now()).await?;
    tx.commit().await?;
    Ok(has_room)
}

/// Signs in to the stand-ins' shop and to an account of one's own there. What is connected already stays.
/// Tells what came between.
pub(crate) async fn try_stand_ins(app: &App, member: &Member) -> Result<Option<Told>, PageError> {
    // One limit for all of it: each call alone would have its own.
    let tried = Box::pin(within(async { Ok(sign_in_to_both(app, member).await) }));
    tried
        .await
        .unwrap_or_else(|failure| Ok(Some(Told::of(&member.t, ConnectorId::Hubspot, &failure))))
}

async fn sign_in_to_both(app: &App, member: &Member) -> Result<Option<Told>, PageError> {
    let Some(stand_in) = app.parts().registry.stand_in() else {
        return Ok(None);
    };
    let keys = match stand_in.keys().await {
        Ok(keys) => keys,
        Err(failure) => return Ok(Some(Told::of(&member.t, ConnectorId::Hubspot, &failure))),
    };
    for (connector, typed) in [
        (
            ConnectorId::LightspeedEcom,
            Typed {
                key: keys.shop_key,
                secret: keys.shop_secret.into(),
                language: "nl".to_owned(),
                ..Typed::default()
            },
        ),
        (
            ConnectorId::Hubspot,
            Typed {
                token: keys.hubspot_token.into(),
                ..Typed::default()
            },
        ),
    ] {
        match Box::pin(with_typed(app, &Whose::member(member, connector), &typed)).await {
            // Whoever clicked twice has it already, with another empty account.
            Ok(_) | Err(Refused::OtherAccount) => {}
            Err(Refused::Ours(PageError::Store(StoreError::Taken { .. }))) => {}
            Err(refused) => return refused.told(&member.t, connector).map(Some),
        }
    }
    Ok(None)
}

/// Begins a sign-in at the system's own page: its address; none if our app is not known there. `return_to` is the page
/// of ours to which the browser comes back, with `{connection}` for the connection's id.
pub(crate) async fn begin(app: &App, whose: &Whose, return_to: &str) -> Result<Option<String>, PageError> {
    let (state, verifier) = (random(), random());
    let ways = Ways::of(app, whose.connector);
    let url = if ways.oauth {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let Some(back) = ours(app, "connect/hubspot/callback") else {
            return Ok(None);
        };
        let there = app.parts().registry.get(whose.connector);
        there.authorize_url(&back, &state, &challenge)
    } else if ways.install {
        ours(app, "connect/lightspeed_ecom/begin").map(|mut url| {
            url.query_pairs_mut()
                .append_pair("state", &state)
                .append_pair("to", &return_to.replace("/{connection}", ""));
            url
        })
    } else {
        None
    };
    let Some(url) = url else { return Ok(None) };
    let begun = Authorization {
        tenant: whose.tenant,
        connector: whose.connector,
        connection_name: usual_name(whose.connector).to_owned(),
        may_prepare: false,
        verifier: SecretString::from(verifier),
        asked_by: whose.user,
        return_to: Some(return_to.to_owned()),
        connection: whose.connection,
        other_account: whose.other_account,
    };
    let mut tx = app.store().begin(whose.tenant).await?;
    authorizations::begin(&mut tx, &state, &begun, app.now() + PATIENCE).await?;
    tx.commit().await?;
    Ok(Some(url.into()))
}

/// An address of ours, as the world knows it.
pub(crate) fn ours(app: &App, path: &str) -> Option<Url> {
    Url::parse(&format!(
        "{}/{path}",
        app.public_url().as_str().trim_end_matches('/')
    ))
    .ok()
}

/// Something that nobody can guess.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
