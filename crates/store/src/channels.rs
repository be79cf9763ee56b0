//! Channels: where alerts go besides e-mail.

use auth::Sealed;
use domain::{ChannelId, FlowId, Severity};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    row::{Column, to_json},
    transaction::Inside,
};

/// Characters of the other side's words that are kept.
const WORDS: usize = 500;

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// `slack` or `webhook`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What may be shown of its address.
    pub host: String,
    /// What presses less is not sent there.
    pub least: Severity,
    /// Which flows' alerts go there; empty: all.
    pub flows: Vec<FlowId>,
    /// How the last try ended; none if nothing was sent yet.
    pub tried: Option<Tried>,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// When.
    pub at: Timestamp,
    /// Whether it was taken.
    pub well: bool,
    /// What the other side said.
    pub words: String,
}

/// Where a channel leads, and what signs what is sent there.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address.
    pub url: SecretString,
    /// The signing secret (`whsec_…`); empty for those that sign nothing.
    pub secret: SecretString,
}

#[derive(Serialize, Deserialize)]
struct Content {
    url: String,
    secret: String,
}

fn identity(id: ChannelId) -> String {
    format!("channel:{id}")
}

pub(crate) fn open_target(
    key: &auth::TenantKey,
    id: ChannelId,
    sealed: Vec<u8>,
) -> Result<Target, StoreError> {
    let text = key.open(&identity(id), &Sealed::from_bytes(sealed)?)?;
    let content: Content = serde_json::from_str(text.expose_secret())
        .map_err(|error| Column("channel", "sealed", id).bad(&error))?;
    Ok(Target {
        url: content.url.into(),
        secret: content.secret.into(),
    })
}

async fn seal(tx: &mut Tx, id: ChannelId, target: &Target) -> Result<Sealed, StoreError> {
    let content = Content {
        url: target.url.expose_secret().to_owned(),
        secret: target.secret.expose_secret().to_owned(),
    };
    Ok(tx
        .key()
        .await?
        .seal(&identity(id), &to_json(&content).to_string()))
}

fn uuids(flows: &[FlowId]) -> Vec<uuid::Uuid> {
    flows.iter().map(|flow| flow.uuid()).collect()
}

/// Adds a channel.
///
/// # Errors
/// `Taken` if the name is in use.
pub async fn add(tx: &mut Tx, new: &Channel, target: &Target) -> Result<(), StoreError> {
    let tenant = tx.id();
    let sealed = seal(tx, new.id, target).await?;
    sqlx::query!(
        "
        insert into channel (tenant_id, channel_id, kind, name, sealed, host, least_severity, flows)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        ",
        tenant,
        new.id.uuid(),
        new.kind,
        new.name,
        sealed.as_bytes(),
        new.host,
        new.least.as_str(),
        &uuids(&new.flows),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes name, severity and flows; the target, too, if one is given.
///
/// # Errors
/// `Missing`, and `Taken` if the name is in use.
pub async fn change(tx: &mut Tx, new: &Channel, target: Option<&Target>) -> Result<(), StoreError> {
    let tenant = tx.id();
    let sealed = match target {
        Some(target) => Some(seal(tx, new.id, target).await?.into_bytes()),
        None => None,
    };
    let done = sqlx::query!(
        "
        update channel set name = $3, least_severity = $4, flows = $5, host = $6, sealed = coalesce($7, sealed)
        where tenant_id = $1 and channel_id = $2
        ",
        tenant,
        new.id.uuid(),
        new.name,
        new.least.as_str(),
        &uuids(&new.flows),
        new.host,
        sealed,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("channel", &new.id));
    }
    Ok(())
}

/// Removes a channel and what is on its way there; tells whether it was there.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx, id: ChannelId) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from channel where tenant_id = $1 and channel_id = $2",
        tenant,
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The tenant's channels, by name.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx) -> Result<Vec<Channel>, StoreError> {
    read(tx, None).await
}

/// A channel by id.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut Tx, id: ChannelId) -> Result<Option<Channel>, StoreError> {
    Ok(read(tx, Some(id)).await?.pop())
}

async fn read(tx: &mut Tx, one: Option<ChannelId>) -> Result<Vec<Channel>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select channel_id, kind, name, host, least_severity, flows, tried_at, tried_well, tried_words
        from channel where tenant_id = $1 and ($2::uuid is null or channel_id = $2) order by name
        ",
        tenant,
        one.map(ChannelId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Channel {
                id: row.channel_id.into(),
                kind: row.kind,
                name: row.name,
                host: row.host,
                least: Column("channel", "least_severity", row.channel_id).word(&row.least_severity)?,
                flows: row.flows.into_iter().map(FlowId::from).collect(),
                tried: row.tried_at.map(|at| Tried {
                    at: at.to_jiff(),
                    well: row.tried_well.unwrap_or_default(),
                    words: row.tried_words.unwrap_or_default(),
                }),
            })
        })
        .collect()
}

/// Where a channel leads.
///
/// # Errors
/// `Missing`, or when it can't be opened.
pub async fn target(tx: &mut Tx, id: ChannelId) -> Result<Target, StoreError> {
    let tenant = tx.id();
    let sealed = sqlx::query_scalar!(
        "select sealed from channel where tenant_id = $1 and channel_id = $2",
        tenant,
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| StoreError::missing("channel", &id))?;
    open_target(tx.key().await?.as_ref(), id, sealed)
}

/// Keeps how a try ended.
///
/// # Errors
/// When the database refuses.
pub async fn tried(tx: &mut Tx, id: ChannelId, tried: &Tried) -> Result<(), StoreError> {
    let tenant = tx.id();
    let words: String = tried.words.chars().take(WORDS).collect();
    sqlx::query!(
        "
        update channel set tried_at = $3, tried_well = $4, tried_words = $5
        where tenant_id = $1 and channel_id = $2
        ",
        tenant,
        id.uuid(),
        tried.at.to_sqlx() as _,
        tried.well,
        words,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
