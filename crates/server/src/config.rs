//! Configuration: read from the environment once, here. Every name with its reason is in
//! `deploy/env.example`.

use std::{env, net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result, bail};
use connectors::{HubspotApp, LightspeedApp, Remotes, http::Client};
use notify::Post;
use secrecy::SecretString;
use url::Url;

use crate::{
    exit::wrong_use,
    stand_ins::{self, StandIn},
};

/// Where dashboard and API listen unless told otherwise.
const LISTEN: &str = "127.0.0.1:8080";
/// Where the stand-ins listen unless told otherwise.
pub(crate) const SANDBOX_LISTEN: &str = "127.0.0.1:8090";

/// Everything that the environment decides.
pub(crate) struct Config {
    pub(crate) database: DatabaseConfig,
    pub(crate) web: WebConfig,
    pub(crate) mail: MailConfig,
    pub(crate) remotes: RemotesConfig,
    pub(crate) stripe: StripeConfig,
    /// Where everything of ours lies that must outlive a restart.
    pub(crate) var: PathBuf,
    /// The master key's file; made on first use if it lies under `var`.
    pub(crate) master_key_file: PathBuf,
    /// Whether calls to private addresses are allowed: development only.
    pub(crate) development: bool,
    /// The stand-ins that are spoken to instead of the vendors.
    pub(crate) stand_ins: Option<Url>,
}

/// Where the records are kept.
pub(crate) struct DatabaseConfig {
    /// `None`: an own Postgres under `var`, over a socket.
    pub(crate) url: Option<String>,
    /// Where Postgres's programs lie, if not found by themselves.
    pub(crate) programs: Option<PathBuf>,
}

/// Where we are to be reached.
pub(crate) struct WebConfig {
    pub(crate) listen: SocketAddr,
    /// How the world reaches us; webhooks are signed for this address.
    pub(crate) public_url: Url,
}

/// How letters go out.
pub(crate) struct MailConfig {
    /// The mail server; none: letters are kept in a folder under `var`.
    smtp: Option<Url>,
    /// In whose name.
    from: String,
}

/// Where the remote systems are and who we are to them.
pub(crate) struct RemotesConfig {
    hubspot_api: Url,
    hubspot_app: Url,
    hubspot: Option<HubspotApp>,
    lightspeed_api: Option<Url>,
    lightspeed: Option<LightspeedApp>,
}

/// How the payment provider is reached.
pub(crate) struct StripeConfig {
    api_url: Url,
    /// `None`: nothing is sold here.
    secret_key: Option<SecretString>,
    webhook_secret: Option<SecretString>,
}

impl StripeConfig {
    fn from_env() -> Result<Self> {
        Ok(Self {
            api_url: parsed(
                "KOPRU_STRIPE_API_URL",
                "https://api.stripe.com",
                "a URL, like https://api.stripe.com",
            )?,
            secret_key: text("KOPRU_STRIPE_SECRET_KEY").map(SecretString::from),
            webhook_secret: text("KOPRU_STRIPE_WEBHOOK_SECRET").map(SecretString::from),
        })
    }

    /// As the till takes it; none if nothing is sold here.
    pub(crate) fn settings(&self) -> Option<billing::Settings> {
        self.secret_key.clone().map(|secret_key| billing::Settings {
            api_url: self.api_url.clone(),
            secret_key,
            webhook_secret: self.webhook_secret.clone(),
        })
    }

    /// Buys at the stand-in, unless the environment names an account.
    pub(crate) fn use_stand_in(&mut self, base: &Url, secret_key: &str) -> Result<()> {
        if self.secret_key.is_none() && !secret_key.is_empty() {
            self.api_url = base.join("stripe").context("the stand-in's address")?;
            self.secret_key = Some(SecretString::from(secret_key.to_owned()));
        }
        Ok(())
    }

