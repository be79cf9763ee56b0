use async_trait::async_trait;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::{Store, StoreError, row::to_json, transaction::Inside};

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
        // 128 random bits: an id that is there already is one that we saved ourselves.
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut tx = self.0.system().await.map_err(backend)?;
        sqlx::query!(
            "
            insert into session (session_hash, data, expires_at) values ($1, $2, $3)
            on conflict (session_hash) do update set data = excluded.data, expires_at = excluded.expires_at
            ",
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
