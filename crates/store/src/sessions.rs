//! Sessions: who is signed in, from where, since when.

use async_trait::async_trait;
use domain::UserId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::{Store, StoreError, SystemTx, row::to_json, transaction::Inside};

/// Sessions in the database, so that every web process knows them.
#[derive(Clone, Debug)]
pub struct StoreSessions(Store);

impl StoreSessions {
    /// The sessions in this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// Forgets sessions that ran out; tells how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sweep(&self, now: Timestamp) -> std::result::Result<u64, StoreError> {
        let mut tx = self.0.system().await?;
        let done = sqlx::query!("delete from session where expires_at <= $1", now.to_sqlx() as _)
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

fn hash(id: Id) -> Vec<u8> {
    Sha256::digest(id.0.to_be_bytes()).to_vec()
}

fn expiry(record: &Record) -> Timestamp {
    Timestamp::from_second(record.expiry_date.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn backend(error: impl Into<StoreError>) -> Error {
    Error::Backend(error.into().to_string())
}

#[async_trait]
impl SessionStore for StoreSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut tx = self.0.system().await.map_err(backend)?;
        // 128 random bits: no id is there already.
        sqlx::query!(
            "insert into session (session_hash, data, expires_at) values ($1, $2, $3)",
            hash(record.id),
            to_json(&record.data),
            expiry(record).to_sqlx() as _,
        )
        .execute(tx.conn())
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut tx = self.0.system().await.map_err(backend)?;
        // Never inserts: a session that was ended while a request of it was under way stays ended.
        sqlx::query!(
            "update session set data = $2, expires_at = $3 where session_hash = $1",
            hash(record.id),
            to_json(&record.data),
            expiry(record).to_sqlx() as _,
        )
        .execute(tx.conn())
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.0.system().await.map_err(backend)?;
        let row = sqlx::query!(
            "select data, expires_at from session where session_hash = $1 and expires_at > now()",
            hash(*id),
        )
        .fetch_optional(tx.conn())
        .await
        .map_err(backend)?;
        tx.commit().await.map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_value(row.data).map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp(row.expires_at.to_jiff().as_second())
                .map_err(|error| Error::Decode(error.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.0.system().await.map_err(backend)?;
        sqlx::query!("delete from session where session_hash = $1", hash(*id))
            .execute(tx.conn())
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Names it without opening it.
    pub handle: String,
    /// What the browser said of itself at sign-in.
    pub agent: String,
    /// From which address it signed in.
    pub address: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to some minutes.
    pub seen_at: Option<Timestamp>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A person's sessions, newest first. `this` is the one that asks.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut SystemTx,
    user: UserId,
    this: Option<Id>,
) -> std::result::Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select session_hash, coalesce(data->>'agent', '') as "agent!", coalesce(data->>'address', '') as "address!",
            created_at, data->>'seen_at' as seen_at
        from session where user_id = $1 and expires_at > now()
        order by created_at desc
        "#,
        user.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let this = this.map(hash);
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            is_this: Some(&row.session_hash) == this.as_ref(),
            handle: row
                .session_hash
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            agent: row.agent,
            address: row.address,
            created_at: row.created_at.to_jiff(),
            seen_at: row.seen_at.and_then(|at| at.parse().ok()),
        })
        .collect())
}

/// Ends one session of a person; false if there is none of this handle.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut SystemTx, user: UserId, handle: &str) -> std::result::Result<bool, StoreError> {
    let done = sqlx::query!(
        "delete from session where user_id = $1 and encode(session_hash, 'hex') = $2",
        user.uuid(),
        handle,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of a person but the one that asks, if it is one; tells how many.
///
/// # Errors
/// When the database refuses.
pub async fn end_others(
    tx: &mut SystemTx,
    user: UserId,
    keep: Option<Id>,
) -> std::result::Result<u64, StoreError> {
    let done = sqlx::query!(
        "delete from session where user_id = $1 and ($2::bytea is null or session_hash <> $2)",
        user.uuid(),
        keep.map(hash),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
