//! Where letters go: to a mail server, or in development into a folder.

use std::{path::PathBuf, sync::Arc, time::Duration};

use domain::LetterId;
use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
};
use serde::{Deserialize, Serialize};
use store::letters::Written;
use url::Url;

/// How long a mail server may take for a letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where letters go, and in whose name. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(Arc<PathBuf>),
}

/// The settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address that letters come from.
    #[error("\"{0}\" is no sender; write Kopru <no-reply@kopru.example>")]
    From(String),
    /// The mail server's address.
    #[error("the mail server's address can't be used: {0}")]
    Server(#[source] lettre::transport::smtp::Error),
}

/// Why a letter did not go out.
#[derive(Debug)]
pub(crate) struct NotSent {
    /// What the mail server said, or what came instead.
    pub(crate) words: String,
    /// Whether trying again is in vain.
    pub(crate) for_good: bool,
}

impl Post {
    /// Through a mail server: `smtps://user:password@host`, or `smtp://…` with STARTTLS. Without TLS only if
    /// `plain` allows it (development).
    ///
    /// # Errors
    /// When the address or the sender can't be used.
    pub fn smtp(server: &Url, from: &str, plain: bool) -> Result<Self, PostError> {
        let mut server = server.clone();
        let says = server.query_pairs().any(|(name, _)| name == "tls");
        if server.scheme() == "smtp" && !says && !plain {
            server.query_pairs_mut().append_pair("tls", "required");
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.as_str())
            .map_err(PostError::Server)?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self {
            from: mailbox(from)?,
            way: Way::Smtp(Box::new(transport)),
        })
    }

    /// Into a folder, where a person looks at them.
    ///
    /// # Errors
    /// When the sender can't be used.
    pub fn folder(folder: PathBuf, from: &str) -> Result<Self, PostError> {
        Ok(Self {
            from: mailbox(from)?,
            way: Way::Folder(Arc::new(folder)),
        })
    }

    /// The letters in the folder, newest first; none if they go to a mail server.
    #[must_use]
    pub fn kept(&self) -> Option<Kept> {
        match &self.way {
            Way::Folder(folder) => Some(Kept(Arc::clone(folder))),
            Way::Smtp(_) => None,
        }
    }

    /// Sends a letter. Sent twice, it is the same letter: its id is its Message-ID.
    pub(crate) async fn send(
        &self,
        id: LetterId,
        at: Timestamp,
        written: &Written,
    ) -> Result<String, NotSent> {
        let message = self.message(id, at, written)?;
        match &self.way {
            Way::Smtp(transport) => match transport.send(message).await {
                Ok(answer) => Ok(answer.message().collect::<Vec<_>>().join(" ")),
                Err(error) => Err(NotSent {
                    // A mailbox that does not exist is refused for good; a login that is refused is ours to mend.
                    for_good: error.is_permanent() && error.status().is_some_and(is_of_the_mailbox),
                    words: chain(&error),
                }),
            },
            Way::Folder(folder) => Kept(Arc::clone(folder))
                .put(id, at, written, &message.formatted())
                .await
                .map(|()| "kept in the folder".to_owned())
                .map_err(|error| NotSent {
                    words: format!("the letter could not be kept in {}: {error}", folder.display()),
                    for_good: false,
                }),
        }
    }

    fn message(&self, id: LetterId, at: Timestamp, written: &Written) -> Result<Message, NotSent> {
        let for_good = |words: String| NotSent {
            words,
            for_good: true,
        };
        let to: Mailbox = written
            .to
            .parse()
            .map_err(|error| for_good(format!("the address can't be read: {error}")))?;
        let host = self.from.email.domain();
        Message::builder()
            .message_id(Some(format!("<{id}@{host}>")))
            .date(at.into())
            .from(self.from.clone())
            .to(to)
            .subject(written.subject.clone())
            // Nobody's holiday notice should answer.
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(
                written.text.clone(),
                written.html.clone(),
            ))
            .map_err(|error| for_good(format!("the letter can't be written: {error}")))
    }
}

/// 550 to 553: this mailbox, this address, this content.
fn is_of_the_mailbox(code: lettre::transport::smtp::response::Code) -> bool {
    matches!(u16::from(code), 550..=553)
}

fn mailbox(from: &str) -> Result<Mailbox, PostError> {
    from.parse().map_err(|_| PostError::From(from.to_owned()))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        source = cause.source();
    }
    words
}

#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Letters kept in a folder: as `.eml` for a mail program, and beside it as JSON for our own page.
#[derive(Clone, Debug)]
pub struct Kept(Arc<PathBuf>);

/// A letter that is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptLetter {
    /// Its id.
    pub id: LetterId,
    /// When it was sent.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub written: Written,
}

impl Kept {
    async fn put(
        &self,
        id: LetterId,
        at: Timestamp,
        written: &Written,
        message: &[u8],
    ) -> std::io::Result<()> {
        let letter = KeptLetter {
            id,
            at,
            written: written.clone(),
        };
        tokio::fs::create_dir_all(self.0.as_path()).await?;
        tokio::fs::write(self.0.join(format!("{id}.eml")), message).await?;
        tokio::fs::write(self.0.join(format!("{id}.json")), serde_json::to_vec(&letter)?).await
    }

    /// The newest letters.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub async fn list(&self, limit: usize) -> std::io::Result<Vec<KeptLetter>> {
        let mut ids: Vec<LetterId> = Vec::new();
        let mut entries = match tokio::fs::read_dir(self.0.as_path()).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json"));
            ids.extend(id.and_then(|id| id.parse::<LetterId>().ok()));
        }
        // Ids are in the order of time.
        ids.sort_unstable_by(|one, other| other.cmp(one));
        let mut letters = Vec::new();
        for id in ids.into_iter().take(limit) {
            letters.extend(self.find(id).await?);
        }
        Ok(letters)
    }

    /// A letter by id.
    ///
    /// # Errors
    /// When its file can't be read.
    pub async fn find(&self, id: LetterId) -> std::io::Result<Option<KeptLetter>> {
        match tokio::fs::read(self.0.join(format!("{id}.json"))).await {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
