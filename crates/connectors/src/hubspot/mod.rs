//! HubSpot CRM.
//!
//! | room | what is there |
//! |---|---|
//! | `sign_in`, `settings`, `speech` | OAuth, private-app tokens, renewing, how calls are signed and counted |
//! | `paths`, `objects`, `wire`, `properties` | where things are, what they are called, how values are sent |
//! | `errors`, `rate` | refusals and limits |
//! | `source` | reading contacts with their company, products, stock |
//! | `destination` | writing deals, invoices, customers, products, stock, in batches, each record once |
//! | `discover`, `prepare`, `lacking` | fields and lists of an account; the properties that we own, or do without |
//! | `hooks` | webhooks |
//! | `canon`, `mappings` | between HubSpot's JSON and canonical documents |

mod canon;
mod count;
mod destination;
mod discover;
mod errors;
mod hooks;
mod lacking;
mod new_field;
mod objects;
mod paths;
mod portal;
mod prepare;
mod properties;
mod rate;
mod refused;
mod settings;
mod sign_in;
mod source;
mod speech;
mod streams;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{ConnectorId, Failure, FailureReason, Schema, StreamName, Value, flow::FlowKind};
use engine::ports::Renewed;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use url::Url;

use self::{
    canon::Canons, portal::Portal, settings::credential::Secret, sign_in::SignInPage, streams::Stream,
};
use crate::{
    Access, Account, Connector, Declaration, Hook, HookChange, HookRefused, Opened, Remotes, SignIn,
};

/// The connector for HubSpot.
pub struct Hubspot {
    remotes: Remotes,
    page: Option<Arc<SignInPage>>,
    canons: Arc<Canons>,
}

impl Hubspot {
    /// The connector, pointed at these remotes.
    #[must_use]
    pub fn new(remotes: Remotes) -> Self {
        let page = remotes.hubspot.clone().map(|app| {
            let (api, pages) = (remotes.hubspot_api.clone(), remotes.hubspot_app.clone());
            Arc::new(SignInPage::new(api, pages, app, remotes.client.clone()))
        });
        Self {
            remotes,
            page,
            canons: Arc::new(Canons::compile()),
        }
    }
}

#[async_trait]
impl Connector for Hubspot {
    fn declaration(&self) -> Declaration {
        let mut sign_in = vec![SignIn::Token];
        if self.page.is_some() {
            sign_in.insert(
                0,
                SignIn::OAuth {
                    scopes: sign_in::SCOPES.to_vec(),
                    optional_scopes: sign_in::OPTIONAL_SCOPES.to_vec(),
                },
            );
        }
        Declaration {
            id: ConnectorId::Hubspot,
            title: ConnectorId::Hubspot.title(),
            sign_in,
            streams: Stream::ALL.into_iter().map(Stream::declaration).collect(),
        }
    }

    fn scopes(&self) -> Vec<&'static str> {
        // A private app has no permission to sign in: its token is there already. Accounts without orders and invoices
        // don't list theirs.
        let all = sign_in::SCOPES.iter().chain(&sign_in::OPTIONAL_SCOPES).copied();
        all.filter(|scope| *scope != "oauth").collect()
    }

    fn open(&self, access: Access) -> Arc<dyn Opened> {
        Arc::new(Portal::open(
            &self.remotes,
            self.page.clone(),
            access,
            self.canons.clone(),
        ))
    }

    fn credential(&self, fields: &Value) -> Result<Renewed, Failure> {
        Ok(Secret::from_fields(fields)?.keep(None))
    }

    fn authorize_url(&self, redirect: &Url, state: &str, challenge: &str) -> Option<Url> {
        self.page.as_ref()?.authorize_url(redirect, state, challenge)
    }

    async fn exchange_code(&self, code: &str, redirect: &Url, verifier: &str) -> Result<Renewed, Failure> {
        let page = self.page.as_ref().ok_or_else(|| {
            Failure::permanent(
                FailureReason::BadSetting,
                "No HubSpot app is configured here; sign in with a token.",
            )
        })?;
        page.exchange_code(code, redirect, verifier).await
    }

    fn install(&self, _query: &[(String, String)]) -> Result<(Account, Renewed), Failure> {
        Err(Failure::permanent(
            FailureReason::BadSetting,
            "HubSpot's app store sends merchants to our sign-in, not here.",
        ))
    }

    fn read_hook(
        &self,
        hook: &Hook<'_>,
        secret: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<HookChange>, HookRefused> {
        let app = self.remotes.hubspot.as_ref();
        let secret = secret
            .or(app.map(|app| app.client_secret.expose_secret()))
            .ok_or(HookRefused::Signature)?;
        hooks::verify(hook, secret, now)?;
        hooks::changes(hook.body)
    }

    fn page(&self, account: &Account, stream: &StreamName, id: &str) -> Option<Url> {
        let object = Stream::named(stream).ok()?.object();
        let base = self.remotes.hubspot_app.as_str().trim_end_matches('/');
        Url::parse(&format!(
            "{base}/contacts/{}/record/{}/{id}",
            account.id,
            object.type_id()
        ))
        .ok()
    }

    fn default_mapping(&self, kind: FlowKind) -> Option<&'static str> {
        Some(match kind {
            FlowKind::Orders => include_str!("mappings/orders.toml"),
            FlowKind::OrderStatus => include_str!("mappings/order_status.toml"),
            FlowKind::Invoices => include_str!("mappings/invoices.toml"),
            FlowKind::Customers => include_str!("mappings/customers.toml"),
            FlowKind::Products => include_str!("mappings/products.toml"),
            FlowKind::Stock => include_str!("mappings/stock.toml"),
        })
    }

    fn known_schema(&self, kind: FlowKind) -> Schema {
        discover::known_schema(kind)
    }

    fn makes_fields(&self) -> bool {
        true
    }
}
