//! How single calls to a shop go: HTTP Basic, one bucket, slashed headers, typed refusals.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{ConnectionId, Failure, FailureReason, rate::Reading};
use engine::ports::{Clock, Vault};
use http::{HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};

use super::{address, credential::ShopCredential, errors::Refusal, rate};
use crate::{
    LightspeedApp,
    http::{Answer, Authorization, Bucket, Call, Dialect},
};

/// How long a key is used without asking the vault again. Keys live until somebody revokes them, so this only
/// bounds how long a worker goes on with the old one after a new sign-in; a refusal asks at once.
const KEPT: SignedDuration = SignedDuration::from_secs(30);

/// The shop's way to be called.
pub(super) struct ShopDialect {
    connection: ConnectionId,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    app: Option<LightspeedApp>,
    kept: Mutex<Option<(Timestamp, Authorization)>>,
}

impl ShopDialect {
    pub(super) fn new(access: &crate::Access, app: Option<LightspeedApp>) -> Self {
        Self {
            connection: access.connection,
            vault: access.vault.clone(),
            clock: access.clock.clone(),
            app,
            kept: Mutex::default(),
        }
    }

    async fn load(&self) -> Result<Authorization, Failure> {
        let kept = self.vault.load(self.connection).await?;
        let (user, password) = ShopCredential::from_vault(&kept.secret)?.basic(self.app.as_ref())?;
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")));
        let mut header = HeaderValue::try_from(basic).map_err(|_| {
            Failure::permanent(
                FailureReason::Internal,
                "Lightspeed's key could not be put into a header",
            )
        })?;
        header.set_sensitive(true);
        let authorization = Authorization {
            header,
            version: kept.version,
        };
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((self.clock.now(), authorization.clone()));
        Ok(authorization)
    }
}

#[async_trait]
impl Dialect for ShopDialect {
    async fn authorize(&self) -> Result<Authorization, Failure> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some((since, authorization)) if self.clock.now().duration_since(since) < KEPT => {
                Ok(authorization)
            }
            _ => self.load().await,
        }
    }

    async fn refused(&self, used: &Authorization, answer: &Answer) -> Result<bool, Failure> {
        let now = self.load().await?;
        if now.version > used.version {
            return Ok(true);
        }
        self.vault
            .revoked(self.connection, used.version, &answer.text())
            .await?;
        Ok(false)
    }

    fn bucket(&self, _: &Call) -> Bucket {
        Bucket {
            name: "calls",
            declared: rate::usual(),
        }
    }

    fn readings(&self, _: &Call, answer: &Answer) -> Vec<Reading> {
        // After a refusal the reset that it tells decides alone: windows that do not lie on our clock would
        // otherwise keep us waiting longer than the shop asks.
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Vec::new();
        }
        rate::readings(&answer.headers)
    }

    fn classify(&self, call: &Call, answer: &Answer, now: Timestamp) -> Failure {
        Refusal {
            method: &call.method,
            path: address::resource(&call.path),
            status: answer.status,
            headers: &answer.headers,
            body: &answer.raw,
        }
        .failure(now)
    }
}