    /// With what the stand-in signs the webhooks that it sends to us.
    pub(crate) fn set_webhook_secret(&mut self, secret: String) {
        self.webhook_secret
            .get_or_insert_with(|| SecretString::from(secret));
    }
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// Names the variable that is wrong and what it should hold.
    pub(crate) fn from_env() -> Result<Self> {
        let var = PathBuf::from(text("KOPRU_VAR").unwrap_or_else(|| "var".to_owned()));
        let listen: SocketAddr = parsed("KOPRU_LISTEN", LISTEN, "an address and port, like 127.0.0.1:8080")?;
        let public_url = parsed(
            "KOPRU_PUBLIC_URL",
            &format!("http://{listen}"),
            "a URL, like https://kopru.example",
        )?;
        Ok(Self {
            database: DatabaseConfig {
                url: text("KOPRU_DATABASE_URL"),
                programs: text("KOPRU_PG_BIN").map(PathBuf::from),
            },
            mail: MailConfig::from_env(&public_url)?,
            web: WebConfig { listen, public_url },
            remotes: RemotesConfig::from_env()?,
            stripe: StripeConfig::from_env()?,
            master_key_file: text("KOPRU_MASTER_KEY_FILE")
                .map_or_else(|| var.join("master.key"), PathBuf::from),
            development: flag("KOPRU_DEVELOPMENT")?,
            stand_ins: None,
            var,
        })
    }

    /// Reads the environment, for a command whose caller can mend what is wrong.
    pub(crate) fn read() -> Result<Self> {
        Self::from_env().map_err(|error| wrong_use(format!("{error:#}")))
    }

    /// Points both connectors at the stand-ins, unless the environment already points them elsewhere; there we are who
    /// signs webhooks and installs apps, unless the environment says otherwise.
    pub(crate) fn use_stand_ins(&mut self, remote: &StandIn) -> Result<()> {
        let base = &remote.base;
        if text("KOPRU_HUBSPOT_API_URL").is_none() {
            self.remotes.hubspot_api = base.join("hubspot").context("the stand-in's address")?;
            self.remotes.hubspot_app = self.remotes.hubspot_api.clone();
        }
        if self.remotes.lightspeed_api.is_none() {
            self.remotes.lightspeed_api = Some(base.join("lightspeed").context("the stand-in's address")?);
        }
        self.remotes.hubspot.get_or_insert_with(|| remote.hubspot_app());
        self.remotes
            .lightspeed
            .get_or_insert_with(|| remote.lightspeed_app());
        self.stripe
            .use_stand_in(base, &remote.text("stripe", "secret_key"))?;
        self.development = true;
        self.stand_ins = Some(base.clone());
        Ok(())
    }

    /// Where a process beside this one runs stand-ins for the same database, they are the remote systems here, too.
    ///
    /// # Errors
    /// When they are there and do not answer: then nothing is to be taken to the real vendors.
    pub(crate) async fn meet_stand_ins(&mut self) -> Result<()> {
        if self.stand_ins.is_none()
            && let Some(base) = stand_ins::found(&self.var, self.database.url.as_deref())
        {
            let remote = StandIn::at(&base).await?;
            self.use_stand_ins(&remote)?;
        }
        Ok(())
    }

    /// The remotes as connectors need them.
    ///
    /// # Errors
    /// When the HTTP client can't be built.
    pub(crate) fn remotes(&self) -> Result<Remotes> {
        Ok(Remotes {
            hubspot_api: self.remotes.hubspot_api.clone(),
            hubspot_app: self.remotes.hubspot_app.clone(),
            hubspot: self.remotes.hubspot.clone(),
            lightspeed_ecom_api: self.remotes.lightspeed_api.clone(),
            lightspeed_ecom: self.remotes.lightspeed.clone(),
            client: Client::new(self.allow_private()).context("building the HTTP client")?,
        })
    }

