//! The post office: what telling people stands on, and tests of its ways.

use std::sync::Arc;

use connectors::http::{Client, ClientError, ForbiddenAddress};
use domain::{ChannelId, DeliveryId, LetterId};
use engine::ports::Clock;
use store::{
    Store, StoreError, Tx,
    channels::{self, Channel, Tried},
    notices::Reader,
};
use url::Url;

use crate::{
    kind::LetterKind,
    letter::Letter,
    message,
    transport::{Kept, Post},
    webhook::{self, Answer},
};

/// What telling people stands on. Cheap to clone.
#[derive(Clone)]
pub struct PostOffice {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) post: Post,
    pub(crate) client: Client,
    pub(crate) public_url: Url,
    development: bool,
}

impl PostOffice {
    /// Opens the office. Private addresses are called in `development` only.
    ///
    /// # Errors
    /// When the HTTP client can't be built.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        post: Post,
        development: bool,
        public_url: Url,
    ) -> Result<Self, ClientError> {
        Ok(Self {
            store,
            clock,
            post,
            client: webhook::client(development)?,
            public_url,
            development,
        })
    }

    /// The letters that are kept in a folder, to be looked at; none if they go to a mail server, or outside of
    /// development, where they are other people's.
    #[must_use]
    pub fn kept(&self) -> Option<Kept> {
        self.post.kept().filter(|_| self.development)
    }

    /// Checks what can be seen of a channel's address without calling it.
    ///
    /// # Errors
    /// When it may not be called.
    pub fn check(&self, url: &Url) -> Result<(), ForbiddenAddress> {
        self.client.check(url)
    }

    /// A path of the dashboard as a whole address.
    pub(crate) fn address(&self, path: &str) -> String {
        let base = self.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }

    /// Sends a test to a channel and tells how it ended. Nothing is queued, and nothing locked while the other side
    /// thinks.
    ///
    /// # Errors
    /// When the channel can't be read.
    pub async fn test_channel(
        &self,
        mut tx: Tx,
        id: ChannelId,
        reader: &Reader,
    ) -> Result<Answer, StoreError> {
        let tenant = tx.tenant();
        let channel = channels::find(&mut tx, id)
            .await?
            .ok_or_else(|| StoreError::Missing {
                what: "channel",
                id: id.to_string(),
            })?;
        let target = channels::target(&mut tx, id).await?;
        tx.commit().await?;
        let now = self.clock.now();
        let body = message::test(self, &channel.kind, reader, now);
        let answer = webhook::post(&self.client, DeliveryId::new(), now, &target, &body).await;
        let mut tx = self.store.begin(tenant).await?;
        self.remember(&mut tx, &channel, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn remember(&self, tx: &mut Tx, channel: &Channel, answer: &Answer) -> Result<(), StoreError> {
        let tried = Tried {
            at: self.clock.now(),
            well: answer.well,
            words: answer.words.clone(),
        };
        channels::tried(tx, channel.id, &tried).await
    }

    /// Sends a test letter to a member and tells what the mail server said.
    pub async fn test_letter(&self, reader: &Reader) -> Answer {
        let letter = Letter {
            to: reader.email.clone(),
            language: reader.language,
            kind: LetterKind::AlertTest {
                tenant: reader.tenant.clone(),
                link: self.address("/alerts/channels"),
            },
        };
        let sent = self
            .post
            .send(LetterId::new(), self.clock.now(), &letter.written())
            .await;
        match sent {
            Ok(words) => Answer { well: true, words },
            Err(not) => Answer {
                well: false,
                words: not.words,
            },
        }
    }
}
