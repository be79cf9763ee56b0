//! How HubSpot speaks: whom it lets in, how it counts and how it refuses.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use domain::{Failure, FailureClass, rate::Reading};
use engine::ports::Credential;
use http::HeaderValue;
use jiff::Timestamp;

use super::{errors, rate, settings::credential::Secret, sign_in::SignInPage};
use crate::{
    Access,
    http::{Answer, Authorization, Bucket, Call, Dialect},
};

/// The dialect of one HubSpot connection.
pub(super) struct Speech {
    access: Access,
    page: Option<Arc<SignInPage>>,
    /// Whether it signs in with a private app's token, which has a larger window.
    private: AtomicBool,
}

impl Speech {
    pub(super) fn new(access: Access, page: Option<Arc<SignInPage>>) -> Self {
        Self {
            access,
            page,
            private: AtomicBool::new(false),
        }
    }

    async fn renew(&self, seen: i64) -> Result<Credential, Failure> {
        let page = self.page.as_ref().ok_or_else(|| {
            Failure::needs_sign_in("The token can't be renewed: no HubSpot app is configured here.")
        })?;
        self.access
            .vault
            .renew(self.access.connection, seen, page.as_ref())
            .await
    }

    /// Renews a token that is due. While the old one still lives, trouble with renewing stops nobody.
    async fn fresh(&self, credential: Credential, secret: &Secret) -> Result<Credential, Failure> {
        let now = self.access.clock.now();
        if !secret.is_due(credential.expires_at, now) {
            return Ok(credential);
        }
        match self.renew(credential.version).await {
            Ok(renewed) => Ok(renewed),
            Err(failure) if credential.expires_at.is_some_and(|end| end > now) => {
                tracing::warn!(
                    reason = failure.reason.as_str(),
                    "a HubSpot token could not be renewed ahead of time"
                );
                Ok(credential)
            }
            Err(failure) => Err(self.declare(credential.version, failure).await?),
        }
    }

    /// Tells the vault that a sign-in is dead, unless somebody renewed it meanwhile: then the failure passes.
    async fn declare(&self, seen: i64, failure: Failure) -> Result<Failure, Failure> {
        if failure.class != FailureClass::NeedsSignIn {
            return Ok(failure);
        }
        let now_there = self.access.vault.load(self.access.connection).await?;
        if now_there.version > seen {
            return Ok(Failure::transient(
                domain::FailureReason::SignInRefused,
                "The sign-in was renewed while we used it; trying again.",
            ));
        }
        let words = failure.remote_words.as_deref().unwrap_or(&failure.message);
        self.access
            .vault
            .revoked(self.access.connection, seen, words)
            .await?;
        Ok(failure)
    }
}

#[async_trait]
impl Dialect for Speech {
    async fn authorize(&self) -> Result<Authorization, Failure> {
        let credential = self.access.vault.load(self.access.connection).await?;
        let secret = Secret::read(&credential)?;
        self.private
            .store(matches!(secret, Secret::Token { .. }), Ordering::Relaxed);
        let credential = self.fresh(credential, &secret).await?;
        let secret = Secret::read(&credential)?;
        let mut header = HeaderValue::from_str(&format!("Bearer {}", secret.bearer()))
            .map_err(|_| Failure::needs_sign_in("The HubSpot token holds characters that no token has."))?;
        header.set_sensitive(true);
        Ok(Authorization {
            header,
            version: credential.version,
        })
    }

    async fn refused(&self, used: &Authorization, answer: &Answer) -> Result<bool, Failure> {
        let credential = self.access.vault.load(self.access.connection).await?;
        if credential.version > used.version {
            return Ok(true);
        }
        let failure = match Secret::read(&credential)? {
            Secret::OAuth { .. } => match self.renew(credential.version).await {
                Ok(_) => return Ok(true),
                Err(failure) => failure,
            },
            Secret::Token { .. } => {
                let words = errors::Said::of(answer).message;
                Failure::needs_sign_in(
                    "HubSpot no longer accepts the token of this connection; paste a new one.",
                )
                .saying(words)
            }
        };
        let failure = self.declare(credential.version, failure).await?;
        if failure.class == FailureClass::Transient && failure.reason == domain::FailureReason::SignInRefused
        {
            return Ok(true);
        }
        Err(failure)
    }

    fn bucket(&self, call: &Call) -> Bucket {
        rate::bucket(call.bucket, self.private.load(Ordering::Relaxed))
    }

    fn readings(&self, call: &Call, answer: &Answer) -> Vec<Reading> {
        if call.bucket == rate::SEARCH {
            Vec::new()
        } else {
            rate::readings(answer)
        }
    }

    fn classify(&self, call: &Call, answer: &Answer, now: Timestamp) -> Failure {
        errors::classify(
            what(&call.path),
            answer,
            now,
            self.access.account.time_zone.as_deref(),
        )
    }
}

/// What a path speaks of, in sentences.
fn what(path: &str) -> &'static str {
    super::objects::Object::ALL
        .into_iter()
        .find(|object| path.contains(&format!("/{object}")))
        .map_or("record", super::objects::Object::one)
}