    /// Where letters go: to the mail server, else into a folder.
    ///
    /// # Errors
    /// Names the variable that can't be used.
    pub(crate) fn post(&self) -> Result<Post> {
        let MailConfig { smtp, from } = &self.mail;
        let post = match smtp {
            Some(server) => Post::smtp(server, from, self.development),
            None => Post::folder(self.var.join("mail"), from),
        };
        post.context("KOPRU_SMTP_URL and KOPRU_MAIL_FROM")
    }

    /// Calls to private addresses are allowed in development, and when a remote was pointed at one by hand.
    fn allow_private(&self) -> bool {
        self.development
    }
}

impl MailConfig {
    fn from_env(public_url: &Url) -> Result<Self> {
        let smtp = match text("KOPRU_SMTP_URL") {
            Some(given) => Some(parse(
                "KOPRU_SMTP_URL",
                &given,
                "a URL, like smtps://user:password@mail.example",
            )?),
            None => None,
        };
        let host = public_url.domain().unwrap_or("localhost");
        let from = text("KOPRU_MAIL_FROM").unwrap_or_else(|| format!("Kopru <no-reply@{host}>"));
        Ok(Self { smtp, from })
    }
}

impl RemotesConfig {
    fn from_env() -> Result<Self> {
        let hubspot = match (
            text("KOPRU_HUBSPOT_CLIENT_ID"),
            text("KOPRU_HUBSPOT_CLIENT_SECRET"),
        ) {
            (Some(client_id), Some(secret)) => Some(HubspotApp {
                client_id,
                client_secret: SecretString::from(secret),
                app_id: text("KOPRU_HUBSPOT_APP_ID").unwrap_or_default(),
                developer_key: text("KOPRU_HUBSPOT_DEVELOPER_KEY").map(SecretString::from),
            }),
            (None, None) => None,
            _ => bail!(
                "KOPRU_HUBSPOT_CLIENT_ID and KOPRU_HUBSPOT_CLIENT_SECRET go together; set both or neither"
            ),
        };
        let lightspeed = match (
            text("KOPRU_LIGHTSPEED_ECOM_APP_KEY"),
            text("KOPRU_LIGHTSPEED_ECOM_APP_SECRET"),
        ) {
            (Some(key), Some(secret)) => Some(LightspeedApp {
                key,
                secret: SecretString::from(secret),
            }),
            (None, None) => None,
            _ => bail!(
                "KOPRU_LIGHTSPEED_ECOM_APP_KEY and KOPRU_LIGHTSPEED_ECOM_APP_SECRET go together; set both or neither"
            ),
        };
        let url = "a URL, like https://api.hubapi.com";
        Ok(Self {
            hubspot_api: parsed("KOPRU_HUBSPOT_API_URL", "https://api.hubapi.com", url)?,
            hubspot_app: parsed("KOPRU_HUBSPOT_APP_URL", "https://app.hubspot.com", url)?,
            hubspot,
            lightspeed_api: match text("KOPRU_LIGHTSPEED_ECOM_API_URL") {
                Some(given) => Some(parse("KOPRU_LIGHTSPEED_ECOM_API_URL", &given, url)?),
                None => None,
            },
            lightspeed,
        })
    }
}

/// A variable that is set and not empty.
pub(crate) fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn flag(name: &str) -> Result<bool> {
    match text(name).as_deref() {
        None | Some("0" | "false" | "no") => Ok(false),
        Some("1" | "true" | "yes") => Ok(true),
        Some(other) => bail!("{name} is \"{other}\"; it takes yes or no"),
    }
}

fn parsed<T: std::str::FromStr>(name: &str, default: &str, wanted: &str) -> Result<T> {
    parse(name, &text(name).unwrap_or_else(|| default.to_owned()), wanted)
}

fn parse<T: std::str::FromStr>(name: &str, given: &str, wanted: &str) -> Result<T> {
    given
        .parse()
        .map_err(|_| anyhow::anyhow!("{name} is \"{given}\"; it takes {wanted}"))
}
